import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { PlanReply, RunView } from "../../host";
import { failure, type Handlers } from "../../host/memory";
import { expectAccessible, renderApp } from "../../testing/render-app";

afterEach(() => vi.useRealTimers());

type App = ReturnType<typeof renderApp>;

const GRACE = "/test-action?user=84120&connector=chargify&action=";
const runButton = () => screen.findByRole("button", { name: "Run: 1 request will be sent" });
/** Why a button cannot be used now. */
const whyNot = (button: HTMLElement) =>
  document.getElementById(button.getAttribute("aria-describedby") ?? "")?.textContent ?? null;
const called = ({ host }: App, name: string) => host.calls.filter((c) => c.name === name);

async function planned(action: string, options: Parameters<typeof renderApp>[1] = {}): Promise<App> {
  const app = renderApp(GRACE + action, options);
  await screen.findByText("Grace Lindqvist");
  await app.user.click(await screen.findByRole("button", { name: "Plan" }));
  await runButton();
  return app;
}

function ran(outcome: RunView["outcome"], more: Partial<RunView> = {}): RunView {
  return {
    run: "run-3",
    outcome,
    summary: "What it came to",
    vendor: {},
    steps: [],
    before: [],
    after: [],
    ...more,
  };
}

describe("choosing", () => {
  test("nothing is chosen: says what to do first", async () => {
    const { user } = renderApp("/test-action");
    await screen.findByText("Grace Lindqvist");
    expect(screen.getByText("Nothing is planned yet")).toBeTruthy();
    const plan = screen.getByRole("button", { name: "Plan" });
    expect(whyNot(plan)).toBe("Choose a user first, or type traits");
    await user.click(plan);
    expect(screen.getByText("Nothing is planned yet")).toBeTruthy();
    await expectAccessible();
  });

  test("searches in the backend, and finds others in the open exports", async () => {
    const app = renderApp("/test-action");
    const { user } = app;
    await screen.findByText("Hugo Marsh");
    // Set at once: the list's virtual focus sends events that typing in a test takes for its own.
    const search = (value: string) =>
      fireEvent.change(screen.getByRole("searchbox", { name: "Find a test user" }), { target: { value } });
    search("grace");
    await waitFor(() => expect(screen.queryByText("Hugo Marsh")).toBeNull());
    expect(called(app, "users.list").at(-1)?.request).toEqual({ search: "grace", rows: 50 });
    search("84417");
    await user.click(
      await screen.findByRole("button", { name: /Find customer_id “84417” in the open export/ }),
    );
    await screen.findByText(/from an export · record 417 of evergent-2026-11-21.csv/);
    await user.click(screen.getByText("Other traits (4)"));
    expect((screen.getByLabelText("package") as HTMLInputElement).value).toBe("Gold monthly");
  });

  test("a user who is nowhere is said so", async () => {
    renderApp("/test-action?user=nobody");
    await screen.findByText(/No user nobody among the test users and the open exports/);
  });

  test("shows which traits are needed and missing, and takes typed ones", async () => {
    const { user } = renderApp("/test-action?connector=chargify&action=cancel_subscription");
    await user.click(await screen.findByRole("button", { name: "Type traits instead" }));
    await screen.findByText("missing");
    expect(whyNot(screen.getByRole("button", { name: "Plan" }))).toBe(
      "The user has no chargify_id or customer_id, which this action needs",
    );
    await user.type(screen.getByLabelText("chargify_id"), "84120");
    await screen.findByText("present");
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Plan" }));
    await runButton();
  });

  test("keeps typed traits as a test user", async () => {
    const app = renderApp("/test-action?connector=chargify&action=pause_subscription");
    const { user } = app;
    await user.click(await screen.findByRole("button", { name: "Type traits instead" }));
    await user.type(await screen.findByLabelText("customer_id"), "90001");
    await user.click(screen.getByRole("button", { name: "Save as test user" }));
    const dialog = await screen.findByRole("dialog", { name: "Save as test user" });
    expect((within(dialog).getByLabelText(/^Id/) as HTMLInputElement).value).toBe("90001");
    await user.type(within(dialog).getByLabelText("Name"), "Ines");
    await expectAccessible();
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    await screen.findByText("Ines is kept as a test user");
    expect(called(app, "users.save")[0]?.request).toMatchObject({
      id: "90001",
      name: "Ines",
      traits: { customer_id: "90001" },
    });
  });

  test("an inactive connector leads to the way to activate it", async () => {
    renderApp("/test-action?user=84120&connector=stripe&action=pause_subscription");
    await screen.findAllByText("Stripe is inactive in this app");
    const link = screen.getByRole("link", { name: "Save its settings and switch it on" });
    expect(link.getAttribute("href")).toContain("/connectors/stripe");
    const plan = await screen.findByRole("button", { name: "Plan" });
    await waitFor(() => expect(whyNot(plan)).toBe("Stripe is inactive in this app"));
  });

  test("a parameter is chosen from the catalogue, which the backend searches", async () => {
    const app = renderApp(`${GRACE}change_product`);
    const { user } = app;
    const field = await screen.findByRole("combobox", { name: /Product/ });
    expect(whyNot(screen.getByRole("button", { name: "Plan" }))).toBe("Product is required");
    await user.type(field, "kids w");
    await user.click(await screen.findByRole("option", { name: "Kids weekly" }));
    expect((field as HTMLInputElement).value).toBe("kids-weekly");
    await user.click(screen.getByRole("button", { name: "Plan" }));
    await runButton();
    expect(called(app, "actions.plan")[0]?.request).toMatchObject({
      connector: "chargify",
      order: { action: "change_product", user: "84120", params: { product: "kids-weekly" } },
    });
    expect(
      called(app, "catalogue.list").some((c) => (c.request as { search?: string }).search === "kids w"),
    ).toBe(true);
  });

  test("a catalogue that was never synced offers the sync", async () => {
    const app = renderApp("/test-action?user=84120&connector=evergent&action=add_order", {
      handlers: { "catalogue.sync": () => [] },
    });
    await screen.findByText("This catalogue was never synced.");
    await app.user.click(screen.getByRole("button", { name: "Sync" }));
    await waitFor(() =>
      expect(called(app, "catalogue.sync")[0]?.request).toEqual({ connector: "evergent", kind: "products" }),
    );
  });

  test("what was filled in survives a look elsewhere", async () => {
    const { user, router } = renderApp(`${GRACE}pause_subscription`);
    await screen.findByText("Grace Lindqvist");
    await act(() => router.navigate({ to: "/history" }));
    await screen.findByRole("heading", { name: "History" });
    await user.click(screen.getByRole("link", { name: "Test action" }));
    await screen.findByText("Grace Lindqvist");
    expect((screen.getByRole("radio", { name: "Pause subscription" }) as HTMLInputElement).checked).toBe(
      true,
    );
    expect(router.state.location.search).toEqual({});
  });

  test("who may only look is told so", async () => {
    const app = renderApp(`${GRACE}pause_subscription`, {
      change: (s) => {
        s.operators.current = { id: 9, name: "Eve", role: "read_only" };
      },
    });
    const plan = await screen.findByRole("button", { name: "Plan" });
    await waitFor(() => expect(whyNot(plan)).toBe("Eve is read_only; this needs app_member"));
    await app.user.click(plan);
    expect(called(app, "actions.plan")).toEqual([]);
  });
});

