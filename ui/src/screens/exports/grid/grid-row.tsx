import { memo } from "react";
import { count, cx, Icon } from "../../../components";
import type { Mark } from "../../../host";
import styles from "./grid.module.css";
import { faultOf, faultOfRecord } from "./marks";

/** A column as it is drawn. */
export interface Drawn {
  /** Its place in the file. */
  index: number;
  /** Its place in the grid. */
  position: number;
  width: number;
}

interface GridRowProps {
  row: number;
  /** Its number in the file; undefined while it is on its way. */
  record: number | undefined;
  height: number;
  gutter: number;
  /** Undefined while they are on their way. */
  cells: string[] | undefined;
  names: string[];
  pinned: Drawn[];
  columns: Drawn[];
  marks: Mark[] | undefined;
  /** The position of the active cell, if it is in this row. */
  active: number | undefined;
  /** The positions that are selected, both included, if any. */
  from: number | undefined;
  to: number | undefined;
  idOf: (row: number, column: number) => string;
}

function Row(props: GridRowProps) {
  const { row, record, height, gutter, names, pinned, columns, marks } = props;
  const whole = faultOfRecord(marks, (column) => nameOf(names, column));
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid that cannot be a <table>
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div role="row" aria-rowindex={row + 2} data-row={row} className={styles.row} style={{ height }}>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
      <span
        role="rowheader"
        aria-colindex={1}
        data-gutter
        className={cx(styles.gutter, whole && styles[`${whole.severity}Record`])}
        title={whole?.what}
        style={{ width: gutter }}
      >
        {whole && <Icon name={whole.severity === "error" ? "circle-x" : "triangle-alert"} size={12} />}
        {record === undefined ? "…" : count(record)}
      </span>
      {pinned.map((column) => (
        <Cell key={column.index} column={column} isPinned {...props} />
      ))}
      <span role="presentation" className={styles.loose}>
        {columns.map((column) => (
          <Cell key={column.index} column={column} {...props} />
        ))}
      </span>
    </div>
  );
}

interface CellProps extends GridRowProps {
  column: Drawn;
  isPinned?: boolean;
}

function Cell({
  column: { index, position, width },
  row,
  cells,
  names,
  marks,
  isPinned,
  ...props
}: CellProps) {
  const fault = faultOf(marks, index);
  const text = cells?.[index];
  const selected = props.from !== undefined && position >= props.from && position <= (props.to ?? -1);
  const shown = text === undefined ? "" : oneLine(text);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <span
      id={props.idOf(row, index)}
      role="gridcell"
      aria-colindex={position + 2}
      aria-selected={selected}
      aria-label={fault && `${shown} (${fault.what})`}
      data-column={index}
      data-active={position === props.active || undefined}
      className={cx(
        styles.cell,
        isPinned && styles.pinned,
        fault && styles[fault.severity],
        cells && text === undefined && index < names.length && styles.lacking,
      )}
      title={fault?.what}
      style={{ width }}
    >
      {cells === undefined ? <span className={styles.pending} /> : shown}
    </span>
  );
}

/** Rows are many and scroll fast: drawn anew only when something of theirs changed. */
export const GridRow = memo(Row);

/** Cells past the last column have no name. */
export function nameOf(names: readonly string[], column: number): string {
  return names[column] || `column ${column + 1}`;
}

/** Line breaks inside a cell are shown as a sign; a long cell is cut by its width, so only its beginning is drawn. */
function oneLine(text: string): string {
  const start = text.length > 400 ? text.slice(0, 400) : text;
  return /[\r\n\t]/.test(start) ? start.replace(/\r\n|\r|\n/g, "↵").replaceAll("\t", "⇥") : start;
}
