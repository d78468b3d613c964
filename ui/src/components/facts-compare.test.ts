import { expect, test } from "vitest";
import { compare } from "./facts-compare";

const fact = (label: string, value: string) => ({ label, value });

test("pairs by label, marks what changed, appeared and vanished", () => {
  expect(
    compare(
      [fact("State", "active"), fact("Plan", "Gold"), fact("Order", "1")],
      [fact("Plan", "Gold"), fact("State", "on_hold"), fact("Until", "2026-12-01")],
    ),
  ).toEqual([
    { label: "State", before: "active", after: "on_hold", changed: true },
    { label: "Plan", before: "Gold", after: "Gold", changed: false },
    { label: "Order", before: "1", changed: true },
    { label: "Until", after: "2026-12-01", changed: true },
  ]);
});

test("a label that stands twice is paired in order", () => {
  expect(compare([fact("Item", "a"), fact("Item", "b")], [fact("Item", "a"), fact("Item", "c")])).toEqual([
    { label: "Item", before: "a", after: "a", changed: false },
    { label: "Item", before: "b", after: "c", changed: true },
  ]);
});
