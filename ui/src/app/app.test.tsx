import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { failure } from "../host/memory";
import { expectAccessible, renderApp } from "../testing/render-app";

test("the environment is said in words", async () => {
  renderApp("/", { change: (s) => void s.apps.reverse() });
  const band = await screen.findByRole("region", { name: "Environment" });
  await waitFor(() => expect(band.isConnected && band.textContent).toBeTruthy());
  await screen.findByText("Streamly live: Real people and real money.");
  expect(document.title).toBe("Streamly live – Patchbay");
});

test("a workspace that cannot be opened is all that is shown", async () => {
  renderApp("/", {
    startup: { error: failure("storage", "the database is newer", { hint: "install Patchbay 0.4" }) },
  });
  await screen.findByText("Patchbay cannot open its workspace");
  expect(screen.getByText("Install Patchbay 0.4.")).toBeTruthy();
  expect(screen.queryByRole("navigation")).toBeNull();
  await expectAccessible();
});

test("the palette goes to a connector by keyboard alone", async () => {
  const { router, user } = renderApp("/");
  await screen.findByRole("list", { name: "Connectors" });
  await user.keyboard("{Control>}k{/Control}");
  const dialog = await screen.findByRole("dialog", { name: "Go to" });
  await within(dialog).findByRole("menuitem", { name: /Zendesk/ });
  await expectAccessible();
  await user.keyboard("zend");
  await waitFor(() => expect(within(dialog).getAllByRole("menuitem")).toHaveLength(1));
  await user.keyboard("{ArrowDown}{Enter}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/connectors/zendesk"));
  expect(screen.queryByRole("dialog", { name: "Go to" })).toBeNull();
});

test("the palette offers actions of active connectors, and closes with Escape", async () => {
  const { router, user } = renderApp("/");
  await screen.findByRole("list", { name: "Connectors" });
  await user.keyboard("{Control>}k{/Control}");
  await user.keyboard("pause");
  const items = await screen.findAllByRole("menuitem", { name: /Test: Pause subscription/ });
  expect(items).toHaveLength(1);
  await user.keyboard("{ArrowDown}{Enter}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/test-action"));
  expect(router.state.location.search).toEqual({ connector: "chargify", action: "pause_subscription" });
  await user.keyboard("{Control>}k{/Control}");
  await screen.findByRole("dialog", { name: "Go to" });
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Go to" })).toBeNull());
});

test("the palette switches the app", async () => {
  const { user } = renderApp("/");
  await screen.findByRole("list", { name: "Connectors" });
  await user.keyboard("{Control>}k{/Control}");
  await user.click(await screen.findByRole("menuitem", { name: /Switch to Streamly live/ }));
  await screen.findByText("PRODUCTION");
});

test("the switcher asks for everything again under the other app", async () => {
  const { host, user } = renderApp("/");
  await user.click(await screen.findByRole("button", { name: /Switch app/ }));
  await expectAccessible();
  await user.click(await screen.findByRole("menuitem", { name: /Streamly live/ }));
  await screen.findByText("PRODUCTION");
  await waitFor(() =>
    expect(host.calls.filter((c) => c.name === "home.show").at(-1)?.app).toBe("streamly-live"),
  );
});

test("an operator of another app is told, and led to it", async () => {
  const { user } = renderApp("/", {
    change: (s) => {
      s.operators.current = { id: 4, name: "Dmitri", role: "read_only", app: "streamly-live" };
    },
  });
  await user.click(await screen.findByRole("button", { name: "Switch to streamly-live" }));
  await screen.findByText("PRODUCTION");
});

test("a refused file is said and can be dismissed", async () => {
  const { host, user } = renderApp("/");
  await screen.findByRole("list", { name: "Connectors" });
  host.drop({ error: failure("file", "notes.pdf is not a CSV file", { hint: "drop the export itself" }) });
  await screen.findByText("Notes.pdf is not a CSV file.");
  await user.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByText("Notes.pdf is not a CSV file.")).toBeNull();
});

test("what the schedule pulls by itself shows without being asked for", async () => {
  const { host } = renderApp("/");
  await screen.findByRole("list", { name: "Connectors" });
  const asked = () => host.calls.filter((c) => c.name === "home.show").length;
  const before = asked();
  host.runSchedule();
  await waitFor(() => expect(asked()).toBe(before + 1));
});

test("the file of the start is opened and shown; a dropped one shows how far it is", async () => {
  const file = { file: "file-1", name: "today.csv.gz" };
  const { host, router } = renderApp("/", { startup: { file } });
  await screen.findByRole("grid", { name: /^Records of/ });
  expect(router.state.location.pathname).toBe("/exports/export-1");
  host.drop({ file: { file: "file-2", name: "other.csv" } });
  await waitFor(() =>
    expect(host.calls.filter((c) => c.name === "exports.open_offered").map((c) => c.request)).toEqual([
      { file: "file-1" },
      { file: "file-2" },
    ]),
  );
});

test("a file of the start that cannot be opened is said, and all else goes on", async () => {
  renderApp("/", { startup: { refused: failure("file", "old.csv is gone") } });
  await screen.findByText("Old.csv is gone.");
  await screen.findByRole("list", { name: "Connectors" });
});
