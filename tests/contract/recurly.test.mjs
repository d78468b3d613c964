import { contract } from "./vendor.mjs";

// The sandbox's key is a constant that guards nothing.
const authorization = `Basic ${btoa("patchbay-sandbox-recurly-key:")}`;
const accept = "application/vnd.recurly.v2021-02-25+json";

contract({
  id: "recurly",
  document: "recurly.trimmed.yaml",
  // Some patterns stand between slashes, as in a programming language: nothing fits them so.
  mend: (text) => text.replaceAll(/pattern: (['"]?)\/(\^.*\$)\/\1$/gm, "pattern: '$2'"),
  // The document knows purchases only without their preview.
  beyond: [/^POST .*\/purchases\/preview$/],
  normalise: (request) => request.replace(/\/sb\d+/, "/#").replace(/accounts\/A\d+/, "accounts/#"),
  // Every action, in each of the ways that its parameters make it take.
  runs: [
    ["apply_coupon_code", 1001, { coupon: "SAVE10" }, "post /accounts/#/coupon_redemptions/active"],
    ["apply_coupon_code", 1002, { coupon: "ONEPLAN5" }, "post /accounts/#/coupon_redemptions/active"],
    [
      "record_usage",
      1001,
      { add_on: "api-calls", amount: "2.5", merchant_tag: "contract-1", usage_timestamp: "2026-11-20" },
      "post /subscriptions/#/add_ons/code-api-calls/usage",
    ],
    ["pause_subscription", 1001, { remaining_pause_cycles: "2" }, "put /subscriptions/#/pause"],
    ["pause_subscription", 1001, { remaining_pause_cycles: "0" }, "put /subscriptions/#/pause"],
    ["resume_subscription", 1006, {}, "put /subscriptions/#/resume"],
    ["switch_subscription", 1002, { plan: "gold", timeframe: "term_end" }, "post /subscriptions/#/change"],
    ["switch_subscription", 1013, { plan: "platinum" }, "post /subscriptions/#/change"],
    ["update_subscription_price", 1002, { unit_amount: "4.99", timeframe: "bill_date" }, "post /subscriptions/#/change"],
    ["create_subscription", 1009, { plan: "gold", currency: "USD" }, "post /subscriptions"],
    [
      "create_subscription",
      1010,
      {
        plan: "basic",
        currency: "EUR",
        collection_method: "manual",
        unit_amount: "5.5",
        trial_ends_at: "2199-01-01",
        coupon_codes: "SAVE10",
      },
      "post /subscriptions",
    ],
    ["reactivate_subscription", 1005, {}, "put /subscriptions/#/reactivate"],
    ["convert_trial", 1003, {}, "put /subscriptions/#/convert_trial"],
    ["cancel_subscription", 1001, {}, "put /subscriptions/#/cancel"],
    ["cancel_subscription", 1014, { mode: "bill_date" }, "put /subscriptions/#/cancel"],
    ["cancel_subscription", 1002, { mode: "now", refund: "full", charge: "false" }, "delete /subscriptions/#"],
  ],
  // The card of 1011 is declined; the bank of 1016 wants 3-D Secure.
  refused: [
    ["resume_subscription", 1011, {}],
    ["create_subscription", 1016, { plan: "platinum", currency: "USD" }],
  ],
  wrong: {
    path: "/subscriptions",
    method: "POST",
    headers: { authorization, accept, "content-type": "application/json" },
    body: JSON.stringify({ plan_code: 5 }),
  },
});
