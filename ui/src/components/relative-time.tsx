import { useSyncExternalStore } from "react";
import { useOperation, useSession } from "../query";
import { ago, dateTime } from "./format";

// One clock for all of them; it stands still while nobody looks.
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  now = Date.now();
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 30_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** "5 minutes ago", with the exact time (in the app's time zone) as its title. */
export function RelativeTime({ at }: { at: string }) {
  const current = useSyncExternalStore(subscribe, () => now);
  const { app } = useSession();
  const zone = useOperation("apps.list", {}).data?.find((a) => a.id === app)?.time_zone;
  return (
    <time dateTime={at} title={`${dateTime(at, zone)}${zone ? ` (${zone})` : ""}`}>
      {ago(at, Math.max(current, now))}
    </time>
  );
}
