import type { CheckReport, ExportView, Page, RecentExport } from "..";
import type { Handlers } from ".";
import { failure, type inSteps } from ".";
import { before, type State } from "./state";

export const COLUMNS = [
  "customer_id",
  "business_unit",
  "country",
  "current_payment_method",
  "pack_id",
  "package",
  "pack_price",
  "pack_type",
  "currency_code",
  "valid_from_date",
  "valid_to_date",
  "payment_status",
  "payment_type",
  "payment_date",
  "declined_reason",
  "promotion_amount",
  "promotion_code",
  "coupon_code",
  "cancellation_requested_date",
  "classification",
];

export function recentExports(): RecentExport[] {
  return [
    {
      id: 2,
      name: "evergent-2026-11-21.csv",
      folder: "/home/ada/exports",
      bytes: 10_240_331_776,
      rows: 48_211_004,
      verdict: "valid",
      opened_at: before(12),
      export: "export-1",
    },
    {
      id: 1,
      name: "evergent-2026-11-20.csv",
      folder: "/home/ada/exports",
      bytes: 9_988_120,
      rows: 51_200,
      verdict: "invalid",
      opened_at: before(60 * 26),
    },
  ];
}

export const rowsOf = (state: State, handle: string) =>
  state.exports.find((e) => e.export === handle)?.rows ?? 51_200;

export function cellsOf(record: number): string[] {
  const from = `2026-${String((record % 11) + 1).padStart(2, "0")}-0${(record % 9) + 1}`;
  const declined = record % 17 === 3;
  return [
    String(84_000 + record),
    ["Streamly US", "Streamly UK", "Streamly DE"][record % 3] ?? "",
    record === 41 ? "usa" : (["US", "GB", "DE"][record % 3] ?? ""),
    record % 23 === 7 ? "PayPal" : (["Credit Card", "Roku Payment", "App Store Billing"][record % 3] ?? ""),
    `pack-${(record * 7) % 40}`,
    record === 5
      ? '=HYPERLINK("https://evil.example";"Gold")'
      : (["Gold monthly", "Kids", "Sports, live", "Family yearly"][record % 4] ?? ""),
    record === 12 ? "9,99 €" : (4.99 + (record % 23) * 2.5).toFixed(2),
    "SVOD",
    ["USD", "GBP", "EUR"][record % 3] ?? "",
    from,
    record === 29 ? "2025-01-01" : `2027-${from.slice(5)}`,
    record === 33 ? "posted" : declined ? "Declined" : "Posted",
    record % 4 === 0 ? "Purchase" : "Renewal",
    from,
    declined ? "insufficient_funds" : "",
    record % 6 === 0 ? "2.00" : "",
    record % 6 === 0 ? "AUTUMN" : "",
    "",
    record === 8 ? `${"The subscriber wrote a long note. ".repeat(120)}…` : "",
    ["Paid", "Free Trial", "Retail"][record % 3] ?? "",
  ];
}

/** What the file dialog gives. */
export function openedExport(state: State, handle = "export-1"): ExportView {
  const recent = state.exports.find((e) => e.export === handle) ?? state.exports[0];
  return {
    export: handle,
    name: recent?.name ?? "export.csv",
    file: `/home/ada/exports/${recent?.name ?? "export.csv"}`,
    bytes: recent?.bytes ?? 0,
    columns: COLUMNS,
    header: true,
    delimiter: ",",
    encoding: "utf-8",
    encoding_guessed: false,
  };
}

export function known(state: State, handle: string) {
  if (state.exports.some((e) => e.export === handle) || handle === "export-1") return;
  throw failure("not_found", "this export is not open any more", { hint: "Open it again from the list" });
}

/** Long work on a file, told in bytes. */
export async function reading(call: Parameters<typeof inSteps>[0] & { state: State }, what: string) {
  const total = call.state.exports[0]?.bytes ?? 0;
  const { pause } = call.state;
  for (let step = 0; step < 10 && pause > 0; step += 1) {
    call.onProgress?.({ what, done: (total / 10) * step, total });
    await new Promise((resolve) => setTimeout(resolve, pause / 4));
    call.signal?.throwIfAborted();
  }
}

