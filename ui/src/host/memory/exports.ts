import type { ExportView, RecentExport } from "..";
import type { Handlers } from ".";
import { failure, type inSteps } from ".";
import { before, type State } from "./state";
import {
  cellsOfVirtual,
  flaggedOf,
  marksOf,
  nextOf,
  overviewOf,
  profileOf,
  type Rule,
  reportOf,
  type VirtualExport,
} from "./virtual-export";

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

/** The handle of an export of a hundred million records, and of one of ten thousand columns. */
const HUNDRED_MILLION = "export-100m";
const WIDE = "export-wide";

const usual: Rule[] = [
  {
    kind: "bad_type",
    severity: "error",
    column: "pack_price",
    hint: "A decimal with a point, without a currency sign",
    only: [12],
  },
  {
    kind: "bad_value",
    severity: "error",
    column: "payment_status",
    hint: "Declined or Posted, written exactly so",
    only: [33],
  },
  {
    kind: "bad_order",
    severity: "error",
    column: "valid_to_date",
    hint: "It is before valid_from_date",
    only: [29],
  },
  { kind: "ragged_row", severity: "error", hint: "20 cells are expected", only: [51, 50_917] },
  { kind: "bad_value", severity: "warning", column: "country", only: [41] },
  {
    kind: "unlisted_value",
    severity: "warning",
    column: "current_payment_method",
    value: "PayPal",
    hint: "Not in the list of the trait spec, which is open",
    offsets: [7],
  },
];

/** Faults of a very long file: crowds of them, and single ones that nobody finds by scrolling. */
const many: Rule[] = [
  {
    kind: "empty_required",
    severity: "error",
    column: "customer_id",
    hint: "Every record names its customer",
    offsets: [4_200_017, 4_200_018, 31_000_000],
    shown: () => "",
  },
  {
    kind: "bad_date",
    severity: "error",
    column: "payment_date",
    hint: "Written as 2026-11-21",
    offsets: Array.from({ length: 400 }, (_, i) => 9_000_000 + i * 37),
    shown: (record) => `${(record % 28) + 1}/11/2026`,
  },
  {
    kind: "unlisted_value",
    severity: "warning",
    column: "payment_status",
    value: "Refunded",
    hint: "Not in the list of the trait spec, which is open",
    offsets: Array.from({ length: 2_000 }, (_, i) => i * 17_351 + 11),
    shown: () => "Refunded",
  },
  { kind: "duplicate_key", severity: "error", column: "customer_id", only: [61_200_400, 61_200_404] },
];

const wideColumns = [
  "user_id",
  ...Array.from({ length: 9_999 }, (_, i) => `trait_${String(i + 1).padStart(5, "0")}`),
];

/** What is behind a handle. */
export function virtualOf(state: State, handle: string): VirtualExport {
  const reading = state.readings[handle];
  if (reading) return readAs(virtualOf(state, reading.of), reading);
  if (handle === HUNDRED_MILLION) {
    return { columns: COLUMNS, rows: 100_000_000, cells: cellsOf, period: 40_000_000, rules: many };
  }
  if (handle === WIDE) {
    return {
      columns: wideColumns,
      rows: 250_000,
      cells: (record) =>
        wideColumns.map((_, i) => (i === 0 ? `u-${record}` : String((record * 31 + i * 7) % 1_000))),
      period: 1_000,
      rules: [
        { kind: "bad_type", severity: "warning", column: "trait_07500", offsets: [3], shown: () => "n/a" },
      ],
    };
  }
  return { columns: COLUMNS, rows: rowsOf(state, handle), cells: usualCells, period: 23, rules: usual };
}

const usualCells = (record: number) => (record === 51 ? cellsOf(record).slice(0, 19) : cellsOf(record));

/** The same file, read with other signs. */
function readAs(file: VirtualExport, { delimiter, header }: State["readings"][string]): VirtualExport {
  let read = file;
  if (delimiter !== ",") {
    const whole = file.cells;
    read = { ...read, columns: [file.columns.join(",")], cells: (r) => [whole(r).join(",")], rules: [] };
  }
  if (header) return read;
  const { columns, cells, rows } = read;
  return {
    ...read,
    columns: columns.map((_, i) => `column ${i + 1}`),
    rows: rows + 1,
    cells: (r) => (r === 0 ? columns : cells(r - 1)),
    rules: [],
  };
}

/** What the file dialog gives. */
export function openedExport(state: State, handle = "export-1"): ExportView {
  const recent = state.exports.find((e) => e.export === handle) ?? state.exports[0];
  const reading = state.readings[handle];
  const large: Record<string, string> = { [HUNDRED_MILLION]: "hundred-million.csv", [WIDE]: "wide.csv" };
  const name = large[reading?.of ?? handle] ?? recent?.name ?? "export.csv";
  return {
    export: handle,
    name,
    file: `/home/ada/exports/${name}`,
    bytes: recent?.bytes ?? 0,
    columns: virtualOf(state, handle).columns,
    header: reading?.header ?? true,
    delimiter: reading?.delimiter ?? ",",
    encoding: reading?.encoding ?? "utf-8",
    encoding_guessed: false,
  };
}

