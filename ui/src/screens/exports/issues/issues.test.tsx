import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { failure } from "../../../host/memory";
import { expectAccessible } from "../../../testing/render-app";
import { type App, active, called, opened, place } from "../testing";

const LARGE = "/exports/export-100m";
const panel = async (app: App, label = /issues?$/) => {
  await app.user.click(await screen.findByRole("button", { name: label }));
  return screen.findByRole("list", { name: "Issues" });
};
const numbers = (grid: HTMLElement) =>
  within(grid)
    .getAllByRole("rowheader")
    .slice(0, 4)
    .map((e) => e.textContent);

test("a file is examined when it is open, once, and what was found stays", async () => {
  const app = await opened();
  const issues = await panel(app);
  expect(screen.getAllByText("invalid")).toHaveLength(2);
  expect(within(issues).getByText("2,096,131×")).toBeTruthy();
  await expectAccessible();
  await app.user.click(screen.getByRole("link", { name: "History" }));
  await screen.findByRole("heading", { name: "History" });
  await app.user.click(screen.getByRole("link", { name: "Exports" }));
  await app.user.click(await screen.findByRole("button", { name: /^Show evergent/ }));
  await panel(app);
  expect(called(app, "exports.examine").map((c) => c.request)).toEqual([{ export: "export-1" }]);
});

test("places lead to their cells, which are marked in word and colour", async () => {
  const app = await opened();
  const { user, grid } = app;
  const issues = await panel(app);
  const cell = await within(grid).findByRole("gridcell", { name: /PayPal \(value not in the list\)/ });
  expect(cell.title).toBe("value not in the list");
  expect(within(grid).getByTitle("current_payment_method: value not in the list").textContent).toBe("7");
  await user.click(within(issues).getByRole("button", { name: "Record 33, line 35: posted" }));
  await waitFor(() => expect(place(grid)).toEqual([33, 11]));
  await waitFor(() => expect(active(grid)?.getAttribute("aria-label")).toBe("posted (wrong value)"));
  expect(screen.getAllByText("wrong value").length).toBeGreaterThan(0);
  await waitFor(() => expect(document.activeElement).toBe(grid));
  // A ragged row is a fault of the whole record.
  await user.click(within(issues).getByRole("button", { name: /^Record 50,917/ }));
  await waitFor(() => expect(place(grid)[0]).toBe(50_917));
});

test("F8 goes from issue to issue, wherever the focus is", async () => {
  const app = await opened();
  await screen.findByRole("button", { name: /issues?$/ });
  const { grid } = app;
  for (const at of [
    [7, 3],
    [12, 6],
    [29, 10],
  ]) {
    fireEvent.keyDown(window, { key: "F8" });
    await waitFor(() => expect(place(grid)).toEqual(at));
  }
  fireEvent.keyDown(window, { key: "F8", shiftKey: true });
  await waitFor(() => expect(place(grid)).toEqual([12, 6]));
});

test("one issue can be gone through, in a hundred million records, and around the end", async () => {
  const app = await opened(LARGE);
  const { user, grid } = app;
  const issues = await panel(app);
  const item = within(issues).getByText("empty, but required", { exact: false }).closest("li") as HTMLElement;
  await user.click(within(item).getByRole("button", { name: "Go through" }));
  await waitFor(() => expect(place(grid)).toEqual([4_200_017, 0]));
  const found: number[] = [];
  for (let i = 0; i < 8; i += 1) {
    await user.click(screen.getByRole("button", { name: "Next" }));
    await waitFor(() => expect(found.at(-1) ?? 4_200_017).not.toBe(place(grid)[0]));
    found.push(place(grid)[0] ?? -1);
  }
  expect(found).toEqual([
    4_200_018, 31_000_000, 44_200_017, 44_200_018, 71_000_000, 84_200_017, 84_200_018, 4_200_017,
  ]);
  await screen.findByText("On from the first issue");
  await user.click(screen.getByRole("button", { name: "Previous" }));
  await waitFor(() => expect(place(grid)[0]).toBe(84_200_018));
  await screen.findByText("On from the last issue");
});

