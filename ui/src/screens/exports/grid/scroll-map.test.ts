import { describe, expect, test } from "vitest";
import { rowsAt, scrollMap, TALLEST, toShow } from "./scroll-map";

const ROW = 28;
const VIEW = 560;

describe("scrollMap", () => {
  test("is one to one as long as the browser can make it so tall", () => {
    const map = scrollMap(1_000, ROW, VIEW);
    expect(map).toMatchObject({ height: 28_000, scaled: false, furthest: 28_000 - VIEW });
    for (const at of [0, 1, 137, map.furthest]) {
      expect(map.toContent(at)).toBe(at);
      expect(map.toScroll(at)).toBe(at);
    }
  });

  test("an export shorter than the window does not scroll", () => {
    const map = scrollMap(3, ROW, VIEW);
    expect(map.furthest).toBe(0);
    expect(map.toContent(500)).toBe(0);
    expect(map.toScroll(500)).toBe(0);
  });

  test.each([285_715, 1_000_000, 48_211_004, 100_000_000])("both ends of %i rows can be reached", (rows) => {
    const map = scrollMap(rows, ROW, VIEW);
    expect(map.scaled).toBe(true);
    expect(map.height).toBe(TALLEST);
    expect(map.toContent(0)).toBe(0);
    // The scrollbar's end is the content's end: the last row is seen whole.
    const end = map.toContent(TALLEST - VIEW);
    expect(end).toBe(rows * ROW - VIEW);
    expect(rowsAt(end, rows, ROW, VIEW, 0)).toEqual({ first: rows - VIEW / ROW, last: rows });
    expect(map.toScroll(map.furthest)).toBeCloseTo(TALLEST - VIEW, 3);
  });

  test("the scrollbar and the content agree in the middle of a hundred million rows", () => {
    const map = scrollMap(100_000_000, ROW, VIEW);
    for (const row of [1, 12_345_678, 50_000_000, 99_999_000]) {
      expect(Math.abs(map.toContent(map.toScroll(row * ROW)) - row * ROW)).toBeLessThan(0.01);
    }
  });

  test("never leads out of the content", () => {
    const map = scrollMap(100_000_000, ROW, VIEW);
    expect(map.toContent(-5)).toBe(0);
    expect(map.toContent(TALLEST * 2)).toBe(map.furthest);
    expect(map.toScroll(Number.MAX_SAFE_INTEGER)).toBe(TALLEST - VIEW);
  });
});

test("rowsAt gives what is seen, and some to spare within the file", () => {
  expect(rowsAt(0, 1_000, 28, 280, 0)).toEqual({ first: 0, last: 10 });
  expect(rowsAt(14, 1_000, 28, 280, 0)).toEqual({ first: 0, last: 11 });
  expect(rowsAt(2_800, 1_000, 28, 280, 6)).toEqual({ first: 94, last: 116 });
  expect(rowsAt(27_720, 1_000, 28, 280, 6)).toEqual({ first: 984, last: 1_000 });
  expect(rowsAt(0, 0, 28, 280, 6)).toEqual({ first: 0, last: 0 });
});

test("toShow moves no further than it must", () => {
  expect(toShow(5, 0, 28, 280)).toBe(0);
  expect(toShow(10, 0, 28, 280)).toBe(28);
  expect(toShow(3, 200, 28, 280)).toBe(84);
});
