// The clock of the schedule in the real window: nobody does anything, and what is due is pulled; what is wrong is told
// on Home and by the desktop.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { App, CLI, command, newFolder } from "./app.mjs";
import { listenForNotifications } from "./notifications.mjs";
import { BUCKET, exported, KEY, startS3 } from "./s3.mjs";
import { until } from "./webdriver.mjs";

const SECRET = "canary-c0ffee-secret-of-a-schedule";
/** The first look is ten seconds after the start. */
const SOON = 40_000;

describe("the schedule while the window is open", () => {
  const dataDir = newFolder("data");
  let s3;
  let notifications;
  let app;

  /** A source that is due each midnight: today's was due before the window is opened. */
  async function addSource(name, prefix, secret) {
    const where = ["--bucket", BUCKET, "--prefix", prefix, "--region", "us-east-1", "--endpoint", `http://127.0.0.1:${s3.port}`];
    const rest = ["--access-key", KEY, "--secret", "--due", "00:00"];
    const { code, err } = await command(CLI, ["--data-dir", dataDir, "exports", "sources", "add", name, ...where, ...rest], {
      input: `${secret}\n`,
    });
    assert.equal(code, 0, err);
  }

  before(async () => {
    s3 = await startS3(SECRET);
    s3.put("good/evergent.csv", exported(30), 0);
    s3.put("wrong/evergent.csv", exported(20, "9;99"), 0);
    await addSource("good", "good/", SECRET);
    await addSource("wrong", "wrong/", SECRET);
    await addSource("refused", "good/", "not-the-secret");
    notifications = await listenForNotifications();
    app = await App.start({ dataDir });
  });
  after(async () => {
    await app?.stop();
    await notifications?.stop();
    await s3?.stop();
  });

  test("pulls what is due, and tells of it on Home", async () => {
    await app.find("link", /^good\s*Last pulled/, { ms: SOON });
    await app.picture("home-schedule");
    const sources = await app.call("sources.list");
    assert.deepEqual(
      sources.map(({ name, pulls }) => [name, pulls.map((p) => [p.rows, p.verdict])]),
      [
        ["good", [[30, "valid"]]],
        ["refused", []],
        ["wrong", [[20, "invalid"]]],
      ],
    );
  });

  test("sends a notification for each thing that is wrong, and for nothing else", async () => {
    const alerts = (await app.call("sources.list")).flatMap((source) => source.alerts);
    assert.deepEqual(alerts.map(({ source, kind }) => [source, kind]), [
      ["refused", "failed"],
      ["wrong", "invalid"],
    ]);
    const wanted = alerts.map(({ message, remedy }) => ({ application: "Patchbay", summary: message, body: remedy }));
    const bySummary = (a, b) => (a.summary < b.summary ? -1 : 1);
    await until("both are heard", () => notifications.heard().length >= wanted.length);
    assert.deepEqual(notifications.heard().toSorted(bySummary), wanted.toSorted(bySummary));
  });

  test("leads from the alert on Home to the source", async () => {
    await app.click("link", /wrong.*invalid/i, { within: { role: "list", name: "Needs attention" } });
    await app.find("heading", "wrong");
    await app.find("button", "Dismiss the alert invalid", { within: { role: "list", name: "Alerts" } });
  });
});
