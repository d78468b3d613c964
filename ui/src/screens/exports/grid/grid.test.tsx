import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { expectAccessible } from "../../../testing/render-app";
import { active, called, opened, place } from "../testing";

const LARGE = "/exports/export-100m";
const names = (grid: HTMLElement) =>
  within(grid)
    .getAllByRole("columnheader")
    .map((e) => e.textContent);
const copied = () => navigator.clipboard.readText();

/** Presses the scrollbar in a part of its length: 600 pixels, as everything is here. */
function press(part: number) {
  const bar = screen.getAllByRole("scrollbar")[0] as HTMLElement;
  const y = 18 + part * (600 - 36);
  fireEvent.pointerDown(bar, { button: 0, clientY: y });
  return { bar, y };
}

test("a hundred million records: the wheel goes by pixels, the scrollbar by parts", async () => {
  const { grid } = await opened(LARGE);
  await screen.findByText("100,000,000 records");
  const rows = () => within(grid).getAllByRole("row").slice(1);
  const first = () => Number(rows()[0]?.dataset.row);
  const moved = () => rows()[0]?.parentElement?.style.marginTop;
  fireEvent.wheel(grid, { deltaY: 30 });
  fireEvent.wheel(grid, { deltaY: 26 });
  await waitFor(() => expect(moved()).toBe("-56px"));
  expect(first()).toBe(0);
  // A notch of a mouse's wheel is glided to.
  fireEvent.wheel(grid, { deltaY: 120 });
  await waitFor(() => expect(moved()).toBe("-176px"));
  // A scrollbar in its middle is the middle of the file, and goes on with the mouse.
  const { bar, y } = press(0.5);
  await waitFor(() => expect(Math.abs(first() - 50_000_000)).toBeLessThan(40));
  expect(bar.getAttribute("aria-valuenow")).toBe("50");
  await within(grid).findByText(String(84_000 + first() + 10));
  fireEvent.pointerMove(window, { clientY: y + 56.4 });
  await waitFor(() => expect(Math.abs(first() - 60_000_000)).toBeLessThan(40));
  fireEvent.pointerMove(window, { clientY: 10_000 });
  await waitFor(() => expect(Number(rows().at(-1)?.dataset.row)).toBe(99_999_999));
  fireEvent.pointerUp(window);
  fireEvent.pointerMove(window, { clientY: 0 });
  expect(Number(rows().at(-1)?.dataset.row)).toBe(99_999_999);
  expect(rows().length).toBeLessThan(50);
});

test("pages that were passed are not waited for", async () => {
  const stopped: number[] = [];
  const app = await opened(LARGE, {
    handlers: {
      "exports.page": ({ start, rows }, { signal }) =>
        start < 100
          ? {
              file: "x.csv",
              columns: ["customer_id"],
              start,
              rows: Array.from({ length: rows }, (_, i) => [String(84_000 + start + i)]),
              total: 100_000_000,
            }
          : new Promise(() => signal?.addEventListener("abort", () => stopped.push(start))),
    },
  });
  const { grid } = app;
  await waitFor(() => expect(grid.getAttribute("aria-busy")).toBe("false"));
  press(0.25);
  await waitFor(() => expect(grid.getAttribute("aria-busy")).toBe("true"));
  // Numbers are there before the cells are.
  expect(within(grid).getByText("25,000,000")).toBeTruthy();
  press(0.5);
  await waitFor(() => expect(stopped.some((start) => Math.abs(start - 25_000_000) < 300)).toBe(true));
  press(0);
  await waitFor(() => expect(grid.getAttribute("aria-busy")).toBe("false"));
  expect(stopped.some((start) => Math.abs(start - 50_000_000) < 300)).toBe(true);
});

test("ten thousand columns: only those on screen exist, the last is one key away", async () => {
  const { user, grid } = await opened("/exports/export-wide", {}, "u-0");
  expect(names(grid).length).toBeLessThan(20);
  // Pages of wide records are short.
  grid.focus();
  await user.keyboard("{End}");
  await waitFor(() => expect(place(grid)).toEqual([0, 9_999]));
  expect(names(grid)).toContain("trait_09999");
  expect(grid.getAttribute("aria-colcount")).toBe("10001");
});

