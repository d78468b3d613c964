// Cells that were found, however many: only those on screen exist. One stop in the tab order.
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useId, useRef } from "react";
import { count } from "../../../components";
import type { Hit } from "../../../host";
import { pieces } from "./pieces";
import styles from "./search.module.css";

const ROW = 48;

interface HitListProps {
  hits: Hit[];
  text: string;
  ignoreCase: boolean;
  /** Index of the hit that was gone to last, or that the keys are at. */
  active: number;
  onActive: (index: number) => void;
  onOpen: (index: number) => void;
}

export function HitList({ hits, text, ignoreCase, active, onActive, onOpen }: HitListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const virtual = useVirtualizer({
    count: hits.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
    initialRect: { width: 360, height: 400 },
  });
  const move = (to: number) => {
    const next = Math.max(0, Math.min(hits.length - 1, to));
    onActive(next);
    virtual.scrollToIndex(next);
  };
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW) - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Record<string, (() => void) | undefined> = {
      ArrowDown: () => move(active + 1),
      ArrowUp: () => move(active - 1),
      PageDown: () => move(active + page),
      PageUp: () => move(active - page),
      Home: () => move(0),
      End: () => move(hits.length - 1),
      Enter: () => onOpen(active),
      " ": () => onOpen(active),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };
  const items = virtual.getVirtualItems();
  return (
    <div
      ref={scroller}
      className={styles.hits}
      role="listbox"
      aria-label="Cells found"
      aria-activedescendant={items.some((i) => i.index === active) ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className={styles.sizer} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const hit = hits[item.index];
          if (!hit) return null;
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, options are its active descendants
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
            <div
              key={item.index}
              id={`${id}-${item.index}`}
              role="option"
              aria-selected={item.index === active}
              aria-posinset={item.index + 1}
              aria-setsize={hits.length}
              className={styles.hit}
              style={{ height: ROW, transform: `translateY(${item.start}px)` }}
              onClick={() => onOpen(item.index)}
            >
              <span className={styles.place}>
                <span>record {count(hit.record)}</span>
                <span className={styles.column}>{hit.column}</span>
              </span>
              <span className={styles.value}>
                {pieces(hit.value, text, ignoreCase).map((piece, i) =>
                  piece.found ? (
                    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, in order
                    <mark key={i}>{piece.text}</mark>
                  ) : (
                    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, in order
                    <span key={i}>{piece.text}</span>
                  ),
                )}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
