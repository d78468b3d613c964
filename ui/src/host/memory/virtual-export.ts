// An export of any length that is in no file: its records are made when they are asked for, and what is wrong with
// them follows a pattern, so that the answers are exact for a hundred million records as for ten.
import type {
  CheckReport,
  ColumnProfile,
  ExportView,
  Frequent,
  Histogram,
  Issue,
  IssueFilter,
  Mark,
  Overview,
  Profile,
} from "..";

/** A fault that comes again in every period, in some single records, or both. */
export interface Rule extends Pick<Issue, "kind" | "severity" | "hint" | "value"> {
  column?: string;
  /** Records of every period that have it. */
  offsets?: number[];
  /** Single records that have it. */
  only?: number[];
  /** What is in the cell, instead of its text. */
  shown?: (record: number) => string;
}

export interface VirtualExport {
  columns: string[];
  rows: number;
  cells: (record: number) => string[];
  /** After so many records the pattern of faults begins anew. */
  period: number;
  rules: Rule[];
}

const has = (rule: Rule, record: number, period: number) =>
  (rule.offsets?.includes(record % period) ?? false) || (rule.only?.includes(record) ?? false);

function fitting({ rules }: VirtualExport, filter: IssueFilter = {}): Rule[] {
  return rules.filter(
    (r) =>
      (filter.kind === undefined || filter.kind === r.kind) &&
      (filter.column === undefined || filter.column === r.column) &&
      (filter.severity === undefined || filter.severity === r.severity),
  );
}

interface Pattern {
  /** Records of every period with a fault, in order. */
  offsets: number[];
  /** Single ones besides. */
  single: number[];
}

const patterns = new WeakMap<Rule[], Map<string, Pattern>>();

/** Where faults of some rules are: found once for each set of rules, which are many thousand records. */
function patternOf({ rules: all, period }: VirtualExport, some: Rule[]): Pattern {
  const known = patterns.get(all) ?? new Map<string, Pattern>();
  patterns.set(all, known);
  const key = some.map((rule) => all.indexOf(rule)).join();
  let pattern = known.get(key);
  if (!pattern) {
    const offsets = new Set(some.flatMap((r) => r.offsets ?? []));
    const single = new Set(some.flatMap((r) => r.only ?? []).filter((r) => !offsets.has(r % period)));
    const inOrder = (set: Set<number>) => [...set].sort((a, b) => a - b);
    pattern = { offsets: inOrder(offsets), single: inOrder(single) };
    known.set(key, pattern);
  }
  return pattern;
}

/** How many numbers of an ordered list are below `end`. */
function below(numbers: number[], end: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < end) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the first `end` records have one of these faults. */
function countBefore(file: VirtualExport, rules: Rule[], end: number): number {
  const { offsets, single } = patternOf(file, rules);
  const whole = Math.floor(end / file.period) * offsets.length;
  return whole + below(offsets, end % file.period) + below(single, end);
}

