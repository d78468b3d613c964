import { expect, test } from "vitest";
import { byteChange, change, share, visible } from "./figures";

test.each([
  [0, 100, "0 %"],
  [1, 100_000, "under 0.1 %"],
  [125, 1_000, "12.5 %"],
  [99_999, 100_000, "over 99.9 %"],
  [100, 100, "100 %"],
  [0, 0, "0 %"],
])("%d of %d is %s", (part, whole, text) => expect(share(part, whole)).toBe(text));

test.each([
  [100, 100, "the same"],
  [1_000, 2_204, "+1,204 (+120.4 %)"],
  [1_000, 900, "−100 (−10.0 %)"],
  [1_000, 0, "−1,000 (−100.0 %)"],
  [0, 12, "+12"],
  [100_000, 100_001, "+1 (under 0.1 %)"],
  [100, 1_250, "+1,150 (13 times as much)"],
])("from %d to %d: %s", (before, after, text) => expect(change(before, after)).toBe(text));

test("bytes change in their own words", () =>
  expect(byteChange(1_000_000, 1_500_000)).toBe("+500 kB (+50.0 %)"));

test.each([
  ["Posted ", "Posted␣"],
  ["  a b", "␣␣a b"],
  ["a\r\nb\tc", "a↵b⇥c"],
  ["a\u00a0b", "a⍽b"],
  [" ", "␣"],
])("%j is shown as %s", (text, shown) => expect(visible(text)).toBe(shown));
