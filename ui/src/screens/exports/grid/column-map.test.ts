import { expect, test } from "vitest";
import { columnMap, columnsAt, leftToShow, positionAt, startOf, widthOf } from "./column-map";

/** A stream of numbers that look random and are the same every time. */
function numbers(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

test("pinned columns come first, in the order they were pinned; hidden ones not at all", () => {
  const map = columnMap(6, (i) => 10 * (i + 1), [4, 1], [2, 4]);
  expect(map.order).toEqual([1, 0, 3, 5]);
  expect(map.pinned).toBe(1);
  expect([...map.starts]).toEqual([0, 20, 30, 70, 130]);
  expect(widthOf(map)).toBe(130);
});

test("no columns", () => {
  const map = columnMap(0, () => 100, [3], [1]);
  expect([widthOf(map), positionAt(map, 50), startOf(map, 7)]).toEqual([0, 0, 0]);
  expect(columnsAt(map, 0, 500, 2)).toEqual({ first: 0, last: 0 });
});

test("whatever is pinned, hidden and scrolled, exactly what is seen is drawn", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const any = numbers(seed);
    const columns = 1 + any(seed % 3 === 0 ? 10_000 : 60);
    const widths = Array.from({ length: columns }, () => 40 + any(300));
    const some = (most: number) => Array.from({ length: any(most) }, () => any(columns));
    const map = columnMap(columns, (i) => widths[i] ?? 0, [...new Set(some(4))], some(10));
    expect(new Set(map.order).size).toBe(map.order.length);
    const room = 200 + any(1_500);
    const left = any(Math.max(1, widthOf(map) - room));
    const { first, last } = columnsAt(map, left, room, 0);
    const covered = startOf(map, map.pinned);
    const faults: number[] = [];
    for (let position = map.pinned; position < map.order.length; position += 1) {
      const drawn = position >= first && position < last;
      const from = startOf(map, position) - left;
      const to = startOf(map, position + 1) - left;
      const seen = to > covered && from < room && covered < room;
      // At most one column on either side that is not seen.
      const far = to < covered - 340 || from > room + 340;
      if ((seen && !drawn) || (far && drawn)) faults.push(position);
    }
    expect({ seed, faults }).toEqual({ seed, faults: [] });
  }
});

test("every point of a column is that column's, and past the end is the last", () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const any = numbers(seed);
    const map = columnMap(1 + any(500), () => 40 + any(200), [], []);
    for (let i = 0; i < 40; i += 1) {
      const position = any(map.order.length);
      expect(positionAt(map, startOf(map, position))).toBe(position);
      expect(positionAt(map, startOf(map, position + 1) - 0.5)).toBe(position);
    }
    expect(positionAt(map, widthOf(map) + 1_000)).toBe(map.order.length - 1);
    expect(positionAt(map, -5)).toBe(0);
  }
});

test("showing a column moves no further than it must, and never under the pinned ones", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const any = numbers(seed);
    const map = columnMap(80, () => 40 + any(200), [any(80)], [any(80)]);
    const room = 500 + any(600);
    const covered = startOf(map, map.pinned);
    const left = any(8_000);
    const position = map.pinned + any(map.order.length - map.pinned);
    const to = leftToShow(map, position, left, room);
    const from = startOf(map, position) - to;
    expect([seed, from >= covered]).toEqual([seed, true]);
    expect([seed, startOf(map, position + 1) - to <= room + 0.01]).toEqual([seed, true]);
    expect(leftToShow(map, position, to, room)).toBe(to);
    expect(leftToShow(map, 0, left, room)).toBe(left);
  }
});
