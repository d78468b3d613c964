import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { TraitSpec } from "../../../host";
import { failure } from "../../../host/memory";
import { expectAccessible, renderApp } from "../../../testing/render-app";

type App = ReturnType<typeof renderApp>;
const called = ({ host }: App, name: string) =>
  host.calls.filter((c) => c.name === name).map((c) => c.request);
const saved = (app: App) => (called(app, "specs.save").at(-1) as { spec: TraitSpec } | undefined)?.spec;
const columnOf = (spec: TraitSpec | undefined, name: string) => spec?.columns.find((c) => c.name === name);

/** Opens the dialog of a column, by its place in the spec. */
async function column(app: App, name: string, spec = "streamly") {
  const table = await screen.findByRole("grid", { name: "Columns of the spec" });
  await app.user.click(within(table).getByText(name, { selector: "code" }));
  return screen.findByRole("dialog", { name }).then((dialog) => {
    expect(app.router.state.location.pathname).toBe(`/settings/specs/${spec}`);
    return dialog;
  });
}

async function choose({ user }: App, dialog: HTMLElement, label: RegExp, option: RegExp) {
  await user.click(within(dialog).getByRole("button", { name: label }));
  await user.click(await screen.findByRole("option", { name: option }));
}

test("lists the app's own specs and the built-in ones, each with the way to it", async () => {
  const { user, router } = renderApp("/settings");
  const list = await screen.findByRole("list", { name: "Trait specs" });
  expect(
    within(list)
      .getAllByRole("link")
      .map((l) => l.textContent),
  ).toEqual([
    expect.stringMatching(/^Streamly's daily exportstreamly20 columns.*this app's/),
    expect.stringMatching(/^Evergent daily exportevergent20 columns.*built in/),
    expect.stringMatching(/^User traits.*1 column.*built in/),
  ]);
  await user.click(within(list).getByRole("link", { name: /^Evergent/ }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/settings/specs/evergent"));
});

test("a built-in spec shows its columns and values, and is copied to be changed", async () => {
  const app = renderApp("/settings/specs/evergent");
  const { user } = app;
  const table = await screen.findByRole("grid", { name: "Columns of the spec" });
  expect(
    within(table).getByRole("row", {
      name: /payment_status may be empty Closed list \(error\) Declined, Posted/,
    }),
  ).toBeTruthy();
  expect(
    screen.getByText("Where payment_status is Declined, declined_reason is filled (error)"),
  ).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Remove" })).toBeNull();
  await expectAccessible();
  table.focus();
  await user.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}{Enter}");
  const shown = await screen.findByRole("dialog", { name: "current_payment_method" });
  expect(
    within(shown)
      .getAllByRole("listitem")
      .map((l) => l.textContent),
  ).toContain("Roku Payment");
  await expectAccessible();
  await user.click(within(shown).getByRole("button", { name: "Close" }));
  await user.click(screen.getByRole("button", { name: "Copy to change it" }));
  const copy = await screen.findByRole("dialog", { name: "Copy Evergent daily export" });
  const name = within(copy).getByLabelText(/^Name/);
  await user.clear(name);
  await user.type(name, "streamly");
  await within(copy).findByText("There is a trait spec of that name already");
  await user.type(name, "-two");
  await user.click(within(copy).getByRole("button", { name: "Make the copy" }));
  await screen.findByText("The trait spec streamly-two is this app's own");
  await waitFor(() => expect(app.router.state.location.pathname).toBe("/settings/specs/streamly-two"));
  expect(saved(app)?.columns).toHaveLength(20);
});

test("allowed values, how grave it is, and whether a cell may be empty are changed", async () => {
  const app = renderApp("/settings/specs/streamly");
  const dialog = await column(app, "payment_status");
  await expectAccessible();
  await app.user.type(within(dialog).getByLabelText(/^Values, one in a line/), "\nPending\n\nPending");
  await choose(app, dialog, /A cell that is not so is/, /^A warning/);
  await choose(app, dialog, /An empty cell/, /^Is an error/);
  await app.user.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(columnOf(saved(app), "payment_status")).toMatchObject({
    empty: { required: "error" },
    rule: { type: "one_of", values: ["Declined", "Posted", "Pending"], severity: "warning" },
  });
  await screen.findByText("Declined, Posted, Pending");
});

test("a list is opened, a date is written another way, a column joins the key", async () => {
  const app = renderApp("/settings/specs/streamly");
  const status = await column(app, "payment_status");
  await choose(app, status, /A filled cell holds/, /^Open list/);
  await app.user.click(within(status).getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(columnOf(saved(app), "payment_status")?.rule).toEqual({
      type: "open",
      values: ["Declined", "Posted"],
      unlisted: "warning",
    }),
  );
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const date = await column(app, "payment_date");
  await choose(app, date, /Written/, /^31\/01\/2026/);
  await app.user.click(within(date).getByRole("checkbox", { name: "It is part of the key" }));
  await app.user.click(within(date).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(saved(app)?.key).toEqual(["customer_id", "pack_id", "payment_date"]));
  expect(columnOf(saved(app), "payment_date")).toMatchObject({
    daily: true,
    rule: { type: "date", format: "DD/MM/YYYY" },
  });
});

test("what the backend refuses is said where it was asked for", async () => {
  const app = renderApp("/settings/specs/streamly");
  const dialog = await column(app, "payment_status");
  await app.user.clear(within(dialog).getByLabelText(/^Values, one in a line/));
  await app.user.click(within(dialog).getByRole("button", { name: "Save" }));
  await within(dialog).findByText("The trait spec streamly lists no value for payment_status.");
});

test("the rules of the file are changed", async () => {
  const app = renderApp("/settings/specs/streamly");
  await app.user.click(await screen.findByRole("button", { name: "Change" }));
  const dialog = await screen.findByRole("dialog", { name: "Rules of the file" });
  await choose(app, dialog, /A column that is not in the spec/, /^Nothing to tell/);
  await app.user.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(saved(app)?.file.unexpected_column).toBeNull());
});

