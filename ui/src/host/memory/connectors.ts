import type { Action, ConnectorDetail, ConnectorView, Definition, Effect, Param, Setting } from "..";
import type { Handlers } from ".";
import { failure, inSteps } from ".";
import { lastCheck, type State } from "./state";

function setting(key: string, label: string, help: string, more: Partial<Setting> = {}): Setting {
  return {
    key,
    label,
    help,
    kind: { type: "text" },
    secret: false,
    required: false,
    advanced: false,
    default: null,
    example: "",
    ...more,
  };
}

const baseUrl = setting("base_url", "Base URL", "Replaces the derived host, with a path prefix if given.", {
  kind: { type: "url" },
  advanced: true,
  example: "https://gateway.example.com/chargify",
});

function param(key: string, label: string, help: string, more: Partial<Param> = {}): Param {
  return {
    key,
    label,
    help,
    kind: { type: "text", max: 200 },
    required: false,
    advanced: false,
    default: null,
    only_when: null,
    ...more,
  };
}

function action(
  id: string,
  name: string,
  effect: Effect,
  description: string,
  more: Partial<Action> = {},
): Action {
  return {
    id,
    name,
    description,
    requires: [["chargify_id", "customer_id"]],
    params: [],
    effect,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    idempotency: "none",
    acceptance: "recorded",
    ...more,
  };
}

const limits = {
  concurrency: 4,
  rate: null,
  read_timeout_secs: 30,
  write_timeout_secs: 120,
  retry: { attempts: 4, pause_ms: 500, total_secs: 60 },
};

const chargify: Definition = {
  id: "chargify",
  name: "Chargify",
  category: "billing",
  summary: "Subscriptions, products and coupons of Chargify (Maxio Advanced Billing).",
  docs_url: "https://developers.maxio.com/http/getting-started/overview",
  settings: [
    setting("subdomain", "Subdomain", "The first part of your site's address.", {
      required: true,
      example: "acme",
    }),
    setting("api_key", "API key", "Under Config › Integrations › API Keys.", {
      secret: true,
      required: true,
    }),
    setting("region", "Region", "Where your site is hosted.", {
      kind: {
        type: "choice",
        choices: [
          { value: "us", label: "United States" },
          { value: "eu", label: "European Union" },
        ],
      },
      default: "us",
    }),
    setting("require_email", "Require an e-mail address", "Refuse to act for a user without one.", {
      kind: { type: "boolean" },
      default: "false",
    }),
    baseUrl,
  ],
  traits: [
    { key: "chargify_id", label: "Chargify id", help: "The subscription's id." },
    { key: "customer_id", label: "Customer id", help: "Your own reference of the customer." },
    { key: "email_address", label: "E-mail address", help: "The customer's address." },
  ],
  catalogues: [
    { id: "products", name: "Products", help: "What can be subscribed to." },
    { id: "coupons", name: "Coupons", help: "What can be taken off." },
  ],
  actions: [
    action(
      "pause_subscription",
      "Pause subscription",
      "pauses",
      "Puts the subscription on hold; it can be resumed.",
      {
        params: [param("resume_at", "Resume on", "When it goes on by itself.", { kind: { type: "date" } })],
      },
    ),
    action(
      "cancel_subscription",
      "Cancel subscription",
      "ends",
      "Ends the subscription at once. It cannot be undone in place.",
      {
        destructive: true,
        params: [
          param("when", "When", "At once, or at the end of the period.", {
            kind: {
              type: "choice",
              choices: [
                { value: "now", label: "Now" },
                { value: "period_end", label: "At the end of the period" },
              ],
            },
            required: true,
            default: "period_end",
          }),
        ],
      },
    ),
    action(
      "change_product",
      "Change product",
      "changes",
      "Moves the subscription to another product, with proration.",
      {
        moves_money: true,
        params: [
          param("product", "Product", "What to move to.", {
            kind: { type: "catalogue", catalogue: "products" },
            required: true,
          }),
        ],
      },
    ),
    action("apply_coupon", "Apply coupon", "discounts", "Takes something off the next invoices.", {
      moves_money: true,
      params: [
        param("coupon", "Coupon", "Which one.", {
          kind: { type: "catalogue", catalogue: "coupons" },
          required: true,
        }),
      ],
    }),
  ],
  limits,
  proves: "A proven key reads what this connector reads. It does not show that the key may also write.",
  assumptions: [],
};

