import { describe, expect, test } from "vitest";
import { LEAST_THUMB, positionAtThumb, rowsAt, thumbOf, toShow } from "./scroll-map";

const ROW = 28;

/** A stream of numbers that look random and are the same every time. */
function numbers(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32) * below;
  };
}

describe("the scrollbar", () => {
  test("stands for the whole file: both ends and the middle of a hundred million rows", () => {
    const whole = 100_000_000 * ROW;
    expect(thumbOf(whole, 560, 0, 600)).toEqual({ size: LEAST_THUMB, start: 0 });
    expect(thumbOf(whole, 560, whole - 560, 600)).toEqual({ size: LEAST_THUMB, start: 600 - LEAST_THUMB });
    expect(positionAtThumb(whole, 560, 0, 600)).toBe(0);
    expect(positionAtThumb(whole, 560, 600 - LEAST_THUMB, 600)).toBe(whole - 560);
    expect(positionAtThumb(whole, 560, (600 - LEAST_THUMB) / 2, 600)).toBe((whole - 560) / 2);
  });

  test("is as long as what is seen of a short file", () => {
    expect(thumbOf(1_120, 560, 280, 600)).toEqual({ size: 300, start: 150 });
  });

  test("has nowhere to go where all is seen", () => {
    expect(thumbOf(84, 560, 0, 600)).toEqual({ size: 600, start: 0 });
    expect(positionAtThumb(84, 560, 400, 600)).toBe(0);
    expect(thumbOf(0, 560, 0, 0)).toEqual({ size: 0, start: 0 });
  });

  test("whatever the file and the window are, position and thumb agree, and stay within the track", () => {
    const any = numbers(20_261_121);
    for (let i = 0; i < 20_000; i += 1) {
      const whole = Math.floor(any(10 ** (1 + any(8)))) * ROW;
      const seen = 28 + any(2_000);
      const track = 20 + any(2_000);
      const at = any(Math.max(0, whole - seen));
      const { size, start } = thumbOf(whole, seen, at, track);
      const said = JSON.stringify({ whole, seen, track, at, size, start });
      expect(size > 0 && start >= 0 && start + size <= track + 1e-6, said).toBe(true);
      const back = positionAtThumb(whole, seen, start, track);
      expect(back >= 0 && back <= Math.max(0, whole - seen), said).toBe(true);
      if (track > LEAST_THUMB) expect(Math.abs(back - at) <= Math.max(1e-3, at * 1e-9), said).toBe(true);
      // Dragged out of its track it is at an end.
      expect(positionAtThumb(whole, seen, -50, track)).toBe(0);
      if (track > size)
        expect(positionAtThumb(whole, seen, track * 2, track)).toBe(Math.max(0, whole - seen));
    }
  });
});

test("rowsAt gives what is seen, and some to spare within the file", () => {
  expect(rowsAt(0, 1_000, 28, 280, 0)).toEqual({ first: 0, last: 10 });
  expect(rowsAt(14, 1_000, 28, 280, 0)).toEqual({ first: 0, last: 11 });
  expect(rowsAt(2_800, 1_000, 28, 280, 6)).toEqual({ first: 94, last: 116 });
  expect(rowsAt(27_720, 1_000, 28, 280, 6)).toEqual({ first: 984, last: 1_000 });
  expect(rowsAt(0, 0, 28, 280, 6)).toEqual({ first: 0, last: 0 });
});

test("anywhere in a hundred million rows every pixel in sight has its row", () => {
  const any = numbers(7);
  const rows = 100_000_000;
  for (let i = 0; i < 5_000; i += 1) {
    const viewport = 28 + any(1_500);
    const top = any(rows * ROW - viewport);
    const { first, last } = rowsAt(top, rows, ROW, viewport, 0);
    expect(first * ROW <= top && last * ROW >= top + viewport).toBe(true);
    expect(last - first).toBeLessThanOrEqual(Math.ceil(viewport / ROW) + 1);
    const row = Math.floor(any(rows));
    const shown = toShow(row, top, ROW, Math.max(ROW, viewport));
    expect(row * ROW >= shown && (row + 1) * ROW <= shown + Math.max(ROW, viewport) + 1e-6).toBe(true);
    expect(toShow(row, shown, ROW, Math.max(ROW, viewport))).toBe(shown);
  }
});

test("toShow moves no further than it must", () => {
  expect(toShow(5, 0, 28, 280)).toBe(0);
  expect(toShow(10, 0, 28, 280)).toBe(28);
  expect(toShow(3, 200, 28, 280)).toBe(84);
});
