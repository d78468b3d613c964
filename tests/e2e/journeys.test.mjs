// The main job, as a person does it in the window: look around with the sandbox, plan and run an action on one user,
// read the history, look into an export, set up an account of one's own.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { answerFileDialog, App, command, newFolder } from "./app.mjs";
import { until } from "./webdriver.mjs";

/** What the sandbox was asked, oldest first. */
const journal = async (url) => (await fetch(`${url}/sandbox/journal`)).json();

describe("with the sandbox", () => {
  let app;
  let url;
  before(async () => {
    app = await App.start();
  });
  after(() => app?.stop());

  test("a first start offers the sandbox, which sets everything up", async () => {
    await app.sees("Welcome to Patchbay");
    await app.picture("welcome");
    await app.click("button", "Explore with the sandbox");
    await app.sees("The sandbox is ready");
    await app.find("heading", "Home");
    await app.sees("Nothing reaches a vendor");
    await app.picture("home");
    ({ url } = await app.call("sandbox.status"));
  });

  test("a connector is checked again", async () => {
    await app.go("Connectors");
    await app.picture("connectors");
    await app.click("link", /^Chargify/, { within: { role: "main" } });
    const before = (await journal(url)).length;
    await app.click("button", "Check again");
    await until("the vendor is asked", async () => (await journal(url)).length > before);
    await app.sees("Connected to Patchbay Demo (patchbay-demo), USD, test");
    await app.picture("connector");
  });

  test("a catalogue is browsed and searched", async () => {
    await app.go("Catalogue");
    await app.picture("catalogues");
    await app.click("link", /^Coupons/, { within: { role: "list", name: "Catalogues of Chargify" } });
    await app.sees("SAVE10");
    await app.fill("searchbox", /Search/, "SOLO");
    await app.sees(/SOLO50[\s\S]*/);
    await until("the others are gone", async () => !(await app.text()).includes("SAVE10"));
    await app.picture("catalogue");
  });

  test("a plan shows every request and changes nothing", async () => {
    await app.go("Test action");
    await app.click("option", "Jun Castellanos");
    await app.click("button", /^Choose a connector/);
    await app.click("option", "Chargify");
    await app.click("radio", /^Cancel subscription/);
    await app.click("combobox", /^Plan/);
    await app.click("option", "Gold");
    await app.sees("Gold · Streaming");
    await app.click("button", "Plan");
    const text = await app.sees("delayed_cancel.json");
    assert.match(text, /authorization: Basic ‹api_key›:x/, "secrets are masked");
    await app.find("button", "Run: 1 request will be sent");
    assert.deepEqual((await journal(url)).filter((entry) => entry.changed), []);
    await app.picture("plan");
  });

  test("a run sends what was planned, once, and says how it ended", async () => {
    await app.click("button", "Run: 1 request will be sent");
    // A destructive action asks once more.
    await app.click("button", /^Run/, { within: { role: "alertdialog" } });
    await app.sees("Succeeded");
    const changes = (await journal(url)).filter((entry) => entry.changed);
    assert.deepEqual(changes.map((entry) => entry.method), ["POST"]);
    assert.match(changes[0].path, /delayed_cancel/);
    await app.picture("run");
  });

  test("the history has the run with its requests, secrets masked", async () => {
    await app.go("History");
    await app.sees("1 run");
    await app.picture("history");
    await app.click("row", /Cancel subscription/);
    await app.sees("delayed_cancel.json");
    await app.picture("history-run");
    const kept = JSON.stringify(await app.call("history.export", {}, "sandbox"));
    assert.ok(kept.includes("delayed_cancel.json"));
    for (const secret of ["patchbay-sandbox-chargify-key", btoa("patchbay-sandbox-chargify-key:x")]) {
      assert.ok(!kept.includes(secret), "the key is in the history");
    }
  });

  test("an export is scrolled, checked, and a user found in it", async () => {
    await app.go("Exports");
    await app.picture("exports");
    await app.click("button", /^Show evergent-/);
    await app.sees("cust-1001");
    await app.picture("export");
    await app.sees("valid with warnings");
    await app.click("button", /issues?$/i);
    await app.picture("export-checked");
    await app.click("button", "Find a user");
    await app.fill("textbox", /^customer_id/, "cust-1016");
    await app.driver.press("Enter");
    await app.sees("demo_free");
    await app.picture("export-found");
  });

  test("a file of one's own is opened by the system's dialog", async () => {
    const file = join(newFolder("own"), "own.csv");
    writeFileSync(file, "customer_id,first_name\n7,Grace\n");
    await app.go("Exports");
    await app.click("button", "Open an export…");
    await answerFileDialog("Open an export", file);
    await app.sees("Grace");
  });

  test("the keyboard alone goes anywhere", async () => {
    await app.driver.press("Control", "k");
    await app.sees("Go to Settings");
    await app.picture("palette");
    await app.driver.type("settings");
    await until("the palette narrows", async () => !(await app.text()).includes("Go to Home"));
    await app.driver.press("Enter");
    await app.find("heading", "Settings");
    await app.picture("settings");
  });
});

describe("with an account of one's own", () => {
  const KEY = "patchbay-sandbox-chargify-key"; // the sandbox stands for the vendor; this constant guards nothing
  let app;
  before(async () => {
    app = await App.start();
  });
  after(() => app?.stop());

  test("settings are saved, the secret goes to the keychain, and a check proves them", async () => {
    await app.call("sandbox.explore");
    const { url } = await app.call("sandbox.status");
    await app.go("Connectors");
    await app.click("link", /^Chargify/, { within: { role: "main" } });
    await app.fill("textbox", /^API Key/, KEY);
    await app.fill("textbox", /^Domain/, "patchbay-demo");
    await app.click("button", /^Advanced/);
    await app.fill("textbox", /^Base URL/, `${url}/chargify`);
    await app.picture("form");
    await app.click("button", "Save");
    await until("the secret is kept", async () => {
      const { states } = await app.call("connectors.show", { id: "chargify" });
      return states.api_key === "present";
    });
    const { out } = await command("secret-tool", ["search", "--all", "--unlock", "service", "patchbay"]);
    assert.ok(out.includes(KEY), "the keychain has no such entry");
    assert.ok(!(await app.driver.run(() => document.documentElement.outerHTML)).includes(KEY), "the page keeps the key");
    await app.click("switch", "Active");
    await app.click("button", "Check");
    await app.sees("Connected to Patchbay Demo");
    await app.picture("own-connector");
  });

  test("in a production app a run wants a typed confirmation", async () => {
    await app.call("apps.update", { environment: "production" });
    await app.call("catalogue.sync", { connector: "chargify" });
    await app.driver.run(() => location.reload());
    await app.sees("PRODUCTION");
    const refused = await app
      .call("actions.plan", {
        connector: "chargify",
        order: { action: "add_coupon_code", traits: { chargify_id: "20001001" }, params: { plan: "gold", coupon_code: "SAVE10" } },
      })
      .then((plan) => app.call("actions.run", { plan: plan.id }))
      .then(() => null, (error) => error);
    assert.equal(refused?.code, "confirmation_needed");
    await app.go("Test action");
    await app.picture("production");
  });

  test("a second start knows it all, and still cannot read the secret back", async () => {
    const { dataDir } = app;
    await app.stop();
    app = await App.start({ dataDir });
    await app.go("Connectors");
    await app.click("link", /^Chargify/, { within: { role: "main" } });
    await app.sees("present");
    assert.ok(!(await app.driver.run(() => document.documentElement.outerHTML)).includes(KEY));
  });
});
