// Short news that something went well. Failures do not belong here: they stay on the screen (`ErrorNote`).
import { useEffect, useSyncExternalStore } from "react";
import { IconButton } from "./button";
import { Icon } from "./icons";
import styles from "./toast.module.css";

interface Toast {
  id: number;
  text: string;
}

let toasts: Toast[] = [];
let count = 0;
const listeners = new Set<() => void>();

function set(next: Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a line for some seconds, and tells screen readers. */
export function toast(text: string) {
  count += 1;
  set([...toasts.slice(-2), { id: count, text }]);
}

function dismiss(id: number) {
  set(toasts.filter((t) => t.id !== id));
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear; once, in the frame. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  useEffect(() => () => set([]), []);
  return (
    <div className={styles.region} role="status" aria-live="polite">
      {shown.map((each) => (
        <Shown key={each.id} toast={each} />
      ))}
    </div>
  );
}

function Shown({ toast: { id, text } }: { toast: Toast }) {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), 6_000);
    return () => clearTimeout(timer);
  }, [id]);
  return (
    <div className={styles.toast}>
      <Icon name="circle-check" />
      <span>{text}</span>
      <IconButton icon="x" label="Dismiss" onPress={() => dismiss(id)} />
    </div>
  );
}
