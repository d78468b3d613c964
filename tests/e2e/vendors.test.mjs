// What vendors have in common, in the window: a push that a person sees, a handout that sends nothing, an action that
// moves money, a customer who is not told by the e-mail address alone, a key file. A journey for each of these shapes,
// with whichever vendor shows it; what is a vendor's own is tested with the vendor.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { App, command } from "./app.mjs";
import { Canary } from "./canary.mjs";
import { until } from "./webdriver.mjs";

const MAIN = { within: { role: "main" } };
const ASKED = { within: { role: "alertdialog" } };

describe("with the sandbox", () => {
  let app;
  let url;
  before(async () => {
    app = await App.start();
    await app.click("button", "Explore with the sandbox");
    await app.sees("The sandbox is ready");
    ({ url } = await app.call("sandbox.status"));
  });
  after(() => app?.stop());

  /** What a vendor was asked so far, oldest first. */
  const asked = async (vendor) => {
    const journal = await (await fetch(`${url}/sandbox/journal`)).json();
    return journal.filter((entry) => entry.vendor === vendor);
  };

  /** From the connector's own page to Test action, and there a demo user by their id. */
  const prepare = async (connector, action, user) => {
    await app.go("Connectors");
    await app.click("link", new RegExp(`^${connector}`), MAIN);
    await app.click("link", `Test ${action}`, MAIN);
    await app.find("heading", "Test action");
    if ((await app.all("button", "Choose another user")).length > 0) await app.click("button", "Choose another user");
    await app.fill("searchbox", "Find a test user", user);
    const list = { role: "listbox", name: "Test users" };
    await until(`only ${user} is listed`, async () => (await app.all("option", null, list)).length === 1);
    await app.click("option", null, { within: list });
    await app.find("button", "Choose another user");
  };

  test("all connectors are listed with how they are, and found by what they do", async () => {
    const all = await app.call("connectors.list", {}, "sandbox");
    const { connectors: healths } = await app.call("home.show", {}, "sandbox");
    const shown = () => app.all("link", null, { role: "main", name: null });
    await app.go("Connectors");
    await until("all are listed", async () => (await shown()).length === all.length);
    const cards = await app.driver.run(() => [...document.querySelectorAll("main li > a")].map((a) => a.innerText));
    for (const { name, health } of healths) {
      const card = cards.find((text) => text.split("\n").includes(name)) ?? "";
      assert.ok(card.includes(health.replaceAll("_", " ")), `${name} does not say that it is ${health}: ${card}`);
    }
    await app.fill("searchbox", "Search connectors", "send test PUSH");
    const pushing = all.filter((c) => c.actions.some((a) => a.name === "Send test push"));
    await until("those that push are left", async () => (await shown()).length === pushing.length);
    for (const { name } of pushing) await app.find("link", new RegExp(`^${name}`), MAIN);
    await app.fill("searchbox", "Search connectors", "no such action");
    await app.sees("No connector fits");
    await app.click("button", "Show all");
    await until("all are back", async () => (await shown()).length === all.length);
    await app.click("radio", /^Needs attention/);
    const bad = healths.filter(({ health }) => health === "bad");
    await until("those that need attention are left", async () => (await shown()).length === bad.length);
    await app.click("radio", /^All/);
  });

  test("a push says who will see it, and is sent only when that is confirmed", async () => {
    await prepare("Apple", "Send test push", "cust-1001");
    await app.fill("textbox", /^Title/, "Good evening");
    await app.fill("textbox", /^Text/, "Your show has begun");
    const before = (await asked("apple")).length;
    await app.click("button", "Plan");
    await app.sees("A real person will see this on their device");
    await app.click("button", "Run: 1 request will be sent");
    await app.find("alertdialog", null);
    await app.sees("A real person will see it at once. It cannot be called back.");
    await app.click("button", "Cancel", ASKED);
    await until("the question is gone", async () => (await app.all("alertdialog", null)).length === 0);
    assert.equal((await asked("apple")).length, before, "nothing was sent yet");
    await app.click("button", "Run: 1 request will be sent");
    await app.click("button", /^Run/, ASKED);
    await app.sees("Succeeded");
    await app.sees("The vendor took it into a queue");
    const sent = (await asked("apple")).slice(before);
    assert.deepEqual(sent.map((entry) => [entry.method, entry.status]), [["POST", 200]]);
    assert.equal(sent[0].body.aps.alert.body, "Your show has begun");
  });

  test("a handout is shown to be copied, and nothing is sent", async () => {
    await prepare("Roku", "In-app purchase", "cust-1001");
    await app.chooseEntry(/^Product/, "gold_yearly");
    await app.choose(/^Choose…/, "Upgrade");
    const before = (await asked("roku")).length;
    await app.click("button", "Plan");
    const text = await app.sees('"purchase_type": "upgrade"');
    assert.match(text, /"product_id": "gold_yearly"/);
    await app.click("button", "Copy", { within: { role: "figure", name: /^In-app/ } });
    await app.find("button", "Copied");
    await app.click("button", "Run: nothing is sent");
    await app.sees("Nothing was changed at the vendor.");
    assert.equal((await asked("roku")).length, before, "Roku was asked something");
  });

  test("what moves money shows the sum, and asks before it runs", async () => {
    await prepare("Stripe", "Subscribe to a plan", "cust-1009");
    await app.chooseEntry(/^Plan/, "price_gold_month");
    const changes = async () => (await asked("stripe")).filter((entry) => entry.changed);
    const before = (await changes()).length;
    await app.click("button", "Plan");
    await app.sees("What would come of it");
    await app.click("button", /^Run: 1 request will be sent/);
    await app.find("alertdialog", "Run this?");
    await app.sees("moves money");
    await app.click("button", "Cancel", ASKED);
    await until("the question is gone", async () => (await app.all("alertdialog", null)).length === 0);
    assert.equal((await changes()).length, before, "nothing was changed yet");
    await app.click("button", /^Run: 1 request will be sent/);
    await app.click("button", /^Run/, ASKED);
    await app.sees("Succeeded");
    const made = (await changes()).slice(before);
    assert.deepEqual(made.map((entry) => [entry.method, entry.path]), [["POST", "/v1/subscriptions"]]);
  });

  test("of several customers with one e-mail address, the operator names one", async () => {
    await prepare("Stripe", "Update existing subscription", "cust-1013");
    await app.chooseEntry(/^New plan/, "price_gold_month");
    await app.click("button", "Plan");
    await app.sees("Which one?");
    await app.picture("candidates");
    const [first, ...others] = await app.driver.run(() =>
      [...document.querySelectorAll("main button")].map((b) => b.innerText.trim()).filter((t) => t.startsWith("Choose cus_")),
    );
    assert.equal(others.length, 1, "two candidates");
    await app.click("button", first);
    await app.find("button", /^Run: 1 request will be sent/);
    const field = await app.find("textbox", "stripe_id");
    assert.equal(await app.driver.run((input) => input.value, field), first.replace("Choose ", ""));
  });
});

