// Trait specs in words.
import type {
  Column,
  Condition,
  DateFormat,
  Empty,
  FileRules,
  Rule,
  Severity,
  TraitSpec,
} from "../../../host";

export const ruleTypes: { value: Rule["type"]; label: string; detail: string }[] = [
  { value: "text", label: "Any text", detail: "Nothing is asked of a filled cell" },
  {
    value: "open",
    label: "Open list",
    detail: "A value that is not in it is told, once for each",
  },
  { value: "one_of", label: "Closed list", detail: "Every other value is wrong" },
  { value: "date", label: "Date", detail: "A day that exists, written one way" },
  { value: "decimal", label: "Amount", detail: "A decimal of at least 0, with a point" },
  { value: "number", label: "Number", detail: "A decimal, perhaps with a sign" },
  { value: "boolean", label: "Yes or no", detail: "true or false" },
  { value: "currency", label: "Currency", detail: "Three capital letters, a code of ISO 4217" },
  { value: "capitals", label: "Capital letters", detail: "A number of them: a country's two, say" },
];

export const dateFormats: { value: DateFormat; label: string }[] = [
  { value: "iso", label: "2026-01-31, perhaps with a time" },
  { value: "MM/DD/YYYY", label: "01/31/2026" },
  { value: "DD/MM/YYYY", label: "31/01/2026" },
  { value: "epoch_ms", label: "Milliseconds since 1970" },
];

/** A rule of another type, with what can be kept of the old one. */
export function ruleOf(type: Rule["type"], old: Rule): Rule {
  const severity: Severity = "severity" in old ? old.severity : "error";
  const values = "values" in old ? old.values : [];
  switch (type) {
    case "text":
      return { type };
    case "capitals":
      return { type, length: "length" in old ? old.length : 2, severity };
    case "currency":
      return { type, severity, unlisted: "warning", also: "also" in old ? old.also : [] };
    case "date":
      return { type, format: "format" in old ? old.format : "iso", severity };
    case "one_of":
      return { type, values, severity };
    case "open":
      return { type, values, unlisted: "warning" };
    default:
      return { type, severity };
  }
}

export function ruleWords(rule: Rule): string {
  const label = ruleTypes.find((t) => t.value === rule.type)?.label ?? rule.type;
  switch (rule.type) {
    case "date":
      return rule.format === "iso" ? label : `${label}, ${rule.format}`;
    case "capitals":
      return `${rule.length} capital letters`;
    default:
      return label;
  }
}

/** How grave it is when a filled cell breaks the rule; undefined where it cannot. */
export function severityOf(rule: Rule): Severity | undefined {
  if (rule.type === "text") return undefined;
  return rule.type === "open" ? rule.unlisted : rule.severity;
}

export function withSeverity(rule: Rule, severity: Severity): Rule {
  if (rule.type === "text") return rule;
  return rule.type === "open" ? { ...rule, unlisted: severity } : { ...rule, severity };
}

export function emptyWords(empty: Empty): string {
  return empty === "allowed" ? "may be empty" : `${empty.required} if empty`;
}

/** The values of a list; undefined where the rule has none. */
export function valuesOf(rule: Rule): string[] | undefined {
  return rule.type === "one_of" || rule.type === "open"
    ? rule.values
    : rule.type === "currency"
      ? rule.also
      : undefined;
}

export function withValues(rule: Rule, values: string[]): Rule {
  if (rule.type === "one_of" || rule.type === "open") return { ...rule, values };
  return rule.type === "currency" ? { ...rule, also: values } : rule;
}

export const fileRules: { key: keyof FileRules; label: string; canBeNothing: boolean }[] = [
  { key: "missing_column", label: "A column is missing", canBeNothing: false },
  { key: "unexpected_column", label: "A column that is not in the spec", canBeNothing: true },
  { key: "spaced_column", label: "A column's name has a space", canBeNothing: true },
  { key: "column_order", label: "The columns stand in another order", canBeNothing: true },
  { key: "duplicate_key", label: "A second record of the same key", canBeNothing: false },
  { key: "ragged_row", label: "A record with too few or too many cells", canBeNothing: false },
  { key: "bad_encoding", label: "Bytes that are not the file's encoding", canBeNothing: false },
  { key: "bad_quote", label: "A quote in the wrong place", canBeNothing: false },
];

/** What a file's header calls a column. */
export function titleOf(column: Column): string {
  return column.header ?? column.name;
}

function conditionWords({ when, is, then, expect, severity }: Condition): string {
  return `Where ${when} is ${is}, ${then} is ${expect} (${severity})`;
}

/** What the spec asks of columns together, a sentence each. */
export function togetherWords(spec: TraitSpec): string[] {
  return [
    spec.key.length > 0
      ? `A record is named by ${spec.key.join(" and ")}; each occurs once`
      : "Records have no key: they may repeat",
    ...(spec.customer ? [`Whose record it is stands in ${spec.customer}`] : []),
    ...spec.orders.map((o) => `${o.later} is not before ${o.earlier} (${o.severity})`),
    ...spec.conditions.map(conditionWords),
  ];
}
