import { contract } from "./vendor.mjs";

// The sandbox's key is a constant that guards nothing.
const authorization = `Basic ${btoa("patchbay-sandbox-chargify-key:x")}`;

contract({
  id: "chargify",
  document: "chargify.trimmed.yaml",
  // Every action, in each of the ways that its parameters make it take.
  runs: [
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
  ],
  // The card of 1019 is declined; 1018 has a coupon that stands no other.
  refused: [
    ["create_subscription", 1019, { plan: "basic" }],
    ["add_coupon_code", 1018, { plan: "gold", coupon_code: "SAVE10" }],
  ],
  wrong: {
    path: "/subscriptions.json",
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({ subscription: { product_handle: 5 } }),
  },
  // The example's site has another name than ours, which the check must not pass over.
  examples: { verdict: "unknown", unproven: ["Domain"] },
  refusals: [
    [
      "create_subscription",
      1010,
      { plan: "basic", payment_collection_method: "remittance" },
      /^POST \/subscriptions.json$/,
      422,
    ],
    ["add_coupon_code", 1002, { plan: "basic", coupon_code: "THREEMONTHS" }, /^POST .*\/add_coupon.json$/, 422],
    ["cancel_subscription", 1002, { plan: "basic", when: "immediately" }, /^DELETE /, 422],
    ["cancel_subscription", 1002, { plan: "basic", when: "end_of_period" }, /^POST .*\/delayed_cancel.json$/, 404],
  ],
});
