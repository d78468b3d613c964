// What an action may do beside changing a subscription: move money, reach a person, or send nothing and hand something out.
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { Action, Handout, PlanReply } from "../../host";
import { failure } from "../../host/memory";
import { expectAccessible, renderApp } from "../../testing/render-app";

const GRACE = "/test-action?user=84120&connector=chargify&action=";

/** The app with a change to one of the fixture's actions. */
function withAction(id: string, change: Partial<Action>, more: Parameters<typeof renderApp>[1] = {}) {
  return renderApp(GRACE + id, {
    ...more,
    change: (state) => {
      for (const { definition } of state.connectors) {
        definition.actions = definition.actions.map((a) => (a.id === id ? { ...a, ...change } : a));
      }
    },
  });
}

describe("before anything is sent it asks", () => {
  for (const [flags, badge] of [
    [{ moves_money: true }, "moves money"],
    [{ reaches_person: true }, "a person sees it"],
  ] as const) {
    test(badge, async () => {
      const { host, user } = withAction("pause_subscription", flags);
      await user.click(await screen.findByRole("button", { name: "Plan" }));
      await user.click(await screen.findByRole("button", { name: "Run: 1 request will be sent" }));
      const dialog = await screen.findByRole("alertdialog", { name: "Run this?" });
      expect(within(dialog).getByText(badge)).toBeTruthy();
      const warned = within(dialog).queryByText(/A real person will see it/) !== null;
      expect(warned).toBe("reaches_person" in flags);
      await expectAccessible();
      expect(host.calls.some((c) => c.name === "actions.run")).toBe(false);
      await user.click(within(dialog).getByRole("button", { name: "Run: 1 request will be sent" }));
      await screen.findByText("Succeeded");
      expect(host.calls.filter((c) => c.name === "actions.run")).toHaveLength(1);
    });
  }
});

describe("an action that sends nothing", () => {
  const plan = (handout: Handout): PlanReply => ({
    id: "plan-9",
    connector: "chargify",
    action: "pause_subscription",
    summary: "Link to a cart with 2 Gold boxes",
    steps: [],
    warnings: [],
    preview: [],
    before: [],
    assumed: [
      { about: "pause_subscription", text: "The cart keeps the discount.", setting: "base_url" },
      { about: "pause_subscription", text: "A cart lives for ten days.", setting: null },
    ],
    handout,
    curl: [],
    expires_at: new Date(Date.now() + 600_000).toISOString(),
  });
  const handed = (handout: Handout) =>
    withAction(
      "pause_subscription",
      { acceptance: "no_change", moves_money: true },
      {
        handlers: {
          "actions.plan": () => plan(handout),
          "actions.run": () => ({
            run: "run-9",
            outcome: "succeeded",
            summary: "The link is ready",
            vendor: {},
            steps: [],
            before: [],
            after: [],
          }),
        },
      },
    );
  const link: Handout = { type: "link", label: "Cart", url: "https://shop.example.com/cart/1:2" };

  test("hands out a link, which opens only once the host is confirmed", async () => {
    const { host, user } = handed(link);
    await user.click(await screen.findByRole("button", { name: "Plan" }));
    await screen.findByText(link.url);
    expect(screen.getByRole("button", { name: "Copy link" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Open in the browser…" }));
    expect(host.opened).toEqual([]);
    const dialog = await screen.findByRole("alertdialog");
    await expectAccessible();
    await user.click(within(dialog).getByRole("button", { name: "Open shop.example.com" }));
    await waitFor(() => expect(host.opened).toEqual([link.url]));
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });

  test("says why a link could not be opened", async () => {
    const { host, user } = handed(link);
    host.openLink = async () => {
      throw failure("invalid", "there is no browser");
    };
    await user.click(await screen.findByRole("button", { name: "Plan" }));
    await user.click(await screen.findByRole("button", { name: "Open in the browser…" }));
    const dialog = await screen.findByRole("alertdialog");
    await user.click(within(dialog).getByRole("button", { name: "Open shop.example.com" }));
    await within(dialog).findByText(/There is no browser/);
  });

  test("hands out a document, and runs without asking", async () => {
    const json = { store: "apple", product_id: "gold_monthly" };
    const { user } = handed({ type: "descriptor", label: "In-app purchase", json });
    await user.click(await screen.findByRole("button", { name: "Plan" }));
    const figure = await screen.findByRole("figure", { name: "In-app purchase" });
    expect(figure.textContent).toContain('"product_id": "gold_monthly"');
    expect(screen.queryByText("Requests, in order")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Run: nothing is sent" }));
    await screen.findByText("Nothing was changed at the vendor.");
    expect(screen.queryByText(/^Sent/)).toBeNull();
    await expectAccessible();
  });

  test("what is assumed is folded, with the way to the setting that overrides it", async () => {
    const { user } = handed(link);
    await user.click(await screen.findByRole("button", { name: "Plan" }));
    await user.click(await screen.findByText("Assumed, not seen on a live account (2)"));
    const way = screen.getByRole("link", { name: "Change it in the setting base_url" });
    expect(way.getAttribute("href")).toContain("/connectors/chargify");
    expect(screen.getByText("A cart lives for ten days.")).toBeTruthy();
  });
});

test("two customers who share an address: the choice fills the trait", async () => {
  const { host, user } = renderApp(`${GRACE}pause_subscription`, {
    handlers: {
      "actions.plan": () => {
        throw failure("ambiguous", "Two customers have this address", {
          field: "chargify_id",
          details: {
            candidates: [
              { id: 7, name: "Ada" },
              { id: 8, name: "Ben" },
            ],
          },
        });
      },
    },
  });
  await user.click(await screen.findByRole("button", { name: "Plan" }));
  await user.click(await screen.findByRole("button", { name: "Choose 8" }));
  await waitFor(() => {
    expect(host.calls.filter((c) => c.name === "actions.plan").at(-1)?.request).toMatchObject({
      order: { traits: { chargify_id: "8" }, params: {} },
    });
  });
});

test("a parameter is asked for only when an earlier one calls for it, and dropped with it", async () => {
  const base = { help: "", required: true, advanced: false, default: null, only_when: null };
  const choices = ["now", "later"].map((value) => ({ value, label: value }));
  const { host, user } = withAction("pause_subscription", {
    params: [
      { ...base, key: "when", label: "When", kind: { type: "choice", choices }, default: "now" },
      {
        ...base,
        key: "after_days",
        label: "After days",
        kind: { type: "text", max: 9 },
        only_when: { param: "when", values: ["later"] },
      },
    ],
  });
  const choose = async (label: string) => {
    await user.click(await screen.findByRole("button", { name: /When/ }));
    await user.click(await screen.findByRole("option", { name: new RegExp(`^${label}`) }));
  };
  await screen.findByText("Grace Lindqvist");
  expect(screen.queryByLabelText(/^After days/)).toBeNull();
  await choose("later");
  await user.type(await screen.findByLabelText(/^After days/), "5");
  await choose("now");
  await waitFor(() => expect(screen.queryByLabelText(/^After days/)).toBeNull());
  await user.click(screen.getByRole("button", { name: "Plan" }));
  await screen.findByRole("button", { name: /^Run:/ });
  expect(host.calls.find((c) => c.name === "actions.plan")?.request).toMatchObject({
    order: { params: { when: "now" } },
  });
  expect(JSON.stringify(host.calls)).not.toContain("after_days");
});
