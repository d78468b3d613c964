import type { VirtualItem } from "@tanstack/react-virtual";
import { memo } from "react";
import { count, cx, Icon } from "../../components";
import type { Place } from "./grid";
import styles from "./grid.module.css";
import { type Mark, WHOLE_RECORD } from "./marks";

interface GridRowProps {
  record: number;
  height: number;
  gutter: number;
  /** Undefined while they are on their way. */
  cells: string[] | undefined;
  /** How many columns have a name. */
  named: number;
  columns: VirtualItem[];
  marks: Map<number, Mark> | undefined;
  /** The active column, if the active cell is in this row. */
  active: number | undefined;
  idOf: (place: Place) => string;
}

function Row({ record, height, gutter, cells, named, columns, marks, active, idOf }: GridRowProps) {
  const whole = marks?.get(WHOLE_RECORD);
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid that cannot be a <table>
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div role="row" aria-rowindex={record + 2} data-record={record} className={styles.row} style={{ height }}>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
      <span
        role="rowheader"
        aria-colindex={1}
        className={cx(styles.gutter, whole && styles[whole.severity])}
        title={whole?.what}
        style={{ width: gutter }}
      >
        {whole && <Icon name={whole.severity === "error" ? "circle-x" : "triangle-alert"} size={12} />}
        {count(record)}
      </span>
      <span role="presentation" style={{ width: (columns[0]?.start ?? gutter) - gutter, flex: "none" }} />
      {columns.map(({ index, size }) => {
        const mark = marks?.get(index);
        const text = cells?.[index];
        return (
          // biome-ignore lint/a11y/useSemanticElements: see above
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <span
            key={index}
            id={idOf({ record, column: index })}
            role="gridcell"
            aria-colindex={index + 2}
            aria-selected={index === active}
            data-column={index}
            className={cx(
              styles.cell,
              mark && styles[mark.severity],
              cells && text === undefined && index < named && styles.lacking,
            )}
            title={mark?.what}
            style={{ width: size }}
          >
            {cells === undefined ? (
              <span className={styles.pending} />
            ) : text === undefined ? (
              ""
            ) : (
              oneLine(text)
            )}
            {mark && <span className={styles.hidden}> ({mark.what})</span>}
          </span>
        );
      })}
    </div>
  );
}

/** Rows are many and scroll fast: drawn anew only when something of theirs changed. */
export const GridRow = memo(Row, (a, b) => {
  const { idOf: _, ...before } = a;
  const { idOf: __, ...after } = b;
  return (Object.keys(after) as (keyof typeof after)[]).every((key) => before[key] === after[key]);
});

/** Line breaks inside a cell are shown as a sign; a long cell is cut by its width, so only its beginning is drawn. */
function oneLine(text: string): string {
  const start = text.length > 400 ? text.slice(0, 400) : text;
  return /[\r\n\t]/.test(start) ? start.replace(/\r\n|\r|\n/g, "↵").replaceAll("\t", "⇥") : start;
}
