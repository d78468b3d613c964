// The keys of the grid: those of a spreadsheet.
import type { KeyboardEvent } from "react";

interface GridActions {
  /** Where the active cell is. */
  row: number;
  position: number;
  lastRow: number;
  lastPosition: number;
  /** Rows that are seen at once. */
  page: number;
  /** Whether more than a cell is selected. */
  several: boolean;
  go: (row: number, position: number, extend: boolean) => void;
  selectRow: () => void;
  selectColumn: () => void;
  selectAll: () => void;
  selectCell: () => void;
  /** Makes the column wider, by so many pixels. */
  widen: (by: number) => void;
  openMenu: () => void;
  openCell: () => void;
  copy: (withNames: boolean) => void;
}

type Steps = Record<string, (() => void) | undefined>;

/** What a key does; undefined if it is none of the grid's. */
export function stepOf(event: KeyboardEvent, grid: GridActions): (() => void) | undefined {
  const { row, position, lastRow, lastPosition, page, go } = grid;
  const far = event.ctrlKey || event.metaKey;
  const extend = event.shiftKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.altKey) {
    const steps: Steps = {
      ArrowLeft: () => grid.widen(-24),
      ArrowRight: () => grid.widen(24),
      ArrowDown: grid.openMenu,
    };
    return steps[key];
  }
  const steps: Steps = {
    ArrowDown: () => go(far ? lastRow : row + 1, position, extend),
    ArrowUp: () => go(far ? 0 : row - 1, position, extend),
    ArrowRight: () => go(row, far ? lastPosition : position + 1, extend),
    ArrowLeft: () => go(row, far ? 0 : position - 1, extend),
    PageDown: () => go(row + page, position, extend),
    PageUp: () => go(row - page, position, extend),
    Home: () => go(far ? 0 : row, 0, extend),
    End: () => go(far ? lastRow : row, lastPosition, extend),
    Enter: grid.openCell,
    ContextMenu: grid.openMenu,
    F10: extend ? grid.openMenu : undefined,
    Escape: grid.several ? grid.selectCell : undefined,
    " ": extend ? grid.selectRow : far ? grid.selectColumn : undefined,
    a: far ? grid.selectAll : undefined,
    c: far ? () => grid.copy(extend) : undefined,
  };
  return steps[key];
}