test("a spec is made from an open export, widening another", async () => {
  const app = renderApp("/settings");
  await app.user.click(await screen.findByRole("button", { name: "Make one" }));
  const dialog = await screen.findByRole("dialog", { name: "Make a trait spec" });
  await app.user.type(within(dialog).getByLabelText(/^Name/), "acme");
  await choose(app, dialog, /Starting from/, /^Evergent/);
  await expectAccessible();
  await app.user.click(within(dialog).getByRole("button", { name: "Make it" }));
  await screen.findByText("The trait spec acme is made: look it over");
  expect(called(app, "specs.from_export")).toEqual([
    { export: "export-1", name: "acme", extends: "evergent" },
  ]);
  await waitFor(() => expect(app.router.state.location.pathname).toBe("/settings/specs/acme"));
});

test("without an open export, the dialog says what to do", async () => {
  const { user } = renderApp("/settings", {
    change: (s) => {
      s.exports = [];
    },
  });
  await user.click(await screen.findByRole("button", { name: "Make one" }));
  await screen.findByText("No export is open. Open one under Exports first.");
});

test("one's own spec is removed", async () => {
  const { user, router } = renderApp("/settings/specs/streamly");
  await user.click(await screen.findByRole("button", { name: "Remove" }));
  await user.click(await screen.findByRole("button", { name: "Remove streamly" }));
  await screen.findByText("The trait spec streamly was removed");
  await waitFor(() => expect(router.state.location.pathname).toBe("/settings"));
});

test("who may only look sees the columns of an own spec, and why nothing can be changed", async () => {
  const app = renderApp("/settings/specs/streamly", {
    change: (s) => {
      s.operators.current = { id: 9, name: "Eve", role: "read_only" };
    },
  });
  await screen.findByText(/shows all of one/);
  const dialog = await column(app, "payment_status");
  expect(within(dialog).queryByRole("button", { name: "Save" })).toBeNull();
  await app.user.click(within(dialog).getByRole("button", { name: "Close" }));
  await app.user.click(screen.getByRole("button", { name: "Remove" }));
  expect(screen.queryByRole("alertdialog")).toBeNull();
});

test("a spec that is not there, and one that cannot be read", async () => {
  const { unmount } = renderApp("/settings/specs/nope");
  await screen.findByText("There is no trait spec nope.");
  unmount();
  renderApp("/settings/specs/evergent", {
    handlers: {
      "specs.show": () => {
        throw failure("storage", "the database cannot be read", { hint: "free some space" });
      },
    },
  });
  await screen.findByText("Free some space.");
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});
