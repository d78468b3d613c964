import { expect, test } from "vitest";
import type { Rule } from "../../../host";
import { ruleOf, ruleTypes, ruleWords, severityOf, valuesOf, withSeverity, withValues } from "./words";

test("a rule of another type keeps what fits both", () => {
  const closed: Rule = { type: "one_of", values: ["Posted", "Declined"], severity: "warning" };
  expect(ruleOf("open", closed)).toEqual({
    type: "open",
    values: ["Posted", "Declined"],
    unlisted: "warning",
  });
  expect(ruleOf("date", closed)).toEqual({ type: "date", format: "iso", severity: "warning" });
  expect(ruleOf("one_of", ruleOf("open", closed))).toMatchObject({ values: ["Posted", "Declined"] });
  expect(ruleOf("text", closed)).toEqual({ type: "text" });
});

test("every type has words, and its severity and values can be set where it has them", () => {
  for (const { value } of ruleTypes) {
    const rule = ruleOf(value, { type: "text" });
    expect(ruleWords(rule)).not.toBe("");
    if (severityOf(rule)) expect(severityOf(withSeverity(rule, "warning"))).toBe("warning");
    if (valuesOf(rule)) expect(valuesOf(withValues(rule, ["XTS"]))).toEqual(["XTS"]);
  }
});
