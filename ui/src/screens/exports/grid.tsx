// The records of an export, however many: only what is on screen exists. One stop in the tab order; the keys are those
// of a spreadsheet.
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { count, cx } from "../../components";
import styles from "./grid.module.css";
import { GridHeader } from "./grid-header";
import { GridRow } from "./grid-row";
import type { Marks } from "./marks";
import { rowsAt, toShow } from "./scroll-map";
import { PAGE, type Records, useRecords } from "./use-records";
import { useViewport } from "./use-viewport";
import { LEAST, MOST, widthsOf } from "./widths";

const ROW = 28;
const HEADER = 32;
const SPARE = 6;

export interface Place {
  record: number;
  column: number;
}

interface GridProps {
  /** The export's handle. */
  id: string;
  label: string;
  /** How many records there are, if they were counted. */
  total: number | undefined;
  marks: Marks;
  active: Place;
  onActive: (place: Place) => void;
  /** A place to go to; another object goes there again. */
  target: Place | null;
  /** Enter on a cell. */
  onOpen: () => void;
  onCopy: () => void;
  /** What is known of the records on screen. */
  onRecords: (records: Records) => void;
}

export function Grid({
  id,
  label,
  total,
  marks,
  active,
  onActive,
  target,
  onOpen,
  onCopy,
  onRecords,
}: GridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const domId = useId();
  const [rows, setRows] = useState(total ?? PAGE);
  const view = useViewport(scroller, rows, ROW, HEADER);
  const { first, last } = rowsAt(view.top, rows, ROW, view.height, SPARE);
  const records = useRecords(id, first, last, active.record, total);
  useEffect(() => onRecords(records), [onRecords, records]);
  useEffect(() => setRows(records.rows), [records.rows]);

  const names = records.columns;
  const columns = Math.max(names?.length ?? 0, records.widest);
  const gutter = Math.max(64, count(Math.max(0, rows - 1)).length * 8.5 + 22);
  const [widths, setWidths] = useState<number[]>([]);
  useEffect(() => {
    if (!names) return;
    const sample = Array.from({ length: PAGE }, (_, i) => records.cells(i) ?? []);
    setWidths((now) => (now.length > 0 ? now : widthsOf(names, sample)));
  }, [names, records]);
  const virtual = useVirtualizer({
    horizontal: true,
    count: columns,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => widths[i] ?? 140,
    paddingStart: gutter,
    scrollPaddingStart: gutter,
    overscan: 2,
    initialRect: { width: 1000, height: 480 },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: new widths are what it measures
  useLayoutEffect(() => virtual.measure(), [virtual, widths, gutter]);
  const resize = useCallback(
    (column: number, change: (width: number) => number) =>
      setWidths((now) => {
        const next = [...now];
        next[column] = Math.round(Math.max(LEAST, Math.min(MOST, change(now[column] ?? 140))));
        return next;
      }),
    [],
  );

  const { moveTo, top, height } = view;
  const show = (record: number, column: number) => {
    moveTo(toShow(record, top, ROW, height));
    virtual.scrollToIndex(column, { align: "auto" });
  };
  const go = (record: number, column: number) => {
    const to = {
      record: Math.max(0, Math.min(rows - 1, record)),
      column: Math.max(0, Math.min(columns - 1, column)),
    };
    onActive(to);
    show(to.record, to.column);
  };

  // A target may be further than what was counted: first there must be so many rows, then it can be gone to.
  const reached = useRef<Place | null>(null);
  useLayoutEffect(() => {
    if (!target || reached.current === target) return;
    if (target.record >= rows && !records.counted) {
      setRows(target.record + 1);
      return;
    }
    reached.current = target;
    moveTo(target.record * ROW - height / 2 + ROW);
    virtual.scrollToIndex(target.column, { align: "auto" });
    // A dialog that closes gives the focus back to where it was, a frame later: go after it.
    requestAnimationFrame(() => scroller.current?.focus());
  }, [target, rows, records.counted, moveTo, height, virtual]);

  const onKeyDown = (event: KeyboardEvent) => {
    const { record, column } = active;
    const page = Math.max(1, Math.floor(height / ROW) - 1);
    const far = event.ctrlKey || event.metaKey;
    const steps: Record<string, (() => void) | undefined> = event.altKey
      ? {
          ArrowLeft: () => resize(column, (w) => w - 24),
          ArrowRight: () => resize(column, (w) => w + 24),
        }
      : {
          ArrowDown: () => go(far ? rows - 1 : record + 1, column),
          ArrowUp: () => go(far ? 0 : record - 1, column),
          ArrowRight: () => go(record, far ? columns - 1 : column + 1),
          ArrowLeft: () => go(record, far ? 0 : column - 1),
          PageDown: () => go(record + page, column),
          PageUp: () => go(record - page, column),
          Home: () => go(far ? 0 : record, 0),
          End: () => go(far ? rows - 1 : record, columns - 1),
          Enter: onOpen,
          c: far ? onCopy : undefined,
        };
    const step = steps[event.key];
    if (!step || event.target !== event.currentTarget) return;
    event.preventDefault();
    step();
  };
  const onClick = (event: MouseEvent) => {
    const cell = (event.target as Element).closest<HTMLElement>("[data-column]");
    const row = cell?.closest<HTMLElement>("[data-record]");
    if (cell && row) onActive({ record: Number(row.dataset.record), column: Number(cell.dataset.column) });
  };

  const items = virtual.getVirtualItems();
  const cellId = (place: Place) => `${domId}-${place.record}-${place.column}`;
  const drawn =
    active.record >= first && active.record < last && items.some((i) => i.index === active.column);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of any length cannot be a <table>
    <div
      ref={scroller}
      className={styles.scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={records.counted ? rows + 1 : -1}
      aria-colcount={columns + 1}
      aria-activedescendant={drawn ? cellId(active) : undefined}
      aria-busy={names === undefined}
      tabIndex={0}
      onScroll={view.onScroll}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={(event) => (event.target as Element).closest("[data-column]") && onOpen()}
    >
      <div
        className={styles.sizer}
        role="presentation"
        style={{ height: view.map.height + HEADER, width: virtual.getTotalSize() }}
      >
        <GridHeader
          height={HEADER}
          gutter={gutter}
          names={names ?? []}
          columns={items}
          active={active.column}
          onResize={resize}
        />
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div
          role="rowgroup"
          className={styles.layer}
          style={{ top: HEADER, height: Math.min(height, rows * ROW) }}
        >
          <div role="presentation" style={{ transform: `translateY(${first * ROW - top}px)` }}>
            {Array.from({ length: last - first }, (_, i) => {
              const record = first + i;
              return (
                <GridRow
                  key={record}
                  record={record}
                  height={ROW}
                  gutter={gutter}
                  cells={records.cells(record)}
                  named={names?.length ?? 0}
                  columns={items}
                  marks={marks.get(record)}
                  active={record === active.record ? active.column : undefined}
                  idOf={cellId}
                />
              );
            })}
          </div>
        </div>
      </div>
      {rows === 0 && names && <p className={cx(styles.none)}>This export has a header and no records.</p>}
    </div>
  );
}
