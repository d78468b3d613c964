import { contract } from "./vendor.mjs";

// The rate plans of the sandbox.
const BASIC = "8ad08c0f000000000000000000000101";
const GOLD = "8ad08c0f000000000000000000000102";
const SPORTS = "8ad08c0f000000000000000000000201";
const TERMED = { rate_plan: GOLD, term_type: "TERMED", initial_term: 12, renewal_term: 12, auto_renew: true };
const EVERGREEN = { rate_plan: BASIC, term_type: "EVERGREEN", renewal_term: 0 };

const zuora = {
  id: "zuora",
  document: "zuora.trimmed.yaml",
  // The document gives the address of rate plans where Zuora, asked without a version, gives the rate plans. Its
  // examples are therefore not for our reading of the catalogue, and it has none of a refusal.
  beyond: [/^GET \/v1\/catalog\/products$/],
  // Numbers of subscriptions are no numbers.
  normalise: (request) => request.replace(/A-S\d+/, "#"),
  // A preview by Subscribe and Amend is its change with a flag.
  reads: ({ body }) => body.includes('"preview":true'),
  // Beyond its term.
  refused: [["cancel_subscription", 1013, { cancellation_policy: "SpecificDate", cancellation_effective_date: "2199-01-01" }]],
  wrong: {
    path: "/v1/subscriptions/A-S00000001/cancel",
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ cancellationPolicy: 5 }),
  },
};

const suspended = { suspend_policy: "FixedPeriodsFromToday", suspend_periods: 2, suspend_periods_type: "Week" };
const resumed = { resume: true, resume_policy: "SpecificDate", resume_specific_date: "2199-01-01", extends_term: false };

/** The calls that are the same for all tenants. */
const policies = [
  ["suspend_subscription", 1001, { suspend_policy: "Today" }, "put /v1/subscriptions/#/suspend"],
  ["suspend_subscription", 1005, { ...suspended, ...resumed }, "put /v1/subscriptions/#/suspend"],
  ["resume_subscription", 1001, { resume_policy: "Today" }, "put /v1/subscriptions/#/resume"],
  ["cancel_subscription", 1002, { cancellation_policy: "EndOfCurrentTerm", apply_credit: false }, "put /v1/subscriptions/#/cancel"],
];

contract({
  ...zuora,
  settings: (url) => ({ base_url: url, tenant_type: "orders" }),
  // The door of a tenant that takes orders alone.
  prefix: "/zuora/orders",
  runs: [
    ["add_plan", 1001, { product_rate_plan: SPORTS }, "post /v1/orders"],
    ["remove_plan", 1001, { product_rate_plan: SPORTS, effective_date: "2026-12-01" }, "post /v1/orders"],
    ["change_auto_renewal", 1001, { auto_renew: false }, "post /v1/orders"],
    ["create_subscription", 1009, TERMED, "post /v1/orders"],
    ["create_subscription", 1010, EVERGREEN, "post /v1/orders"],
    ...policies,
  ],
});

contract({
  ...zuora,
  settings: (url) => ({ base_url: url, tenant_type: "subscribe_amend" }),
  runs: [
    ["add_plan", 1001, { product_rate_plan: SPORTS }, "put /v1/subscriptions/#"],
    ["remove_plan", 1001, { product_rate_plan: SPORTS, effective_date: "2026-12-01" }, "put /v1/subscriptions/#"],
    ["change_auto_renewal", 1001, { auto_renew: false }, "put /v1/subscriptions/#"],
    ["create_subscription", 1009, TERMED, "post /v1/subscriptions"],
    ["create_subscription", 1010, EVERGREEN, "post /v1/subscriptions"],
    ...policies,
  ],
});
