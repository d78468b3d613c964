// Browsers stop making elements taller at some 33 million pixels (Firefox at 17), which is about a million rows. Above
// that the scrollbar stands for the file in proportion, while wheel and keys still move by exact pixels.

/** The tallest that the grid's content is made, in pixels. */
export const TALLEST = 8_000_000;

export interface ScrollMap {
  /** Height that the content really has, in pixels. */
  height: number;
  /** Whether one pixel of the scrollbar stands for more than one of the content. */
  scaled: boolean;
  /** The furthest that the content can be moved, in its own pixels. */
  furthest: number;
  /** From the scrollbar's position to the content's. */
  toContent: (scrollTop: number) => number;
  /** From the content's position to the scrollbar's. */
  toScroll: (top: number) => number;
}

/** `viewport`: the height in which rows are seen, in pixels. */
export function scrollMap(rows: number, rowHeight: number, viewport: number): ScrollMap {
  const whole = rows * rowHeight;
  const height = Math.min(whole, TALLEST);
  const furthest = Math.max(0, whole - viewport);
  const furthestScroll = Math.max(0, height - viewport);
  const scaled = whole > height;
  const ratio = scaled && furthestScroll > 0 ? furthest / furthestScroll : 1;
  const within = (value: number, most: number) => Math.max(0, Math.min(most, value));
  return {
    height,
    scaled,
    furthest,
    toContent: (scrollTop) => within(scrollTop * ratio, furthest),
    toScroll: (top) => within(top / ratio, furthestScroll),
  };
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
