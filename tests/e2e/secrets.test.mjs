// A secret that is typed in is in the keychain, and nowhere else: not on the disk, not in an argument, not in the page.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { App, command, newFolder } from "./app.mjs";
import { Canary } from "./canary.mjs";

const CANARY = "canary-7f3a91c2e5-never-on-disk";
const canary = new Canary(CANARY);

describe("a secret", () => {
  let app;
  before(async () => {
    app = await App.start();
    await app.call("connectors.set", {
      id: "chargify",
      // Nothing listens on the discard port: the check sends the key on its way and fails.
      values: { domain: "acme.chargify.com", base_url: "http://127.0.0.1:9" },
      secrets: { api_key: CANARY },
      active: true,
    });
    await app.call("connectors.check", { id: "chargify" }).catch(() => {});
    await app.call("catalogue.sync", { connector: "chargify" }).catch(() => {});
    await app.driver.run(() => location.reload());
    await app.sees("Home");
  });
  after(() => app?.stop());

  test("is in the keychain under the service patchbay", async () => {
    const { out } = await command("secret-tool", ["search", "--all", "--unlock", "service", "patchbay"]);
    assert.ok(out.includes(CANARY), `the keychain holds: ${out.replace(/secret = .*/g, "secret = …")}`);
  });

  test("is not on the disk", () => {
    const home = process.env.HOME;
    const hits = [app.dataDir, home, "/dev/shm"].flatMap((folder) => canary.files(folder));
    // The keyring itself is encrypted, so not even its file has the text.
    assert.deepEqual(hits, []);
  });

  test("is in no process' arguments or environment", () => {
    assert.deepEqual(canary.processes(), []);
  });

  test("comes back in no answer, and not in the log", async () => {
    for (const [name, request] of [
      ["connectors.show", { id: "chargify" }],
      ["connectors.list", {}],
      ["catalogue.status", {}],
      ["home.show", {}],
      ["history.export", {}],
      ["settings.show", {}],
    ]) {
      const answer = JSON.stringify(await app.call(name, request));
      assert.ok(!canary.isIn(answer), `${name} gives it back`);
    }
    assert.equal((await app.call("connectors.show", { id: "chargify" })).states.api_key, "present");
    assert.ok(!canary.isIn(app.driver.log));
  });
});

test("the search would find the canary", () => {
  const folder = newFolder("planted");
  writeFileSync(join(folder, "a"), `x${btoa(`${CANARY}:x`)}`);
  writeFileSync(join(folder, "b"), "nothing");
  assert.deepEqual(canary.files(folder), [join(folder, "a")]);
});
