import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { failure } from "../../host/memory";
import { expectAccessible, renderApp } from "../../testing/render-app";

test("tells what needs attention, with the way to it", async () => {
  const { router, user } = renderApp("/");
  const list = await screen.findByRole("list", { name: "Needs attention" });
  await user.click(within(list).getByRole("link", { name: /Evergent failed its last check/ }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/connectors/evergent"));
});

test("shows health, catalogues, exports and runs, readable without colour", async () => {
  renderApp("/");
  const connectors = await screen.findByRole("list", { name: "Connectors" });
  expect(within(connectors).getByRole("link", { name: /Chargify.*good/ })).toBeTruthy();
  expect(within(connectors).getByRole("link", { name: /Evergent.*bad/ })).toBeTruthy();
  expect(within(screen.getByRole("list", { name: "Catalogues" })).getByText(/sync failed/)).toBeTruthy();
  expect(within(screen.getByRole("list", { name: "Last runs" })).getByText("unknown")).toBeTruthy();
  expect(within(screen.getByRole("list", { name: "Recent exports" })).getByText("invalid")).toBeTruthy();
  const sources = screen.getByRole("list", { name: "Sources" });
  expect(
    within(sources).getByRole("link", { name: /evergent-daily.*31,022 records.*due in 20 hours.*1 alert/ }),
  ).toBeTruthy();
  const schedules = within(screen.getByRole("list", { name: "Schedules" })).getAllByRole("link");
  const wanted = [
    /Sync Evergent.*not be found.*failed/,
    /Pull from evergent-daily.*fewer than the day before.*pulled, 1 alert/,
    /Sync Chargify.*Synced.*next in 17/,
  ];
  expect(schedules).toHaveLength(wanted.length);
  for (const [at, name] of wanted.entries()) expect(schedules[at]?.textContent).toMatch(name);
  await expectAccessible();
});

test("of many connectors those are shown that are not as they should be, and some of the others", async () => {
  renderApp("/", {
    change: (s) => {
      const [first] = s.connectors.filter((c) => c.definition.id === "chargify");
      if (!first) throw new Error("no Chargify");
      s.connectors.push(
        ...Array.from({ length: 9 }, (_, n) => ({
          ...first,
          definition: { ...first.definition, id: `good-${n}`, name: `Good ${n}` },
        })),
      );
    },
  });
  const list = await screen.findByRole("list", { name: "Connectors" });
  const names = within(list)
    .getAllByRole("link")
    .map((link) => link.textContent);
  expect(names[0]).toMatch(/Evergent.*bad/);
  expect(names.filter((name) => name?.startsWith("Good")).length).toBeLessThan(6);
  expect(names.some((name) => /^\d+ more, as they should be/.test(name ?? ""))).toBe(true);
});

test("without a schedule, Home says how one is made", async () => {
  renderApp("/", {
    change: (s) => {
      s.sources = [];
      s.syncs = [];
    },
  });
  await screen.findByText("Nothing is on schedule yet");
  expect(screen.getByRole("link", { name: "Set a daily time" }).getAttribute("href")).toMatch(/\/settings$/);
});

test("the first start explores the sandbox and switches to its app", async () => {
  const { host, user } = renderApp("/", {
    change: (s) => {
      s.firstStart = true;
    },
  });
  await user.click(await screen.findByRole("button", { name: "Explore with the sandbox" }));
  await screen.findByText(/The sandbox is ready/);
  await screen.findByText("SANDBOX");
  expect(host.calls.filter((c) => c.name === "home.show").at(-1)?.app).toBe("sandbox");
});

test("a sandbox that fails says why and can be tried again", async () => {
  let fails = true;
  const { user } = renderApp("/", {
    change: (s) => {
      s.firstStart = true;
    },
    handlers: {
      "sandbox.explore": (_, { state }) => {
        if (fails) throw failure("internal", "no port is free", { hint: "close another program" });
        const app = state.apps[0];
        if (!app) throw new Error("no app");
        return { app, catalogue_entries: 1, users: 1, export: "export-1" };
      },
    },
  });
  await user.click(await screen.findByRole("button", { name: "Explore with the sandbox" }));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("No port is free");
  expect(alert.textContent).toContain("Close another program");
  fails = false;
  await user.click(within(alert).getByRole("button", { name: "Try again" }));
  await screen.findByText(/The sandbox is ready/);
});

test("the first start is accessible, and tells a read-only operator why not", async () => {
  const { host, user } = renderApp("/", {
    change: (s) => {
      s.firstStart = true;
      s.operators.current = { id: 9, name: "Eve", role: "read_only", app: "default" };
    },
  });
  const button = await screen.findByRole("button", {
    name: "Explore with the sandbox",
    description: "Eve is read_only; this needs company_admin",
  });
  await user.click(button);
  expect(host.calls.some((c) => c.name === "sandbox.explore")).toBe(false);
  await expectAccessible();
});

test("a failure has its remedy and a retry", async () => {
  let fails = true;
  const { user } = renderApp("/", {
    handlers: {
      "home.show": (_, { state }) => {
        if (fails) throw failure("storage", "the database cannot be read", { hint: "free some space" });
        const app = state.apps[0];
        if (!app) throw new Error("no app");
        return {
          app,
          first_start: false,
          attention: [],
          connectors: [],
          catalogues: [],
          exports: [],
          sources: [],
          schedule: [],
          runs: [],
        };
      },
    },
  });
  await screen.findByText("The database cannot be read.");
  await expectAccessible();
  fails = false;
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("Nothing needs attention");
  expect(screen.getByText("Nothing was run yet")).toBeTruthy();
  await expectAccessible();
});