/** The first record before which so many have one. */
function recordOf(file: VirtualExport, rules: Rule[], rank: number): number {
  let low = 0;
  let high = file.rows - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (countBefore(file, rules, middle + 1) > rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function flaggedOf(file: VirtualExport, filter: IssueFilter | undefined, start: number, rows: number) {
  const rules = fitting(file, filter);
  const total = countBefore(file, rules, file.rows);
  const ranks = Array.from({ length: Math.max(0, Math.min(rows, total - start)) }, (_, i) => start + i);
  return { total, records: ranks.map((rank) => recordOf(file, rules, rank)) };
}

export function nextOf(file: VirtualExport, filter: IssueFilter | undefined, from: number, back: boolean) {
  const rules = fitting(file, filter);
  const total = countBefore(file, rules, file.rows);
  const rank = back
    ? countBefore(file, rules, Math.min(file.rows, from + 1)) - 1
    : countBefore(file, rules, from);
  return rank < 0 || rank >= total ? undefined : recordOf(file, rules, rank);
}

export function overviewOf(file: VirtualExport, filter: IssueFilter | undefined, parts: number): Overview {
  const rules = fitting(file, filter);
  const errors = rules.filter((r) => r.severity === "error");
  const step = Math.max(1, Math.ceil(file.rows / parts));
  const counts = (of: Rule[]) =>
    Array.from(
      { length: parts },
      (_, i) =>
        countBefore(file, of, Math.min(file.rows, (i + 1) * step)) -
        countBefore(file, of, Math.min(file.rows, i * step)),
    );
  const both = counts(rules);
  const bad = counts(errors);
  return { errors: bad, warnings: both.map((n, i) => n - (bad[i] ?? 0)) };
}

export function marksOf(file: VirtualExport, records: number[]): Mark[] {
  return records.flatMap((record) =>
    file.rules
      .filter((rule) => has(rule, record, file.period))
      .map(({ column, kind, severity }) => ({
        record,
        ...(column === undefined ? {} : { column: file.columns.indexOf(column) }),
        kind,
        severity,
      })),
  );
}

/** The record as the file has it, its faults among it. */
export function cellsOfVirtual(file: VirtualExport, record: number): string[] {
  const cells = [...file.cells(record)];
  for (const rule of file.rules) {
    if (!rule.shown || rule.column === undefined || !has(rule, record, file.period)) continue;
    cells[file.columns.indexOf(rule.column)] = rule.shown(record);
  }
  return cells;
}

export function reportOf(file: VirtualExport, view: ExportView): CheckReport {
  const issues = file.rules.map((rule): Issue => {
    const total = countBefore(file, [rule], file.rows);
    const records = Array.from({ length: Math.min(10, total) }, (_, i) => recordOf(file, [rule], i));
    const column = rule.column === undefined ? -1 : file.columns.indexOf(rule.column);
    return {
      kind: rule.kind,
      severity: rule.severity,
      ...(rule.column === undefined ? {} : { column: rule.column }),
      ...(rule.value === undefined ? {} : { value: rule.value }),
      ...(rule.hint === undefined ? {} : { hint: rule.hint }),
      count: total,
      first: records.map((record) => {
        const cells = cellsOfVirtual(file, record);
        return {
          record,
          line: record + 2,
          byte: record * 212,
          value: column < 0 ? String(cells.length) : (cells[column] ?? ""),
        };
      }),
    };
  });
  const bad = issues.some((i) => i.severity === "error");
  return {
    file: view.file,
    bytes: view.bytes,
    rows: file.rows,
    columns: file.columns,
    spec: "evergent",
    verdict: bad ? "invalid" : issues.length > 0 ? "valid_with_warnings" : "valid",
    issues,
    customers: { total: Math.max(0, file.rows - 310), with_several: 309 },
  };
}

const DATE = /^\d{4}-\d\d-\d\d/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

function typeOf(values: string[]): ColumnProfile["type"] {
  if (values.length === 0) return "empty";
  const most = (fits: (value: string) => boolean) => values.filter(fits).length >= values.length * 0.95;
  if (most((v) => /^(true|false)$/i.test(v))) return "boolean";
  if (most((v) => NUMBER.test(v))) return "number";
  return most((v) => DATE.test(v)) ? "date" : "string";
}

function histogramOf(type: ColumnProfile["type"], values: string[], times: number): Histogram | undefined {
  if (type !== "number" && type !== "date") return undefined;
  const positions = values
    .map((v) => (type === "number" ? Number(v) : Date.parse(v)))
    .filter((n) => Number.isFinite(n));
  const [least, most] = [Math.min(...positions), Math.max(...positions)];
  let width = type === "date" ? 86_400_000 : 0.0625;
  while ((most - least) / width > 40) width *= 2;
  const from = Math.floor(least / width) * width;
  const counts = new Array<number>(Math.max(1, Math.floor((most - from) / width) + 1)).fill(0);
  for (const n of positions) {
    const bin = Math.floor((n - from) / width);
    counts[bin] = (counts[bin] ?? 0) + times;
  }
  return { of: type, from, width, counts: counts.map(Math.round) };
}

function columnOf(file: VirtualExport, name: string, cells: string[]): ColumnProfile {
  const times = file.rows / Math.max(1, cells.length);
  const values = cells.filter((v) => v !== "");
  const type = typeOf(values);
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const top = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 10)
    .map(
      ([value, n]): Frequent => ({
        value: value.length > 200 ? `${value.slice(0, 200)}…` : value,
        count: Math.round(n * times),
      }),
    );
  const few = counts.size < values.length / 2;
  const ordered = values
    .filter((v) => type === "string" || type === "boolean" || (type === "number" ? NUMBER : DATE).test(v))
    .sort((a, b) => (type === "number" ? Number(a) - Number(b) : a < b ? -1 : 1));
  const histogram = histogramOf(type, ordered, times);
  const filled = Math.round(values.length * times);
  return {
    name,
    type,
    empty: file.rows - filled,
    filled,
    odd: Math.round((values.length - ordered.length) * times),
    distinct: few ? counts.size : Math.round(filled * 0.997),
    distinct_exact: few,
    ...(ordered.length > 0 ? { min: ordered[0] ?? "", max: ordered.at(-1) ?? "" } : {}),
    longest: Math.max(0, ...values.map((v) => v.length)),
    top: few || values.length < 50 ? top : top.filter((f) => f.count > times),
    top_exact: few,
    ...(histogram ? { histogram } : {}),
  };
}

/** By some records, evenly spread, as if all were like them. */
export function profileOf(file: VirtualExport, view: ExportView): Profile {
  const many = Math.min(file.rows, Math.max(40, Math.min(690, Math.floor(400_000 / file.columns.length))));
  const sample = Array.from({ length: many }, (_, i) =>
    cellsOfVirtual(file, Math.floor((i * file.rows) / many)),
  );
  return {
    file: view.file,
    rows: file.rows,
    columns: file.columns.map((name, i) =>
      columnOf(
        file,
        name,
        sample.map((row) => row[i] ?? ""),
      ),
    ),
  };
}
