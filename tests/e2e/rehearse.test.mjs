// A chain is rehearsed in the window, action by action: what the sandbox was asked is what was planned, no more. Then
// many at once, written down; and prompts go out to a file and come in from one.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { answerFileDialog, App, newFolder } from "./app.mjs";
import { until } from "./webdriver.mjs";

const action = (id, connector, name, params, more = {}) => ({
  id,
  does: { action: { connector, action: name, params } },
  on_error: "stop",
  ...more,
});
const coupon = (id, more) => action(id, "chargify", "add_coupon_code", { plan: "gold", coupon_code: "SAVE10" }, more);
const pause = (id, more) => action(id, "evergent", "pause_subscription", { days: "30" }, more);

const PROMPT = {
  id: "stay-with-us",
  name: "Stay with us",
  kind: "overlay",
  form: [{ key: "reason", label: "Why do you leave?", kind: "text", required: true }],
  interactions: {
    accept: [
      coupon("a1"),
      pause("a2"),
      action("a3", "evergent", "pause_subscription", { days: "5" }, { only_if: { trait: "customer_id", test: "missing" } }),
      { id: "a4", does: { redirect: { url: "https://example.com/bye?u=%trait.customer_id%&r=%form.reason%" } }, on_error: "continue" },
    ],
    decline: [coupon("a5"), { id: "a6", does: { redirect: { url: "https://example.com/sorry" } }, on_error: "stop" }],
  },
};

describe("a chain", () => {
  let app;
  let url;
  const folder = newFolder("prompts");
  const sandbox = async (path, body) => {
    const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    return fetch(`${url}/sandbox/${path}`, options).then((r) => r.text()).then((text) => text && JSON.parse(text));
  };
  /** What changed something at the vendors, oldest first. */
  const changes = async () =>
    (await sandbox("journal")).filter((entry) => entry.changed).map(({ method, path }) => `${method} ${path.split("?")[0]}`);
  const open = (path) => app.driver.run((to) => { location.hash = to; }, path);
  const last = async () => {
    const [{ id }] = await app.call("prompts.rehearsals", { id: PROMPT.id }, "sandbox");
    return app.call("prompts.rehearsal", { rehearsal: id }, "sandbox");
  };
  /** The states of a rehearsal, in order. */
  const states = ({ actions }) => actions.map(({ state }) => state.run?.outcome ?? state.state);

  /** Presses a button that may ask once more. */
  const go = async (name) => {
    await app.click("button", name);
    await until("it runs, or asks", async () => {
      if ((await app.all("alertdialog", null)).length === 0) return (await app.all("button", name)).length === 0;
      await app.click("button", name, { within: { role: "alertdialog" } });
      return true;
    });
  };

  before(async () => {
    app = await App.start();
    await app.click("button", "Explore with the sandbox");
    await app.sees("The sandbox is ready");
    ({ url } = await app.call("sandbox.status"));
    await app.call("prompts.save", { prompt: PROMPT }, "sandbox");
  });
  after(() => app?.stop());

  test("is planned whole; nothing is sent", async () => {
    await open(`/prompts/${PROMPT.id}/rehearse?interaction=accept&user=cust-1001`);
    await app.find("button", "Choose another user");
    await app.fill("textbox", /^Why do you leave\?/, "too dear");
    await app.click("button", "Plan the chain");
    await app.sees("redirect would be shown");
    const text = await app.sees("https://example.com/bye?u=cust%2D1001&r=too%20dear");
    assert.match(text, /Only if customer_id is missing, which is not so for cust-1001/);
    assert.match(text, /authorization: Basic ‹api_key›:x/, "secrets are masked");
    assert.deepEqual(await changes(), []);
    await app.picture("rehearsal-planned");
  });

  test("goes on action by action, and sends what was planned, once", async () => {
    await go(/^Run action 1: 1 request will be sent/);
    await app.find("button", /^Run action 2: 1 request will be sent/);
    assert.equal((await changes()).length, 1);
    await app.find("table", "Before and after");
    await app.picture("rehearsal-under-way");
    await go(/^Run action 2/);
    await app.click("button", /^Show redirect 4: nothing is sent/);
    await app.sees("The chain did what it should");
    await app.picture("rehearsal-done");
    const done = await last();
    assert.deepEqual(states(done), ["succeeded", "succeeded", "left_out", "shown"]);
    const planned = done.actions.flatMap(({ plan }) => plan?.steps.filter((s) => s.changes) ?? []);
    // The journal's paths begin behind the vendor's own part.
    const asked = planned.map(({ method, url: at }) => `${method} ${new URL(at).pathname.replace(/^\/\w+/, "")}`);
    assert.equal(asked.length, 2);
    assert.deepEqual(await changes(), asked, "the sandbox was asked for something else");
  });

  test("a refusal of an action that stops skips the rest", async () => {
    const sent = (await changes()).length;
    await open(`/prompts/${PROMPT.id}/rehearse?interaction=decline&user=cust-1002`);
    await app.click("button", "Change the inputs");
    await app.click("radio", /^Decline/);
    await app.click("button", "Choose another user");
    await app.fill("searchbox", "Find a test user", "cust-1004");
    await until("the others are gone", async () => (await app.all("option", null)).length === 1);
    await app.click("option", null);
    await app.click("button", /^Plan the chain/);
    await app.find("button", "Run all 2");
    await sandbox("faults", { vendor: "chargify", path_contains: "add_coupon", kind: "status", status: 422, times: 1 });
    await go(/^Run all/);
    await app.sees("skipped because of action 1");
    await app.sees("The chain did not do what it should");
    await app.picture("rehearsal-stopped");
    assert.deepEqual(states(await last()), ["refused", "skipped"]);
    assert.equal((await changes()).length, sent, "something was changed");
  });

  test("earlier rehearsals are read again", async () => {
    await app.click("link", /^Accept by cust-1001/);
    await app.find("heading", "Stay with us: Accept by cust-1001");
    await app.sees("The chain did what it should");
    assert.deepEqual(await app.all("button", /^Run/), []);
    await app.picture("rehearsal-past");
  });
});
