import { expect, test } from "vitest";
import { pieces } from "./pieces";

const shown = (value: string, text: string, ignoreCase = false) =>
  pieces(value, text, ignoreCase)
    .map((p) => (p.found ? `[${p.text}]` : p.text))
    .join("");

test.each([
  ["Gold monthly, gold yearly", "gold", false, "Gold monthly, [gold] yearly"],
  ["Gold monthly, gold yearly", "gold", true, "[Gold] monthly, [gold] yearly"],
  ["aaaa", "aa", false, "[aa][aa]"],
  ["gold", "gold", false, "[gold]"],
  ["silver", "gold", true, "silver"],
  // İ is two characters long in lower case: it stays unmarked rather than marked in the wrong place.
  ["İstanbul GOLD", "gold", true, "İstanbul GOLD"],
  ["", "x", false, ""],
])("%j for %j, ignoring case: %j", (value, text, ignoreCase, marked) =>
  expect(shown(value, text, ignoreCase)).toBe(marked),
);
