import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Examined, ExportView, Failure } from "../../host";
import { failure } from "../../host/memory";
import { expectAccessible, renderApp } from "../../testing/render-app";
import { active, called, OPEN, opened, place } from "./testing";

test("nothing was opened yet: says what to do, and opens what is chosen", async () => {
  const { user, router } = renderApp("/exports", {
    change: (s) => {
      s.exports = [];
    },
  });
  await screen.findByText("No export was opened yet");
  expect(screen.getByText(/or drop it anywhere on this window/)).toBeTruthy();
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Open an export…" }));
  await waitFor(() => expect(router.state.location.pathname).toBe(OPEN));
});

test("the dialog dismissed changes nothing; a file that is none is said so", async () => {
  const { host, user, router } = renderApp("/exports");
  const open = await screen.findByRole("button", { name: "Open an export…" });
  host.chooseExport = async () => null;
  await user.click(open);
  expect(router.state.location.pathname).toBe("/exports");
  host.chooseExport = async () => {
    throw failure("invalid", "a file dialog is already open");
  };
  await user.click(open);
  await screen.findByText("A file dialog is already open.");
});

test("a chosen file that is none is said so, a compressed one shows how far it is and can be stopped", async () => {
  let answer: (refused: Failure) => void = () => {};
  const { user, router } = renderApp("/exports", {
    handlers: {
      "exports.open_offered": (_, { onProgress }) => {
        onProgress?.({ what: "Decompressing", done: 3, total: 8 });
        return new Promise((_, reject) => {
          answer = reject;
        });
      },
    },
  });
  const open = await screen.findByRole("button", { name: "Open an export…" });
  await user.click(open);
  await screen.findByText("3 of 8");
  answer(
    failure("file", "holiday.png is not a CSV file", { hint: "choose the file that your vendor wrote" }),
  );
  await screen.findByText("Holiday.png is not a CSV file.");
  await user.click(open);
  await screen.findByText("3 of 8");
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByText("3 of 8")).toBeNull());
  expect(router.state.location.pathname).toBe("/exports");
});

test("files of late: reopened, shown, forgotten", async () => {
  const app = renderApp("/exports");
  const { user } = app;
  await screen.findByText(/48,211,004 records/);
  expect(screen.getByText("valid")).toBeTruthy();
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: /^Forget evergent-2026-11-21.csv/ }));
  await waitFor(() => expect(screen.queryByText(/48,211,004/)).toBeNull());
  await user.click(screen.getByRole("button", { name: "Open evergent-2026-11-20.csv again" }));
  await screen.findByRole("grid", { name: "Records of evergent-2026-11-20.csv" });
  expect(called(app, "exports.reopen")[0]?.request).toEqual({ id: 1 });
});

test("who may only look can look, not open", async () => {
  const app = renderApp("/exports", {
    change: (s) => {
      s.operators.current = { id: 9, name: "Eve", role: "read_only" };
    },
  });
  await screen.findByText("Recently opened");
  await waitFor(() => expect(screen.queryByRole("button", { name: /^Forget/ })).toBeNull());
  await app.user.click(screen.getByRole("button", { name: "Open evergent-2026-11-20.csv again" }));
  expect(called(app, "exports.reopen")).toEqual([]);
  await app.user.click(screen.getByRole("button", { name: "Show evergent-2026-11-21.csv" }));
  await screen.findByRole("grid");
});

test("a dropped file is shown", async () => {
  const { host, router } = renderApp("/history");
  await screen.findByRole("heading", { name: "History" });
  host.drop({ file: { file: "file-7", name: "today.csv" } });
  await screen.findByRole("grid", { name: /^Records of/ });
  expect(router.state.location.pathname).toBe(OPEN);
});

test("shows a page, counts the rest, and asks for no more than is seen", async () => {
  const app = await opened();
  await screen.findByText("48,211,004 records");
  expect(app.grid.getAttribute("aria-rowcount")).toBe("48211005");
  // The first rows, then their page, then the one that is likely next.
  await waitFor(() =>
    expect(called(app, "exports.page").map((c) => c.request)).toEqual([
      { export: "export-1", start: 0, rows: 40 },
      { export: "export-1", start: 0, rows: 100 },
      { export: "export-1", start: 100, rows: 100 },
      { export: "export-1", start: 200, rows: 100 },
    ]),
  );
  expect(within(app.grid).getAllByRole("row").length).toBeLessThan(60);
  await expectAccessible();
});

