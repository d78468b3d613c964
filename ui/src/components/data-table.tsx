// A table of any length: only the rows on screen exist. Rows come by index, from a window of the backend's list.
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { cx } from "./cx";
import styles from "./data-table.module.css";

export interface Column<Row> {
  id: string;
  header: string;
  /** A CSS grid track: `1fr`, `minmax(120px, 2fr)`, `90px`. */
  width: string;
  align?: "start" | "end";
  cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  label: string;
  columns: Column<Row>[];
  total: number;
  /** Undefined while the row is on its way. */
  row: (index: number) => Row | undefined;
  /** Which rows are on screen now. */
  onRange?: ((first: number, last: number) => void) | undefined;
  /** Enter, Space or a click on a row. */
  onOpen?: ((row: Row, index: number) => void) | undefined;
  /** Index of the row that is open beside the table. */
  open?: number | undefined;
  rowHeight?: number;
}

/**
 * Arrow keys, Page Up/Down, Home and End move; Enter opens. One stop in the tab order.
 * Give it a `key` made of the search, so that another list starts at the top.
 */
export function DataTable<Row>({
  label,
  columns,
  total,
  row,
  onRange,
  onOpen,
  open,
  rowHeight = 38,
}: DataTableProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(open ?? 0);
  const id = useId();
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: rowHeight,
    initialRect: { width: 800, height: 480 },
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onRange?.(first, last), [onRange, first, last]);

  // The row that was open when one comes back may be far down.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, at the beginning
  useEffect(() => {
    if (open !== undefined && open > 0) virtual.scrollToIndex(open, { align: "center" });
  }, []);

  const move = (to: number) => {
    const next = Math.max(0, Math.min(total - 1, to));
    setActive(next);
    virtual.scrollToIndex(next);
  };
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown") move(active + 1);
    else if (event.key === "ArrowUp") move(active - 1);
    else if (event.key === "PageDown") move(active + page);
    else if (event.key === "PageUp") move(active - page);
    else if (event.key === "Home") move(0);
    else if (event.key === "End") move(total - 1);
    else if (event.key === "Enter" || event.key === " ") openRow(active);
    else return;
    event.preventDefault();
  };
  const openRow = (index: number) => {
    const found = row(index);
    if (found !== undefined) onOpen?.(found, index);
  };
  const template = { gridTemplateColumns: columns.map((c) => c.width).join(" ") };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual table cannot be made of <table>
    <div
      ref={scroller}
      className={styles.table}
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      aria-activedescendant={items.some((i) => i.index === active) ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, rows are its active descendants */}
      <div
        role="row"
        aria-rowindex={1}
        className={cx(styles.row, styles.head)}
        style={{ ...template, height: rowHeight }}
      >
        {columns.map((column) => (
          // biome-ignore lint/a11y/useSemanticElements: see above
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <span
            key={column.id}
            role="columnheader"
            className={cx(styles.cell, column.align === "end" && styles.end)}
          >
            {column.header}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const data = row(item.index);
          return (
            // biome-ignore lint/a11y/useSemanticElements: see above
            // biome-ignore lint/a11y/useFocusableInteractive: see above
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
            <div
              key={item.index}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={item.index === open}
              data-active={item.index === active || undefined}
              data-openable={onOpen !== undefined || undefined}
              className={styles.row}
              style={{ ...template, height: rowHeight, transform: `translateY(${item.start}px)` }}
              onClick={() => {
                setActive(item.index);
                openRow(item.index);
              }}
            >
              {columns.map((column) => (
                // biome-ignore lint/a11y/useSemanticElements: see above
                // biome-ignore lint/a11y/useFocusableInteractive: see above
                <span
                  key={column.id}
                  role="gridcell"
                  className={cx(styles.cell, column.align === "end" && styles.end)}
                >
                  {data === undefined ? <span className={styles.pending} /> : column.cell(data)}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
