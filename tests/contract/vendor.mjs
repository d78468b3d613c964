// A connector and the sandbox, with the vendor's own document between them: neither may say a thing that the document
// does not know. A vendor's file calls `contract` with its data; how all are tested stands here once.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Cli } from "./cli.mjs";
import { Fork } from "./fork.mjs";
import { Prism, specs } from "./prism.mjs";

/** The path of one of the vendors' documents. */
export function specification(folder, name) {
  const path = join(folder, name);
  if (!existsSync(path)) throw new Error(`there is no ${name} in ${folder}: set PATCHBAY_SPECS to the folder that has it`);
  return path;
}

/** Every text in a JSON value. */
export function texts(value) {
  return typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap(texts);
}

/** `post /subscriptions/#`: a request without the numbers in its path. */
const plain = (request) => request.replace(/^\w+/, (method) => method.toLowerCase()).replace(/\/\d+(?=[/.]|$)/g, "/#");

/**
 * The tests of one vendor:
 *
 * - `id`: the connector's.
 * - `document`: the OpenAPI document, which Prism holds both sides to; or `judge(folder)`, which gives a function that
 *   lists what is wrong with one of the fork's exchanges.
 * - `mend(text)`: the document without what its own vendor's answers cannot keep; the document as it is when not said.
 * - `prefix`: where the document's paths begin at the sandbox; `/id` when not said.
 * - `settings(url)`: which settings lead to the fork; `base_url` alone when not said.
 * - `beyond`: patterns of requests (`/^POST \/purchases\/preview$/`) that the document lacks. They go to the sandbox,
 *   and the test names them.
 * - `undocumented`: actions that send nothing which the document knows.
 * - `runs`: `[action, user's number, parameters, request, traits?]`: each must send `request` (`"post /subscriptions/#"`)
 *   exactly once. Every action has one.
 * - `refused`: `[action, user's number, parameters, traits?]`, which the sandbox refuses in words of the document.
 * - `wrong`: a request that breaks the document: `{ path, …what fetch takes }`.
 * - `examples`: what the check comes to on the document's own examples: `{ verdict, unproven: [names of checks] }`.
 * - `refusals`: `[action, user's number, parameters, pattern of the request, status, traits?]`: that one request is
 *   answered by the document's example for the status, whose texts (or what `says(body)` picks) the error repeats.
 * - `reads(exchange)`: whether an exchange only reads, though its line is that of a run.
 * - `normalise(request, exchange)`: takes out of `post /a/sub_1` what differs from run to run; numbers are # already.
 */
