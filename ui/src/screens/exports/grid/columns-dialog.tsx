import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { Button, Checkbox, count, Dialog, IconButton, plural, SearchField } from "../../../components";
import styles from "./grid.module.css";
import { nameOf } from "./grid-row";
import type { Columns } from "./layout";

interface ColumnsDialogProps {
  names: string[];
  columns: Columns;
  onGo: (column: number) => void;
  onClose: () => void;
}

const ROW = 36;

/** All columns of a file: which are shown, which are pinned, and the way to each. */
export function ColumnsDialog({ names, columns, onGo, onClose }: ColumnsDialogProps) {
  const { layout } = columns;
  const [text, setText] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const fitting = useMemo(() => {
    const needle = text.trim().toLowerCase();
    return names.map((_, index) => index).filter((i) => nameOf(names, i).toLowerCase().includes(needle));
  }, [names, text]);
  const hidden = useMemo(() => new Set(layout.hidden), [layout.hidden]);
  const virtual = useVirtualizer({
    count: fitting.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 4,
    initialRect: { width: 460, height: 360 },
  });
  return (
    <Dialog
      title={`Columns (${count(names.length)})`}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={columns.reset}>Reset</Button>
          <Button isDisabled={hidden.size === 0} onPress={() => columns.show(layout.hidden)}>
            {hidden.size === 0 ? "All are shown" : `Show ${plural(hidden.size, "hidden column")}`}
          </Button>
          <Button variant="primary" onPress={onClose}>
            Done
          </Button>
        </>
      }
    >
      <SearchField label="Find a column" value={text} onChange={setText} />
      <div ref={scroller} className={styles.columnList}>
        <ul style={{ height: virtual.getTotalSize() }} aria-label="Columns">
          {virtual.getVirtualItems().map((item) => {
            const index = fitting[item.index] ?? 0;
            const name = nameOf(names, index);
            const pinned = layout.pinned.includes(index);
            return (
              <li
                key={index}
                className={styles.columnItem}
                style={{ height: ROW, transform: `translateY(${item.start}px)` }}
              >
                <Checkbox
                  label={name}
                  isSelected={!hidden.has(index)}
                  onChange={(shown) => (shown ? columns.show([index]) : columns.hide(index))}
                />
                <span className={styles.columnActions}>
                  <IconButton
                    icon="pin"
                    label={pinned ? `Unpin ${name}` : `Pin ${name} to the left`}
                    aria-pressed={pinned}
                    onPress={() => columns.pin(index)}
                  />
                  <IconButton
                    icon="arrow-right"
                    label={`Go to ${name}`}
                    isDisabled={hidden.has(index)}
                    onPress={() => onGo(index)}
                  />
                </span>
              </li>
            );
          })}
        </ul>
        {fitting.length === 0 && <p>No column is called so.</p>}
      </div>
    </Dialog>
  );
}