test("keys move as in a spreadsheet, to the last of 48 million records", async () => {
  const { user, grid } = await opened();
  await screen.findByText("48,211,004 records");
  grid.focus();
  await user.keyboard("{ArrowDown}{ArrowDown}{ArrowRight}");
  expect(place(grid)).toEqual([2, 1]);
  await user.keyboard("{Home}{ArrowUp}");
  expect(place(grid)).toEqual([1, 0]);
  await user.keyboard("{PageDown}");
  expect(place(grid)[0]).toBeGreaterThan(10);
  await user.keyboard("{Control>}{End}{/Control}");
  await waitFor(() => expect(active(grid)?.textContent).toBe("Free Trial"));
  expect(place(grid)).toEqual([48_211_003, 19]);
  await user.keyboard("{Control>}{Home}{/Control}");
  await waitFor(() => expect(place(grid)).toEqual([0, 0]));
});

test("go to a record by its number, within the file", async () => {
  const { user, grid } = await opened();
  await screen.findByText("48,211,004 records");
  fireEvent.keyDown(window, { key: "g", ctrlKey: true });
  const dialog = await screen.findByRole("dialog", { name: "Go to record" });
  const field = within(dialog).getByLabelText("Record");
  await user.type(field, "48211004");
  await within(dialog).findByText("The last record is 48,211,003");
  await user.clear(field);
  await user.type(field, "twelve");
  await within(dialog).findByText("A record's number has digits alone");
  await expectAccessible();
  await user.clear(field);
  await user.type(field, "40,000,123{Enter}");
  await waitFor(() => expect(place(grid)).toEqual([40_000_123, 0]));
  await waitFor(() => expect(active(grid)?.textContent).toBe(String(84_000 + 40_000_123)));
});

test("an examination under way can be stopped, and begun again", async () => {
  const app = await opened(OPEN, { handlers: { "exports.examine": () => new Promise<Examined>(() => {}) } });
  await app.user.click(await screen.findByRole("button", { name: "Cancel" }));
  await app.user.click(screen.getByRole("button", { name: "Issues" }));
  await screen.findByText("The file was not examined to its end.");
  await expectAccessible();
  await app.user.click(screen.getByRole("button", { name: "Examine" }));
  await screen.findByRole("button", { name: "Cancel" });
  expect(called(app, "exports.examine")).toHaveLength(2);
});

test("counting can be stopped and gone on with; meanwhile there is a page more than was seen", async () => {
  const app = await opened(OPEN, {
    handlers: {
      "exports.index": () => new Promise<ExportView>(() => {}),
      "exports.page": ({ start, rows }) => ({
        file: "x.csv",
        columns: ["customer_id"],
        start,
        rows: Array.from({ length: rows }, (_, i) => [String(84_000 + start + i)]),
      }),
    },
  });
  expect(screen.getByText("counting records…")).toBeTruthy();
  expect(app.grid.getAttribute("aria-rowcount")).toBe("-1");
  await app.user.click(await screen.findByRole("button", { name: "Cancel" }));
  await app.user.click(await screen.findByRole("button", { name: "Count on" }));
  expect(called(app, "exports.index")).toHaveLength(2);
  app.grid.focus();
  await app.user.keyboard("{Control>}{End}{/Control}");
  await waitFor(() => expect(place(app.grid)[0]).toBe(299));
  // And a record that no page has come by yet can be gone to.
  fireEvent.keyDown(window, { key: "g", ctrlKey: true });
  await app.user.type(await screen.findByLabelText("Record"), "123456{Enter}");
  await waitFor(() => expect(active(app.grid)?.textContent).toBe("207456"));
});

test("a page that ends early is asked for to its end", async () => {
  const app = await opened(OPEN, {
    handlers: {
      "exports.page": ({ start, rows }) => ({
        file: "x.csv",
        columns: ["customer_id"],
        start,
        rows: Array.from({ length: Math.min(rows, 70) }, (_, i) => [String(84_000 + start + i)]),
        cut: [{ row: 3, column: 0, bytes: 9_000 }],
        total: 48_211_004,
      }),
    },
  });
  expect(called(app, "exports.page").map((c) => c.request)).toContainEqual({
    export: "export-1",
    start: 70,
    rows: 30,
  });
  fireEvent.keyDown(window, { key: "g", ctrlKey: true });
  await app.user.type(await screen.findByLabelText("Record"), "73{Enter}");
  await screen.findByText("cut, 9.0 kB in the file");
});