export function contract(vendor) {
  const { id, prefix = `/${id}`, settings = (url) => ({ base_url: url }), beyond = [], undocumented = [] } = vendor;
  const { runs, reads = () => false, refused = [], refusals = [], normalise = (request) => request, says = texts } = vendor;
  const folder = specs();
  let mended = null;
  const document = () => {
    const path = specification(folder, vendor.document);
    if (!vendor.mend) return path;
    mended ??= mkdtempSync(join(tmpdir(), "patchbay-contract-"));
    const copy = join(mended, vendor.document);
    writeFileSync(copy, vendor.mend(readFileSync(path, "utf8")));
    return copy;
  };
  const past = (request) => beyond.some((pattern) => pattern.test(request));

  describe(id, { skip: folder === null }, () => {
    let cli;
    let prism;
    let fork;
    let judge;
    let sandbox;

    before(async () => {
      cli = await Cli.start();
      assert.ok(cli.connectors[id], `the sandbox knows ${id}`);
      sandbox = cli.url + prefix;
      if (vendor.document) prism = await Prism.proxy(document(), sandbox);
      else judge = vendor.judge((name) => specification(folder, name));
      fork = await Fork.start(({ request }) => [!prism || past(request) ? sandbox : prism.url], [sandbox, prism?.url ?? sandbox]);
      await cli.use(id, settings(fork.url));
    });
    after(() => {
      prism?.stop();
      fork?.stop();
      cli?.stop();
      if (mended) rmSync(mended, { recursive: true });
    });

    const judged = () => fork.exchanges.filter(({ request }) => !past(request)).flatMap((exchange) => judge(exchange));
    const nothingBroke = async () => {
      if (prism) return assert.deepEqual(await prism.violations(), []);
      return assert.deepEqual(judged(), []);
    };
    const run = (order) => cli.call(["actions", "run", ...cli.order(id, ...order), "--yes"]);

    test("check", async () => {
      const { verdict, checks } = await cli.call(["connectors", "check", id]);
      assert.equal(verdict, "proven", JSON.stringify(checks));
      assert.ok(fork.exchanges.length > 0, "it asked the vendor");
      await nothingBroke();
    });

    test("sync of every catalogue", async () => {
      const { definition } = await cli.call(["connectors", "show", id]);
      if (definition.catalogues.length === 0) return;
      const reports = await cli.call(["catalogue", "sync", id]);
      assert.deepEqual(reports.map((report) => report.kind).sort(), definition.catalogues.map((kind) => kind.id).sort());
      for (const report of reports) assert.ok(report.total > 0, `${report.kind} is empty`);
      await nothingBroke();
    });

    for (const [action, number, params, request, traits] of runs) {
      test(`${action} ${JSON.stringify(params)}`, async () => {
        const already = fork.exchanges.length;
        const done = await run([action, number, params, traits]);
        assert.equal(done.outcome, "succeeded", JSON.stringify(done));
        const changes = fork.exchanges.slice(already).filter((exchange) => !reads(exchange));
        const asked = changes.map((exchange) => normalise(plain(exchange.request), exchange));
        assert.equal(asked.filter((one) => one === request).length, 1, `sent once: ${asked.join(", ")}`);
        await nothingBroke();
      });
    }

    test("no action is left out", async (context) => {
      const actions = await cli.call(["actions", "list", id]);
      const tested = new Set([...runs.map(([action]) => action), ...undocumented]);
      assert.deepEqual([...tested].sort(), actions.map((action) => action.id).sort());
      if (undocumented.length > 0) context.diagnostic(`not in the document: ${undocumented.join(", ")}`);
      const passed = fork.exchanges.filter(({ request }) => past(request)).map(({ request }) => plain(request));
      if (passed.length > 0) context.diagnostic(`past the document: ${[...new Set(passed)].join(", ")}`);
    });

    test("what the vendor refuses is within the document too", async () => {
      for (const order of refused) {
        const done = await run(order);
        assert.equal(done.outcome, "refused", JSON.stringify(done));
      }
      await nothingBroke();
    });

    // Last of those that share the log, since it breaks the document on purpose.
    test("what breaks the document is found", async () => {
      const { path, ...options } = vendor.wrong;
      const broken = async () => (prism ? await prism.violations() : judged()).length;
      const known = await broken();
      await fetch(fork.url + path, options);
      assert.ok((await broken()) > known, "it was passed over");
    });

    // The sandbox answers as we read the vendor's pages. A document has examples of the vendor's own: our reading of
    // replies is held to those.
    describe("the vendor's own examples", { skip: !vendor.examples && refusals.length === 0 }, () => {
      let mock;
      before(async () => {
        mock = await Prism.mock(document());
      });
      after(() => mock?.stop());

      test("the check and the sync read them", { skip: !vendor.examples }, async () => {
        await cli.use(id, settings(mock.url));
        const { verdict, checks } = await cli.call(["connectors", "check", id]);
        const unproven = checks.filter((check) => check.verdict !== "proven").map((check) => check.what);
        assert.deepEqual({ verdict, unproven }, vendor.examples, JSON.stringify(checks));
        for (const report of await cli.call(["catalogue", "sync", id])) assert.ok(report.total > 0, `${report.kind} is empty`);
        assert.deepEqual(await mock.violations(), []);
      });

      for (const [action, number, params, pattern, status, traits] of refusals) {
        test(`${action} ${JSON.stringify(params)} is refused with ${status}`, async () => {
          const there = await Fork.start(({ request }) => {
            return pattern.test(request) ? [mock.url, { prefer: `code=${status}` }] : [sandbox];
          }, [sandbox]);
          try {
            await cli.use(id, settings(there.url));
            const done = await run([action, number, params, traits]);
            assert.equal(done.outcome, "refused", JSON.stringify(done));
            const answer = there.exchanges.findLast(({ request }) => pattern.test(request));
            assert.equal(answer.status, status, answer.text);
            for (const text of answer.text ? says(JSON.parse(answer.text)) : []) {
              assert.ok(done.error.message.includes(text.replace(/\.$/, "")), `${done.error.message} says ${text}`);
            }
          } finally {
            there.stop();
          }
        });
      }
    });
  });
}
