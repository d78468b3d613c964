// The records of an export, however many: only what is on screen exists. One stop in the tab order; the keys are those
// of a spreadsheet.
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { count } from "../../../components";
import type { Overview } from "../../../host";
import { leftToShow, positionAt, startOf, widthOf } from "./column-map";
import { ColumnMenu } from "./column-menu";
import styles from "./grid.module.css";
import { GridHeader } from "./grid-header";
import { stepOf } from "./grid-keys";
import { GridRow, nameOf } from "./grid-row";
import type { Columns } from "./layout";
import { LEAST_WIDTH, MOST_WIDTH } from "./layout";
import type { Records } from "./records";
import { ScrollBar } from "./scroll-bar";
import { rowsAt, toShow } from "./scroll-map";
import { ScrollMarks } from "./scroll-marks";
import { at, type Cell, positionOf, rangeOf, type Selection } from "./selection";
import { useColumns } from "./use-columns";
import { useDrag } from "./use-drag";
import { useViewport } from "./use-viewport";
import { widthFor } from "./widths";

const ROW = 28;
const HEADER = 32;
const SPARE = 6;

interface GridProps {
  label: string;
  records: Records;
  /** How many records the file has, if that is known: the numbers must fit. */
  inFile: number | undefined;
  columns: Columns;
  selection: Selection;
  onSelection: (selection: Selection) => void;
  /** A cell to go to; another object goes there again. */
  target: Cell | null;
  /** Enter on a cell. */
  onOpen: () => void;
  onCopy: (withNames: boolean) => void;
  onProfile: ((column: number) => void) | undefined;
  /** To the next issue of a column. */
  onNextIssue: ((column: number) => void) | undefined;
  /** Where in the file issues are, for the marks along the scrollbar. */
  overview: Overview | undefined;
  /** To the first issue from a row on. */
  onOverview: (row: number) => void;
}

const none: string[] = [];

