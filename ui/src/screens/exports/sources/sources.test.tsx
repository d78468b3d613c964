import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { PullReply, SourceView } from "../../../host";
import { failure } from "../../../host/memory";
import { expectAccessible, renderApp } from "../../../testing/render-app";

type App = ReturnType<typeof renderApp>;
const called = ({ host }: App, name: string) =>
  host.calls.filter((c) => c.name === name).map((c) => c.request);
const ONE = "/exports/sources/evergent-daily";
const field = (name: RegExp | string) => screen.getByLabelText(name) as HTMLInputElement;

test("no source yet: says what one is, and leads to the form", async () => {
  const { user } = renderApp("/exports/sources", {
    change: (s) => {
      s.sources = [];
    },
  });
  await screen.findByText("No source yet");
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Add a source" }));
  await screen.findByRole("heading", { name: "Add a source" });
});

test("lists sources with their last file, what is wrong, and when the next is due", async () => {
  const { user, router } = renderApp("/exports/sources");
  const list = await screen.findByRole("list", { name: "Sources" });
  const daily = within(list).getByRole("link", { name: /evergent-daily/ });
  expect(daily.textContent).toMatch(
    /s3:\/\/acme-exports\/daily\/evergent.*06:30 Europe\/London, next in 20 hours/,
  );
  expect(daily.textContent).toMatch(/too small.*31,022 records.*valid with warnings/);
  expect(
    within(list).getByRole("link", { name: /minio-archive.*last attempt failed.*nothing pulled/ }),
  ).toBeTruthy();
  await expectAccessible();
  await user.click(daily);
  await waitFor(() => expect(router.state.location.pathname).toBe(ONE));
});

test("one source: alerts, files day by day, and what is in the bucket", async () => {
  const app = renderApp(ONE);
  const { user } = app;
  const plot = await screen.findByRole("img", { name: /^Records per day from .* at most 51,140$/ });
  expect(plot.querySelectorAll("title")).toHaveLength(24);
  expect(within(plot).getAllByText(/no file/)).toHaveLength(1);
  const pulls = screen.getByRole("list", { name: "Recent pulls" });
  expect(within(pulls).getAllByRole("listitem")).toHaveLength(7);
  await user.click(screen.getByRole("button", { name: "Show all 23" }));
  expect(within(pulls).getAllByRole("listitem")).toHaveLength(23);
  const files = await screen.findByRole("grid", { name: "Files in the bucket" });
  expect(files.getAttribute("aria-rowcount")).toBe("402");
  expect(within(files).getAllByText("yes")).toHaveLength(2);
  expect(called(app, "sources.objects")).toEqual([{ name: "evergent-daily", start: 0, rows: 100 }]);
  expect(screen.getByText("06:30 Europe/London, late after 90 minutes")).toBeTruthy();
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Dismiss the alert too small" }));
  await waitFor(() => expect(screen.queryByRole("list", { name: "Alerts" })).toBeNull());
  expect(called(app, "sources.dismiss")).toEqual([{ name: "evergent-daily", kind: "smaller" }]);
});

test("the head of a remote file is looked into by keyboard, and the file pulled", async () => {
  const app = renderApp(ONE);
  const { user } = app;
  const files = await screen.findByRole("grid", { name: "Files in the bucket" });
  files.focus();
  await user.keyboard("{ArrowDown}{Enter}");
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByText("84001");
  expect(within(dialog).getByText(/^The first 50 records. Pull the file to see all of it./)).toBeTruthy();
  await expectAccessible();
  await user.click(within(dialog).getByRole("button", { name: "Pull this file" }));
  await screen.findByText(/was pulled$/);
  const [request] = called(app, "sources.pull") as { name: string; key: string }[];
  expect(request?.key).toMatch(/^daily\/evergent-.*csv.gz$/);
  expect(screen.getByText("1 older file made room.")).toBeTruthy();
  // The alert was about the file before.
  expect(screen.queryByRole("list", { name: "Alerts" })).toBeNull();
  const note = screen.getByText("1 older file made room.").closest("div")?.parentElement as HTMLElement;
  await user.click(within(note).getByRole("button", { name: /^Open evergent-/ }));
  await screen.findByRole("grid", { name: /^Records of/ });
});

