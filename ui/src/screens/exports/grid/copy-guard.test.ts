import { expect, test } from "vitest";
import { guarded } from "./copy-guard";

test.each([
  ['=HYPERLINK("https://evil.example")', `'=HYPERLINK("https://evil.example")`],
  ["+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"],
  ["-2+3", "'-2+3"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "'\t=1"],
  ["\r=1", "'\r=1"],
  ["\n=1", "'\n=1"],
  ["-", "'-"],
  ["-1.5-2", "'-1.5-2"],
])("%j is guarded", (cell, copied) => expect(guarded(cell)).toBe(copied));

test.each(["", "Gold", "9.99", "-9.99", "+4,50", "-12", "84007", "a=b", " =1", "'=1"])("%j stays", (cell) =>
  expect(guarded(cell)).toBe(cell),
);
