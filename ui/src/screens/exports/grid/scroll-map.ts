// Where rows are on a content of any height, and what a scrollbar shows of it. Browsers stop making elements taller at
// some 33 million pixels (Firefox at 17), about a million rows: the grid has no tall element at all, and its scrollbars
// are its own.

/** The shortest that a scrollbar's thumb gets, in pixels: it must be met with the mouse. */
export const LEAST_THUMB = 36;

interface Thumb {
  size: number;
  /** Where it starts on its track. */
  start: number;
}

/** `whole`: length of the content; `seen`: how much of it is in sight, from `at` on; all in pixels. */
export function thumbOf(whole: number, seen: number, at: number, track: number): Thumb {
  const furthest = Math.max(0, whole - seen);
  if (furthest === 0) return { size: track, start: 0 };
  const size = Math.min(track, Math.max(LEAST_THUMB, (track * seen) / whole));
  return { size, start: ((track - size) * Math.max(0, Math.min(furthest, at))) / furthest };
}

/** The content's position when the thumb starts here. */
export function positionAtThumb(whole: number, seen: number, start: number, track: number): number {
  const furthest = Math.max(0, whole - seen);
  const { size } = thumbOf(whole, seen, 0, track);
  if (track <= size) return 0;
  return furthest * Math.max(0, Math.min(1, start / (track - size)));
}

/** The rows that can be seen at a position, `last` excluded, with some before and after. */
export function rowsAt(top: number, rows: number, rowHeight: number, viewport: number, spare: number) {
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(rows, Math.ceil((top + viewport) / rowHeight) + spare);
  return { first, last: Math.max(first, last) };
}

/** Where the content must be so that a row is seen whole; where it is, if it is seen already. */
export function toShow(row: number, top: number, rowHeight: number, viewport: number): number {
  const start = row * rowHeight;
  if (start < top) return start;
  if (start + rowHeight > top + viewport) return start + rowHeight - viewport;
  return top;
}
