// An open export under test.
import { screen, within } from "@testing-library/react";
import { renderApp } from "../../testing/render-app";

export type App = ReturnType<typeof renderApp>;
export const OPEN = "/exports/export-1";

/** What was asked of the backend by an operation. */
export function called({ host }: App, name: string) {
  return host.calls.filter((c) => c.name === name);
}

/** An export whose first records are there; `first` is in one of their cells. */
export async function opened(
  path = OPEN,
  options: Parameters<typeof renderApp>[1] = {},
  first = "84000",
): Promise<App & { grid: HTMLElement }> {
  const app = renderApp(path, options);
  const grid = await screen.findByRole("grid", { name: /^Records of/ }, { timeout: 8_000 });
  await within(grid).findAllByText(first);
  return { ...app, grid };
}

/** The active cell: what a screen reader is told to be at. */
export function active(grid: HTMLElement): HTMLElement | null {
  return document.getElementById(grid.getAttribute("aria-activedescendant") ?? "");
}

/** The row and the column of the active cell. */
export function place(grid: HTMLElement): number[] {
  const cell = active(grid);
  return [cell?.closest<HTMLElement>("[data-row]")?.dataset.row, cell?.dataset.column].map(Number);
}
