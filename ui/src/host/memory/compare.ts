// Two of the fixtures' exports, compared: the differences are made as they are asked for.
import type { ComparisonView, Difference, DifferenceKind } from "..";
import type { Handlers } from ".";
import { failure } from ".";
import { COLUMNS, cellsOf } from "./export-files";
import { known, reading } from "./exports";
import type { State } from "./state";

const ADDED = 1_204;
const REMOVED = 873;
/** By column. */
const CHANGED: Record<string, number> = {
  pack_price: 18_200,
  payment_date: 6_913,
  classification: 12,
  package: 3,
};
const changed = Object.values(CHANGED).reduce((a, b) => a + b, 0);

function comparison(state: State, old: string, later: string, key: string[] | undefined): ComparisonView {
  const side = (handle: string, grown: number) => {
    const entry = state.exports.find((e) => e.export === handle);
    return {
      file: `${entry?.folder}/${entry?.name}`,
      bytes: entry?.bytes ?? 9_988_120,
      rows: (entry?.rows ?? 51_200) + grown,
      unkeyed: grown === 0 ? 3 : 0,
      repeated: 0,
    };
  };
  return {
    comparison: `comparison-${old}-${later}`,
    old: side(old, 0),
    new: side(later, 0),
    key: key ?? ["customer_id", "pack_id"],
    added: ADDED,
    removed: REMOVED,
    changed,
    unchanged: 51_200 - 3 - REMOVED - changed,
    columns: COLUMNS.filter((c) => c !== "coupon_code").map((name) => ({
      name,
      changed: CHANGED[name] ?? 0,
      appeared:
        name === "classification"
          ? [{ value: "Gift", count: 11 }]
          : name === "current_payment_method"
            ? [
                { value: "PayPal", count: 2_226 },
                { value: "credit card ", count: 1 },
              ]
            : [],
      vanished: name === "classification" ? [{ value: "Retail", count: 4 }] : [],
      values: name !== "customer_id" && name !== "payment_date",
    })),
    new_columns: ["churn_score"],
    gone_columns: ["coupon_code"],
    moved_columns: ["classification"],
  };
}

function cellsChanged(column: string, record: number) {
  const now = cellsOf(record)[COLUMNS.indexOf(column)] ?? "";
  const before: Record<string, string> = { pack_price: "4.49", classification: "Retail ", package: "" };
  return { column, old: before[column] ?? "2026-10-01", new: now };
}

/** The differences of one kind, in their order; the n-th of them. */
function difference(kind: DifferenceKind, column: string | undefined, n: number): Difference {
  const record = kind === "added" ? 40_000 + n * 3 : kind === "removed" ? n * 5 : n * 2;
  const cells = cellsOf(record);
  const key = [cells[0] ?? "", cells[4] ?? ""];
  const filled = COLUMNS.map((name, i) => ({ name, value: cells[i] ?? "" })).filter((c) => c.value !== "");
  if (kind === "added") {
    return { kind, key, new_record: record, cells: filled.map((c) => ({ column: c.name, new: c.value })) };
  }
  if (kind === "removed") {
    return { kind, key, old_record: record, cells: filled.map((c) => ({ column: c.name, old: c.value })) };
  }
  const columns = column === undefined ? ["pack_price", ...(n % 4 === 0 ? ["payment_date"] : [])] : [column];
  return {
    kind,
    key,
    old_record: record + 1,
    new_record: record,
    cells: columns.map((c) => cellsChanged(c, record)),
  };
}

export const compareHandlers: Handlers = {
  "exports.compare": async ({ old, new: later, key }, call) => {
    known(call.state, old);
    known(call.state, later);
    if (old === later) throw failure("invalid", "both sides are the same export", { field: "new" });
    await reading(call, "Comparing");
    return comparison(call.state, old, later, key);
  },
  "exports.differences": ({ kind, column, start, rows }) => {
    const parts: [DifferenceKind, number][] = [
      ["changed", column === undefined ? changed : (CHANGED[column] ?? 0)],
      ["added", ADDED],
      ["removed", REMOVED],
    ];
    const wanted = parts.filter(([k]) => (kind ?? (column === undefined ? k : "changed")) === k);
    const total = wanted.reduce((sum, [, n]) => sum + n, 0);
    const differences = Array.from({ length: Math.max(0, Math.min(rows, total - start)) }, (_, i) => {
      let at = start + i;
      for (const [k, n] of wanted) {
        if (at < n) return difference(k, column, at);
        at -= n;
      }
      return difference("removed", column, 0);
    });
    return { total, start, differences };
  },
  "exports.close_comparison": () => ({}),
};
