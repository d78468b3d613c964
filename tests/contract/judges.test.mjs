// What judges the contracts that Prism cannot read: each finds what is wrong, and nothing where all is right.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { discovery } from "./discovery.mjs";
import { graphql } from "./graphql.mjs";
import { specs } from "./prism.mjs";
import { specification } from "./vendor.mjs";

const folder = specs();
const path = (name) => specification(folder, name);

describe("discovery documents", { skip: folder === null }, () => {
  const judge = folder && discovery("google.json", "google-androidpublisher.json")(path);
  const send = (message, reply = { name: "projects/p/messages/1" }, more = {}) =>
    judge({
      request: "POST /v1/projects/p/messages:send",
      path: "/v1/projects/p/messages:send",
      body: JSON.stringify({ validateOnly: true, message }),
      status: 200,
      text: JSON.stringify(reply),
      ...more,
    });

  test("a right exchange", () => {
    const message = { token: "t", notification: { title: "a" }, data: { k: "v" }, android: { priority: "HIGH" } };
    assert.deepEqual(send(message), []);
    assert.deepEqual(send(message, { error: { code: 404 } }, { status: 404 }), []);
  });

  test("unknown members, wrong types, unlisted values", () => {
    for (const [message, says] of [
      [{ tokens: "t" }, "request.message.tokens is not known"],
      [{ token: 5 }, "request.message.token is no text"],
      [{ data: { k: 1 } }, "request.message.data.k is no text"],
      [{ android: { priority: "high" } }, "request.message.android.priority is high, which is not listed"],
    ]) {
      assert.deepEqual(send(message), [`POST /v1/projects/p/messages:send: ${says}`]);
    }
    assert.match(send({ token: "t" }, { id: "1" })[0], /reply\.id is not known/);
    assert.match(send({}, {}, { request: "POST /v2/projects/p/messages:send" })[0], /no document knows it/);
    assert.match(send({}, {}, { path: "/v1/projects/p/messages:send?dry=1" })[0], /the parameter dry is not known/);
  });
});

describe("GraphQL", { skip: folder === null }, () => {
  const judge = folder && graphql("shopify.json")(path);
  const query = `query Shop($first: Int!) { shop { name }
    products(first: $first) { nodes { id variants(first: 1) { nodes { id availableForSale price { amount currencyCode } } } } pageInfo { hasNextPage } } }`;
  const variant = { id: "gid://1", availableForSale: true, price: { amount: "1.00", currencyCode: "USD" } };
  const data = (change = {}) => ({
    shop: { name: "Demo" },
    products: { nodes: [{ id: "gid://2", variants: { nodes: [{ ...variant, ...change }] } }], pageInfo: { hasNextPage: false } },
  });
  const ask = (body, reply) => judge({ request: "POST /graphql", body: JSON.stringify(body), text: JSON.stringify(reply) });

  test("a right exchange", () => {
    assert.deepEqual(ask({ query, variables: { first: 5 } }, { data: data() }), []);
    assert.deepEqual(ask({ query, variables: { first: 5 } }, { errors: [{ message: "Throttled" }] }), []);
  });

  test("unknown fields, wrong variables, replies that were not asked for", () => {
    const one = (body, reply) => ask(body, reply).join("\n");
    assert.match(one({ query: "{ shop { nome } }" }, {}), /Cannot query field "nome"/);
    assert.match(one({ query, variables: { first: "x" } }, {}), /\$first/);
    assert.match(one({ query, variables: { first: 5 } }, { data: data({ sku: 1 }) }), /nodes\[0\]\.sku was not asked for/);
    assert.match(one({ query, variables: { first: 5 } }, { data: data({ availableForSale: null }) }), /availableForSale is null/);
    assert.match(one({ query, variables: { first: 5 } }, { data: data({ price: { amount: "1", currencyCode: "XYZ1" } }) }), /currencyCode is no CurrencyCode/);
    assert.match(one({ query, variables: { first: 5 } }, { data: { shop: { name: "a" } } }), /data\.products is missing/);
  });
});
