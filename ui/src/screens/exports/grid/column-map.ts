// Where the columns are: those that are pinned first, then the others, without those that are hidden. Positions count
// in this order, indexes in the order of the file.

export interface ColumnMap {
  /** Index of the column at each position. */
  order: number[];
  /** How many are pinned: the first ones. */
  pinned: number;
  /** Where each position starts, in pixels from the first one; and where the last one ends. */
  starts: Float64Array;
}

export function columnMap(
  columns: number,
  width: (index: number) => number,
  pinned: readonly number[],
  hidden: readonly number[],
): ColumnMap {
  const away = new Set(hidden);
  const first = pinned.filter((index) => index < columns && !away.has(index));
  const order = [...first];
  for (const index of first) away.add(index);
  for (let index = 0; index < columns; index += 1) if (!away.has(index)) order.push(index);
  const starts = new Float64Array(order.length + 1);
  for (const [position, index] of order.entries()) {
    starts[position + 1] = (starts[position] ?? 0) + width(index);
  }
  return { order, pinned: first.length, starts };
}

/** Where a position starts. */
export function startOf(map: ColumnMap, position: number): number {
  return map.starts[Math.max(0, Math.min(map.order.length, position))] ?? 0;
}

/** How wide all columns are together. */
export function widthOf(map: ColumnMap): number {
  return startOf(map, map.order.length);
}

/** The position at a distance from the first column; the last one for what is past the end. */
export function positionAt(map: ColumnMap, x: number): number {
  let low = 0;
  let high = map.order.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((map.starts[middle] ?? 0) <= x) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/**
 * The positions that can be seen beside the pinned ones, `last` excluded, with some before and after. `left`: how far
 * the content is scrolled; `room`: the width of all columns that can be seen, the pinned ones among them.
 */
export function columnsAt(map: ColumnMap, left: number, room: number, spare: number) {
  const all = map.order.length;
  const first = Math.max(map.pinned, positionAt(map, left + startOf(map, map.pinned)) - spare);
  const last = Math.min(all, positionAt(map, left + room) + 1 + spare);
  return { first, last: Math.max(first, last) };
}

/** How far the content must be scrolled so that a position is seen; as far as it is, if it is seen already. */
export function leftToShow(map: ColumnMap, position: number, left: number, room: number): number {
  if (position < map.pinned) return left;
  const start = startOf(map, position);
  const end = startOf(map, position + 1);
  const covered = startOf(map, map.pinned);
  if (start - left < covered || end - start > room - covered) return Math.max(0, start - covered);
  if (end - left > room) return end - room;
  return left;
}