test("what is no export says so in its preview", async () => {
  const { user } = renderApp(ONE);
  const files = await screen.findByRole("grid", { name: "Files in the bucket" });
  await user.click(within(files).getByText("daily/evergent-README.txt"));
  await screen.findByText("Choose an export.");
});

test("a pull goes on while its screen is left, and can be stopped when one is back", async () => {
  const app = renderApp(ONE, {
    handlers: {
      "sources.pull": (_, { onProgress }) => {
        onProgress?.({ what: "Downloading evergent.csv.gz", done: 40_000_000, total: 100_000_000 });
        return new Promise<PullReply>(() => {});
      },
    },
  });
  const { user } = app;
  await user.click(await screen.findByRole("button", { name: "Pull the newest" }));
  await screen.findByText("40 of 100");
  expect(called(app, "sources.pull")).toEqual([{ name: "evergent-daily", if_new: true }]);
  await user.click(screen.getByRole("link", { name: "History" }));
  await screen.findByRole("heading", { name: "History" });
  await app.router.navigate({ to: "/exports/sources/$source", params: { source: "evergent-daily" } });
  await screen.findByText("40 of 100");
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  await screen.findByText("The pull was stopped");
  await user.click(screen.getByRole("button", { name: "Resume" }));
  await screen.findByText("40 of 100");
  expect(called(app, "sources.pull")).toHaveLength(2);
});

test("nothing new is said so; a pull that fails says why and is tried again", async () => {
  let fails = true;
  const { user } = renderApp(ONE, {
    handlers: {
      "sources.pull": (_, { state }) => {
        if (fails) {
          throw failure("refused", "the secret key does not belong to AKIAEXAMPLE7", {
            stage: "auth",
            hint: "enter it again",
          });
        }
        const [source] = state.sources as [SourceView];
        const [pull] = source.pulls;
        if (!pull) throw new Error("no pull");
        return { pulled: false, pull, alerts: [], removed: 0 };
      },
    },
  });
  await user.click(await screen.findByRole("button", { name: "Pull the newest" }));
  await screen.findByText("Enter it again.");
  fails = false;
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText(/^Nothing new: evergent-.* is here already$/);
});

test("the last two files are opened and compared", async () => {
  const { user, router } = renderApp(ONE);
  await user.click(await screen.findByRole("button", { name: "Compare the last two" }));
  await waitFor(() => expect(router.state.location.search).toEqual({ old: "reopened-1", new: "export-1" }));
});

