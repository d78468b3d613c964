// A list of any length to choose several of: only the rows on screen exist. One stop in the tab order.
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { Button, count, cx, Icon, plural } from "../../../components";
import styles from "./batch.module.css";

const ROW = 50;

export interface Pick {
  id: string;
  name: string;
  detail?: string | undefined;
}

interface PickListProps {
  label: string;
  /** What one is called: "user". */
  one: string;
  total: number;
  /** Undefined while it is on its way. */
  item: (index: number) => Pick | undefined;
  /** Which of them are on screen now. */
  onRange?: ((first: number, last: number) => void) | undefined;
  /** How they are called, chosen or not; what a search hides stays chosen. */
  chosen: string[];
  onChange: (chosen: string[]) => void;
  /** All of the list are to be chosen. */
  onAll: () => void;
  isGettingAll?: boolean;
  /** Why not all can be chosen, in a sentence. */
  whyNotAll?: string | undefined;
}

/**
 * Arrow keys, Page Up/Down, Home and End move; Space and Enter choose; Ctrl A chooses all.
 * Give it a `key` made of the search, so that another list starts at the top.
 */
export function PickList(props: PickListProps) {
  const { label, one, total, item, onRange, chosen, onChange, onAll, whyNotAll } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const id = useId();
  const taken = useMemo(() => new Set(chosen), [chosen]);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
    initialRect: { width: 320, height: 232 },
  });
  const rows = virtual.getVirtualItems();
  const first = rows[0]?.index ?? 0;
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => onRange?.(first, last), [onRange, first, last]);

  const toggle = (index: number) => {
    const picked = item(index)?.id;
    if (picked === undefined) return;
    onChange(taken.has(picked) ? chosen.filter((c) => c !== picked) : [...chosen, picked]);
  };
  const move = (to: number) => {
    const next = Math.max(0, Math.min(total - 1, to));
    setActive(next);
    virtual.scrollToIndex(next);
  };
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 232) / ROW) - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const all = event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey);
    if (!all && (event.ctrlKey || event.metaKey || event.altKey)) return;
    const steps: Record<string, (() => void) | undefined> = {
      ArrowDown: () => move(active + 1),
      ArrowUp: () => move(active - 1),
      PageDown: () => move(active + page),
      PageUp: () => move(active - page),
      Home: () => move(0),
      End: () => move(total - 1),
      Enter: () => toggle(active),
      " ": () => toggle(active),
    };
    const step = all ? () => whyNotAll === undefined && onAll() : steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };
  return (
    <div className={styles.pick}>
      <div className={styles.pickBar}>
        <span className={styles.quiet}>{plural(chosen.length, one)} chosen</span>
        <Button
          variant="quiet"
          aria-label="Choose none"
          isDisabled={chosen.length === 0}
          onPress={() => onChange([])}
        >
          None
        </Button>
        <Button
          aria-label={`Choose all ${count(total)}`}
          onPress={onAll}
          isDisabled={total === 0}
          isPending={props.isGettingAll ?? false}
          whyNot={whyNotAll}
        >{`All ${count(total)}`}</Button>
      </div>
      {total === 0 && <p className={cx(styles.picks, styles.none)}>Nothing fits.</p>}
      {total > 0 && (
        <div
          ref={scroller}
          className={styles.picks}
          role="listbox"
          aria-label={label}
          aria-multiselectable
          aria-activedescendant={rows.some((r) => r.index === active) ? `${id}-${active}` : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
        >
          <div role="presentation" className={styles.sizer} style={{ height: virtual.getTotalSize() }}>
            {rows.map(({ index, start }) => {
              const pick = item(index);
              return (
                // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, options are its active descendants
                // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
                <div
                  key={index}
                  id={`${id}-${index}`}
                  role="option"
                  aria-selected={pick !== undefined && taken.has(pick.id)}
                  aria-posinset={index + 1}
                  aria-setsize={total}
                  data-active={index === active || undefined}
                  className={styles.item}
                  style={{ height: ROW, transform: `translateY(${start}px)` }}
                  onClick={() => {
                    setActive(index);
                    toggle(index);
                  }}
                >
                  <span className={styles.box}>
                    {pick && taken.has(pick.id) && <Icon name="check" size={12} />}
                  </span>
                  <span className={styles.text}>
                    <span>{pick?.name ?? "…"}</span>
                    {pick?.detail && (
                      <span className={styles.detail} title={pick.detail}>
                        {pick.detail}
                      </span>
                    )}
                  </span>
                </div>
              );
            })}
          </div>
        </div>
      )}
    </div>
  );
}