describe("a key file", () => {
  const { privateKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const canaries = privateKey.split("\n").filter((line) => line !== "" && !line.startsWith("-----")).map((line) => new Canary(line));
  let app;
  before(async () => {
    app = await App.start();
    await app.go("Connectors");
    await app.click("link", /^Apple/, MAIN);
  });
  after(() => app?.stop());

  const state = async () => (await app.call("connectors.show", { id: "apple" })).states.key_p8;

  test("that is none is refused where it was pasted", async () => {
    await app.fill("textbox", /^APNs Bundle ID/, "com.acme.player");
    await app.fill("textbox", /^APNs Team ID/, "9Q8W7E6R5T");
    await app.fill("textbox", /^APNs Token Key ID/, "A1B2C3D4E5");
    await app.fill("textbox", /^APNs Token Key \(\.p8\)/, "this is no key");
    await app.click("button", "Save");
    const field = await app.find("textbox", /^APNs Token Key \(\.p8\)/);
    await until("the field is at fault", () => app.driver.run((box) => box.getAttribute("aria-invalid") === "true", field));
    const said = await app.driver.run((box) =>
      box.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id)?.innerText ?? "").join("\n"), field);
    assert.match(said, /must be|is no|is not/, "it says what is wrong");
    await app.picture("key-refused");
    assert.equal(await state(), "missing");
  });

  test("that is one is kept in the keychain, and never shown again", async () => {
    await app.fill("textbox", /^APNs Token Key \(\.p8\)/, "");
    // As a paste does: all at once.
    await app.driver.run((text) => document.execCommand("insertText", false, text), privateKey);
    await app.click("button", "Save");
    await until("the key is kept", async () => (await state()) === "present");
    await app.find("button", "Replace APNs Token Key (.p8)");
    const { out } = await command("secret-tool", ["search", "--all", "--unlock", "service", "patchbay"]);
    for (const canary of canaries) assert.ok(canary.isIn(out), "the keychain has no such key");
    const places = {
      page: await app.driver.run(() =>
        [document.documentElement.outerHTML, ...[...document.querySelectorAll("input,textarea")].map((f) => f.value)].join("\n")),
      answer: JSON.stringify(await app.call("connectors.show", { id: "apple" })),
      log: app.driver.log,
    };
    for (const [place, text] of Object.entries(places)) {
      for (const canary of canaries) assert.ok(!canary.isIn(text), `the key is in the ${place}`);
    }
    for (const canary of canaries) assert.deepEqual(canary.files(app.dataDir), []);
    await app.picture("key-kept");
  });
});
