import type { VirtualItem } from "@tanstack/react-virtual";
import type { PointerEvent } from "react";
import styles from "./grid.module.css";

interface GridHeaderProps {
  height: number;
  gutter: number;
  names: string[];
  columns: VirtualItem[];
  active: number;
  onResize: (column: number, change: (width: number) => number) => void;
}

/** The names of the columns; their edges can be dragged. */
export function GridHeader({ height, gutter, names, columns, active, onResize }: GridHeaderProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid that cannot be a <table>
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div role="row" aria-rowindex={1} className={styles.header} style={{ height }}>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
      <span role="columnheader" aria-colindex={1} className={styles.corner} style={{ width: gutter }}>
        record
      </span>
      <span role="presentation" style={{ width: (columns[0]?.start ?? gutter) - gutter, flex: "none" }} />
      {columns.map(({ index, size }) => (
        // biome-ignore lint/a11y/useSemanticElements: see above
        // biome-ignore lint/a11y/useFocusableInteractive: see above
        <span
          key={index}
          role="columnheader"
          aria-colindex={index + 2}
          className={styles.name}
          data-active={index === active || undefined}
          style={{ width: size }}
          title={nameOf(names, index)}
        >
          <span className={styles.text}>{nameOf(names, index)}</span>
          <span
            className={styles.edge}
            title="Drag to make the column wider; on the keyboard, Alt with the arrow keys"
            onPointerDown={(event) => drag(event, (by) => onResize(index, () => size + by))}
          />
        </span>
      ))}
    </div>
  );
}

/** Cells past the last column have no name. */
export function nameOf(names: string[], column: number): string {
  return names[column] ?? `column ${column + 1}`;
}

function drag(event: PointerEvent<HTMLElement>, onMove: (by: number) => void) {
  event.preventDefault();
  const handle = event.currentTarget;
  const from = event.clientX;
  handle.setPointerCapture(event.pointerId);
  const move = (e: globalThis.PointerEvent) => onMove(e.clientX - from);
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), {
    once: true,
  });
}
