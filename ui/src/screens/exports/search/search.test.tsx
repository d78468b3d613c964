import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Hits } from "../../../host";
import { failure } from "../../../host/memory";
import { expectAccessible, renderApp } from "../../../testing/render-app";

// Nothing is laid out here: say that there is room to scroll sideways, and that it happened.
Object.defineProperty(HTMLElement.prototype, "scrollWidth", { configurable: true, get: () => 10_000 });
HTMLElement.prototype.scrollTo = function scrollTo(this: HTMLElement, to?: ScrollToOptions | number) {
  if (typeof to === "object" && to.left !== undefined) this.scrollLeft = to.left;
  if (typeof to === "object" && to.top !== undefined) this.scrollTop = to.top;
  this.dispatchEvent(new Event("scroll"));
};

type App = ReturnType<typeof renderApp>;
const asked = ({ host }: App) => host.calls.filter((c) => c.name === "exports.search").map((c) => c.request);
const list = () => screen.findByRole("listbox", { name: "Cells found" });
const place = () => {
  const grid = screen.getByRole("grid", { name: /^Records of/ });
  const cell = document.getElementById(grid.getAttribute("aria-activedescendant") ?? "");
  return [cell?.closest<HTMLElement>("[data-row]")?.dataset.row, cell?.dataset.column].map(Number);
};

async function opened(options: Parameters<typeof renderApp>[1] = {}): Promise<App> {
  const app = renderApp("/exports/export-1", options);
  await within(await screen.findByRole("grid", { name: /^Records of/ })).findByText("84000");
  fireEvent.keyDown(window, { key: "f", ctrlKey: true });
  await screen.findByText("Find a text in any cell");
  return app;
}

const hit = (record: number, value = "Gold monthly") => ({
  record,
  line: record + 2,
  cell: 5,
  column: "package",
  value,
});

test("asks on and on from where it stopped, and shows all that is found", async () => {
  const app = await opened();
  await expectAccessible();
  await app.user.type(screen.getByLabelText("Text"), "HYPERLINK{Enter}");
  await screen.findByText("1 cell in the whole file");
  expect(asked(app).slice(0, 2)).toEqual([
    { export: "export-1", text: "HYPERLINK", ignore_case: true, from: 0, limit: 100 },
    { export: "export-1", text: "HYPERLINK", ignore_case: true, from: 20_000, limit: 1_000 },
  ]);
  expect(asked(app)).toHaveLength(5);
  expect(within(await list()).getByText("HYPERLINK").tagName).toBe("MARK");
  await expectAccessible();
});

test("Enter, a click and F3 lead to the cell in the grid", async () => {
  const app = await opened();
  await app.user.type(screen.getByLabelText("Text"), "insufficient{Enter}");
  const found = await list();
  await screen.findByText(/in the whole file/);
  found.focus();
  await app.user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  await waitFor(() => expect(place()).toEqual([20, 14]));
  await waitFor(() => expect(document.activeElement?.getAttribute("role")).toBe("grid"));
  await app.user.keyboard("{F3}");
  await waitFor(() => expect(place()).toEqual([37, 14]));
  await app.user.keyboard("{Shift>}{F3}{F3}{/Shift}");
  await waitFor(() => expect(place()).toEqual([3, 14]));
  fireEvent.click(within(found).getByText("record 37"));
  await waitFor(() => expect(place()).toEqual([37, 14]));
  fireEvent.keyDown(window, { key: "f", ctrlKey: true });
  expect(document.activeElement).toBe(screen.getByLabelText("Text"));
});

test("one column alone, with the case as written", async () => {
  const app = await opened();
  await app.user.click(screen.getByRole("button", { name: /All columns/ }));
  await app.user.click(await screen.findByRole("option", { name: "package" }));
  await app.user.click(screen.getByRole("checkbox", { name: "Ignore case" }));
  await app.user.type(screen.getByLabelText("Text"), "gold{Enter}");
  await screen.findByText("No cell of package holds “gold”, written exactly so.");
  expect(asked(app)[0]).toMatchObject({ column: "package", ignore_case: false });
  await expectAccessible();
  await app.user.click(screen.getByRole("button", { name: "Ignore case" }));
  expect(within(await list()).getAllByText("Gold").length).toBeGreaterThan(3);
});

test("a search under way can be stopped, and gone on with from there", async () => {
  let answer: (hits: Hits) => void = () => {};
  const app = await opened({
    handlers: {
      "exports.search": ({ from }) =>
        from === 0 ? { hits: [hit(7)], next: 900 } : new Promise<Hits>((resolve) => (answer = resolve)),
    },
  });
  await app.user.type(screen.getByLabelText("Text"), "gold{Enter}");
  await within(await list()).findByText("record 7");
  expect(screen.getByText("900 of 48,211,004")).toBeTruthy();
  await app.user.click(screen.getByRole("button", { name: "Cancel" }));
  await screen.findByText("Stopped: 1 cell, up to record 900");
  await app.user.click(screen.getByRole("button", { name: "Search on" }));
  await waitFor(() => expect(asked(app)).toHaveLength(3));
  expect(asked(app)[2]).toMatchObject({ from: 900 });
  answer({ hits: [hit(1_000)] });
  await screen.findByText("2 cells in the whole file");
});

test("stops by itself when there is more than anyone reads", async () => {
  const app = await opened({
    handlers: {
      "exports.search": ({ from = 0, limit }) => ({
        hits: Array.from({ length: limit }, (_, i) => hit(from + i)),
        next: from + limit,
      }),
    },
  });
  await app.user.type(screen.getByLabelText("Text"), "gold{Enter}");
  await screen.findByText("10,100 cells found, up to record 10,100. There may be more.");
  expect(within(await list()).getAllByRole("option").length).toBeLessThan(60);
  await app.user.click(screen.getByRole("button", { name: "Find 10,000 more" }));
  await screen.findByText(/^20,100 cells found/);
});

test("what one record has too many of is counted", async () => {
  const app = await opened({
    handlers: {
      "exports.search": ({ from }) =>
        from === 0 ? { hits: [hit(7)], next: 900, left_out: 1_200 } : { hits: [], left_out: 34 },
    },
  });
  await app.user.type(screen.getByLabelText("Text"), "gold{Enter}");
  await screen.findByText("1 cell in the whole file");
  await screen.findByText("1,234 cells more, not listed: a record is listed with 10,000 of them");
});

test("a failure says why, and the search goes on from there", async () => {
  let fails = true;
  const app = await opened({
    handlers: {
      "exports.search": ({ from }) => {
        if (from === 0) return { hits: [hit(7)], next: 900 };
        if (fails) throw failure("file", "the file cannot be read", { hint: "look at the disk" });
        return { hits: [] };
      },
    },
  });
  await app.user.type(screen.getByLabelText("Text"), "gold{Enter}");
  await screen.findByText("Look at the disk.");
  fails = false;
  await app.user.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("1 cell in the whole file");
});

test("what was found stays while the panel is closed; leaving stops the search", async () => {
  const app = await opened();
  await app.user.type(screen.getByLabelText("Text"), "HYPERLINK{Enter}");
  await screen.findByText("1 cell in the whole file");
  await app.user.click(screen.getByRole("button", { name: "Close the search" }));
  await app.user.click(screen.getByRole("button", { name: "Search" }));
  await screen.findByText("1 cell in the whole file");
  expect((screen.getByLabelText("Text") as HTMLInputElement).value).toBe("HYPERLINK");
  expect(asked(app)).toHaveLength(5);
});
