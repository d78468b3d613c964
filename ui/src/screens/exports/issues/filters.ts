import type { IssueFilter } from "../../../host";
import { issueWords } from "../grid/marks";

export function sameFilter(a: IssueFilter, b: IssueFilter): boolean {
  return a.kind === b.kind && a.column === b.column && a.severity === b.severity;
}

/** "payment_date: not a date" */
export function filterWords({ kind, column }: IssueFilter): string {
  const what = kind === undefined ? "an issue" : issueWords(kind);
  return column === undefined ? what : `${column}: ${what}`;
}