export function known(state: State, handle: string) {
  const always = ["export-1", HUNDRED_MILLION, WIDE];
  if (state.exports.some((e) => e.export === handle) || always.includes(handle) || state.readings[handle])
    return;
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

/** The long note of record 8 is here only as its beginning. */
function cutsOf(file: VirtualExport, records: number[]) {
  const row = records.indexOf(8);
  return row >= 0 && file.columns === COLUMNS ? [{ row, column: 18, bytes: 18_394 }] : [];
}

function examined(state: State, handle: string): VirtualExport {
  known(state, handle);
  if (!state.examined.includes(handle)) {
    throw failure("not_found", "this export was not examined yet", { hint: "Examine it first" });
  }
  return virtualOf(state, handle);
}

export const exportHandlers: Handlers = {
  "exports.recent": (_, { state }) => state.exports,
  "exports.reopen": ({ id }, { state }) => {
    const found = state.exports.find((e) => e.id === id);
    if (!found) throw failure("not_found", `there is no export ${id}`);
    found.export ??= `reopened-${id}`;
    return openedExport(state, found.export);
  },
  "exports.open_offered": (_, { state }) => openedExport(state),
  "exports.forget": ({ id }, { state }) => {
    state.exports = state.exports.filter((e) => e.id !== id);
    return {};
  },
  "exports.close": () => ({}),
  "exports.reread": ({ export: handle, ...asked }, { state }) => {
    known(state, handle);
    const before = state.readings[handle];
    const of = before?.of ?? handle;
    const fresh = `${of}-read-${Object.keys(state.readings).length + 1}`;
    state.readings[fresh] = {
      of,
      delimiter: asked.delimiter ?? ",",
      encoding: asked.encoding ?? "utf-8",
      header: asked.header ?? true,
    };
    for (const entry of state.exports) if (entry.export === handle) entry.export = fresh;
    return openedExport(state, fresh);
  },
  "exports.page": async ({ export: handle, start, rows }, { state }) => {
    known(state, handle);
    const file = virtualOf(state, handle);
    if (state.pause > 0) await new Promise((resolve) => setTimeout(resolve, 12));
    const length = Math.max(0, Math.min(rows, file.rows - start));
    const records = Array.from({ length }, (_, i) => start + i);
    return {
      file: openedExport(state, handle).file,
      columns: file.columns,
      start,
      rows: records.map((r) => cellsOfVirtual(file, r)),
      cut: cutsOf(file, records),
      total: file.rows,
    };
  },
  "exports.cell": async ({ export: handle, record, column }, { state }) => {
    known(state, handle);
    const file = virtualOf(state, handle);
    if (cutsOf(file, [record]).some((c) => c.column === column)) {
      const text = "The subscriber wrote a long note. ".repeat(541);
      return { text, bytes: text.length, cut: false };
    }
    const text = cellsOfVirtual(file, record)[column] ?? "";
    return { text, bytes: text.length, cut: false };
  },
  "exports.index": async ({ export: handle }, call) => {
    known(call.state, handle);
    await reading(call, "Counting records");
    return { ...openedExport(call.state, handle), rows: virtualOf(call.state, handle).rows };
  },
  "exports.examine": async ({ export: handle, spec }, call) => {
    known(call.state, handle);
    await reading(call, "Examining");
    const file = virtualOf(call.state, handle);
    const view = openedExport(call.state, handle);
    const check = { ...reportOf(file, view), spec: typeof spec === "string" ? spec : "evergent" };
    call.state.examined.push(handle);
    return {
      check,
      profile: profileOf(file, view),
      doubts: [
        {
          kind: "today_missing",
          column: "payment_date",
          message:
            "payment_date has no record of today, 2026-11-21; yesterday's export had 14,210 of its day",
        },
        {
          kind: "one_value",
          column: "pack_type",
          message: "pack_type is SVOD everywhere; yesterday it had 4 values",
        },
      ],
      spec: check.spec,
    };
  },
  "exports.marks": ({ export: handle, start, rows }, { state }) => {
    const file = examined(state, handle);
    return marksOf(
      file,
      Array.from({ length: Math.max(0, Math.min(rows, file.rows - start)) }, (_, i) => start + i),
    );
  },
  "exports.overview": ({ export: handle, parts, filter }, { state }) =>
    overviewOf(examined(state, handle), filter, parts),
  "exports.flagged": ({ export: handle, filter, start, rows }, { state }) => {
    const file = examined(state, handle);
    const { total, records } = flaggedOf(file, filter, start, rows);
    return {
      total,
      start,
      records,
      rows: records.map((r) => cellsOfVirtual(file, r)),
      cut: cutsOf(file, records),
      marks: marksOf(file, records),
    };
  },
  "exports.next_flagged": ({ export: handle, filter, from, backwards }, { state }) => {
    const record = nextOf(examined(state, handle), filter, from, backwards ?? false);
    return record === undefined ? {} : { record };
  },
  "exports.find": async ({ export: handle, customer }, call) => {
    known(call.state, handle);
    await reading(call, "Searching");
    const record = Number(customer) - 84_000;
    if (!Number.isInteger(record) || record < 0 || record >= virtualOf(call.state, handle).rows) {
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
