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

  test("many are rehearsed at once, each in a sandbox of its own; what came of all is written down", async () => {
    const sent = (await changes()).length;
    await open("/prompts/batch");
    await app.fill("searchbox", "Find a prompt", PROMPT.name);
    await until("it alone is offered", async () => (await app.all("option", null, { role: "listbox", name: "Prompts" })).length === 1);
    await app.click("button", "Choose all 1");
    await app.fill("searchbox", "Find users", "cust-100");
    await until("those found are left", async () => (await app.all("button", /^Choose all \d$/)).length === 2);
    await app.click("button", "Choose all 9");
    await app.fill("textbox", /^Why do you leave\?/, "too dear");
    await app.picture("batch-choices");
    await app.click("button", /^Rehearse \d+ times$/);
    await app.find("table", PROMPT.name, { ms: 60_000 });
    await app.picture("batch");
    const links = await app.all("link", /^did (what it should|not)/);
    assert.ok(links.length > 4, `${links.length} cells`);
    assert.equal((await changes()).length, sent, "the sandbox that all share was asked");
    const text = await app.text();
    assert.match(text, /\d+ did what they should/);
    const page = join(folder, "report.html");
    await app.click("button", "Save report…");
    await answerFileDialog("Save the report", page);
    await app.sees("The report is in report.html");
    const written = readFileSync(page, "utf8");
    assert.ok(written.startsWith("<!doctype html>"), written.slice(0, 80));
    for (const said of [PROMPT.name, "cust-1001"]) assert.ok(written.includes(said), `the report does not name ${said}`);
    assert.ok(!written.includes("patchbay-sandbox-chargify-key"), "the key is in the report");
  });

  test("one of the many is read whole, and the way back leads to the others", async () => {
    const [first] = await app.all("link", /^did (what it should|not)/);
    await app.driver.run((link) => link.click(), first);
    await app.find("heading", /^Stay with us: /);
    await app.picture("batch-cell");
    await app.driver.run(() => history.back());
    await app.find("table", PROMPT.name);
  });

  test("a long batch tells how far it is, and what was not done when it is cancelled", async () => {
    await app.click("button", "Choose all 200");
    await app.click("button", /^Rehearse \d+ times$/);
    await app.sees(/\d+ of \d+: Stay with us, /);
    await app.click("button", "Cancel");
    await app.sees(/rehearsals were not made/);
    await app.picture("batch-cancelled");
  });

  test("prompts go out to a file without secrets; a mistake in it is refused with its place", async () => {
    await open("/prompts/import");
    const file = join(folder, "prompts.json");
    await app.click("button", "Export to a file…");
    await answerFileDialog("Save the prompts", file);
    await app.sees("The prompts are in prompts.json");
    const text = readFileSync(file, "utf8");
    assert.ok(JSON.parse(text).prompts.some((p) => p.id === PROMPT.id));
    assert.ok(!text.includes("patchbay-sandbox-chargify-key"), "the key is in the document");
    const bad = join(folder, "bad.json");
    writeFileSync(bad, text.replace('"add_coupon_code"', '"add_coupon_cod"'));
    const at = text.split("\n").findIndex((l) => l.includes('"add_coupon_code"')) + 1;
    await app.click("button", "Choose a file…");
    await answerFileDialog("Import prompts", bad);
    await app.sees(new RegExp(`line ${at}, column \\d+`, "i"));
    await app.find("figure", `Line ${at} of bad.json`);
    assert.deepEqual(await app.all("button", /^Apply/), []);
    await app.picture("import-refused");
  });

  test("a good document is applied after its differences were seen", async () => {
    const document = JSON.parse(readFileSync(join(folder, "prompts.json"), "utf8"));
    const changed = document.prompts.find((p) => p.id === PROMPT.id);
    changed.name = "Stay a little";
    const good = join(folder, "good.json");
    writeFileSync(good, JSON.stringify(document, null, 2));
    await app.click("button", "Choose a file…");
    await answerFileDialog("Import prompts", good);
    await app.find("heading", "What good.json would change");
    await app.find("table", "Differences of Stay a little");
    await app.picture("import-compared");
    const names = async () => (await app.call("prompts.list", {}, "sandbox")).map((p) => p.name);
    assert.ok((await names()).includes("Stay with us"), "it was changed before it was applied");
    await app.click("button", "Apply 1 change");
    await app.sees("Applied: 1 change");
    assert.ok((await names()).includes("Stay a little"));
  });
});