test("columns are pinned, hidden and found again, and stay so for the same header", async () => {
  const app = await opened();
  const { user, grid } = app;
  grid.focus();
  const menu = async (item: string) => {
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await user.click(await screen.findByRole("menuitem", { name: item }));
    await waitFor(() => expect(document.activeElement).toBe(grid));
  };
  await user.keyboard("{ArrowRight}{ArrowRight}");
  await menu("Pin to the left");
  expect(names(grid).slice(0, 3)).toEqual(["record", "country", "customer_id"]);
  await user.keyboard("{ArrowRight}{ArrowRight}");
  await menu("Hide");
  expect(names(grid)).not.toContain("business_unit");
  expect(screen.getByRole("button", { name: "Columns (1 hidden)" })).toBeTruthy();
  app.unmount();

  const again = await opened();
  await waitFor(() =>
    expect(names(again.grid).slice(0, 4)).toEqual([
      "record",
      "country",
      "customer_id",
      "current_payment_method",
    ]),
  );
  await again.user.click(screen.getByRole("button", { name: "Columns (1 hidden)" }));
  const dialog = await screen.findByRole("dialog", { name: "Columns (20)" });
  await expectAccessible();
  await again.user.type(within(dialog).getByLabelText("Find a column"), "business");
  await again.user.click(within(dialog).getByRole("checkbox", { name: "business_unit" }));
  await again.user.click(within(dialog).getByRole("button", { name: "Go to business_unit" }));
  await waitFor(() => expect(place(again.grid)).toEqual([0, 1]));
  await again.user.click(screen.getByRole("button", { name: "Columns" }));
  await again.user.click(await screen.findByRole("button", { name: "Reset" }));
  await again.user.click(screen.getByRole("button", { name: "Done" }));
  expect(names(again.grid).slice(0, 3)).toEqual(["record", "customer_id", "business_unit"]);
});

test("a range is selected with Shift and copied for a spreadsheet, with names or without", async () => {
  const { user, grid } = await opened();
  await user.click(within(grid).getByText(/^=HYPERLINK/));
  grid.focus();
  await user.keyboard("{Shift>}{ArrowDown}{ArrowLeft}{/Shift}");
  await screen.findByText("4 cells selected");
  expect(within(grid).getAllByRole("gridcell", { selected: true })).toHaveLength(4);
  await user.keyboard("{Control>}c{/Control}");
  await screen.findByText(/^Copied 2 records of 2 columns; one cell has an apostrophe/);
  expect(await copied()).toBe(`pack-35\t'=HYPERLINK("https://evil.example";"Gold")\npack-2\tSports, live`);
  await user.keyboard("{Control>}{Shift>}c{/Shift}{/Control}");
  await waitFor(async () => expect((await copied()).split("\n")[0]).toBe("pack_id\tpackage"));
  await user.keyboard("{Escape}");
  await waitFor(() => expect(within(grid).getAllByRole("gridcell", { selected: true })).toHaveLength(1));
});

test("a range is selected with the mouse", async () => {
  const { grid } = await opened();
  await screen.findByText("48,211,004 records");
  const cell = within(grid).getByText("84003");
  fireEvent.pointerDown(cell, { button: 0, clientX: 130, clientY: 32 + 3 * 28 + 5 });
  fireEvent.pointerMove(window, { clientX: 130, clientY: 32 + 7 * 28 + 5 });
  await screen.findByText("5 cells selected");
  expect(place(grid)).toEqual([7, 0]);
  fireEvent.pointerUp(window);
  fireEvent.pointerMove(window, { clientX: 130, clientY: 32 + 9 * 28 + 5 });
  expect(place(grid)).toEqual([7, 0]);
  // A record by its number, a column by its name.
  fireEvent.pointerDown(within(grid).getByText("2"), { button: 0 });
  await screen.findByText("20 cells selected");
  fireEvent.pointerDown(within(grid).getByText("country"), { button: 0 });
  await screen.findByText("48,211,004 cells selected");
});

