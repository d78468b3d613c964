// From one issue to the next, through whatever the grid shows.
import type { CallOptions, FlaggedPage, Host, IssueFilter, Mark } from "../../../host";

/** The calls that steps need, for one export. */
export interface Asked {
  marks: (record: number) => Promise<Mark[]>;
  next: (filter: IssueFilter, from: number, backwards: boolean) => Promise<number | undefined>;
  flagged: (filter: IssueFilter, start: number, rows: number) => Promise<FlaggedPage>;
}

export function asked(host: Host, id: string, options: CallOptions): Asked {
  return {
    marks: (record) => host.call("exports.marks", { export: id, start: record, rows: 1 }, options),
    next: async (filter, from, backwards) =>
      (await host.call("exports.next_flagged", { export: id, filter, from, backwards }, options)).record,
    flagged: (filter, start, rows) =>
      host.call("exports.flagged", { export: id, filter, start, rows }, options),
  };
}

export interface Spot {
  record: number;
  /** Index of the column; 0 where the record as a whole is meant. */
  column: number;
}

/** The columns of a record's marks that are meant, in the order of the file. */
export function columnsOf(marks: readonly Mark[], filter: IssueFilter, names: readonly string[]): number[] {
  const meant = marks.filter(
    (m) =>
      (filter.kind === undefined || m.kind === filter.kind) &&
      (filter.severity === undefined || m.severity === filter.severity) &&
      (filter.column === undefined || (m.column !== undefined && names[m.column] === filter.column)),
  );
  return [...new Set(meant.map((m) => m.column ?? 0))].sort((a, b) => a - b);
}

/**
 * The next issue after a cell, or the one before it; from the end it goes on at the start (`around`). Undefined if
 * there is none at all.
 */
export async function step(
  ask: Asked,
  filter: IssueFilter,
  names: readonly string[],
  from: Spot,
  backwards: boolean,
  records: number,
): Promise<(Spot & { around: boolean }) | undefined> {
  const here = columnsOf(await ask.marks(from.record), filter, names);
  const beside = backwards
    ? here.findLast((column) => column < from.column)
    : here.find((column) => column > from.column);
  if (beside !== undefined) return { record: from.record, column: beside, around: false };
  const start = from.record + (backwards ? -1 : 1);
  const inside = start >= 0 && start < records;
  let record = inside ? await ask.next(filter, start, backwards) : undefined;
  const around = record === undefined;
  record ??= await ask.next(filter, backwards ? Math.max(0, records - 1) : 0, backwards);
  if (record === undefined) return undefined;
  const columns = columnsOf(await ask.marks(record), filter, names);
  return { record, column: (backwards ? columns.at(-1) : columns[0]) ?? 0, around };
}

/** Among the records with an issue, the first that is not before this one, or the last: its place, and whether it is this one. */
export async function rankOf(ask: Asked, filter: IssueFilter, record: number) {
  const numberAt = async (rank: number) => (await ask.flagged(filter, rank, 1)).records[0];
  let low = 0;
  const { total } = await ask.flagged(filter, 0, 1);
  let high = total;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = await numberAt(middle);
    if (found !== undefined && found < record) low = middle + 1;
    else high = middle;
  }
  return { rank: Math.max(0, Math.min(low, total - 1)), exact: (await numberAt(low)) === record };
}
