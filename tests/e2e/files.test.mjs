// Files come in by the system's dialog and as an argument, and go out by the dialog.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { answerFileDialog, App, nativeWindow, newFolder, pressIn } from "./app.mjs";

const folder = newFolder("exports");
const file = join(folder, "traits of today.csv");
writeFileSync(file, "customer_id,first_name\n1,Ada\n2,Béla\n");

describe("the system's file dialogs", () => {
  let app;
  before(async () => {
    app = await App.start();
  });
  after(() => app?.stop());

  test("a file that is chosen can be opened, without its path", async () => {
    const chosen = app.invoke("choose_export", { app: "default" });
    await answerFileDialog("Open an export", file);
    const offered = await chosen;
    assert.deepEqual([offered.name, Object.keys(offered)], ["traits of today.csv", ["file", "name"]]);
    const view = await app.call("exports.open_offered", { file: offered.file });
    const page = await app.call("exports.page", { export: view.export, start: 1, rows: 1 });
    assert.deepEqual(page.rows, [["2", "Béla"]]);
  });

  test("a dialog that is dismissed gives nothing", async () => {
    const chosen = app.invoke("choose_export", { app: "default" });
    await pressIn(await nativeWindow("Open an export"), "Escape");
    assert.equal(await chosen, null);
  });

  test("one dialog at a time", async () => {
    const first = app.invoke("choose_export", { app: "default" });
    const window = await nativeWindow("Open an export");
    const refused = await app.invoke("choose_export", { app: "default" }).then(() => null, (error) => error);
    assert.equal(refused?.code, "invalid");
    await pressIn(window, "Escape");
    assert.equal(await first, null);
  });

  test("a file that is no export is refused with the reason", async () => {
    const nothing = join(folder, "empty.csv");
    writeFileSync(nothing, "");
    const chosen = app.invoke("choose_export", { app: "default" });
    await answerFileDialog("Open an export", nothing);
    const { file } = await chosen;
    const refused = await app.call("exports.open_offered", { file }).then(() => null, (error) => error);
    assert.equal(refused?.code, "file");
    assert.ok(refused.message.includes("empty.csv"), refused.message);
  });

  test("the history is written where the dialog says", async () => {
    const saved = app.invoke("save_history", { app: "default" });
    const to = join(folder, "history.json");
    await answerFileDialog("Save the history", to);
    assert.equal(await saved, "history.json");
    const written = JSON.parse(readFileSync(to, "utf8"));
    assert.deepEqual([written.app, written.runs], ["default", []]);
    assert.ok(!existsSync(`${to}.part`));
  });
});

describe("a file as argument", () => {
  test("is open when the window is", async () => {
    const app = await App.start({ file });
    try {
      await app.sees("Béla");
      const recent = await app.call("exports.recent");
      assert.deepEqual(recent.map((r) => [r.name, typeof r.export]), [["traits of today.csv", "string"]]);
    } finally {
      await app.stop();
    }
  });

  test("that is not there leaves a window that works", async () => {
    const app = await App.start({ file: join(folder, "gone.csv") });
    try {
      await app.sees("gone.csv");
      assert.equal((await app.call("apps.list")).length, 1);
    } finally {
      await app.stop();
    }
  });
});
