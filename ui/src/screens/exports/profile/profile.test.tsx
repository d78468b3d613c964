import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { expectAccessible } from "../../../testing/render-app";
import { called, opened, place } from "../testing";

async function profile(path = "/exports/export-1") {
  const app = await opened(path, {}, path.includes("wide") ? "u-0" : "84000");
  await app.user.click(screen.getByRole("button", { name: "Profile" }));
  await screen.findByRole("region", { name: "Columns" });
  return app;
}

test("doubts come first, then a card for each column", async () => {
  await profile();
  expect(screen.getByText(/payment_date has no record of today/)).toBeTruthy();
  const card = screen.getByRole("region", { name: "customer_id" });
  expect(within(card).getByText("number")).toBeTruthy();
  expect(within(card).getByText("100 % filled")).toBeTruthy();
  expect(within(card).getByText("~ 48,066,371 (estimated)")).toBeTruthy();
  const unit = screen.getByRole("region", { name: "business_unit" });
  expect(within(unit).getByText("3")).toBeTruthy();
  expect(within(unit).getByText("Most frequent")).toBeTruthy();
  await expectAccessible();
});

test("a column's card is opened from its header, by mouse and by keyboard", async () => {
  const app = await opened();
  await screen.findByRole("button", { name: /issues?$/ });
  const { user, grid } = app;
  await user.click(within(grid).getByTitle("Profile of country"));
  await screen.findByRole("region", { name: "Columns" });
  await waitFor(() =>
    expect(screen.getByRole("region", { name: "country" }).hasAttribute("data-chosen")).toBe(true),
  );
  grid.focus();
  await user.keyboard("{ArrowRight}{Alt>}{ArrowDown}{/Alt}");
  await user.click(await screen.findByRole("menuitem", { name: "Profile" }));
  await waitFor(() =>
    expect(screen.getByRole("region", { name: "business_unit" }).hasAttribute("data-chosen")).toBe(true),
  );
});

test("how numbers are spread: a plot, its values under the mouse, and the same as a table", async () => {
  const app = await profile();
  await app.user.type(screen.getByLabelText("Find a column"), "pack_price");
  const card = await screen.findByRole("region", { name: "pack_price" });
  const plot = within(card).getByRole("img", { name: /^pack_price: [\d,]+ values, most of them/ });
  plot.getBoundingClientRect = () => ({ left: 0, width: 320 }) as DOMRect;
  fireEvent.pointerMove(plot, { clientX: 5 });
  expect(within(card).getByText(/^4 to 6:|^4\.\d+ to/)).toBeTruthy();
  fireEvent.pointerLeave(plot);
  await app.user.click(within(card).getByText("As a table"));
  const table = within(card).getByRole("table", { name: "How pack_price is spread" });
  const cells = within(table)
    .getAllByRole("row")
    .slice(1)
    .map((row) => Number(within(row).getAllByRole("cell")[0]?.textContent?.replaceAll(",", "")));
  const sum = cells.reduce((a, b) => a + b, 0);
  // All of them, but for rounding by the fixture, and for the one that is no number.
  expect(Math.abs(sum - 48_211_004)).toBeLessThan(100_000);
  await expectAccessible();
});

test("a frequent value is searched for in its column", async () => {
  const app = await profile();
  const { user } = app;
  const unit = screen.getByRole("region", { name: "business_unit" });
  await user.click(within(unit).getByRole("button", { name: /^Streamly UK/ }));
  await screen.findByRole("heading", { name: "Search" });
  expect((screen.getByLabelText("Text") as HTMLInputElement).value).toBe("Streamly UK");
  await waitFor(() =>
    expect(called(app, "exports.search")[0]?.request).toMatchObject({
      text: "Streamly UK",
      column: "business_unit",
      ignore_case: false,
    }),
  );
});

test("a card leads to its column in the grid", async () => {
  const { user, grid } = await profile();
  await user.type(screen.getByLabelText("Find a column"), "classific");
  await user.click(await screen.findByRole("button", { name: "Show classification in the grid" }));
  await waitFor(() => expect(place(grid)).toEqual([0, 19]));
  await user.clear(screen.getByLabelText("Find a column"));
  await user.type(screen.getByLabelText("Find a column"), "nothing like it");
  await screen.findByText("No column is called so.");
});

test("of ten thousand columns only what is seen is drawn", async () => {
  await profile("/exports/export-wide");
  expect(screen.getByPlaceholderText("Find one of 10,000 columns")).toBeTruthy();
  expect(screen.getAllByRole("region").length).toBeLessThan(20);
});
