import type { ExportView, RecentExport } from "..";
import type { Handlers } from ".";
import { failure, type inSteps } from ".";
import { COLUMNS, cellsOf, HUNDRED_MILLION, virtualOf, WIDE } from "./export-files";
import { before, type State } from "./state";
import {
  cellsOfVirtual,
  flaggedOf,
  marksOf,
  nextOf,
  overviewOf,
  profileOf,
  reportOf,
  type VirtualExport,
} from "./virtual-export";

/** Characters of a cell in one answer. */
const CELL_PART = 10_000;

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
  "exports.cell": async ({ export: handle, record, column, from = 0 }, { state }) => {
    known(state, handle);
    const file = virtualOf(state, handle);
    const cut = cutsOf(file, [record]).some((c) => c.column === column);
    const whole = cut
      ? "The subscriber wrote a long note. ".repeat(541)
      : (cellsOfVirtual(file, record)[column] ?? "");
    const text = whole.slice(from, from + CELL_PART);
    const next = from + text.length;
    return { text, from, bytes: whole.length, ...(next < whole.length ? { next } : {}) };
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
