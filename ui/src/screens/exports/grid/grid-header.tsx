import type { PointerEvent } from "react";
import { cx, Icon } from "../../../components";
import styles from "./grid.module.css";
import { type Drawn, nameOf } from "./grid-row";

interface GridHeaderProps {
  height: number;
  gutter: number;
  names: string[];
  pinned: Drawn[];
  columns: Drawn[];
  /** Index of the active cell's column. */
  active: number;
  idOf: (index: number) => string;
  /** A column's edge is dragged; `done` once it is let go. */
  onResize: (index: number, width: number, done: boolean) => void;
  onFit: (index: number) => void;
  onMenu: (index: number) => void;
  onProfile: ((index: number) => void) | undefined;
}

/** The names of the columns, each with its profile and its menu (for the mouse; Alt with the arrow down opens it, too). */
export function GridHeader(props: GridHeaderProps) {
  const { height, gutter, pinned, columns } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid that cannot be a <table>
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div role="row" aria-rowindex={1} className={styles.header} style={{ height }}>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
      <span role="columnheader" aria-colindex={1} className={styles.corner} style={{ width: gutter }}>
        record
      </span>
      {pinned.map((column) => (
        <Name key={column.index} {...props} column={column} isPinned />
      ))}
      <span role="presentation" className={styles.loose}>
        {columns.map((column) => (
          <Name key={column.index} {...props} column={column} />
        ))}
      </span>
    </div>
  );
}

function Name({
  column: { index, position, width },
  isPinned,
  names,
  active,
  ...props
}: GridHeaderProps & { column: Drawn; isPinned?: boolean }) {
  const name = nameOf(names, index);
  const { onProfile } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid that cannot be a <table>
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <span
      id={props.idOf(index)}
      role="columnheader"
      aria-colindex={position + 2}
      data-name={index}
      className={cx(styles.name, isPinned && styles.pinned)}
      data-active={index === active || undefined}
      style={{ width }}
      title={name}
      onContextMenu={(event) => {
        event.preventDefault();
        props.onMenu(index);
      }}
    >
      <span className={styles.text}>{name}</span>
      <span className={styles.tools} aria-hidden="true">
        {onProfile && (
          <button type="button" tabIndex={-1} title={`Profile of ${name}`} onClick={() => onProfile(index)}>
            <Icon name="chart-column" size={13} />
          </button>
        )}
        <button
          type="button"
          tabIndex={-1}
          title={`Pin, hide or fit ${name} (Alt with the arrow down)`}
          onClick={() => props.onMenu(index)}
        >
          <Icon name="chevron-down" size={13} />
        </button>
      </span>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keyboard has Alt with the arrow keys */}
      <span
        className={styles.edge}
        title="Drag to make the column wider, click twice to fit it; on the keyboard, Alt with the arrow keys"
        onPointerDown={(event) => drag(event, (by, done) => props.onResize(index, width + by, done))}
        onDoubleClick={() => props.onFit(index)}
      />
    </span>
  );
}

function drag(event: PointerEvent<HTMLElement>, onMove: (by: number, done: boolean) => void) {
  event.preventDefault();
  event.stopPropagation();
  const handle = event.currentTarget;
  const from = event.clientX;
  let by = 0;
  handle.setPointerCapture(event.pointerId);
  const move = (e: globalThis.PointerEvent) => {
    by = e.clientX - from;
    onMove(by, false);
  };
  const end = () => {
    handle.removeEventListener("pointermove", move);
    if (by !== 0) onMove(by, true);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", end, { once: true });
}
