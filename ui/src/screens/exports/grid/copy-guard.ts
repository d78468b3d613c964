// Spreadsheets run what begins like a formula, also when it is pasted. An export's cells come from strangers.

/** The cell as it can be pasted anywhere: with an apostrophe before what a spreadsheet would run. Numbers stay. */
export function guarded(cell: string): string {
  if (!/^[=+\-@\t\r\n]/.test(cell)) return cell;
  return /^[+-]?(\d+([.,]\d+)?|[.,]\d+)$/.test(cell) ? cell : `'${cell}`;
}
