import { expect, test } from "vitest";
import { rangeText, share, ticks } from "./axis";

const DAY = 86_400_000;
const texts = (...args: Parameters<typeof ticks>) => ticks(...args).map((t) => t.text);
const date = (text: string) => Date.parse(`${text}T00:00:00Z`);

test("numbers are marked at round ones", () => {
  expect(texts("number", 0, 60, 5)).toEqual(["0", "20", "40", "60"]);
  expect(texts("number", 4.99, 7.49, 5)).toEqual(["5", "5.5", "6", "6.5", "7"]);
  expect(texts("number", -0.3, 0.3, 4)).toEqual(["-0.2", "0", "0.2"]);
  expect(texts("number", 0, 48_000_000, 5)).toEqual(["0", "10M", "20M", "30M", "40M"]);
  expect(texts("number", 1_000_000, 1_000_400, 4)).toEqual([
    "1,000,000",
    "1,000,100",
    "1,000,200",
    "1,000,300",
    "1,000,400",
  ]);
});

test("dates are marked at days, weeks, months or years", () => {
  expect(texts("date", date("2026-11-01"), date("2026-11-05"), 5)).toEqual([
    "1 Nov",
    "2 Nov",
    "3 Nov",
    "4 Nov",
    "5 Nov",
  ]);
  // Mondays.
  expect(texts("date", date("2026-11-01"), date("2026-11-30"), 5)).toEqual([
    "2 Nov",
    "9 Nov",
    "16 Nov",
    "23 Nov",
    "30 Nov",
  ]);
  expect(texts("date", date("2026-01-15"), date("2026-12-01"), 4)).toEqual([
    "Apr 2026",
    "Jul 2026",
    "Oct 2026",
  ]);
  expect(texts("date", date("1987-03-01"), date("2026-11-21"), 5)).toEqual(["1990", "2000", "2010", "2020"]);
  expect(texts("date", date("2026-11-21"), date("2026-11-21") + 6 * 3_600_000, 4)).toEqual([
    "00:00",
    "02:00",
    "04:00",
    "06:00",
  ]);
});

test("whatever the ends are, marks are few, between them, in order and told apart", () => {
  let state = 7;
  const any = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < 4_000; i += 1) {
    const of = i % 2 === 0 ? "number" : "date";
    const size = of === "number" ? 10 ** (any() * 16 - 4) : 10 ** (any() * 8 + 5);
    const from = (any() - 0.5) * size * 3;
    const to = from + size * (0.2 + any());
    const most = 3 + Math.floor(any() * 5);
    const found = ticks(of, from, to, most);
    const said = { of, from, to, most, found };
    expect(found.length, JSON.stringify(said)).toBeLessThanOrEqual(most + 2);
    expect(found.every((t) => t.at >= from - size * 1e-6 && t.at <= to + size * 1e-6)).toBe(true);
    expect(found.every((t, n) => n === 0 || t.at > (found[n - 1]?.at ?? 0))).toBe(true);
    if (of === "number" && size < 1e9) {
      expect(new Set(found.map((t) => t.text)).size, JSON.stringify(said)).toBe(found.length);
    }
  }
});

test("an axis without length has no marks", () => {
  expect(ticks("number", 3, 3, 5)).toEqual([]);
  expect(ticks("date", Number.NaN, 5, 5)).toEqual([]);
});

test("ranges are told in words", () => {
  expect(rangeText("number", 12, 2)).toBe("12 to 14");
  expect(rangeText("number", 0.125, 0.0625)).toBe("0.13 to 0.19");
  expect(rangeText("date", date("2026-11-21"), DAY)).toBe("21 Nov 2026");
  expect(rangeText("date", date("2026-11-16"), 8 * DAY)).toBe("16 Nov 2026 to 23 Nov 2026");
  expect(rangeText("date", date("2026-11-16"), DAY / 4)).toBe("16 Nov 2026, 00:00 to 06:00");
});

test("a share is never rounded to none or all", () => {
  expect([share(0, 10), share(10, 10), share(1, 1e9), share(1e9 - 1, 1e9), share(1, 3), share(0, 0)]).toEqual(
    ["0 %", "100 %", "< 0.1 %", "> 99.9 %", "33.3 %", "0 %"],
  );
});