test("only the records with an issue are shown, with their true numbers", async () => {
  const app = await opened(LARGE);
  const { user, grid } = app;
  const issues = await panel(app);
  const item = within(issues).getByText("empty, but required", { exact: false }).closest("li") as HTMLElement;
  await user.click(within(item).getByRole("button", { name: "Only these" }));
  await screen.findByText("customer_id: empty, but required");
  await waitFor(() => expect(numbers(grid)).toEqual(["4,200,017", "4,200,018", "31,000,000", "44,200,017"]));
  expect(grid.getAttribute("aria-rowcount")).toBe("9");
  // Marks come with them; what is copied and shown whole is of the true record.
  expect(await within(grid).findAllByTitle("customer_id: empty, but required")).toHaveLength(8);
  await expectAccessible();
  // The next one among them, and a place that is not among them.
  fireEvent.keyDown(window, { key: "F8" });
  await waitFor(() => expect(place(grid)).toEqual([1, 0]));
  await user.click(within(issues).getByRole("button", { name: /^Record 31,000,000/ }));
  await waitFor(() => expect(place(grid)).toEqual([2, 0]));
  await user.click(screen.getByRole("button", { name: "Show all" }));
  await waitFor(() => expect(place(grid)).toEqual([31_000_000, 0]));
  expect(grid.getAttribute("aria-rowcount")).toBe("100000001");
});

test("all records with an issue; the one at hand stays so", async () => {
  const app = await opened(LARGE);
  const { user, grid } = app;
  const issues = await panel(app);
  await user.click(within(issues).getByRole("button", { name: /^Record 9,000,037/ }));
  await waitFor(() => expect(place(grid)[0]).toBe(9_000_037));
  await user.click(screen.getByRole("switch", { name: "Only records with an issue" }));
  await screen.findByText("an issue");
  await waitFor(() => {
    const row = active(grid)?.closest("[role=row]");
    expect(row?.querySelector("[role=rowheader]")?.textContent).toBe("9,000,037");
  });
  await user.click(screen.getByRole("switch", { name: "Only records with an issue" }));
  await waitFor(() => expect(place(grid)[0]).toBe(9_000_037));
});

test("marks along the scrollbar say where issues are, and lead there", async () => {
  const app = await opened(LARGE);
  const marks = await screen.findByRole("img", { name: /^Where issues are/ });
  expect(marks.getAttribute("aria-label")).toBe(
    "Where issues are: 1,210 records with an error, 5,150 with warnings alone",
  );
  marks.getBoundingClientRect = () => ({ top: 0, height: 400 }) as DOMRect;
  // 61,2 % of the way: where the duplicate keys are.
  fireEvent.click(marks, { clientY: 400 * 0.612_003 });
  await waitFor(() => expect(place(app.grid)).toEqual([61_200_400, 0]));
});

test("another trait spec examines again", async () => {
  const app = await opened();
  await panel(app);
  await app.user.click(screen.getByRole("button", { name: /Trait spec/ }));
  await app.user.click(await screen.findByRole("option", { name: /^generic/ }));
  await waitFor(() => expect(called(app, "exports.examine")).toHaveLength(2));
  expect(called(app, "exports.examine")[1]?.request).toEqual({ export: "export-1", spec: "generic" });
});

test("an examination that fails says why, and can be tried again", async () => {
  let fail = true;
  const app = await opened("/exports/export-1", {
    handlers: {
      "exports.examine": () => {
        if (!fail) throw failure("internal", "nothing more of this test");
        throw failure("file", "evergent.csv cannot be read at byte 4096", {
          hint: "Is the disk still there?",
        });
      },
    },
  });
  await app.user.click(await screen.findByRole("button", { name: "Issues" }));
  await screen.findByText("Evergent.csv cannot be read at byte 4096.");
  fail = false;
  await app.user.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("Nothing more of this test.");
});
