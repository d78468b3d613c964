// Selected cells as text for a spreadsheet: tabs between cells, lines between records, nothing that would run.
import { count, plural } from "../../../components";
import type { ColumnMap } from "./column-map";
import { guarded } from "./copy-guard";
import { nameOf } from "./grid-row";
import type { Records } from "./records";
import { cellsIn, type Range } from "./selection";

/** The most that a copy takes: more is no work for a clipboard. */
const MOST_CELLS = 200_000;
const MOST_RECORDS = 20_000;
/** Records that are asked for at a time. */
const STEP = 1_000;

export interface Copied {
  text: string;
  /** One line that says what was copied, and what not. */
  note: string;
}

/** A cell with tabs or line breaks is quoted, as spreadsheets do. */
function field(text: string): string {
  return /[\t\r\n]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Reads what is selected, as much as a copy takes. `withNames`: the columns' names come first. */
export async function copyOf(
  records: Records,
  map: ColumnMap,
  range: Range,
  withNames: boolean,
  signal: AbortSignal,
): Promise<Copied> {
  const columns = map.order.slice(range.left, range.right + 1);
  const wanted = range.bottom - range.top + 1;
  const taken = Math.min(
    wanted,
    MOST_RECORDS,
    Math.max(1, Math.floor(MOST_CELLS / Math.max(1, columns.length))),
  );
  const lines: string[] = [];
  let apostrophes = 0;
  let cut = 0;
  const cell = (text: string) => {
    const safe = guarded(text);
    if (safe !== text) apostrophes += 1;
    return safe;
  };
  if (withNames) lines.push(columns.map((c) => field(cell(nameOf(records.columns ?? [], c)))).join("\t"));
  const single = columns.length * taken === 1 && !withNames;
  for (let done = 0; done < taken; ) {
    const { rows, cutAt } = await records.read(range.top + done, Math.min(STEP, taken - done), signal);
    if (rows.length === 0) break;
    for (const [i, row] of rows.entries()) {
      const cells = columns.map((column) => {
        if (cutAt(i, column)) cut += 1;
        return cell(row[column] ?? "");
      });
      lines.push(single ? (cells[0] ?? "") : cells.map(field).join("\t"));
    }
    done += rows.length;
  }
  const copied = lines.length - (withNames ? 1 : 0);
  const notes = [
    cellsIn(range) === 1
      ? "Copied"
      : copied < wanted
        ? `Copied the first ${count(copied)} of ${count(wanted)} records: a copy takes at most ${count(MOST_RECORDS)} records and ${count(MOST_CELLS)} cells`
        : `Copied ${plural(copied, "record")} of ${plural(columns.length, "column")}`,
  ];
  if (apostrophes > 0) {
    notes.push(
      `${apostrophes === 1 ? "one cell has" : `${count(apostrophes)} cells have`} an apostrophe before it, so that a spreadsheet does not run it`,
    );
  }
  if (cut > 0) notes.push(`of ${plural(cut, "long cell")} only the beginning`);
  return { text: lines.join("\n"), note: notes.join("; ") };
}