const evergent: Definition = {
  ...chargify,
  id: "evergent",
  name: "Evergent",
  summary: "Accounts, products and orders of an Evergent instance.",
  docs_url: "https://docs.evergent.com",
  settings: [
    setting("host", "Host", "The host of your instance.", {
      kind: { type: "host" },
      required: true,
      example: "rest-acme.evergent.com",
    }),
    setting("api_user", "API user", "The name that Evergent gave you.", {
      required: true,
      example: "acme_api",
    }),
    setting("api_password", "API password", "Comes with the API user.", { secret: true, required: true }),
    setting("channel_partner", "Channel partner id", "Your company's code at Evergent.", {
      required: true,
      example: "ACME",
    }),
    setting(
      "instance_profile",
      "Instance profile",
      "Where your instance differs from the documented one: paths, wrappers, field names.",
      {
        kind: { type: "json" },
        advanced: true,
        example: '{ "customer_key": "spAccountID" }',
      },
    ),
    setting("client_certificate", "Client certificate", "A PEM file, if your instance asks for one.", {
      kind: { type: "file" },
      secret: true,
      advanced: true,
    }),
    { ...baseUrl, example: "https://gateway.example.com/evergent" },
  ],
  catalogues: [{ id: "products", name: "Products", help: "What can be ordered." }],
  actions: [
    action("add_order", "Add order", "starts", "Orders a product for the account.", {
      moves_money: true,
      requires: [["customer_id"]],
      params: [
        param("product", "Product", "What to order.", {
          kind: { type: "catalogue", catalogue: "products" },
          required: true,
        }),
      ],
    }),
    action("remove_order", "Remove order", "ends", "Ends an order at the end of its period.", {
      destructive: true,
      requires: [["customer_id"]],
    }),
  ],
  assumptions: [
    {
      about: "connector",
      text: "The wrapper of a request is <Method>RequestMessage. It can be changed in the instance profile.",
      setting: null,
    },
    {
      about: "remove_order",
      text: "An order that ended already answers eV4015. Not seen on a live account.",
      setting: null,
    },
  ],
};

const others: [string, string, Definition["category"], string][] = [
  ["stripe", "Stripe", "billing", "Subscriptions, prices and coupons of Stripe."],
  ["apple", "Apple App Store", "app_stores_push", "Subscription state and offers of the App Store."],
  ["braze", "Braze", "crm_marketing", "User attributes and campaigns of Braze."],
  ["zendesk", "Zendesk", "crm_marketing", "Tickets for a user of Zendesk."],
  ["mixpanel", "Mixpanel", "analytics_events", "Events and profiles of Mixpanel."],
];

export function details(): ConnectorDetail[] {
  return [
    {
      definition: chargify,
      active: true,
      values: { subdomain: "streamly-test", region: "eu" },
      states: {
        subdomain: "present",
        api_key: "present",
        region: "present",
        require_email: "missing",
        base_url: "missing",
      },
      missing: [],
      checked: lastCheck(
        "proven",
        [
          {
            what: "Credentials",
            verdict: "proven",
            detail: "The site streamly-test answered as a test site.",
          },
          { what: "Read products", verdict: "proven", detail: "12 product families can be read." },
        ],
        95,
      ),
      simulated: false,
    },
    {
      definition: evergent,
      active: true,
      values: { host: "api.evergent.example", api_user: "streamly_api", channel_partner: "STRM" },
      states: { host: "present", api_user: "present", api_password: "present", channel_partner: "present" },
      missing: [],
      checked: lastCheck(
        "unreachable",
        [
          {
            what: "Host",
            verdict: "unreachable",
            detail: "api.evergent.example could not be found (DNS). Check the host.",
          },
          { what: "Credentials", verdict: "unknown", detail: "Not tried: the host was not reached." },
        ],
        180,
      ),
      simulated: false,
    },
    ...others.map(
      ([id, name, category, summary]): ConnectorDetail => ({
        definition: {
          ...chargify,
          id,
          name,
          category,
          summary,
          settings: [
            setting("api_key", "API key", "From the vendor's dashboard.", { secret: true, required: true }),
            baseUrl,
          ],
          catalogues: [],
          actions: chargify.actions.slice(0, 1),
        },
        active: false,
        values: {},
        states: { api_key: "missing", base_url: "missing" },
        missing: ["API key is missing"],
        simulated: false,
      }),
    ),
  ];
}

