// The window opens, paints, and says plainly why when it cannot work.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { App, command, DESKTOP, nativeWindow, newFolder, pictureOfScreen, pressIn } from "./app.mjs";
import { until } from "./webdriver.mjs";

describe("a window with a new data directory", () => {
  let app;
  before(async () => {
    app = await App.start();
  });
  after(() => app?.stop());

  test("paints, with the title Patchbay", async () => {
    assert.match(await app.driver.get("/title"), /Patchbay/);
    const seen = await until("it paints", () => app.picture("start"));
    assert.deepEqual([seen.width, seen.height], [1200, 800]);
    await nativeWindow("Patchbay");
  });

  test("can be made as small as 900 by 600, and no smaller", async () => {
    await app.driver.resize(900, 600);
    assert.deepEqual(await app.driver.run(() => [innerWidth, innerHeight]), [900, 600]);
    await app.driver.resize(400, 300);
    await until("the window keeps its least size", async () => {
      const [width, height] = await app.driver.run(() => [innerWidth, innerHeight]);
      return width >= 900 && height >= 600;
    });
    await app.driver.resize(1200, 800);
  });

  test("starts with one app, and carries operations across", async () => {
    const startup = await app.invoke("startup");
    assert.equal(startup.app, "default");
    assert.equal(startup.error, undefined);
    const apps = await app.call("apps.list");
    assert.deepEqual(apps.map((a) => [a.id, a.environment]), [["default", "test"]]);
  });

  test("a failure comes as the backend's error, never as a string", async () => {
    const refused = await app.call("apps.list", { unknown: 1 }).then(() => null, (error) => error);
    assert.equal(refused.code, "invalid");
    assert.equal(typeof refused.message, "string");
  });

  test("the page cannot open a path of the file system", async () => {
    const file = join(newFolder("export"), "traits.csv");
    writeFileSync(file, "customer_id\n1\n");
    const refused = await app.call("exports.open", { path: file }).then(() => null, (error) => error);
    assert.equal(refused?.code, "forbidden");
  });

  test("nothing but our own scripts runs, and nothing can be fetched", async () => {
    const inline = await app.driver.run(() => {
      const script = document.createElement("script");
      script.textContent = "window.inlineRan = true";
      document.head.append(script);
      return window.inlineRan ?? false;
    });
    assert.equal(inline, false, "an inline script ran");
    const fetched = await app.driver.runAsync(() =>
      fetch("http://127.0.0.1:9/").then(() => "fetched", (error) => error.name),
    );
    assert.equal(fetched, "TypeError");
    const blocked = await app.driver.runAsync(
      () =>
        new Promise((done) => {
          document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective), { once: true });
          new Image().src = "http://127.0.0.1:9/pixel.png";
        }),
    );
    assert.equal(blocked, "img-src");
  });

  test("the page may use no command of the shell but its own", async () => {
    for (const [name, args] of [
      ["plugin:window|close", {}],
      ["plugin:event|emit", { event: "export", payload: {} }],
      ["plugin:path|resolve_directory", { directory: 1 }],
      ["plugin:webview|create_webview_window", { options: { label: "other", url: "https://example.com" } }],
    ]) {
      const refused = await app.invoke(name, args).then(() => null, (error) => error);
      assert.match(String(refused), /not allowed/, name);
    }
  });

  test("a second start with the same data directory says so and ends with 1", async () => {
    const second = spawn(DESKTOP, ["--data-dir", app.dataDir], { stdio: ["ignore", "pipe", "pipe"] });
    const ended = new Promise((resolve) => second.once("exit", resolve));
    let said = "";
    second.stderr.on("data", (chunk) => {
      said += chunk;
    });
    try {
      const box = await nativeWindow("Patchbay is already running");
      pictureOfScreen("already-running");
      await pressIn(box, "Return");
      assert.equal(await Promise.race([ended, until("the second one ends", () => second.exitCode !== null)]), 1);
      assert.ok(said.includes(`already running with the data directory ${app.dataDir}`), said);
    } finally {
      second.kill();
    }
    assert.equal((await app.invoke("startup")).app, "default", "the first one goes on");
  });
});

test("a workspace that cannot be opened is said in the window", async () => {
  const dataDir = newFolder("broken");
  writeFileSync(join(dataDir, "patchbay.db"), "this is no database, and it is longer than a page header would be".repeat(40));
  const app = await App.start({ dataDir });
  try {
    const { error } = await app.invoke("startup");
    assert.equal(error?.code, "storage");
    await app.picture("cannot-open");
  } finally {
    await app.stop();
  }
});

test("a data directory that cannot be made is said in the window", async () => {
  const taken = join(newFolder("taken"), "file");
  writeFileSync(taken, "");
  const app = await App.start({ dataDir: join(taken, "data") });
  try {
    const { error } = await app.invoke("startup");
    assert.equal(error?.code, "storage");
    assert.ok(error.message.includes(taken), error.message);
  } finally {
    await app.stop();
  }
});

test("the command line explains itself", async () => {
  const help = await command(DESKTOP, ["--help"]);
  assert.equal(help.code, 0);
  assert.match(help.out, /^Usage: patchbay-desktop/);
  const wrong = await command(DESKTOP, ["--colour"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /unknown option --colour/);
});