const at = (record: number, value: string) => ({ record, line: record + 2, byte: record * 212, value });

function report(state: State, handle: string): CheckReport {
  const rows = rowsOf(state, handle);
  return {
    file: openedExport(state, handle).file,
    bytes: 9_988_120,
    rows,
    columns: COLUMNS,
    spec: "evergent",
    verdict: "invalid",
    issues: [
      {
        kind: "bad_type",
        severity: "error",
        column: "pack_price",
        count: 1,
        hint: "A decimal with a point, without a currency sign",
        first: [at(12, "9,99 €")],
      },
      {
        kind: "bad_value",
        severity: "error",
        column: "payment_status",
        count: 1,
        hint: "Declined or Posted, written exactly so",
        first: [at(33, "posted")],
      },
      {
        kind: "bad_order",
        severity: "error",
        column: "valid_to_date",
        count: 1,
        hint: "It is before valid_from_date",
        first: [at(29, "2025-01-01")],
      },
      {
        kind: "ragged_row",
        severity: "error",
        count: 2,
        hint: "20 cells are expected",
        first: [at(51, "19"), at(50_917, "23")],
      },
      { kind: "bad_value", severity: "warning", column: "country", count: 1, first: [at(41, "usa")] },
      {
        kind: "unlisted_value",
        severity: "warning",
        column: "current_payment_method",
        value: "PayPal",
        count: 2_226,
        hint: "Not in the list of the trait spec, which is open",
        first: [7, 30, 53, 76, 99, 122, 145, 168, 191, 214].map((r) => at(r, "PayPal")),
      },
    ],
    customers: { total: rows - 310, with_several: 309 },
  };
}

export const exportHandlers: Handlers = {
  "exports.recent": (_, { state }) => state.exports,
  "exports.reopen": ({ id }, { state }) => {
    const found = state.exports.find((e) => e.id === id);
    if (!found) throw failure("not_found", `there is no export ${id}`);
    found.export ??= `reopened-${id}`;
    return openedExport(state, found.export);
  },
  "exports.forget": ({ id }, { state }) => {
    state.exports = state.exports.filter((e) => e.id !== id);
    return {};
  },
  "exports.close": () => ({}),
  "exports.page": async ({ export: handle, start, rows }, { state }) => {
    known(state, handle);
    const total = rowsOf(state, handle);
    if (state.pause > 0) await new Promise((resolve) => setTimeout(resolve, 60));
    const records = Array.from({ length: Math.max(0, Math.min(rows, total - start)) }, (_, i) => start + i);
    const page: Page = {
      file: openedExport(state, handle).file,
      columns: COLUMNS,
      start,
      rows: records.map((r) => (r === 51 ? cellsOf(r).slice(0, 19) : cellsOf(r))),
      total,
    };
    const cut = records.indexOf(8);
    if (cut >= 0) page.cut = [{ row: cut, column: 18, bytes: 18_412 }];
    return page;
  },
  "exports.index": async ({ export: handle }, call) => {
    known(call.state, handle);
    await reading(call, "Counting records");
    return { ...openedExport(call.state, handle), rows: rowsOf(call.state, handle) };
  },
  "exports.check": async ({ export: handle }, call) => {
    known(call.state, handle);
    await reading(call, "Checking");
    return report(call.state, handle);
  },
  "exports.find": async ({ export: handle, customer }, call) => {
    known(call.state, handle);
    await reading(call, "Searching");
    const record = Number(customer) - 84_000;
    if (!Number.isInteger(record) || record < 0 || record >= rowsOf(call.state, handle)) {
      return { found: false, records: [] };
    }
    const found = [record, record + 40].map((r) => ({
      record: r,
      line: r + 2,
      traits: Object.fromEntries(COLUMNS.map((c, i) => [c, i === 0 ? customer : (cellsOf(r)[i] ?? "")])),
    }));
    return { found: true, records: found };
  },
};
