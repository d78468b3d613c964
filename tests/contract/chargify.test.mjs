// The real Chargify connector and the sandbox, with the vendor's own OpenAPI document between them: neither may say
// a thing that the document does not know.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { App } from "../e2e/app.mjs";
import { Prism, specs } from "./prism.mjs";

const folder = specs();
const KEY = "patchbay-sandbox-chargify-key"; // a constant of the sandbox that guards nothing

// Number: what the sandbox says of this customer is the same for every seed.
const customer = (number) => String(20_000_000 + number);

describe("chargify", { skip: folder === null }, () => {
  let app;
  let prism;
  let url;

  before(async () => {
    app = await App.start();
    await app.call("sandbox.explore");
    ({ url } = await app.call("sandbox.status"));
    prism = await Prism.proxy(join(folder, "chargify.trimmed.yaml"), `${url}/chargify`);
    await use(prism.url);
  });
  after(async () => {
    prism?.stop();
    await app?.stop();
  });

  /** Points the connector to an address. */
  const use = (base_url) =>
    app.call("connectors.set", {
      id: "chargify",
      values: { domain: "patchbay-demo.chargify.com", base_url },
      secrets: { api_key: KEY },
      active: true,
    });

  const plan = (action, number, params) =>
    app.call("actions.plan", {
      connector: "chargify",
      order: { action, user: `cust-${number}`, traits: { chargify_id: customer(number) }, params },
    });

  /** Plans and runs, and says what was asked of the vendor by it. */
  const perform = async (action, number, params) => {
    const before = (await prism.requests()).length;
    const planned = await plan(action, number, params);
    const done = await app.call("actions.run", { plan: planned.id });
    assert.equal(done.outcome, "succeeded", JSON.stringify(done));
    return (await prism.requests()).slice(before);
  };

  const nothingBroke = async () => assert.deepEqual(await prism.violations(), []);

  test("check", async () => {
    const { verdict, checks } = await app.call("connectors.check", { id: "chargify" });
    assert.equal(verdict, "proven", JSON.stringify(checks));
    assert.ok((await prism.requests()).includes("get /site.json"));
    await nothingBroke();
  });

  test("sync of every catalogue", async () => {
    const reports = await app.call("catalogue.sync", { connector: "chargify" });
    assert.deepEqual(reports.map((r) => r.kind).sort(), ["coupons", "products", "reason_codes"]);
    for (const report of reports) assert.ok(report.total > 0, `${report.kind} is empty`);
    await nothingBroke();
  });

  // Every action, in each of the ways that its parameters make it take.
  const runs = [
    ["create_subscription", 1009, { plan: "gold" }, "post /subscriptions.json"],
    [
      "create_subscription",
      1009,
      { plan: "basic", coupon_code: "SAVE10", payment_collection_method: "remittance", reference: "contract-1" },
      "post /subscriptions.json",
    ],
    ["add_coupon_code", 1001, { plan: "gold", coupon_code: "SAVE10" }, "post /subscriptions/#/add_coupon.json"],
    ["cancel_subscription", 1001, { plan: "gold", when: "end_of_period" }, "post /subscriptions/#/delayed_cancel.json"],
    [
      "cancel_subscription",
      1012,
      { plan: "gold", when: "immediately", cancellation_message: "Left via prompt" },
      "delete /subscriptions/#.json",
    ],
  ];
  for (const [action, number, params, request] of runs) {
    test(`${action} ${JSON.stringify(params)}`, async () => {
      const asked = await perform(action, number, params);
      assert.equal(asked.filter((a) => a === request).length, 1, `sent once: ${asked.join(", ")}`);
      await nothingBroke();
    });
  }

  test("no action is left out", async () => {
    const actions = await app.call("actions.list", { connector: "chargify" });
    assert.deepEqual([...new Set(runs.map(([action]) => action))].sort(), actions.map((a) => a.id).sort());
  });

  test("what the vendor refuses is within the document too", async () => {
    // The card of 1019 is declined; 1018 has a coupon that stands no other.
    for (const [action, number, params] of [
      ["create_subscription", 1019, { plan: "basic" }],
      ["add_coupon_code", 1018, { plan: "gold", coupon_code: "SAVE10" }],
    ]) {
      const planned = await plan(action, number, params);
      const done = await app.call("actions.run", { plan: planned.id });
      assert.equal(done.outcome, "refused", JSON.stringify(done));
    }
    await nothingBroke();
  });

  test("Prism does find what breaks the document", async () => {
    const before = (await prism.violations()).length;
    const wrong = await fetch(`${prism.url}/subscriptions.json`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${KEY}:x`)}`, "content-type": "application/json" },
      body: JSON.stringify({ subscription: { product_handle: 5 } }),
    });
    assert.equal(wrong.status, 422);
    assert.equal((await prism.violations()).length, before + 1);
  });

  // The sandbox answers as we read the vendor's pages. The document has examples of the vendor's own: our reading of
  // replies is held to those.
  describe("answers of the vendor's own examples", () => {
    let mock;
    before(async () => {
      mock = await Prism.mock(join(folder, "chargify.trimmed.yaml"));
    });
    after(() => mock?.stop());

    test("the check and the sync read them", async () => {
      await use(mock.url);
      const { verdict, checks } = await app.call("connectors.check", { id: "chargify" });
      // The example's site has another name than ours, which the check must not pass over.
      assert.equal(verdict, "unknown", JSON.stringify(checks));
      assert.deepEqual(checks.filter((c) => c.verdict !== "proven").map((c) => c.what), ["Domain"]);
      const reports = await app.call("catalogue.sync", { connector: "chargify" });
      for (const report of reports) assert.ok(report.total > 0, `${report.kind} is empty`);
      assert.deepEqual(await mock.violations(), []);
    });

    // Look-ups go to the sandbox, the one changing request to the examples of a refusal.
    for (const [action, number, params, request, status = 422] of [
      ["create_subscription", 1010, { plan: "basic", payment_collection_method: "remittance" }, /^POST \/subscriptions.json$/],
      ["add_coupon_code", 1002, { plan: "basic", coupon_code: "THREEMONTHS" }, /^POST .*\/add_coupon.json$/],
      ["cancel_subscription", 1002, { plan: "basic", when: "immediately" }, /^DELETE /],
      ["cancel_subscription", 1002, { plan: "basic", when: "end_of_period" }, /^POST .*\/delayed_cancel.json$/, 404],
    ]) {
      test(`${action} ${params.when ?? ""} is refused`, async () => {
        const fork = await forking(({ method, url }) =>
          request.test(`${method} ${url}`) ? [mock.url, { prefer: `code=${status}` }] : [prism.url, {}],
        );
        try {
          await use(fork.url);
          const planned = await plan(action, number, params);
          const done = await app.call("actions.run", { plan: planned.id });
          assert.equal(done.outcome, "refused", JSON.stringify(done));
          assert.equal(fork.answer.status, status);
          const said = texts(fork.answer.text ? JSON.parse(fork.answer.text) : []);
          assert.ok(said.length > 0 || status === 404, `the example says something: ${fork.answer.text}`);
          for (const text of said) {
            assert.ok(done.error.message.includes(text.replace(/\.$/, "")), `${done.error.message} says ${text}`);
          }
        } finally {
          fork.stop();
        }
      });
    }
  });
});

/** Every text in a JSON value. */
function texts(value) {
  return typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap(texts);
}

/** A server that sends each request on to where `choose` says, with more headers, and keeps the last such answer. */
async function forking(choose) {
  const fork = { answer: null };
  const server = createServer(async (request, response) => {
    const [to, more] = choose(request);
    const body = Buffer.concat(await request.toArray());
    const headers = { ...request.headers, ...more };
    for (const own of ["host", "connection", "content-length", "accept-encoding"]) delete headers[own];
    const answer = await fetch(to + request.url, { method: request.method, headers, body: body.length ? body : undefined });
    const text = await answer.text();
    if (more.prefer) fork.answer = { status: answer.status, text };
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "application/json" }).end(text);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  fork.url = `http://127.0.0.1:${server.address().port}`;
  fork.stop = () => server.closeAllConnections() ?? server.close();
  return fork;
}
