// The files behind the handles of the fixtures' exports: Evergent's daily one, one of a hundred million records, and one
// of ten thousand columns.
import type { State } from "./state";
import type { Rule, VirtualExport } from "./virtual-export";

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
export const HUNDRED_MILLION = "export-100m";
export const WIDE = "export-wide";

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
