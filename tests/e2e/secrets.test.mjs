// A secret that is typed in is in the keychain, and nowhere else: not on the disk, not in an argument, not in the page.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { App, command } from "./app.mjs";

const CANARY = "canary-7f3a91c2e5-never-on-disk";
const forms = [CANARY, encodeURIComponent(CANARY), btoa(CANARY), btoa(`${CANARY}:x`)].map((text) =>
  Buffer.from(text.replace(/=+$/, "")),
);

/** Every file below a folder whose content has the canary in one of its forms. */
function found(folder) {
  const hits = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) hits.push(...found(path));
    else if (entry.isFile() && statSync(path).size < 256 << 20) {
      const content = readFileSync(path);
      if (forms.some((form) => content.includes(form))) hits.push(path);
    }
  }
  return hits;
}

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
    const hits = [...found(app.dataDir), ...found(home), ...found("/dev/shm")];
    // The keyring itself is encrypted, so not even its file has the text.
    assert.deepEqual(hits, []);
  });

  test("is in no process' arguments or environment", () => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      for (const file of ["cmdline", "environ"]) {
        let content;
        try {
          content = readFileSync(`/proc/${pid}/${file}`);
        } catch {
          continue; // it ended, or it is another user's
        }
        assert.ok(!forms.some((form) => content.includes(form)), `/proc/${pid}/${file}`);
      }
    }
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
      assert.ok(!forms.some((form) => answer.includes(form.toString())), `${name} gives it back`);
    }
    assert.equal((await app.call("connectors.show", { id: "chargify" })).states.api_key, "present");
    assert.ok(!app.driver.log.includes(CANARY));
  });
});

test("the search would find the canary", async () => {
  const { mkdtempSync, writeFileSync } = await import("node:fs");
  const folder = mkdtempSync(join(process.env.TMPDIR, "planted-"));
  writeFileSync(join(folder, "a"), `x${btoa(`${CANARY}:x`)}`);
  writeFileSync(join(folder, "b"), "nothing");
  assert.deepEqual(found(folder), [join(folder, "a")]);
});
