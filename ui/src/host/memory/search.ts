// Texts in the cells of an export, as the fixtures have them.
import type { Hit } from "..";
import type { Handlers } from ".";
import { COLUMNS, cellsOf, rowsOf } from "./export-files";
import { known } from "./exports";

/** Records that one call goes through, so that a search comes in several answers. */
const STEP = 20_000;
/** The fixtures' large file is endless for a search in a test; after so many records it is over. */
const SEARCHED = 100_000;

export const searchHandlers: Handlers = {
  "exports.search": async (
    { export: handle, text, column, ignore_case, from = 0, limit },
    { state, signal },
  ) => {
    known(state, handle);
    const rows = rowsOf(state, handle);
    const end = Math.min(rows, SEARCHED);
    const fold = (s: string) => (ignore_case ? s.toLowerCase() : s);
    const wanted = fold(text);
    const hits: Hit[] = [];
    let record = from;
    for (; record < Math.min(end, from + STEP) && hits.length < limit; record += 1) {
      for (const [cell, value] of cellsOf(record).entries()) {
        const name = COLUMNS[cell] ?? `column ${cell + 1}`;
        if (column !== undefined && name !== column) continue;
        const at = fold(value).indexOf(wanted);
        if (at < 0) continue;
        const shown = value.length > 200 ? `…${value.slice(Math.max(0, at - 60), at + 120)}…` : value;
        hits.push({ record, line: record + 2, cell, column: name, value: shown });
      }
    }
    if (state.pause > 0) await new Promise((resolve) => setTimeout(resolve, state.pause / 3));
    signal?.throwIfAborted();
    return { hits, ...(record < end ? { next: record } : {}) };
  },
};
