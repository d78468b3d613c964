// A source of exports against a real S3 server: added in the form, refused and mended, listed, looked into, pulled with
// a break, opened, scheduled. Its secret is in the keychain and nowhere else.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { App, command } from "./app.mjs";
import { Canary } from "./canary.mjs";
import { BUCKET, exported, KEY, networkBefore, startS3 } from "./s3.mjs";
import { until } from "./webdriver.mjs";

const SECRET = "canary-51d0aa7e42-secret-of-a-bucket";
const WRONG = "canary-wrong-90b1c6-typed-by-mistake";
const MEGA = 1_000_000;
const RECORDS = 350_000;

describe("a source of exports", () => {
  const newest = exported(RECORDS);
  let s3;
  let network;
  let app;
  /** The files that were pulled from the source, whole or in part, by their names. */
  const pulled = () => {
    const folder = join(app.dataDir, "exports", "default", "evergent");
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  };
  const names = () => pulled().map((e) => e.name).sort();

  before(async () => {
    assert.ok(newest.length > 40 * MEGA, "ranges of 8 MiB, four at a time: one must be whole when the network stands still");
    s3 = await startS3(SECRET);
    s3.put("daily/evergent-new.csv", newest, 2);
    s3.put("daily/evergent-old.csv", exported(900), 60 * 24);
    s3.put("daily/evergent-README.md", "not an export", 3);
    s3.put("other/evergent.csv", exported(1), 1);
    network = await networkBefore(s3.port);
    app = await App.start();
    await app.go("Exports");
  });
  after(async () => {
    await app?.stop();
    network?.stop();
    await s3?.stop();
  });

  test("is added in the form", async () => {
    await app.click("link", "Sources");
    await app.sees("No source yet");
    await app.picture("sources-empty");
    await app.click("button", "Add a source");
    await app.fill("textbox", /^Name/, "evergent");
    await app.fill("textbox", /^Bucket/, BUCKET);
    await app.fill("textbox", /^Prefix/, "daily/evergent");
    await app.fill("textbox", /^Region/, "us-east-1");
    await app.click("button", "A store other than Amazon S3");
    await app.fill("textbox", /^Endpoint/, network.url);
    await app.fill("textbox", "Access key id", KEY);
    await app.fill("textbox", /^Secret access key/, WRONG);
    await app.picture("source-form");
    await app.click("button", "Add the source");
    await app.find("heading", "evergent");
  });

  test("a wrong secret is refused, in a sentence that says what to do", async () => {
    const sentence = "refused the signature: the secret key is not the one of this access key id";
    await app.sees(sentence);
    await app.sees("Enter the secret key again, whole and without spaces.");
    await app.click("button", "Check");
    const checked = { within: { role: "list", name: "What was checked" } };
    await app.find("listitem", new RegExp(`refused.*List the bucket.*${sentence}`), checked);
    await app.picture("source-refused");
    await app.click("button", "Pull the newest");
    await app.find("button", "Try again");
    assert.deepEqual(pulled(), []);
  });

  test("with the right one, the check proves that files can be listed and read", async () => {
    await app.click("button", "Edit");
    await app.click("button", "Replace Secret access key");
    await app.fill("textbox", /^Secret access key/, SECRET);
    await app.click("button", "Save");
    await app.find("heading", "evergent");
    await until("no old refusal is told", async () => !(await app.text()).includes("refused"));
    await app.click("button", "Check");
    const checked = { within: { role: "list", name: "What was checked" } };
    await app.find("listitem", /proven.*List the bucket.*3 objects below the prefix, 2 of them exports/, checked);
    await app.find("listitem", /proven.*Read an export.*daily\/evergent-new\.csv can be read/, checked);
  });

  test("its files are listed, newest first", async () => {
    const keys = async () => {
      const cells = await app.all("gridcell", /^daily\//, { role: "grid", name: "Files in the bucket" });
      return Promise.all(cells.map((cell) => app.driver.run((c) => c.innerText.trim(), cell)));
    };
    const order = ["daily/evergent-new.csv", "daily/evergent-README.md", "daily/evergent-old.csv"];
    await until("the three keys below the prefix, in the order of their times", async () => String(await keys()) === String(order));
    await app.picture("source");
  });

  test("the beginning of a file is shown, and the rest is not downloaded", async () => {
    const before = network.passed();
    await app.click("row", /evergent-new\.csv/);
    await app.find("dialog", "evergent-new.csv");
    await app.sees("cust-49");
    await app.sees("The first 50 records. Pull the file to see all of it.");
    await app.picture("source-preview");
    const read = network.passed() - before;
    assert.ok(read < 2 * MEGA, `${read} bytes were read`);
    assert.deepEqual(pulled(), []);
    await app.driver.press("Escape");
    await until("the dialog is closed", async () => (await app.all("dialog")).length === 0);
  });

  test("a pull tells how far it is, and can be stopped", async () => {
    network.standStillAfter(38 * MEGA);
    await app.click("button", "Pull the newest");
    await app.sees("Downloading evergent-new.csv (in MB)");
    await app.sees(/\b3[78] of 4\d\b/);
    await app.picture("source-pulling");
    await app.click("button", "Cancel");
    await app.sees("The pull was stopped");
    await app.picture("source-stopped");
    assert.deepEqual(names(), ["evergent-new.csv.part", "evergent-new.csv.part.json"]);
  });

  test("it goes on where it was stopped, and the file is whole", async () => {
    const before = network.passed();
    network.goOn();
    await app.click("button", "Resume");
    await app.sees("evergent-new.csv was pulled", 60_000);
    const read = network.passed() - before;
    assert.ok(read < newest.length - 8 * MEGA, `${read} bytes were read, nothing was spared`);
    assert.deepEqual(names(), ["evergent-new.csv"]);
    const [{ parentPath, path, name }] = pulled();
    assert.ok(readFileSync(join(parentPath ?? path, name), "utf8") === newest, "the file is another one");
    await app.sees("350,000 records");
    await app.picture("source-pulled");
  });

  test("what is here already is not pulled again", async () => {
    const before = network.passed();
    await app.click("button", "Pull the newest");
    await app.sees("Nothing new: evergent-new.csv is here already");
    const read = network.passed() - before;
    assert.ok(read < MEGA, `${read} bytes were read`);
  });

  test("the pulled file opens", async () => {
    await app.click("button", "Open evergent-new.csv", { within: { role: "list", name: "Recent pulls" } });
    await app.sees("cust-0");
    await app.sees("350,000");
    await app.picture("source-opened");
  });

  test("an invalid file raises an alert, which is dismissed", async () => {
    s3.put("daily/evergent-wrong.csv", exported(20, "9;99"), 0);
    await app.go("Exports");
    await app.click("link", "Sources");
    await app.click("link", /^evergent/, { within: { role: "main" } });
    await app.click("button", "Pull the newest");
    await app.sees("evergent-wrong.csv was pulled");
    const alerts = { within: { role: "list", name: "Alerts" } };
    await app.find("button", "Dismiss the alert invalid", alerts);
    await app.picture("source-alert");
    await app.click("button", "Dismiss the alert invalid", alerts);
    await until("the alert is gone", async () => (await app.all("list", "Alerts")).length === 0);
  });

  test("a daily time makes a schedule, in the app's time zone", async () => {
    await app.click("button", "Edit");
    await app.click("checkbox", /^Pull the new file each day/);
    await app.fill("textbox", /^Due at/, "00:00");
    await app.click("button", "Save");
    await app.sees(/00:00 \S+, late after 60 minutes/);
    await app.go("Settings");
    await app.find("link", /^Pull from evergent.*Each day at 00:00/);
    await app.picture("settings-schedule");
  });

  test("Home tells when it was last pulled", async () => {
    await app.go("Home");
    await app.find("link", /^evergent\s*Last pulled/);
    await app.picture("home-source");
  });

  for (const [what, secret] of [["its secret", SECRET], ["the wrong one", WRONG]]) {
    test(`${what} is in no file, process, answer or page`, async () => {
      const canary = new Canary(secret);
      const kept = await command("secret-tool", ["search", "--all", "--unlock", "service", "patchbay"]);
      assert.equal(kept.out.includes(secret), secret === SECRET, "the keychain has the secret that was saved last");
      assert.deepEqual([app.dataDir, process.env.HOME, "/dev/shm"].flatMap((folder) => canary.files(folder)), []);
      assert.deepEqual(canary.processes(s3.pid), []);
      for (const name of ["sources.list", "schedule.list", "home.show", "history.export", "settings.show"]) {
        assert.ok(!canary.isIn(JSON.stringify(await app.call(name))), `${name} gives it back`);
      }
      assert.ok(!canary.isIn(await app.driver.run(() => document.documentElement.outerHTML)), "it is in the page");
      assert.ok(!canary.isIn(app.driver.log), "it is in the log");
    });
  }
});
