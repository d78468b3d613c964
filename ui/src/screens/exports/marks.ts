// Where the check's issues are in the grid: their first places, by record and column.
import type { CheckReport, IssueKind, Severity } from "../../host";

export interface Mark {
  severity: Severity;
  /** What is wrong, in words. */
  what: string;
}

/** By record, then by column index; -1 stands for the whole record. */
export type Marks = Map<number, Map<number, Mark>>;

export const WHOLE_RECORD = -1;

const words: Record<IssueKind, string> = {
  missing_column: "missing column",
  unexpected_column: "unexpected column",
  column_order: "column order",
  empty_required: "empty, but required",
  bad_type: "wrong type",
  bad_value: "wrong value",
  unlisted_value: "value not in the list",
  bad_date: "not a date",
  bad_order: "dates in the wrong order",
  duplicate_key: "duplicate key",
  ragged_row: "wrong number of cells",
  bad_encoding: "wrong encoding",
  bad_quote: "misplaced quote",
};

export function issueWords(kind: IssueKind): string {
  return words[kind];
}

export function marksOf(report: CheckReport | undefined, columns: string[]): Marks {
  const marks: Marks = new Map();
  for (const issue of report?.issues ?? []) {
    const column = issue.column === undefined ? WHOLE_RECORD : columns.indexOf(issue.column);
    for (const { record } of issue.first) {
      const cells = marks.get(record) ?? new Map<number, Mark>();
      const there = cells.get(column);
      // An error is not hidden by a warning of the same cell.
      if (!there || (there.severity === "warning" && issue.severity === "error")) {
        cells.set(column, { severity: issue.severity, what: words[issue.kind] });
      }
      marks.set(record, cells);
    }
  }
  return marks;
}
