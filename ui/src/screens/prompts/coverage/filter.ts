// Which cells of the coverage are shown.
import type { CoverageCell, CoverageRow } from "../../../host";

export type Show = "all" | "unrehearsed" | "failed" | "broken" | "warnings";

export const shows: { value: Show; name: string; none: string }[] = [
  { value: "all", name: "All", none: "Nothing fits" },
  {
    value: "unrehearsed",
    name: "Not rehearsed since changed",
    none: "Everything was rehearsed as it is now",
  },
  { value: "failed", name: "Failed", none: "No rehearsal of what is there now went wrong" },
  { value: "broken", name: "Broken", none: "Nothing is broken" },
  { value: "warnings", name: "Warnings", none: "There is no warning" },
];

function fits(cell: CoverageCell, connector: string | undefined, show: Show): boolean {
  if (connector !== undefined && !cell.actions.some((a) => a.connector === connector)) return false;
  switch (show) {
    case "all":
      return true;
    case "unrehearsed":
      return cell.rehearsed.state !== "as_it_is";
    case "failed":
      return cell.rehearsed.state === "as_it_is" && !cell.rehearsed.succeeded;
    case "broken":
      return cell.broken > 0;
    case "warnings":
      return cell.warnings > 0;
  }
}

/** The rows with the cells that fit. A row without any goes, unless all is shown. */
export function filtered(rows: CoverageRow[], connector: string | undefined, show: Show): CoverageRow[] {
  return rows
    .map((row) => ({
      ...row,
      cells: Object.fromEntries(
        Object.entries(row.cells).filter(([, cell]) => fits(cell, connector, show)),
      ) as CoverageRow["cells"],
    }))
    .filter((row) => Object.keys(row.cells).length > 0 || (show === "all" && connector === undefined));
}