function view(c: ConnectorDetail): ConnectorView {
  const { definition: d } = c;
  return {
    id: d.id,
    name: d.name,
    category: d.category,
    summary: d.summary,
    active: c.active,
    settings: d.settings.map(({ key, label, secret, required }) => ({
      key,
      label,
      secret,
      required,
      state: c.states[key] ?? "missing",
    })),
    traits: d.traits.map((t) => t.key),
    catalogues: d.catalogues.map((k) => k.id),
    actions: d.actions.map((a) => ({
      id: a.id,
      name: a.name,
      destructive: a.destructive,
      moves_money: a.moves_money,
      reaches_person: a.reaches_person,
      requires: a.requires,
      params: a.params.map((p) => ({ key: p.key, type: p.kind.type, required: p.required })),
    })),
    ...(c.checked ? { checked: c.checked } : {}),
  };
}

function find(state: State, id: string): ConnectorDetail {
  const found = state.connectors.find((c) => c.definition.id === id);
  if (!found)
    throw failure("not_found", `there is no connector ${id}`, { hint: "Look at the list of connectors" });
  return found;
}

function recount(c: ConnectorDetail) {
  for (const s of c.definition.settings) {
    if (!s.secret) c.states[s.key] = c.values[s.key] ? "present" : "missing";
  }
  c.missing = c.definition.settings
    .filter((s) => s.required && c.states[s.key] !== "present")
    .map((s) => `${s.label} is missing`);
}

export const connectorHandlers: Handlers = {
  "connectors.list": (_, { state }) => state.connectors.map(view),
  "connectors.show": ({ id }, { state }) => find(state, id),
  "connectors.set": ({ id, values, secrets, active }, { state }) => {
    const c = find(state, id);
    for (const [key, value] of Object.entries(values)) {
      const kind = c.definition.settings.find((s) => s.key === key)?.kind.type;
      if (kind === "url" && value && !/^https:\/\/|^http:\/\/(127\.|localhost)/.test(value)) {
        throw failure("invalid", "a URL must begin with https://", {
          field: key,
          hint: "plain http is for this machine only",
        });
      }
      if (kind === "json" && value) {
        try {
          JSON.parse(value);
        } catch {
          throw failure("invalid", "the instance profile is not JSON", {
            field: key,
            hint: "look for a missing quote or comma",
          });
        }
      }
    }
    for (const [key, value] of Object.entries(values)) {
      if (value) c.values[key] = value;
      else delete c.values[key];
    }
    for (const [key, value] of Object.entries(secrets)) c.states[key] = value ? "present" : "missing";
    recount(c);
    if (active && c.missing.length > 0)
      throw failure("not_ready", `${c.definition.name} cannot be activated: ${c.missing.join(", ")}`);
    if (active !== undefined) c.active = active;
    if (Object.keys(values).length + Object.keys(secrets).length > 0) delete c.checked;
    return c;
  },
  "connectors.check": async ({ id }, call) => {
    const c = find(call.state, id);
    await inSteps(call, ["Credentials", "Read products", "Read coupons"], call.state.pause);
    const reached = id !== "evergent";
    c.checked = reached
      ? lastCheck(
          "proven",
          [
            { what: "Credentials", verdict: "proven", detail: "The site answered." },
            { what: "Read products", verdict: "proven", detail: "12 product families can be read." },
          ],
          0,
        )
      : lastCheck(
          "unreachable",
          [
            {
              what: "Host",
              verdict: "unreachable",
              detail: "api.evergent.example could not be found (DNS). Check the host.",
            },
          ],
          0,
        );
    return { id, verdict: c.checked.verdict, checks: c.checked.checks };
  },
  "connectors.remove": ({ id }, { state }) => {
    const c = find(state, id);
    c.values = {};
    for (const s of c.definition.settings) c.states[s.key] = "missing";
    c.active = false;
    delete c.checked;
    recount(c);
    return {};
  },
};