test("a source is added: the secret is typed once and not kept, faults are said at their fields", async () => {
  const app = renderApp("/exports/sources?add=yes");
  const { user, router } = app;
  await screen.findByRole("heading", { name: "Add a source" });
  await user.type(field(/^Name/), "Evergent");
  await user.type(field(/^Bucket/), "acme");
  await user.type(field(/^Region/), "eu-west-1");
  await user.type(field("Access key id"), "AKIA1");
  await user.type(field(/^Secret access key/), "canary-secret");
  expect(field(/^Secret access key/).type).toBe("password");
  await user.click(screen.getByRole("checkbox", { name: /^Pull the new file each day/ }));
  await user.type(field(/^Due at \(Europe\/London\)/), "6:30");
  await user.type(field("Smaller by (%)"), "20");
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Add the source" }));
  await screen.findByText(/"Evergent" cannot be a source's name/);
  expect(document.activeElement).toBe(field(/^Name/));
  await user.clear(field(/^Name/));
  await user.type(field(/^Name/), "evergent");
  await user.click(screen.getByRole("button", { name: "Add the source" }));
  await screen.findByText(/"6:30" is not a time of day/);
  await user.clear(field(/^Due at/));
  await user.type(field(/^Due at/), "06:30");
  await user.click(screen.getByRole("button", { name: "Add the source" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/exports/sources/evergent"));
  expect(called(app, "sources.save").at(-1)).toEqual({
    settings: {
      name: "evergent",
      bucket: "acme",
      prefix: "",
      region: "eu-west-1",
      access_key: "AKIA1",
      keep: 14,
      due: "06:30",
      late_minutes: 60,
      smaller_percent: 20,
    },
    secret: "canary-secret",
  });
  await screen.findByText("The source evergent is saved");
  expect(document.body.innerHTML).not.toContain("canary-secret");
});

test("editing keeps the secret unless it is replaced, and asks before changes are lost", async () => {
  const app = renderApp(ONE);
  const { user } = app;
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  await screen.findByRole("heading", { name: "Edit evergent-daily" });
  expect(field(/^Name/).disabled).toBe(true);
  expect(screen.getByText("present")).toBeTruthy();
  await user.click(screen.getByRole("checkbox", { name: /^Pull the new file each day/ }));
  await user.click(screen.getByRole("link", { name: "All sources" }));
  const asks = await screen.findByRole("alertdialog", { name: "Leave without saving?" });
  await user.click(within(asks).getByRole("button", { name: "Cancel" }));
  await user.click(screen.getByRole("button", { name: /Switch app/ }));
  await user.click(await screen.findByRole("menuitem", { name: /Streamly live/ }));
  const again = await screen.findByRole("alertdialog", { name: "Leave without saving?" });
  await user.click(within(again).getByRole("button", { name: "Cancel" }));
  expect(screen.queryByText("PRODUCTION")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("off, pulled by hand");
  const [saved] = called(app, "sources.save") as { settings: Record<string, unknown> }[];
  expect(saved).not.toHaveProperty("secret");
  expect(saved?.settings).not.toHaveProperty("due");
  expect(saved?.settings).not.toHaveProperty("pulls");
});

test("a source is checked, thing by thing", async () => {
  const { user } = renderApp(ONE);
  await user.click(await screen.findByRole("button", { name: "Check" }));
  const checks = await screen.findByRole("list", { name: "What was checked" });
  expect(within(checks).getAllByText("proven")).toHaveLength(2);
});

test("a source that failed of late is not asked again behind one's back", async () => {
  const app = renderApp("/exports/sources/minio-archive");
  await screen.findByText("Minio.streamly.example cannot be found.");
  expect(screen.getByText("The secret key is missing")).toBeTruthy();
  expect(called(app, "sources.objects")).toEqual([]);
  await app.user.click(screen.getByRole("button", { name: "List the files" }));
  await waitFor(() => expect(screen.getAllByText("Minio.streamly.example cannot be found.")).toHaveLength(2));
});

test("a source is removed after a word on what goes with it", async () => {
  const { user, router } = renderApp(ONE);
  await user.click(await screen.findByRole("button", { name: "Remove" }));
  const asks = await screen.findByRole("alertdialog", { name: "Remove evergent-daily?" });
  expect(asks.textContent).toContain("the 2 files that were pulled from it");
  await user.click(within(asks).getByRole("button", { name: "Remove evergent-daily" }));
  await screen.findByText("The source evergent-daily was removed");
  await waitFor(() => expect(router.state.location.pathname).toBe("/exports/sources"));
});

test("who may only look sees why nothing can be done", async () => {
  const app = renderApp(ONE, {
    change: (s) => {
      s.operators.current = { id: 9, name: "Eve", role: "read_only" };
    },
  });
  await screen.findByText(/Looking into the bucket is not for everybody: Eve is read_only/);
  for (const name of ["Edit", "Pull the newest", "Remove", "Check"]) {
    await app.user.click(screen.getByRole("button", { name }));
  }
  await app.user.click(screen.getByRole("button", { name: "Dismiss the alert too small" }));
  expect(app.host.calls.filter((c) => /^sources\.(?!list)/.test(c.name))).toEqual([]);
  await expectAccessible();
});

test("a source that is not there", async () => {
  renderApp("/exports/sources/nope");
  await screen.findByText("There is no source nope.");
});