test("a cell is shown in full, and copied so that no spreadsheet runs it", async () => {
  const { user, grid } = await opened();
  await user.click(within(grid).getByText(/^=HYPERLINK/));
  expect(place(grid)).toEqual([5, 5]);
  grid.focus();
  await user.keyboard("{Control>}c{/Control}");
  await screen.findByText(/Copied; one cell has an apostrophe before it/);
  expect(await navigator.clipboard.readText()).toBe(`'=HYPERLINK("https://evil.example";"Gold")`);
  await user.keyboard("{Enter}");
  const dialog = await screen.findByRole("dialog", { name: "package, record 5" });
  expect(within(dialog).getByText(/^=HYPERLINK/)).toBeTruthy();
  await expectAccessible();
});

test("a record without its last cells, and with more than there are columns, hides nothing", async () => {
  const { user, grid } = await opened(OPEN, {
    handlers: {
      "exports.page": () => ({
        file: "x.csv",
        columns: ["customer_id", "country"],
        start: 0,
        rows: [["84000", "US"], ["84001"], ["84002", "GB", "stray"]],
        total: 3,
      }),
      "exports.index": () =>
        ({
          export: "export-1",
          name: "x.csv",
          columns: ["customer_id", "country"],
          header: true,
          rows: 3,
          encoding: "windows-1252",
          encoding_guessed: true,
          delimiter: ";",
        }) as ExportView,
    },
  });
  expect(within(grid).getByRole("columnheader", { name: "column 3" })).toBeTruthy();
  expect(within(grid).getByText("stray")).toBeTruthy();
  await screen.findByRole("button", { name: /Separated by.*Semicolon|Semicolon.*Separated by/ });
  screen.getByRole("button", { name: /Windows-1252 \(a guess\)/ });
  grid.focus();
  await user.keyboard("{ArrowDown}{ArrowRight}");
  await screen.findByText("no such cell in this record");
});

test("columns can be made wider on the keyboard", async () => {
  const { user, grid } = await opened();
  const width = () =>
    Number.parseInt(within(grid).getByRole("columnheader", { name: "customer_id" }).style.width, 10);
  const before = width();
  grid.focus();
  await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
  await waitFor(() => expect(width()).toBe(before + 24));
});

test("finds a user, and takes the chosen record's traits to Test action", async () => {
  const app = await opened();
  const { user } = app;
  await user.click(screen.getByRole("button", { name: "Find a user" }));
  await user.type(screen.getByLabelText("customer_id"), "84007{Enter}");
  const found = await screen.findByRole("list", { name: "Records found" });
  expect(called(app, "exports.find")[0]?.request).toEqual({ export: "export-1", customer: "84007" });
  await expectAccessible();
  const second = within(found).getByRole("button", { name: "Record 47" }).closest("li") as HTMLElement;
  await user.click(within(second).getByRole("button", { name: "Test an action with this user" }));
  await screen.findByText("from an export · record 47 of evergent-2026-11-21.csv");
  await user.click(screen.getByText(/^Other traits/));
  expect((screen.getByLabelText("pack_id") as HTMLInputElement).value).toBe("pack-9");
  expect(called(app, "users.find")).toEqual([]);
});

test("nobody of that id is said so, with the reason it may be", async () => {
  const { user } = await opened("/exports/export-1?customer=1");
  await screen.findByText(/No record has this customer_id/);
  await user.click(screen.getByRole("button", { name: "Close the search" }));
  expect(screen.queryByLabelText("customer_id")).toBeNull();
});

test("leads to a cell by address", async () => {
  renderApp("/exports/export-1?record=41&column=country");
  const grid = await screen.findByRole("grid", { name: /^Records of evergent/ });
  await waitFor(() => expect(place(grid)).toEqual([41, 2]));
});

test("a file that changed is reopened", async () => {
  const page = vi.fn(() => {
    throw failure("file_changed", "the file changed while it was open", { hint: "Reopen it" });
  });
  const app = renderApp(OPEN, { handlers: { "exports.page": page } });
  await screen.findByText("The file changed while it was open.");
  await app.user.click(await screen.findByRole("button", { name: "Reopen" }));
  await waitFor(() => expect(called(app, "exports.reopen")[0]?.request).toEqual({ id: 2 }));
});

test("an export that is not open any more", async () => {
  renderApp("/exports/nope");
  await screen.findByText("This export is not open any more.");
  expect(screen.getByRole("link", { name: "All exports" })).toBeTruthy();
  await expectAccessible();
});
