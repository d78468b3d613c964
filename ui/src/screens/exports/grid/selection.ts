// What is selected: the cells between the anchor and the active cell.
import type { ColumnMap } from "./column-map";

/** A cell: its row in the grid, and the index of its column in the file. */
export interface Cell {
  row: number;
  column: number;
}

export interface Selection {
  /** Where it began. */
  anchor: Cell;
  /** Where it is now: the cell that keys and the bar below are about. */
  active: Cell;
  /** Whole columns: all records, wherever the active cell is. */
  columns?: true;
}

/** The rows and the positions of columns from one corner to the other, both included. */
export interface Range {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export function at(row: number, column: number): Selection {
  const cell = { row, column };
  return { anchor: cell, active: cell };
}

/** A hidden column has no position: its neighbour's is taken. */
export function positionOf(map: ColumnMap, column: number): number {
  const position = map.order.indexOf(column);
  if (position >= 0) return position;
  const next = map.order.findIndex((index, i) => i >= map.pinned && index > column);
  return next >= 0 ? next : Math.max(0, map.order.length - 1);
}

/** `rows`: how many there are. */
export function rangeOf({ anchor, active, columns }: Selection, map: ColumnMap, rows: number): Range {
  const [one, other] = [positionOf(map, anchor.column), positionOf(map, active.column)];
  return {
    top: columns ? 0 : Math.min(anchor.row, active.row),
    bottom: columns ? Math.max(0, rows - 1) : Math.max(anchor.row, active.row),
    left: Math.min(one, other),
    right: Math.max(one, other),
  };
}

/** How many cells it has. */
export function cellsIn({ top, bottom, left, right }: Range): number {
  return (bottom - top + 1) * (right - left + 1);
}