describe("the plan", () => {
  test("shows every request: look-ups as made, changes as to be sent, secrets masked, cURL to copy", async () => {
    const { user } = await planned("cancel_subscription");
    expect(screen.getAllByText("looked up · 200")).toHaveLength(2);
    expect(screen.getAllByText("will be sent")).toHaveLength(1);
    expect(screen.getByText(/runs until 2026-12-01/)).toBeTruthy();
    expect(screen.getByText("Basic ‹api_key›:x")).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Copy as cURL" }));
    expect(await navigator.clipboard.readText()).toContain("curl --request DELETE");
  });

  test("is stale as soon as an input changes, and good again with the same inputs", async () => {
    const { user } = await planned("pause_subscription");
    const trait = screen.getByLabelText("chargify_id");
    await user.type(trait, "9");
    await screen.findByText("The inputs have changed since");
    expect(screen.queryByRole("button", { name: /^Run/ })).toBeNull();
    await user.type(trait, "{Backspace}");
    await runButton();
  });

  test("of a stale plan nothing is run; planning again asks for the new inputs", async () => {
    const app = await planned("pause_subscription");
    await app.user.type(screen.getByLabelText("chargify_id"), "9");
    const note = (await screen.findByText("The inputs have changed since")).parentElement as HTMLElement;
    await app.user.click(within(note).getByRole("button", { name: "Plan again" }));
    await runButton();
    expect(called(app, "actions.plan").at(-1)?.request).toMatchObject({
      order: { traits: { chargify_id: "841209" } },
    });
    expect(called(app, "actions.run")).toEqual([]);
  });

  test("grows too old", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await planned("pause_subscription");
    await act(() => vi.advanceTimersByTimeAsync(601_000));
    await screen.findByText("This plan is too old to be run");
    expect(screen.queryByRole("button", { name: /^Run/ })).toBeNull();
  });

  test("an error of a trait or a parameter stands at its field", async () => {
    const { user } = renderApp(`${GRACE}cancel_subscription`, {
      handlers: {
        "actions.plan": ({ order }) => {
          throw order.traits.chargify_id === "x"
            ? failure("invalid", "chargify_id must be a number", { field: "chargify_id" })
            : failure("invalid", "When must be one of the two", { field: "when", hint: "Choose again" });
        },
      },
    });
    await user.click(await screen.findByRole("button", { name: "Plan" }));
    await waitFor(() => expect(screen.getAllByText(/When must be one of the two/)).toHaveLength(2));
    const trait = screen.getByLabelText("chargify_id");
    await user.clear(trait);
    await user.type(trait, "x");
    await user.click(screen.getAllByRole("button", { name: "Plan again" })[0] as HTMLElement);
    await waitFor(() => expect(trait.getAttribute("aria-invalid")).toBe("true"));
    await expectAccessible();
  });

  test("several targets: the operator picks, never the page", async () => {
    const app = renderApp("/test-action?user=84377&connector=chargify&action=cancel_subscription");
    await app.user.click(await screen.findByRole("button", { name: "Plan" }));
    await screen.findByText("Which one?");
    expect(screen.getByText("trialing")).toBeTruthy();
    expect(called(app, "actions.plan")).toHaveLength(1);
    await expectAccessible();
    await app.user.click(screen.getByRole("button", { name: "Choose 71220119" }));
    await runButton();
    expect(called(app, "actions.plan").at(-1)?.request).toMatchObject({
      order: { params: { subscription_id: "71220119" } },
    });
  });

  test("can be cancelled", async () => {
    let aborted = false;
    const { user } = renderApp(`${GRACE}pause_subscription`, {
      handlers: {
        "actions.plan": (_, { signal }) =>
          new Promise<PlanReply>(() => signal?.addEventListener("abort", () => (aborted = true))),
      },
    });
    await user.click(await screen.findByRole("button", { name: "Plan" }));
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    await screen.findByText("Nothing is planned yet");
    expect(aborted).toBe(true);
  });
});