test("a copy of very much is bounded, and says so", async () => {
  const app = await opened();
  await screen.findByText("48,211,004 records");
  app.grid.focus();
  await app.user.keyboard("{Control>}a{/Control}");
  await screen.findByText("964,220,080 cells selected");
  await app.user.keyboard("{Control>}c{/Control}");
  await screen.findByText(
    /^Copied the first 10,000 of 48,211,004 records: a copy takes at most 20,000 records and 200,000 cells; one cell has an apostrophe .*; of 1 long cell only the beginning$/,
  );
  const lines = (await copied()).split("\n");
  expect(lines).toHaveLength(10_000);
  expect(lines[9_999]?.split("\t")[0]).toBe("93999");
  expect(called(app, "exports.page").every((c) => (c.request as { rows: number }).rows <= 1_000)).toBe(true);
});

test("a long cell is shown part by part, and copied whole", async () => {
  const app = await opened();
  const { user, grid } = app;
  fireEvent.keyDown(window, { key: "g", ctrlKey: true });
  await user.type(await screen.findByLabelText("Record"), "8{Enter}");
  await waitFor(() => expect(place(grid)).toEqual([8, 0]));
  await user.keyboard("{End}{ArrowLeft}");
  await screen.findByText("cut, 18.4 kB in the file");
  await user.keyboard("{Control>}c{/Control}");
  await screen.findByText("Copied");
  expect(await copied()).toHaveLength(18_394);
  await user.keyboard("{Enter}");
  const dialog = await screen.findByRole("dialog", { name: "cancellation_requested_date, record 8" });
  await within(dialog).findByText("bytes 0 to 10,000 of 18,394");
  await expectAccessible();
  await user.click(within(dialog).getByRole("button", { name: "Next part" }));
  await within(dialog).findByText("bytes 10,000 to 18,394 of 18,394");
  expect(called(app, "exports.cell").at(-1)?.request).toEqual({
    export: "export-1",
    record: 8,
    column: 18,
    from: 10_000,
    limit: 65_536,
  });
  expect((within(dialog).getByRole("button", { name: "Next part" }) as HTMLButtonElement).disabled).toBe(
    true,
  );
  await user.click(within(dialog).getByRole("button", { name: "Part before" }));
  await within(dialog).findByText("bytes 0 to 10,000 of 18,394");
});

test("the keys are listed", async () => {
  await opened();
  fireEvent.keyDown(window, { key: "F1" });
  const dialog = await screen.findByRole("dialog", { name: "Keys of the grid" });
  expect(within(dialog).getByText("next, previous issue")).toBeTruthy();
  await expectAccessible();
});

test("a file is read with another sign, and again as it was found", async () => {
  const app = await opened();
  const { user, router } = app;
  await user.click(await screen.findByRole("button", { name: /Separated by/ }));
  expect(screen.getByRole("option", { name: "Comma" }).textContent).toContain("as found in the file");
  await user.click(await screen.findByRole("option", { name: "Semicolon" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/exports/export-1-read-1"));
  expect(called(app, "exports.reread")[0]?.request).toEqual({ export: "export-1", delimiter: ";" });
  await screen.findByText("1 column");
  await expectAccessible();
  await user.click(await screen.findByRole("button", { name: "Read as found" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/exports/export-1-read-2"));
  expect(called(app, "exports.reread")[1]?.request).toEqual({ export: "export-1-read-1" });
  await screen.findByText("20 columns");
  await user.click(screen.getByRole("checkbox", { name: "With a header" }));
  await screen.findByText("no header: columns are numbered");
  const grid = await screen.findByRole("grid");
  await waitFor(() => expect(names(grid)).toContain("column 2"));
  expect(active(grid)?.textContent).toBe("customer_id");
});

test("who may only look sees how it is read and cannot change it", async () => {
  await opened("/exports/export-1", {
    change: (s) => {
      s.operators.current = { id: 9, name: "Eve", role: "read_only" };
    },
  });
  const field = await screen.findByRole("button", { name: /Separated by/ });
  await waitFor(() => expect((field as HTMLButtonElement).disabled).toBe(true));
});
