import { contract } from "./vendor.mjs";

// The sandbox's key is a constant that guards nothing.
const authorization = "Bearer rk_test_patchbaysandbox";
const form = { authorization, "content-type": "application/x-www-form-urlencoded" };

contract({
  id: "stripe",
  document: "stripe.acacia-prism.json",
  // The document lists coupons and promotion codes, but does not read one; of prices it knows no expanded products.
  beyond: [/^GET \/v1\/prices/, /^GET \/v1\/coupons\/./, /^GET \/v1\/promotion_codes\/./],
  normalise: (request) => request.replace(/\/(sub_sched|cus|sub)_\w+/, "/$1"),
  // Every action, in each of the ways that its parameters make it take.
  runs: [
    ["update_subscription", 1001, { new_price: "price_platinum_month" }, "post /v1/subscriptions/sub"],
    [
      "update_subscription",
      1001,
      { new_price: "price_gold_year", proration_behavior: "always_invoice", quantity: 2, payment_behavior: "error_if_incomplete" },
      "post /v1/subscriptions/sub",
    ],
    ["update_subscription", 1002, { new_price: "price_gold_month", when: "period_end" }, "post /v1/subscription_schedules/sub_sched"],
    ["subscribe_to_plan", 1009, { price: "price_gold_month" }, "post /v1/subscriptions"],
    [
      "subscribe_to_plan",
      1010,
      { price: "price_gold_month", trial_days: 7, coupon: "SAVE10", quantity: 2, payment_behavior: "allow_incomplete" },
      "post /v1/subscriptions",
    ],
    ["unsubscribe_from_plan", 1016, { price: "price_gold_month", feedback: "unused", comment: "Left" }, "post /v1/subscriptions/sub"],
    [
      "unsubscribe_from_plan",
      1016,
      { price: "price_gold_month", when: "now", prorate: true, invoice_now: true, feedback: "other", comment: "Left & gone" },
      "delete /v1/subscriptions/sub",
    ],
    ["unsubscribe_from_plan", 1014, { price: "price_sports_month", when: "now" }, "post /v1/subscriptions/sub"],
    ["add_coupon", 1009, { coupon: "SAVE10" }, "post /v1/customers/cus"],
    ["add_coupon", 1009, { promotion_code: "promo_spring" }, "post /v1/customers/cus"],
    ["add_coupon", 1015, { coupon: "FIVEOFF", target: "subscription", price: "price_gold_month" }, "post /v1/subscriptions/sub"],
    ["extend_trial", 1003, { price: "price_gold_trial", days: 14 }, "post /v1/subscriptions/sub"],
  ],
  // The card of 1011 is declined. The document has no 400, by which Stripe refuses most else.
  refused: [["subscribe_to_plan", 1011, { price: "price_gold_month" }]],
  wrong: { path: "/v1/subscriptions", method: "POST", headers: form, body: "customer=cus_Demo1009&items[0][price]=price_gold_month&payment_behavior=hope" },
});
