import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { failure } from "../../host/memory";
import { expectAccessible, renderApp } from "../../testing/render-app";

const list = () => screen.findByRole("list", { name: "Schedules" });

test("no schedule: says how one is made", async () => {
  renderApp("/settings", {
    change: (s) => {
      s.sources = [];
      s.syncs = [];
    },
  });
  await screen.findByText("Nothing happens by itself");
  expect(screen.getByText(/patchbay schedule run-due/)).toBeTruthy();
});

test("both kinds, with what was done and what is next", async () => {
  renderApp("/settings");
  const shown = within(await list());
  expect(shown.getAllByRole("listitem")[0]?.textContent).toMatch(
    /Each day at 06:00 Europe\/London, next in 17 hours. Synced 7 hours ago/,
  );
  expect(shown.getByText(/api.evergent.example could not be found/i)).toBeTruthy();
  expect(shown.getByText("failed")).toBeTruthy();
  expect(shown.getByRole("link", { name: /Pull from evergent-daily.*pulled/ })).toBeTruthy();
  await expectAccessible();
});

test("sets a time by keyboard, with the error at its field", async () => {
  const { host, user } = renderApp("/settings", {
    change: (s) => {
      s.syncs = [];
    },
  });
  (await screen.findByRole("button", { name: "Schedule a sync" })).focus();
  await user.keyboard("{Enter}");
  const dialog = within(await screen.findByRole("dialog", { name: "Schedule a sync" }));
  await expectAccessible();
  const time = dialog.getByLabelText(/^Each day at/);
  await user.type(time, "6:30{Enter}");
  await dialog.findByText(/"6:30" is not a time of day. Give hours and minutes: 06:30/);
  await user.clear(time);
  await user.type(time, "06:30{Enter}");
  await screen.findByText(/is synced every day at 06:30/);
  expect(host.calls.filter((c) => c.name === "schedule.set").at(-1)?.request).toEqual({
    connector: "chargify",
    due: "06:30",
  });
  expect((await list()).textContent).toContain("Sync ChargifyEach day at 06:30");
});

test("changes, clears and dismisses", async () => {
  const { host, user } = renderApp("/settings");
  await user.click(await screen.findByRole("button", { name: "Change the time of Chargify" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Sync Chargify" }));
  const time = dialog.getByLabelText(/^Each day at/);
  expect(time).toHaveProperty("value", "06:00");
  await user.clear(time);
  await user.type(time, "05:45");
  await user.click(dialog.getByRole("button", { name: "Save" }));
  await screen.findByText("Chargify is synced every day at 05:45");

  await user.click(await screen.findByRole("button", { name: "Dismiss the alert of Evergent" }));
  await waitFor(() =>
    expect(screen.queryByRole("button", { name: "Dismiss the alert of Evergent" })).toBeNull(),
  );
  await user.click(screen.getByRole("button", { name: "Clear the time of Evergent" }));
  await screen.findByText("Evergent is synced by hand only");
  expect(host.calls.filter((c) => c.name === "schedule.set").at(-1)?.request).toEqual({
    connector: "evergent",
  });
  await waitFor(() => expect(screen.queryByText("Sync Evergent")).toBeNull());
});

test("says that an inactive connector is not synced", async () => {
  const { user } = renderApp("/settings", {
    change: (s) => {
      for (const c of s.connectors) c.active = false;
      for (const sync of s.syncs) Object.assign(sync, { active: false, state: "skipped", error: undefined });
    },
  });
  const shown = within(await list());
  expect(shown.getAllByText(/switched off: nothing is synced until it is on/)).toHaveLength(2);
  expect(shown.getAllByText("skipped")).toHaveLength(2);
  await user.click(screen.getByRole("button", { name: "Change the time of Chargify" }));
  await screen.findByText(/Chargify is inactive. Nothing is synced until it is switched on/);
});

test("an operator who may only look is told why", async () => {
  const { host, user } = renderApp("/settings", {
    change: (s) => {
      s.operators.current = { id: 9, name: "Eve", role: "read_only", app: "default" };
    },
  });
  const why = "Eve is read_only; this needs app_admin";
  for (const name of ["Schedule a sync", "Change the time of Chargify", "Clear the time of Chargify"]) {
    await user.click(await screen.findByRole("button", { name, description: why }));
  }
  expect(host.calls.some((c) => c.name === "schedule.set")).toBe(false);
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("a change that fails is said in its row", async () => {
  const { user } = renderApp("/settings", {
    handlers: {
      "schedule.set": () => {
        throw failure("storage", "the disk is full");
      },
      "schedule.dismiss": () => {
        throw failure("storage", "the database is busy");
      },
    },
  });
  await user.click(await screen.findByRole("button", { name: "Clear the time of Chargify" }));
  await within(await list()).findByText("the disk is full");
  await user.click(screen.getByRole("button", { name: "Dismiss the alert of Evergent" }));
  await within(await list()).findByText("the database is busy");
});
