// Syncs on schedule in the real window: a time is set, nobody does anything, and the catalogues are there; what fails is
// told on Home and by the desktop.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { App, CLI, command, newFolder } from "./app.mjs";
import { listenForNotifications } from "./notifications.mjs";
import { until } from "./webdriver.mjs";

/** The window looks every minute. */
const SOON = 90_000;

/** The minute that has just begun, in UTC, with time left to set it: it is due at once. */
async function minute() {
  await until("a minute has begun", () => new Date().getUTCSeconds() < 40, 30_000);
  return new Date().toISOString().slice(11, 16);
}

/** A sandbox of its own, as a vendor out there. */
async function startSandbox() {
  const running = spawn(CLI, ["--data-dir", newFolder("vendor"), "sandbox"], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface(running.stdout), "line");
  const stop = async () => {
    const ended = once(running, "exit");
    running.kill();
    await ended;
  };
  return { ...JSON.parse(line), stop };
}

describe("a sync on schedule while the window is open", () => {
  const dataDir = newFolder("data");
  let sandbox;
  let notifications;
  let app;

  async function patchbay(args, input) {
    const { code, out, err } = await command(CLI, ["--data-dir", dataDir, "--json", ...args], { input });
    assert.equal(code, 0, err);
    return JSON.parse(out);
  }

  async function configure(id) {
    const { settings, secrets } = sandbox.connectors[id];
    await patchbay(["connectors", "set", id, ...Object.entries(settings).flatMap(([k, v]) => ["--set", `${k}=${v}`])]);
    for (const [key, value] of Object.entries(secrets)) {
      await patchbay(["connectors", "set", id, "--secret", key], value);
    }
    await patchbay(["connectors", "set", id, "--active", "true"]);
  }

  /** How often a path of a vendor was asked for. */
  async function asked(path) {
    const journal = await (await fetch(`${sandbox.url}/sandbox/journal`)).json();
    return journal.filter((entry) => JSON.stringify(entry).includes(path)).length;
  }

  before(async () => {
    sandbox = await startSandbox();
    for (const id of ["chargify", "stripe"]) await configure(id);
    notifications = await listenForNotifications();
    app = await App.start({ dataDir });
  });
  after(async () => {
    await app?.stop();
    await notifications?.stop();
    await sandbox?.stop();
  });

  test("is set by its time", async () => {
    await app.sees("Nothing is on schedule yet");
    await app.picture("home-without-schedule");
    await app.go("Settings");
    await app.sees("Nothing happens by itself");
    await app.click("button", "Schedule a sync");
    await app.choose(/Connector/, /^Chargify/);
    await app.fill("textbox", /^Each day at/, "6:30");
    await app.click("button", "Save");
    await app.sees("Give hours and minutes: 06:30");
    await app.picture("schedule-dialog");
    assert.equal(await asked("/products.json"), 0);
    await app.fill("textbox", /^Each day at/, await minute());
    await app.click("button", "Save");
    await app.find("link", "Sync Chargify");
  });

  test("is done by the clock, once", async () => {
    const list = () => app.call("schedule.list");
    await until("it is synced", async () => (await list())[0].state === "synced", SOON);
    // The page is told, and shows it without being asked to.
    await app.sees(/Synced just now/);
    await app.picture("schedules");
    assert.equal(await asked("/products.json"), 1);
    const [entry] = await patchbay(["schedule", "list"]);
    assert.deepEqual([entry.kind, entry.connector, entry.state, entry.syncing], ["sync", "chargify", "synced", false]);
    await app.go("Catalogue");
    await app.sees(/Synced daily at/);
    assert.deepEqual(notifications.heard(), []);
  });

  test("that fails is told by the desktop and on Home, until it is dismissed", async () => {
    const fault = { vendor: "stripe", kind: "status", status: 401, times: 50 };
    const armed = await fetch(`${sandbox.url}/sandbox/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fault),
    });
    assert.equal(armed.ok, true, await armed.text());
    // Another host sets it; the window does it.
    await patchbay(["schedule", "set", "stripe", await minute()]);
    await until("the desktop is told", () => notifications.heard().length > 0, SOON);
    const [alert] = (await app.call("schedule.list")).flatMap((entry) => entry.alert ?? []);
    assert.deepEqual(notifications.heard(), [{ application: "Patchbay", summary: alert.message, body: alert.remedy }]);
    await app.go("Home");
    const problem = { within: { role: "list", name: "Needs attention" } };
    await app.find("link", /^Stripe: the sync that was due at/, problem);
    await app.find("link", /^Sync Stripe.*failed/, { within: { role: "list", name: "Schedules" } });
    await app.picture("home-schedules");
    await app.click("link", /^Stripe: the sync that was due at/, problem);
    await app.picture("catalogue-schedule-failed");
    await app.click("button", "Dismiss");
    await until("it is gone", async () => (await app.all("button", "Dismiss")).length === 0);
    await app.go("Home");
    await until("it is gone from Home", async () => (await app.all("link", /^Stripe: the sync/)).length === 0);
  });

  test("can be read in the smallest window, in the dark", async () => {
    await app.stop();
    app = await App.start({ dataDir, dark: true, size: [900, 600] });
    const failed = await app.find("link", /^Sync Stripe.*failed/, { within: { role: "list", name: "Schedules" } });
    await app.driver.run((row) => row.scrollIntoView({ block: "center", behavior: "instant" }), failed);
    await app.picture("home-schedules-small");
    await app.go("Settings");
    const row = await app.find("button", "Change the time of Stripe");
    await app.driver.run((button) => button.scrollIntoView({ block: "center", behavior: "instant" }), row);
    await app.picture("schedules-small");
    await app.click("button", "Clear the time of Stripe");
    await until("it is cleared", async () => (await app.all("link", "Sync Stripe")).length === 0);
    assert.equal((await patchbay(["schedule", "list"])).length, 1);
  });
});