describe("the run", () => {
  test("two clicks send it once, and the button is gone", async () => {
    let end: (view: RunView) => void = () => {};
    const app = await planned("pause_subscription", {
      handlers: { "actions.run": () => new Promise<RunView>((resolve) => (end = resolve)) },
    });
    const button = await runButton();
    act(() => {
      // In one go, before anything can be drawn.
      for (let i = 0; i < 2; i += 1) {
        fireEvent.click(button);
      }
    });
    await screen.findByRole("progressbar", { name: "Running" });
    expect(screen.queryByRole("button", { name: /^Run:/ })).toBeNull();
    await act(async () => end(ran("succeeded")));
    await screen.findByText("Succeeded");
    expect(called(app, "actions.run")).toHaveLength(1);
    expect(screen.queryByRole("button", { name: /^Run:/ })).toBeNull();
  });

  test("shows what changed beside the plan, with the way to the history", async () => {
    const { user } = await planned("cancel_subscription");
    await user.click(await runButton());
    const dialog = await screen.findByRole("alertdialog", { name: "Run this?" });
    await expectAccessible();
    await user.click(within(dialog).getByRole("button", { name: "Run: 1 request will be sent" }));
    const table = await screen.findByRole("table", { name: "Before and after" });
    expect(
      within(table).getByRole("row", { name: /Cancellation none set for 2026-12-01 10:00 UTC/ }),
    ).toBeTruthy();
    expect(screen.getByRole("region", { name: "Plan" })).toBeTruthy();
    expect(screen.getByText("sent · 200")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Open in History" }).getAttribute("href")).toContain(
      "/history/run-4",
    );
    await expectAccessible();
  });

  test("of something destructive nothing is sent until it is confirmed", async () => {
    const app = await planned("cancel_subscription");
    await app.user.click(await runButton());
    const dialog = await screen.findByRole("alertdialog");
    await app.user.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(called(app, "actions.run")).toEqual([]);
    await runButton();
  });

  test("in production the app's name must be typed, and is sent", async () => {
    const app = await planned("pause_subscription", { change: (s) => s.apps.reverse() });
    await app.user.click(await runButton());
    const dialog = await screen.findByRole("alertdialog", { name: "Run this in production?" });
    const confirm = within(dialog).getByRole("button", { name: "Run: 1 request will be sent" });
    const field = within(dialog).getByLabelText("Type Streamly live to confirm");
    await app.user.type(field, "streamly{Enter}");
    await app.user.click(confirm);
    expect(called(app, "actions.run")).toEqual([]);
    await app.user.clear(field);
    await app.user.type(field, "Streamly live");
    await app.user.click(confirm);
    await screen.findByText("Succeeded");
    expect(called(app, "actions.run")[0]?.request).toEqual({ plan: "plan-1", confirm: "Streamly live" });
  });

  test("an app that became production meanwhile: the plan stays, and asks for the name", async () => {
    const app = await planned("pause_subscription", {
      handlers: {
        "actions.run": ({ confirm }) => {
          if (confirm === "Streamly") return ran("succeeded");
          throw failure("confirmation_needed", "the app Streamly is in production", {
            details: { confirm: "Streamly" },
          });
        },
      },
    });
    await app.user.click(await runButton());
    await screen.findByText(/The app Streamly is in production/);
    await app.user.click(await runButton());
    await app.user.type(await screen.findByLabelText("Type Streamly to confirm"), "Streamly{Enter}");
    await screen.findByText("Succeeded");
    expect(called(app, "actions.run")).toHaveLength(2);
  });

  test.each([
    ["refused", "The vendor said no."],
    ["failed", "Nothing was changed."],
    ["unknown", "Look at the vendor before repeating it: it was not sent again."],
  ] as const)("the outcome %s says what it means", async (outcome, meaning) => {
    const { user } = await planned("pause_subscription", { handlers: { "actions.run": () => ran(outcome) } });
    await user.click(await runButton());
    await screen.findByText(meaning, { exact: false });
    expect(screen.getByText(outcome.charAt(0).toUpperCase() + outcome.slice(1))).toBeTruthy();
    await expectAccessible();
  });

  test("a success that proves nothing is not shown as one that does", async () => {
    const { user } = await planned("pause_subscription", {
      change: (s) => {
        for (const a of s.connectors[0]?.definition.actions ?? []) a.acceptance = "silent";
      },
    });
    await user.click(await runButton());
    await screen.findByText(/This vendor answers so to anything/);
  });

  test("run again is a new plan with the same inputs, and sends nothing", async () => {
    const app = await planned("pause_subscription");
    await app.user.click(await runButton());
    await app.user.click(await screen.findByRole("button", { name: "Run again" }));
    await runButton();
    const [first, second] = called(app, "actions.plan");
    expect(second?.request).toEqual(first?.request);
    expect(called(app, "actions.run")).toHaveLength(1);
  });

  test("a used plan cannot come back by changing the inputs", async () => {
    const { user } = await planned("pause_subscription");
    await user.click(await runButton());
    await user.click(await screen.findByRole("button", { name: "Change the inputs" }));
    await screen.findByText("Nothing is planned yet");
    expect(screen.getByText("Grace Lindqvist")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Run:/ })).toBeNull();
  });

  test.each([
    ["plan_gone", false],
    ["internal", true],
    ["storage", true],
  ] as const)("a run that fails with %s: doubt is said where there is any", async (code, doubt) => {
    const handlers: Handlers = {
      "actions.run": () => {
        throw failure(code, "it could not be run");
      },
    };
    const app = await planned("pause_subscription", { handlers });
    await app.user.click(await runButton());
    await screen.findByText("It could not be run.");
    expect(screen.queryByText("It is not certain that nothing was sent") !== null).toBe(doubt);
    expect(screen.queryByRole("button", { name: /^Run:/ })).toBeNull();
  });

  test("cancelled: it says where to look", async () => {
    const { user } = await planned("pause_subscription", {
      handlers: { "actions.run": () => new Promise<RunView>(() => {}) },
    });
    await user.click(await runButton());
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    await screen.findByText("Cancelled");
    expect(screen.queryByRole("button", { name: /^Run:/ })).toBeNull();
  });
});
