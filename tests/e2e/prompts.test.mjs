// Prompts in the window: made, given a chain over two vendors, put in order with keyboard and mouse, mended where they
// are doubted, saved, and found in the coverage.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { App } from "./app.mjs";
import { until } from "./webdriver.mjs";

const COUPON = "Chargify: Add coupon code";
const PLAN = "Stripe: Subscribe to a plan";

describe("prompts", () => {
  let app;
  before(async () => {
    app = await App.start();
    await app.click("button", "Explore with the sandbox");
    await app.sees("The sandbox is ready");
    // Its own examples are looked at elsewhere; here one begins without any.
    for (const { id } of await app.call("prompts.list", {}, "sandbox")) {
      await app.call("prompts.remove", { id }, "sandbox");
    }
  });
  after(() => app?.stop());

  /** The chain that is on screen, as it reads. */
  const chain = async () =>
    app.driver.run(() => [...document.querySelectorAll("[role=row][data-key]")].map((row) => row.getAttribute("aria-label")));
  const chainIs = (...titles) => {
    const wanted = titles.map((title, index) => `${index + 1}. ${title}`);
    return until(`the chain is ${wanted}`, async () => JSON.stringify(await chain()) === JSON.stringify(wanted)).catch(
      async (error) => assert.fail(`${error.message}; it is ${await chain()}`),
    );
  };
  const add = async (search) => {
    await app.click("button", /^Add action/);
    await app.fill("searchbox", "Search actions", search);
    await until(`${search} alone is offered`, async () => (await app.all("option", null)).length === 1);
    await app.click("option", null);
  };
  const part = (name) => app.click("tab", new RegExp(`^${name}`));
  /** Puts the focus on the row of an action, as a click does. */
  const onRow = (number, title) => app.click("row", `${number}. ${title}`);

  test("without one, the screen says what a prompt is", async () => {
    await app.go("Prompts");
    await app.sees("There is no prompt yet");
    await app.picture("prompts-none");
    await app.click("button", "New prompt");
    await app.fill("textbox", /^Name/, "Stay with us");
    await until("the id follows the name", async () =>
      app.driver.run(() => [...document.querySelectorAll("input")].some((input) => input.value === "stay-with-us")),
    );
  });

  test("a form field is added, to be filled in by the subscriber", async () => {
    await app.click("button", "Add field");
    await app.fill("textbox", "Label", "Why are you leaving?");
    await app.picture("prompts-form");
  });

  test("three actions over two vendors are added; what is missing keeps it from being saved", async () => {
    await part("Dismiss");
    await add("chargify coupon code");
    await app.sees("Add coupon code needs Plan");
    await app.chooseEntry(/^Plan/, "platinum");
    await app.chooseEntry(/^Coupon code/, "SAVE10");
    await add("stripe subscribe to a plan");
    await app.chooseEntry(/^Plan/, "price_platinum_month");
    await add("built in redirect");
    await app.sees("The address of the redirect is empty");
    await app.picture("prompts-error");
    const save = await app.find("button", /^Save/);
    assert.equal(await app.driver.run((button) => button.dataset.refused, save), "true");
    await app.fill("textbox", /^Address/, "https://streamly.example/thanks?why=%form.why_are_you_leaving%");
    await chainIs(COUPON, PLAN, "Redirect");
  });

  test("the order is changed by dragging with the keyboard", async () => {
    await onRow(3, "Redirect");
    await app.driver.press("ArrowRight");
    await app.driver.press("Enter");
    await app.find("button", `Insert before 1. ${COUPON}`);
    await app.picture("prompts-keyboard-drag");
    for (let i = 0; i < 3; i += 1) await app.driver.press("ArrowUp");
    await app.driver.press("Enter");
    await chainIs("Redirect", COUPON, PLAN);
  });

  test("by Alt and an arrow key, which is undone and done again", async () => {
    await onRow(3, PLAN);
    await app.driver.press("Alt", "ArrowUp");
    await chainIs("Redirect", PLAN, COUPON);
    await app.driver.press("Alt", "ArrowUp");
    await chainIs(PLAN, "Redirect", COUPON);
    await app.driver.press("Control", "z");
    await chainIs("Redirect", PLAN, COUPON);
    await app.driver.press("Control", "Shift", "z");
    await chainIs(PLAN, "Redirect", COUPON);
  });

  test("by dragging with the mouse, after which a click is a click again", async () => {
    await app.drag(await app.find("row", `3. ${COUPON}`), await app.find("row", `1. ${PLAN}`));
    await chainIs(COUPON, PLAN, "Redirect");
    await app.clickNatively(await app.find("button", `More for 1. ${COUPON}`));
    await app.find("menuitem", /^Move down/);
    await app.driver.press("Escape");
    await until("the menu is closed", async () => (await app.all("menuitem", null)).length === 0);
  });

  test("money that moves on a dismissal is doubted, and mended", async () => {
    await app.sees("Subscribe to a plan may charge or refund money when the subscriber closes the prompt without an answer");
    await app.picture("prompts-warning");
    for (const title of [COUPON, PLAN, "Redirect"]) {
      await app.click("button", `More for 1. ${title}`);
      await app.click("menuitem", "Move to Accept");
    }
    await part("Accept");
    await chainIs(COUPON, PLAN, "Redirect");
    await app.sees("Nothing to find fault with");
    await app.click("button", "Save");
    await app.sees("Stay with us was saved");
    const { prompt } = await app.call("prompts.show", { id: "stay-with-us" }, "sandbox");
    assert.deepEqual(Object.keys(prompt.interactions), ["accept"]);
    assert.deepEqual(prompt.interactions.accept.map(({ id }) => id), ["a1", "a2", "a3"]);
    assert.deepEqual(prompt.interactions.accept[0].does.action.params, { coupon_code: "SAVE10", plan: "platinum" });
  });

  test("leaving it unsaved asks first", async () => {
    await part("Prompt");
    await app.fill("textbox", "Segment", "about-to-leave");
    await app.click("link", "Prompts", { within: { role: "navigation", name: "Screens" } });
    await app.find("alertdialog", "Leave Stay with us unsaved?");
    await app.click("button", "Cancel");
    await until("the question is gone", async () => (await app.all("alertdialog", null)).length === 0);
  });

  test("so does switching the app, and no keeps all of it", async () => {
    const ask = async () => {
      await app.click("button", /Switch app$/);
      await app.click("menuitem", /^default/i);
      await app.find("alertdialog", "Leave Stay with us unsaved?");
    };
    await ask();
    await app.picture("prompts-switch-app");
    await app.click("button", "Cancel");
    await until("the question is gone", async () => (await app.all("alertdialog", null)).length === 0);
    await app.sees("SANDBOX");
    await until("what was typed is there", () =>
      app.driver.run(() => [...document.querySelectorAll("input")].some((input) => input.value === "about-to-leave")),
    );
    await app.click("button", "Save");
    await until("it is saved", async () => (await app.call("prompts.show", { id: "stay-with-us" }, "sandbox")).prompt.segment);
  });

  test("the coverage shows what runs when, and leads to it", async () => {
    await app.go("Prompts");
    await app.picture("prompts-list");
    await app.click("link", "Coverage");
    await app.sees("never rehearsed");
    await app.picture("prompts-coverage");
    await app.click("link", /^Chargify\s*Add coupon code/);
    await app.find("grid", "Chain of Accept");
  });

  test("an action whose connector is switched off is shown broken, with the remedy", async () => {
    await app.call("connectors.set", { id: "stripe", values: {}, secrets: {}, active: false }, "sandbox");
    // As another host would, behind the page's back: it reads anew when it is loaded.
    await app.driver.run(() => {
      window.before = true;
      location.reload();
    });
    await until("the page is loaded again", () => app.driver.run(() => window.before === undefined));
    await app.go("Prompts");
    await app.sees("1 broken");
    await app.click("link", "Coverage");
    await app.click("radio", /^Broken/);
    await app.click("link", /Subscribe to a plan/);
    await app.sees("Stripe is not active: Subscribe to a plan would not run");
    await app.picture("prompts-broken");
    await app.click("button", /^Add action/);
    await app.fill("searchbox", "Search actions", "stripe");
    await app.sees("Stripe is inactive in this app");
    await app.picture("prompts-picker");
  });
});
