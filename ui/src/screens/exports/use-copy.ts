// Ctrl C: the selected cells into the clipboard, guarded, with a word on what was copied.
import { useMemo } from "react";
import { bytes, failureText, toast } from "../../components";
import { copyText } from "../../components/code-block";
import { asFailure, type CellText } from "../../host";
import { useSession } from "../../query";
import { columnMap } from "./grid/column-map";
import { copyOf } from "./grid/copy";
import { guarded } from "./grid/copy-guard";
import type { Layout } from "./grid/layout";
import type { Records } from "./grid/records";
import { cellsIn, rangeOf, type Selection } from "./grid/selection";

/** Characters of one cell that a copy takes, about. */
const MOST = 16_000_000;

export function useCopy(id: string, records: Records, layout: Layout, selection: Selection) {
  const { host, app } = useSession();
  const { widest } = records;
  // Only the order matters here.
  const map = useMemo(() => columnMap(widest, () => 1, layout.pinned, layout.hidden), [widest, layout]);
  const range = rangeOf(selection, map, records.rows);
  const selected = cellsIn(range);
  const { row, column } = selection.active;

  /** A cell that the grid has only the beginning of is copied as far as it can be shown. */
  const longCell = async () => {
    const record = records.record(row);
    if (record === undefined) return undefined;
    let [text, whole] = ["", 0];
    let next: number | undefined = 0;
    while (next !== undefined && text.length < MOST) {
      const more: CellText = await host.call(
        "exports.cell",
        { export: id, record, column, from: next },
        { app },
      );
      text += more.text;
      whole = more.bytes;
      next = more.next;
    }
    const safe = guarded(text);
    const note = next === undefined ? "Copied" : `Copied the first ${bytes(next)} of ${bytes(whole)}`;
    return {
      text: safe,
      note:
        safe === text
          ? note
          : `${note}; it has an apostrophe before it, so that a spreadsheet does not run it`,
    };
  };
  const copy = async (withNames: boolean) => {
    try {
      const one = selected === 1 && !withNames;
      if (one && !records.cells(row)?.[column]) return;
      const copied =
        one && records.cut(row, column) !== undefined
          ? await longCell()
          : await copyOf(records, map, range, withNames, new AbortController().signal);
      if (!copied) return;
      toast((await copyText(copied.text)) ? copied.note : "Cannot copy: the clipboard is not to be had");
    } catch (thrown) {
      toast(`Cannot copy. ${failureText(asFailure(thrown))}`);
    }
  };
  return { copy, selected };
}
