// What is wrong with a cell or a record, in words.
import type { IssueKind, Mark, Severity } from "../../../host";

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

export interface Fault {
  severity: Severity;
  /** What is wrong, in words. */
  what: string;
}

function together(marks: readonly Mark[], say: (mark: Mark) => string): Fault | undefined {
  if (marks.length === 0) return undefined;
  const severity = marks.some((m) => m.severity === "error") ? "error" : "warning";
  return { severity, what: [...new Set(marks.map(say))].join("; ") };
}

/** Of one cell; without a column, of the record as a whole. */
export function faultOf(marks: readonly Mark[] | undefined, column: number | undefined): Fault | undefined {
  return (
    marks &&
    together(
      marks.filter((m) => m.column === column),
      (m) => words[m.kind],
    )
  );
}

/** Of all cells of a record, for its number: a faulty cell may be far to the right. */
export function faultOfRecord(
  marks: readonly Mark[] | undefined,
  nameOf: (column: number) => string,
): Fault | undefined {
  return (
    marks && together(marks, (m) => (m.column === undefined ? "" : `${nameOf(m.column)}: `) + words[m.kind])
  );
}