export function Grid(props: GridProps) {
  const { label, records, columns: layout, selection, onSelection, target } = props;
  const grid = useRef<HTMLDivElement>(null);
  const domId = useId();
  useSyncExternalStore(records.subscribe, records.version);
  const { rows } = records;
  const view = useViewport(grid, ROW);
  const { moveTo, limit } = view;
  const height = Math.max(ROW, view.height - HEADER);
  const furthest = Math.max(0, rows * ROW - height);
  const top = Math.min(view.top, furthest);
  const { first, last } = rowsAt(top, rows, ROW, height, SPARE);
  const { active } = selection;
  useLayoutEffect(() => records.want(first, last, active.row), [records, first, last, active.row]);
  useEffect(() => () => records.stop(), [records]);

  const names = records.columns ?? none;
  const gutter = Math.max(64, count(Math.max(0, (props.inFile ?? rows) - 1)).length * 8.5 + 26);
  const room = Math.max(0, view.width - gutter);
  const [dragged, setDragged] = useState<{ index: number; width: number } | null>(null);
  const [menu, setMenu] = useState<number | null>(null);
  const menuAt = useRef<HTMLElement | null>(null);
  const { map, pinned, columns, start } = useColumns(records, layout.layout, dragged, view.left, room);
  const wide = widthOf(map);
  const left = Math.min(view.left, Math.max(0, wide - room));
  useLayoutEffect(
    () => limit({ top: furthest, left: Math.max(0, wide - room) }),
    [limit, furthest, wide, room],
  );
  const headId = useCallback((index: number) => `${domId}-head-${index}`, [domId]);
  const cellId = useCallback((row: number, column: number) => `${domId}-${row}-${column}`, [domId]);

  const show = (row: number, position: number) => {
    moveTo({ top: toShow(row, top, ROW, height), left: leftToShow(map, position, left, room) });
  };
  const lastRow = Math.max(0, rows - 1);
  const lastPosition = Math.max(0, map.order.length - 1);
  const go = (row: number, position: number, extend: boolean) => {
    const to = {
      row: Math.max(0, Math.min(lastRow, row)),
      column: map.order[Math.max(0, Math.min(lastPosition, position))] ?? 0,
    };
    onSelection(extend ? { ...selection, active: to } : { anchor: to, active: to });
    show(to.row, positionOf(map, to.column));
  };
  const select = (from: Cell, to: Cell) => onSelection({ anchor: from, active: to });
  const indexAt = (position: number) => map.order[position] ?? 0;
  const selectColumns = (from: number, to: number) =>
    onSelection({
      anchor: { row: active.row, column: from },
      active: { row: active.row, column: to },
      columns: true,
    });
  const selectColumn = (index: number) => selectColumns(index, index);

  // A target may be further than what was counted: first there must be so many rows, then it can be gone to.
  const reached = useRef<Cell | null>(null);
  useLayoutEffect(() => {
    if (!target || reached.current === target || !records.columns) return;
    if (target.row >= rows && !records.counted) return records.reach(target.row + 1);
    reached.current = target;
    moveTo({
      top: target.row * ROW - height / 2 + ROW,
      left: leftToShow(map, positionOf(map, target.column), left, room),
    });
    // A dialog that closes gives the focus back to where it was, a frame later: go after it.
    requestAnimationFrame(() => grid.current?.focus({ preventScroll: true }));
  }, [target, rows, records, moveTo, height, map, left, room]);

  const widthOfColumn = (index: number) => {
    const position = positionOf(map, index);
    return startOf(map, position + 1) - startOf(map, position);
  };
  const fitTo = (index: number) => {
    const cells = Array.from({ length: last - first }, (_, i) => records.cells(first + i)?.[index] ?? "");
    layout.resize(index, widthFor(nameOf(names, index), cells));
  };
  const openMenu = (index: number) => {
    menuAt.current = document.getElementById(headId(index));
    if (menuAt.current) setMenu(index);
  };

  const selectRow = (row: number) =>
    select({ row, column: indexAt(lastPosition) }, { row, column: indexAt(0) });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const { row, column } = active;
    const step = stepOf(event, {
      row,
      position: positionOf(map, column),
      lastRow,
      lastPosition,
      page: Math.max(1, Math.floor(height / ROW) - 1),
      several: selection.anchor !== active || selection.columns === true,
      go,
      selectRow: () => selectRow(row),
      selectColumn: () => selectColumn(column),
      selectAll: () => selectColumns(indexAt(lastPosition), indexAt(0)),
      selectCell: () => onSelection(at(row, column)),
      widen: (by) => layout.resize(column, widthOfColumn(column) + by),
      openMenu: () => openMenu(column),
      openCell: props.onOpen,
      copy: props.onCopy,
    });
    if (!step) return;
    event.preventDefault();
    step();
  };

  const cellAt = (x: number, y: number) => {
    const inside = x - gutter;
    const fixed = inside < startOf(map, map.pinned);
    return {
      row: Math.max(0, Math.min(lastRow, Math.floor((y - HEADER + top) / ROW))),
      column: indexAt(positionAt(map, Math.max(0, fixed ? inside : inside + left))),
    };
  };
  const startDrag = useDrag({
    grid,
    taken: { top: HEADER, left: gutter + startOf(map, map.pinned) },
    onTo: (x, y) => onSelection({ anchor: selection.anchor, active: cellAt(x, y) }),
    onScrollBy: (x, y) => moveTo({ top: top + y, left: left + x }),
  });
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const element = event.target as Element;
    const head = element.closest<HTMLElement>("[data-name]");
    if (head && !element.closest("button")) {
      const to = Number(head.dataset.name);
      return selectColumns(event.shiftKey ? selection.anchor.column : to, to);
    }
    const row = Number(element.closest<HTMLElement>("[data-row]")?.dataset.row);
    if (Number.isNaN(row)) return;
    if (element.closest("[data-gutter]")) {
      return selectRow(row);
    }
    const column = element.closest<HTMLElement>("[data-column]")?.dataset.column;
    if (column === undefined) return;
    const to = { row, column: Number(column) };
    onSelection(event.shiftKey ? { anchor: selection.anchor, active: to } : { anchor: to, active: to });
    startDrag(event);
  };

  const range = rangeOf(selection, map, rows);
  const position = positionOf(map, active.column);
  const drawn =
    active.row >= first &&
    active.row < last &&
    (position < map.pinned || columns.some((c) => c.position === position));
  // Rows that leave at one end come back at the other, so that scrolling makes nothing new.
  const pool = Math.ceil(height / ROW) + 2 * SPARE + 2;
  let waiting = records.columns === undefined;
  const shown = Array.from({ length: last - first }, (_, i) => {
    const row = first + i;
    const cells = records.cells(row);
    if (!cells && (row + 1) * ROW > top && row * ROW < top + height) waiting = true;
    const selected = row >= range.top && row <= range.bottom;
    return (
      <GridRow
        key={row % pool}
        row={row}
        record={records.record(row)}
        height={ROW}
        gutter={gutter}
        cells={cells}
        names={names}
        pinned={pinned}
        columns={columns}
        marks={records.marks(row)}
        active={row === active.row ? position : undefined}
        from={selected ? range.left : undefined}
        to={selected ? range.right : undefined}
        idOf={cellId}
      />
    );
  });
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: a grid of any length cannot be a <table> */}
      <div
        ref={grid}
        id={domId}
        className={styles.grid}
        role="grid"
        aria-label={label}
        aria-rowcount={records.counted ? rows + 1 : -1}
        aria-colcount={map.order.length + 1}
        aria-multiselectable
        aria-activedescendant={drawn ? cellId(active.row, active.column) : undefined}
        aria-busy={waiting}
        tabIndex={0}
        style={{ "--shift": `${start - Math.round(left)}px` } as CSSProperties}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onDoubleClick={(event) => (event.target as Element).closest("[data-column]") && props.onOpen()}
      >
        <GridHeader
          height={HEADER}
          gutter={gutter}
          names={names}
          pinned={pinned}
          columns={columns}
          active={active.column}
          idOf={headId}
          onResize={(index, to, done) => {
            const width = Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, to));
            setDragged(done ? null : { index, width });
            if (done) layout.resize(index, width);
          }}
          onFit={fitTo}
          onMenu={openMenu}
          onProfile={props.onProfile}
        />
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="rowgroup" className={styles.rows}>
          <div role="presentation" style={{ marginTop: first * ROW - Math.round(top) }}>
            {shown}
          </div>
        </div>
        {rows === 0 && records.columns && (
          <p className={styles.none}>This export has a header and no records.</p>
        )}
      </div>
      {props.overview && rows > 0 && (
        <ScrollMarks
          overview={props.overview}
          from={top / (rows * ROW)}
          to={(top + height) / (rows * ROW)}
          onGo={(part) => props.onOverview(Math.min(lastRow, Math.floor(part * rows)))}
        />
      )}
      <ScrollBar
        orientation="vertical"
        controls={domId}
        whole={rows * ROW}
        seen={height}
        at={top}
        onTo={(to) => moveTo({ top: to })}
      />
      {wide > room && (
        <ScrollBar
          orientation="horizontal"
          controls={domId}
          whole={wide}
          seen={room}
          at={left}
          onTo={(to) => moveTo({ left: to })}
        />
      )}
      {menu !== null && (
        <ColumnMenu
          name={nameOf(names, menu)}
          pinned={layout.layout.pinned.includes(menu)}
          hidden={layout.layout.hidden.length}
          trigger={menuAt}
          onClose={() => {
            setMenu(null);
            requestAnimationFrame(() => grid.current?.focus({ preventScroll: true }));
          }}
          actions={{
            profile: props.onProfile && (() => props.onProfile?.(menu)),
            next: props.onNextIssue && (() => props.onNextIssue?.(menu)),
            pin: () => layout.pin(menu),
            hide: () => layout.hide(menu),
            fit: () => fitTo(menu),
            select: () => selectColumn(menu),
            showAll: () => layout.show(layout.layout.hidden),
            reset: layout.reset,
          }}
        />
      )}
    </div>
  );
}
