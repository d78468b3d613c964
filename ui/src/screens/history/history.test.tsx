import { act, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { HistoryPage } from "../../host";
import { failure } from "../../host/memory";
import { expectAccessible, renderApp } from "../../testing/render-app";

afterEach(() => vi.useRealTimers());

type App = ReturnType<typeof renderApp>;
const called = ({ host }: App, name: string) => host.calls.filter((c) => c.name === name);

test("lists runs, newest first, and opens one by keyboard", async () => {
  const { user, router } = renderApp("/history");
  const table = await screen.findByRole("grid", { name: "Runs" });
  const rows = await within(table).findAllByRole("row");
  expect(rows[1]?.textContent).toContain("unknown");
  expect(rows[1]?.textContent).toContain("for Hugo Marsh");
  expect(screen.getByText("4 runs")).toBeTruthy();
  await expectAccessible();
  table.focus();
  await user.keyboard("{ArrowDown}{Enter}");
  await screen.findByRole("heading", { name: "Pause subscription for Grace Lindqvist" });
  expect(router.state.location.pathname).toBe("/history/run-3");
});

test("searches and filters in the backend, and finds the filter again on the way back", async () => {
  const app = renderApp("/history");
  const { user, router } = app;
  await user.type(await screen.findByRole("searchbox", { name: "Search the history" }), "save25");
  await screen.findByText("1 run");
  await waitFor(() =>
    expect(called(app, "history.list").at(-1)?.request).toMatchObject({ search: "save25" }),
  );
  await user.clear(screen.getByRole("searchbox", { name: "Search the history" }));
  await user.click(screen.getByRole("button", { name: /All outcomes/ }));
  await user.click(await screen.findByRole("option", { name: "unknown" }));
  await screen.findByText("1 run");
  expect(called(app, "history.list").at(-1)?.request).toMatchObject({ outcome: "unknown" });
  expect(router.state.location.search).toEqual({ outcome: "unknown" });
  (await screen.findByRole("grid", { name: "Runs" })).focus();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByRole("link", { name: "All runs" }));
  await screen.findByText("1 run");
});

test("no run fits: the way back to all of them", async () => {
  const { user } = renderApp("/history?search=nothing-like-it");
  await screen.findByText("No run fits");
  await user.click(screen.getByRole("button", { name: "Show all runs" }));
  await screen.findByText("4 runs");
});

test("nothing was run yet", async () => {
  const app = renderApp("/history", {
    change: (s) => {
      s.runs = [];
    },
  });
  await screen.findByText("Nothing was run yet");
  expect(screen.getByRole("link", { name: "Test an action" })).toBeTruthy();
  await app.user.click(screen.getByRole("button", { name: "Clear…" }));
  expect(screen.queryByRole("alertdialog")).toBeNull();
  await expectAccessible();
});

test("a history that cannot be read can be tried again", async () => {
  let fails = true;
  const { user } = renderApp("/history", {
    handlers: {
      "history.list": (): HistoryPage => {
        if (fails) throw failure("storage", "the database cannot be read", { retryable: true });
        return { runs: [], total: 0 };
      },
    },
  });
  await screen.findByText("The database cannot be read.");
  fails = false;
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("Nothing was run yet");
});

