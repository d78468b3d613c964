// Every screen in both themes and at both sizes: something is painted, nothing is cut off at the side.
import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "./app.mjs";

const SCREENS = ["Home", "Connectors", "Catalogue", "Exports", "Test action", "Prompts", "History", "Settings"];
/** What has no place of its own in the navigation; and what comes last of it, where that takes a moment. */
const PARTS = [
  ["compare", "/exports/compare", "Exports"],
  ["sources", "/exports/sources", "Exports"],
  ["source-form", "/exports/sources?add=yes", "Add a source"],
  ["coverage", "/prompts/coverage", "Prompts", ["grid", "Prompts by interaction"]],
  ["prompt", "/prompts/look-here?interaction=prompt", "Form fields"],
  ["chain", "/prompts/look-here?interaction=accept", "1. Chargify: Cancel subscription"],
  ["batch", "/prompts/batch", "Batch", ["option", /^Jun Castellanos/]],
  ["import", "/prompts/import", "Import and export"],
  ["trait-spec", "/settings/specs/evergent", "Evergent daily export"],
];
/** A chain over two vendors, one of them with a condition that leaves it out. */
const PROMPT = {
  id: "look-here",
  name: "Look here",
  kind: "overlay",
  form: [{ key: "reason", label: "Why do you leave?", kind: "text", required: true }],
  interactions: {
    accept: [
      { id: "a1", does: { action: { connector: "chargify", action: "cancel_subscription", params: { plan: "gold" } } }, on_error: "stop" },
      { id: "a2", does: { action: { connector: "evergent", action: "pause_subscription", params: { days: "30" } } }, on_error: "continue", only_if: { trait: "customer_id", test: "missing" } },
      { id: "a3", does: { redirect: { url: "https://example.com/bye?u=%trait.customer_id%&r=%form.reason%" } }, on_error: "continue" },
    ],
  },
};
/** Plans of each shape: how one gets there, what is filled in, and what the plan says. */
const PLANS = [
  ["push", "apple", "send_test_push", "cust-1001", { Title: "Good evening", Text: "Your show has begun" }, "Run: 1 request will be sent"],
  ["handout", "apple", "in_app_purchase", "cust-1001", { Product: "demo.gold.yearly" }, "Run: nothing is sent"],
  ["preview", "stripe", "update_subscription", "cust-1001", { "New plan": "price_platinum_month" }, "Run: 1 request will be sent"],
];

for (const dark of [false, true]) {
  for (const [width, height] of [
    [900, 600],
    [1280, 800],
  ]) {
    test(`${dark ? "dark" : "light"}, ${width} by ${height}`, async (t) => {
      const app = await App.start({ dark, size: [width, height] });
      try {
        const looksRight = async (name) => {
          const seen = await app.picture(`${dark ? "dark" : "light"}-${width}-${name}`);
          assert.deepEqual([seen.width, seen.height], [width, height]);
          assert.equal(seen.light < 100, dark, `it is ${seen.light} light on average`);
          const over = await app.driver.run(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(over <= 0, `${over} pixels too wide`);
        };
        await t.test("key-form", async () => {
          await app.go("Connectors");
          await app.click("link", /^Apple/, { within: { role: "main" } });
          await app.find("textbox", /^APNs Token Key \(/);
          await looksRight("key-form");
          await app.click("link", "Home", { within: { role: "navigation", name: "Screens" } });
        });
        await app.click("button", "Explore with the sandbox");
        await app.sees("The sandbox is ready");
        await app.call("prompts.save", { prompt: PROMPT }, "sandbox");
        for (const screen of SCREENS) {
          await t.test(screen, async () => {
            await app.go(screen);
            await looksRight(screen.toLowerCase().replace(" ", "-"));
          });
        }
        for (const [name, path, heading, last] of PARTS) {
          await t.test(name, async () => {
            await app.driver.run((to) => { location.hash = to; }, path);
            await app.find("heading", heading);
            if (last) await app.find(...last);
            await looksRight(name);
          });
        }
        for (const [name, connector, action, user, params, button] of PLANS) {
          await t.test(name, async () => {
            await app.go("Home");
            await app.driver.run((to) => { location.hash = to; }, `/test-action?connector=${connector}&action=${action}&user=${user}`);
            await app.find("button", "Choose another user");
            for (const [label, value] of Object.entries(params)) {
              const field = new RegExp(`^${label}`);
              if ((await app.all("combobox", field)).length > 0) await app.chooseEntry(field, value);
              else await app.fill("textbox", field, value);
            }
            await app.click("button", "Plan");
            await app.find("button", button);
            await looksRight(`plan-${name}`);
          });
        }
        await t.test("picker", async () => {
          await app.driver.run((to) => { location.hash = to; }, `/prompts/${PROMPT.id}?interaction=timeout`);
          await app.click("button", /^Add action/);
          await app.sees("Leads the subscriber to a page");
          await looksRight("prompt-picker");
          await app.click("button", "Close");
        });
        await t.test("rehearsal", async () => {
          await app.driver.run((to) => { location.hash = to; }, `/prompts/${PROMPT.id}/rehearse?interaction=accept&user=cust-1001`);
          await app.find("button", "Choose another user");
          await looksRight("rehearse");
          await app.fill("textbox", /^Why do you leave\?/, "too dear");
          await app.click("button", "Plan the chain");
          await app.find("button", /^Run action 1/);
          await looksRight("rehearsal-planned");
          await app.click("button", /^Run all/);
          await app.find("alertdialog", null);
          await looksRight("rehearsal-asked");
          await app.click("button", /^Run all/, { within: { role: "alertdialog" } });
          await app.sees("The chain did what it should");
          await looksRight("rehearsal-done");
        });
      } finally {
        await app.stop();
      }
    });
  }
}
