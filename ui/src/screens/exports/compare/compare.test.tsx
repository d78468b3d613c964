import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ComparisonView } from "../../../host";
import { failure } from "../../../host/memory";
import type { State } from "../../../host/memory/state";
import { expectAccessible, renderApp } from "../../../testing/render-app";

type App = ReturnType<typeof renderApp>;
const called = ({ host }: App, name: string) =>
  host.calls.filter((c) => c.name === name).map((c) => c.request);
const PAIR = "/exports/compare?old=old-1&new=export-1";

/** Both files of late are open. */
function bothOpen(state: State) {
  const old = state.exports.find((e) => e.id === 1);
  if (old) old.export = "old-1";
}

async function compared(options: Parameters<typeof renderApp>[1] = {}): Promise<App> {
  const app = renderApp(PAIR, { change: bothOpen, ...options });
  await screen.findByText(/10.0 MB · 51,200 records/);
  await app.user.click(screen.getByRole("button", { name: "Compare" }));
  await screen.findByRole("list", { name: "Records by what happened to them" });
  return app;
}

test("files of late are chosen, opened if they are not, swapped and compared", async () => {
  const app = renderApp("/exports/compare");
  await screen.findByText("Compare two exports");
  await expectAccessible();
  const { user } = app;
  await user.click(await screen.findByRole("button", { name: /Old file/ }));
  await user.click(await screen.findByRole("option", { name: /11-21/ }));
  await user.click(screen.getByRole("button", { name: /New file/ }));
  await user.click(await screen.findByRole("option", { name: /11-20/ }));
  await waitFor(() => expect(called(app, "exports.reopen")).toEqual([{ id: 1 }]));
  await screen.findByText(/10.0 MB · 51,200 records/);
  await user.click(screen.getByRole("button", { name: "Swap old and new" }));
  await user.click(screen.getByRole("button", { name: "Compare" }));
  await screen.findByRole("list", { name: "Records by what happened to them" });
  expect(called(app, "exports.compare")).toEqual([{ old: "reopened-1", new: "export-1" }]);
});

test("another file comes through the dialog, and both sides are not the same file", async () => {
  const { user } = renderApp("/exports/compare?old=export-1");
  await screen.findByText(/48,211,004 records/);
  await user.click(screen.getByRole("button", { name: /New file/ }));
  await user.click(await screen.findByRole("option", { name: "Another file…" }));
  await screen.findByText("Both sides are the same file");
  expect((screen.getByRole("button", { name: "Compare" }) as HTMLButtonElement).disabled).toBe(true);
});

test("the file on screen is compared with the other one that is open", async () => {
  const { user, router } = renderApp("/exports/export-1", { change: bothOpen });
  await user.click(await screen.findByRole("button", { name: "Compare" }));
  await waitFor(() => expect(router.state.location.search).toEqual({ old: "old-1", new: "export-1" }));
});

test("the summary tells records, files, columns and values", async () => {
  await compared();
  const shares = screen.getByRole("list", { name: "Records by what happened to them" });
  expect(within(shares).getByRole("button", { name: "added 1,204 2.3 %" })).toBeTruthy();
  expect(within(shares).getByText("25,128")).toBeTruthy();
  const files = screen.getByRole("table", { name: "The two files" });
  expect(within(files).getByRole("row", { name: /Size 10.0 MB 10.2 GB \+10.2 GB/ })).toBeTruthy();
  expect(within(files).getByRole("row", { name: /Not compared: ragged.* 3 3 the same/ })).toBeTruthy();
  expect(screen.getByText("Only the new file has").nextSibling?.textContent).toBe("churn_score");
  expect(screen.getByText("Only the old file has").nextSibling?.textContent).toBe("coupon_code");
  const columns = screen.getByRole("list", { name: "Changes by column" });
  const [first] = within(columns).getAllByRole("button");
  expect(first?.textContent).toBe("pack_price18,200 36.2 %");
  expect(within(columns).getByText("credit card␣")).toBeTruthy();
  expect(within(columns).getByText("Gift").parentElement?.textContent).toBe("Gift 11×");
  expect(within(columns).getByText(/Too many distinct values/)).toBeTruthy();
  await expectAccessible();
});

