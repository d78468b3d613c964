// State that outlives its screen, so that a look elsewhere does not cost what was filled in.
import { useCallback, useState } from "react";
import type { Host } from "../host";
import { useSession } from "./host-context";

// By host, then by app and name; gone with the window.
const kept = new WeakMap<Host, Map<string, unknown>>();

/** Like `useState`, kept by name for this app. A change that comes when the screen is gone is kept as well. */
export function useKept<T>(name: string, initial: T): [T, (change: (now: T) => T) => void] {
  const { host, app } = useSession();
  const key = `${app}\n${name}`;
  const [, draw] = useState(0);
  const value = (kept.get(host)?.get(key) as T | undefined) ?? initial;
  const change = useCallback(
    (next: (now: T) => T) => {
      const values = kept.get(host) ?? new Map<string, unknown>();
      kept.set(host, values.set(key, next((values.get(key) as T | undefined) ?? initial)));
      draw((n) => n + 1);
    },
    [host, key, initial],
  );
  return [value, change];
}
