import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { failure } from "../../host/memory";
import { expectAccessible, renderApp } from "../../testing/render-app";

const products = "/catalogue/chargify/products";

test("lists every catalogue with its last sync and what failed", async () => {
  renderApp("/catalogue");
  const list = await screen.findByRole("list", { name: "Catalogues of Evergent" });
  expect(within(list).getByText(/The last sync failed: api.evergent.example/)).toBeTruthy();
  await expectAccessible();
});

test("says when a connector is synced by itself, and what went wrong with that", async () => {
  const { host, user } = renderApp("/catalogue/evergent");
  const daily = await screen.findByText(/Synced daily at/);
  expect(daily.textContent).toMatch(/Synced daily at 07:15 Europe\/London, next in 18 hours/);
  await screen.findByText(/the sync that was due at 07:15 on .* failed/);
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Dismiss" }));
  await waitFor(() => expect(screen.queryByText(/the sync that was due/)).toBeNull());
  expect(host.calls.some((c) => c.name === "schedule.dismiss")).toBe(true);
  expect(screen.getByText(/Synced daily at/)).toBeTruthy();
});

test("shows a window of a long catalogue and asks for no more than that", async () => {
  const { host } = renderApp(products);
  const grid = await screen.findByRole("grid", { name: "Entries" });
  await within(grid).findByText("Gold monthly");
  expect(grid.getAttribute("aria-rowcount")).toBe("1104");
  expect(within(grid).getAllByRole("row").length).toBeLessThan(60);
  expect(host.calls.filter((c) => c.name === "catalogue.list").map((c) => c.request)).toEqual([
    { connector: "chargify", kind: "products", search: "", archived: false, start: 0, rows: 100 },
  ]);
  await expectAccessible();
});

test("keys move, Enter opens an entry, Escape closes it", async () => {
  const { user } = renderApp(products);
  const grid = await screen.findByRole("grid");
  await within(grid).findByText("Gold monthly");
  grid.focus();
  await user.keyboard("{ArrowDown}{Enter}");
  const entry = await screen.findByRole("complementary", { name: "Entry Silver monthly" });
  expect(within(entry).getByText("Price in cents")).toBeTruthy();
  await expectAccessible();
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("complementary")).toBeNull();
});

test("search and archived are asked of the backend", async () => {
  const { host, user } = renderApp(products);
  await user.type(await screen.findByRole("searchbox"), "gold yearly");
  await screen.findByText("gold-yearly-2");
  await user.click(screen.getByRole("checkbox", { name: "Archived too" }));
  await waitFor(() =>
    expect(host.calls.filter((c) => c.name === "catalogue.list").at(-1)?.request).toMatchObject({
      search: "gold yearly",
      archived: true,
      start: 0,
    }),
  );
  await user.type(screen.getByRole("searchbox"), "zzz");
  await screen.findByText(/Nothing fits/);
});

test("a sync shows progress, can be cancelled, and is told when done", async () => {
  let waits = true;
  const { user } = renderApp(products, {
    handlers: {
      "catalogue.sync": (_, { onProgress }) => {
        onProgress?.({ what: "Products, page 3", done: 3 });
        if (waits) return new Promise(() => {});
        return [
          { kind: "products", total: 1240, added: 2, changed: 1, archived: 4, at: new Date().toISOString() },
        ];
      },
    },
  });
  await user.click(await screen.findByRole("button", { name: "Sync" }));
  await screen.findByText("Products, page 3…");
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByText("Products, page 3…")).toBeNull());
  expect(screen.queryByRole("alert")).toBeNull();
  waits = false;
  await user.click(screen.getByRole("button", { name: "Sync" }));
  await screen.findByText("Synced 1,240 entries: 2 new, 1 changed, 4 archived");
});

test("a failed sync is said, with its stage and a retry", async () => {
  const { user } = renderApp("/catalogue/evergent/products");
  await screen.findByText(/The last sync failed/);
  expect(screen.getByText("Never synced")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Sync" }));
  const alert = await screen.findByRole("alert");
  await within(alert).findByRole("button", { name: "Try again" });
  expect(within(alert).getByText("dns")).toBeTruthy();
  await expectAccessible();
});

test("an unknown catalogue is an error, no empty table", async () => {
  renderApp("/catalogue/chargify/nothing");
  await screen.findByText("Chargify has no catalogue nothing.");
});

test("no catalogue at all says what to do", async () => {
  renderApp("/catalogue", { handlers: { "catalogue.status": () => [] } });
  await screen.findByText("No catalogue yet");
  await expectAccessible();
});

test("the list of catalogues fails with a remedy", async () => {
  renderApp("/catalogue", {
    handlers: {
      "catalogue.status": () => {
        throw failure("storage", "the database is busy", { hint: "close the other program" });
      },
    },
  });
  await screen.findByText("Close the other program.");
});