test("a number leads to its differences, and a difference to its records", async () => {
  const app = await compared();
  const { user, router } = app;
  await user.click(screen.getByRole("button", { name: /^removed/ }));
  const list = await screen.findByRole("grid", { name: "Differences" });
  expect(list.getAttribute("aria-rowcount")).toBe("874");
  expect(called(app, "exports.differences").at(-1)).toMatchObject({ kind: "removed", start: 0, rows: 100 });
  await user.click(screen.getByRole("radio", { name: /^Changed/ }));
  await waitFor(() =>
    expect(screen.getByRole("grid", { name: "Differences" }).getAttribute("aria-rowcount")).toBe("25129"),
  );
  const rows = screen.getByRole("grid", { name: "Differences" });
  await within(rows).findByText("84004 · pack-28");
  rows.focus();
  await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  const table = await screen.findByRole("table", { name: "What changed" });
  expect(within(table).getByRole("row", { name: /pack_price 4.49 14.99/ })).toBeTruthy();
  await expectAccessible();
  await user.click(screen.getByRole("link", { name: "Record 5 of the old file" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/exports/old-1"));
  expect(router.state.location.search).toEqual({ record: "5", column: "pack_price" });
  // And back to the same difference.
  router.history.back();
  const back = await screen.findByRole("table", { name: "What changed" });
  expect(within(back).getByText("14.99")).toBeTruthy();
});

test("the differences of one column, and the comparison is still there after a look elsewhere", async () => {
  const app = await compared();
  const { user } = app;
  await user.click(screen.getByRole("button", { name: /^classification/ }));
  const list = await screen.findByRole("grid", { name: "Differences" });
  expect(list.getAttribute("aria-rowcount")).toBe("13");
  expect((await within(list).findAllByText("Retail␣ → Free Trial", { exact: false })).length).toBeGreaterThan(
    0,
  );
  await user.click(screen.getByRole("link", { name: "History" }));
  await user.click(screen.getByRole("link", { name: "Exports" }));
  await user.click(await screen.findByRole("link", { name: "Compare" }));
  // Where one was.
  const again = await screen.findByRole("grid", { name: "Differences" });
  expect(again.getAttribute("aria-rowcount")).toBe("13");
  await user.click(screen.getByRole("radio", { name: "Summary" }));
  await screen.findByRole("list", { name: "Records by what happened to them" });
  expect(called(app, "exports.compare")).toHaveLength(1);
});

test("the key is chosen among the columns of both", async () => {
  const app = await compared();
  const { user } = app;
  expect(screen.getByText("pack_id", { selector: "strong code" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Change what names a record" }));
  const dialog = await screen.findByRole("dialog", { name: "What names a record" });
  await user.click(await within(dialog).findByRole("checkbox", { name: "pack_id" }));
  await user.type(within(dialog).getByRole("searchbox"), "promo");
  await user.click(within(dialog).getByRole("checkbox", { name: "promotion_code" }));
  await expectAccessible();
  await user.click(within(dialog).getByRole("button", { name: "Use these columns" }));
  // Another key is another comparison: the old numbers are gone.
  await waitFor(() => expect(screen.queryByText("25,128")).toBeNull());
  await user.click(screen.getByRole("button", { name: "Compare" }));
  await screen.findByText("25,128");
  expect(called(app, "exports.compare").at(-1)).toEqual({
    old: "old-1",
    new: "export-1",
    key: ["customer_id", "promotion_code"],
  });
  expect(called(app, "exports.close_comparison")).toEqual([{ comparison: "comparison-old-1-export-1" }]);
});

test("files that say the same are said so", async () => {
  await compared({
    handlers: {
      "exports.compare": (): ComparisonView => {
        const side = { file: "x.csv", bytes: 10, rows: 7, unkeyed: 0, repeated: 0 };
        return {
          comparison: "c",
          old: side,
          new: side,
          key: ["id"],
          added: 0,
          removed: 0,
          changed: 0,
          unchanged: 7,
          columns: [{ name: "id", changed: 0, appeared: [], vanished: [], values: true }],
          new_columns: [],
          gone_columns: [],
          moved_columns: [],
        };
      },
    },
  });
  expect(screen.getByText("The files say the same")).toBeTruthy();
  expect(screen.getByText("Both files have the same 1 column in the same order.")).toBeTruthy();
});

test("a comparison can be stopped; one that fails says why", async () => {
  let answer: () => ComparisonView | Promise<ComparisonView> = () => new Promise(() => {});
  const { user } = renderApp(PAIR, { change: bothOpen, handlers: { "exports.compare": () => answer() } });
  await screen.findByText(/10.0 MB · 51,200 records/);
  await user.click(screen.getByRole("button", { name: "Compare" }));
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  await screen.findByText("Compare two exports");
  answer = () => {
    throw failure("invalid", "the old file has no column customer_id", { hint: "choose other key columns" });
  };
  await user.click(screen.getByRole("button", { name: "Compare" }));
  await screen.findByText("Choose other key columns.");
});

test("differences that the backend has forgotten are found again", async () => {
  let gone = true;
  const app = await compared({
    handlers: {
      "exports.differences": () => {
        if (gone)
          throw failure("not_found", "this comparison is not kept any more", { hint: "compare again" });
        return { total: 0, start: 0, differences: [] };
      },
    },
  });
  await app.user.click(screen.getByRole("radio", { name: /^Differences/ }));
  await screen.findByText("Compare again.");
  gone = false;
  await app.user.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(called(app, "exports.compare")).toHaveLength(2));
});

test("who may only look compares what is open", async () => {
  const app = renderApp("/exports/compare", {
    change: (s) => {
      bothOpen(s);
      s.operators.current = { id: 9, name: "Eve", role: "read_only" };
      s.exports.push({
        id: 7,
        name: "closed.csv",
        folder: "/x",
        bytes: 1,
        opened_at: s.exports[0]?.opened_at ?? "",
      });
    },
  });
  await screen.findAllByText("Only files that are open: Eve is read_only; this needs app_member");
  await app.user.click(screen.getByRole("button", { name: /Old file/ }));
  expect((await screen.findAllByRole("option")).map((o) => o.textContent)).toEqual([
    expect.stringContaining("11-21"),
    expect.stringContaining("11-20"),
  ]);
});