test("a run with what it changed, and every exchange as it was sent and answered", async () => {
  const { user } = renderApp("/history/run-3");
  await screen.findByText("Succeeded");
  const table = screen.getByRole("table", { name: "Before and after" });
  expect(within(table).getByRole("row", { name: /^State active on_hold/ })).toBeTruthy();
  const sent = screen.getByRole("region", { name: "What was sent and answered" });
  expect(within(sent).getByText("2 attempts")).toBeTruthy();
  expect(within(sent).getByText("412 ms")).toBeTruthy();
  // The changing exchange is open, the look-up is folded.
  expect(within(sent).getByRole("figure", { name: "Reply to request 2" }).textContent).toContain("on_hold");
  expect(within(sent).queryByRole("figure", { name: "Reply to request 1" })).toBeNull();
  await user.click(within(sent).getByText("Read subscription 71034882"));
  await within(sent).findByRole("figure", { name: "Reply to request 1" });
  expect(sent.textContent).toContain("Basic ‹api_key›:x");
  const planned = screen.getByRole("region", { name: "What was planned" });
  await user.click(within(planned).getByText("Assumed, not seen on a live account (1)"));
  within(planned).getByText(/Chargify's page does not say at what hour/);
  await expectAccessible();
});

test("an unknown outcome says what to look at before it is repeated", async () => {
  renderApp("/history/run-4");
  await screen.findByText("Look before you repeat it");
  expect(screen.getByText(/This was sent once and not again/)).toBeTruthy();
  expect(screen.getByText(/in Chargify's own console/)).toBeTruthy();
  expect(screen.getByText("no answer")).toBeTruthy();
  await expectAccessible();
});

test("a run under way is followed until it has ended", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const { host } = renderApp("/history/run-3", {
    change: (s) => {
      const run = s.runs.find((r) => r.run === "run-3");
      if (!run) return;
      delete run.outcome;
      delete run.ended_at;
      run.after = [];
    },
  });
  await screen.findByText("under way");
  expect(screen.queryByRole("button", { name: "Plan it again…" })).toBeNull();
  const run = host.state.runs.find((r) => r.run === "run-3");
  if (run) run.outcome = "succeeded";
  await act(() => vi.advanceTimersByTimeAsync(2_100));
  await screen.findByText("Succeeded");
  const asked = host.calls.filter((c) => c.name === "history.show").length;
  await act(() => vi.advanceTimersByTimeAsync(10_000));
  expect(host.calls.filter((c) => c.name === "history.show")).toHaveLength(asked);
});

test("plan it again takes connector, action and user along", async () => {
  const app = renderApp("/history/run-4", {
    change: (s) => {
      const run = s.runs.find((r) => r.run === "run-4");
      if (run) run.user = "84377";
    },
  });
  await app.user.click(await screen.findByRole("button", { name: "Plan it again…" }));
  await screen.findByRole("heading", { name: "Test action" });
  await screen.findByText("Hugo Marsh");
  expect((screen.getByRole("radio", { name: /^Cancel subscription/ }) as HTMLInputElement).checked).toBe(
    true,
  );
  expect(called(app, "actions.plan")).toEqual([]);
});

test("clearing is confirmed first, and for those who may", async () => {
  const app = renderApp("/history", { handlers: { "history.clear": () => ({ runs: 4 }) } });
  await screen.findByText("4 runs");
  await app.user.click(screen.getByRole("button", { name: "Clear…" }));
  const dialog = await screen.findByRole("alertdialog", { name: "Clear the history of this app?" });
  expect(called(app, "history.clear")).toEqual([]);
  await expectAccessible();
  await app.user.click(within(dialog).getByRole("button", { name: "Clear history" }));
  await screen.findByText("4 runs were removed");
});

test("an app_member may not clear, and is told so", async () => {
  const app = renderApp("/history", {
    change: (s) => {
      s.operators.current = { id: 3, name: "Chloé Martin", role: "app_member", app: "default" };
    },
  });
  await screen.findByText("4 runs");
  await screen.findByText("Chloé Martin is app_member; this needs app_admin");
  await app.user.click(screen.getByRole("button", { name: "Clear…" }));
  expect(screen.queryByRole("alertdialog")).toBeNull();
});

test("the export says where it was written, and why not", async () => {
  const { host, user } = renderApp("/history");
  await screen.findByText("4 runs");
  await user.click(screen.getByRole("button", { name: "Export…" }));
  await screen.findByText("The history was written to history.json");
  host.saveHistory = async () => {
    throw failure("file", "/media/usb/history.json cannot be written", { hint: "choose another place" });
  };
  await user.click(screen.getByRole("button", { name: "Export…" }));
  await screen.findByText("/media/usb/history.json cannot be written.");
});

test("a run that is not there", async () => {
  renderApp("/history/nope");
  await screen.findByText("There is no run nope.");
  expect(screen.getByRole("link", { name: "All runs" })).toBeTruthy();
});
