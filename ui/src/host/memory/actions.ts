import type { ActionView, Fact, PlanReply, RunView, StepView, User } from "..";
import type { Handlers } from ".";
import { failure, inSteps } from ".";
import type { State } from "./state";

const SITE = "https://streamly-test.chargify.com";
const headers = {
  accept: "application/json",
  authorization: "Basic ‹api_key›:x",
  "content-type": "application/json",
};

/** What each plan was made of, by its id. */
const made = new WeakMap<State, Map<string, PlanReply>>();

const before: Fact[] = [
  { label: "Subscription", value: "71034882" },
  { label: "Plan", value: "Gold monthly" },
  { label: "State", value: "active" },
  { label: "Current period ends", value: "2026-12-01 10:00 UTC" },
  { label: "Cancellation", value: "none" },
  { label: "Coupons", value: "SAVE10" },
];

function lookUp(purpose: string, path: string): StepView {
  const { accept, authorization } = headers;
  return {
    purpose,
    method: "GET",
    url: `${SITE}${path}`,
    headers: { accept, authorization },
    body: null,
    changes: false,
    sent: true,
    status: 200,
  };
}

function curl(step: StepView): string {
  const parts = [
    `curl --request ${step.method}`,
    `--user "$API_KEY":'x'`,
    "--header 'accept: application/json'",
  ];
  if (step.body !== null) parts.push(`--data-raw '${JSON.stringify(step.body)}'`);
  return [...parts, `'${step.url}'`].join(" \\\n  ");
}

const candidates = [
  {
    id: 71_034_882,
    state: "active",
    plan: "gold-monthly",
    created_at: "2026-03-01T10:00:00Z",
    canceled_at: null,
  },
  {
    id: 71_220_119,
    state: "trialing",
    plan: "gold-monthly",
    created_at: "2026-11-18T08:12:44Z",
    canceled_at: null,
  },
];

/** The customer with two subscriptions, so that the question can be seen. */
const SEVERAL = "84377";

function changing(purpose: string, action: string, id: number, params: Record<string, unknown>): StepView {
  const cancels = action.startsWith("cancel");
  return {
    purpose,
    method: cancels ? "DELETE" : "POST",
    url: `${SITE}/subscriptions/${id}${cancels ? "" : `/${action.split("_")[0]}`}.json`,
    headers,
    body: { subscription: { ...(params as Record<string, string>) } },
    changes: true,
    sent: false,
  };
}

const after: Record<string, Fact[]> = {
  cancel_subscription: [
    ...before.slice(0, 4),
    { label: "Cancellation", value: "set for 2026-12-01 10:00 UTC" },
    { label: "Coupons", value: "SAVE10" },
  ],
};

export const actionHandlers: Handlers = {
  "actions.list": ({ connector }, { state }) =>
    state.connectors
      .filter((c) => connector === undefined || c.definition.id === connector)
      .flatMap((c) =>
        c.definition.actions.map(
          (a): ActionView => ({
            ...a,
            connector: c.definition.id,
            connector_name: c.definition.name,
            active: c.active,
          }),
        ),
      ),
  "actions.plan": async ({ connector, order }, call) => {
    const { state } = call;
    const { definition } = state.connectors.find((c) => c.definition.id === connector) ?? {};
    const action = definition?.actions.find((a) => a.id === order.action);
    if (!definition || !action) throw failure("not_found", `there is no action ${order.action}`);
    const customer = order.traits.chargify_id ?? order.traits.customer_id ?? "84120";
    if (!/^\d+$/.test(customer)) {
      throw failure("invalid", `the trait chargify_id must be a number, digits alone, not "${customer}"`, {
        field: "chargify_id",
        stage: "prepare",
      });
    }
    await inSteps(call, ["Read the customer", "Read their subscriptions"], state.pause);
    if (customer === SEVERAL && order.params.subscription_id === undefined) {
      throw failure(
        "ambiguous",
        `Customer ${customer} (Hugo Marsh) has 2 current subscriptions to gold-monthly`,
        {
          field: "subscription_id",
          hint: "Choose one by Subscription ID, such as 71",
          stage: "vendor",
          details: { candidates },
        },
      );
    }
    const id = Number(order.params.subscription_id ?? candidates[0]?.id);
    const summary = `${action.name} ${id} (Gold monthly) of customer ${customer}`;
    const steps = [
      lookUp(`Read customer ${customer}`, `/customers/${customer}.json`),
      lookUp(`Read the subscriptions of customer ${customer}`, `/customers/${customer}/subscriptions.json`),
      changing(summary, action.id, id, order.params),
    ];
    const current = state.apps.find((a) => a.id === call.app);
    const plan: PlanReply = {
      id: `plan-${(made.get(state)?.size ?? 0) + 1}`,
      connector,
      action: action.id,
      ...(order.user ? { user: order.user } : {}),
      summary,
      steps,
      warnings: action.destructive
        ? [
            `Subscription ${id} runs until 2026-12-01 10:00 UTC: cancelled at once, the subscriber loses the rest of it`,
          ]
        : [],
      preview: action.moves_money
        ? [
            { label: "Charged at once", value: "12.50 USD" },
            { label: "Next charge", value: "49.00 USD on 2026-12-01" },
          ]
        : [],
      before,
      assumed: definition.assumptions.filter((a) => a.about === action.id),
      curl: steps.map(curl),
      expires_at: new Date(Date.now() + 600_000).toISOString(),
      ...(current?.environment === "production" ? { confirm: current.name } : {}),
    };
    made.set(state, (made.get(state) ?? new Map()).set(plan.id, plan));
    return plan;
  },
  "actions.run": async ({ plan: id, confirm }, call) => {
    const { state } = call;
    const plan = made.get(state)?.get(id);
    if (!plan) throw failure("plan_gone", "this plan was already run, or is too old to be run");
    if (plan.confirm !== undefined && confirm !== plan.confirm) {
      throw failure("confirmation_needed", `the app ${plan.confirm} is in production`, {
        details: { confirm: plan.confirm },
      });
    }
    made.get(state)?.delete(id);
    await inSteps(call, [plan.summary], state.pause * 2);
    const steps = plan.steps.map((s) => (s.changes ? { ...s, sent: true, status: 200 } : s));
    return {
      run: "run-4",
      outcome: "succeeded",
      summary: `${plan.summary}: Chargify shows it`,
      vendor: { subscription_id: 71_034_882, customer_id: 84_120, state: "active" },
      steps,
      before: plan.before,
      after: after[plan.action] ?? plan.before,
    } satisfies RunView;
  },
  "users.list": ({ search = "", start = 0, rows = 50 }, { state }) => {
    const fit = state.users.filter((u) => JSON.stringify(u).toLowerCase().includes(search.toLowerCase()));
    return { users: fit.slice(start, start + rows), total: fit.length };
  },
  "users.find": ({ id }, { state }) => {
    const saved = state.users.find((u) => u.id === id);
    if (saved) return saved;
    if (!/^\d{5}$/.test(id)) {
      throw failure("not_found", `no user ${id} among the test users and the open exports`, {
        field: "user",
        hint: "Open the export that has them, or give the traits themselves",
      });
    }
    return {
      id,
      name: id,
      traits: { customer_id: id, chargify_id: id, package: "Gold monthly", payment_status: "Posted" },
      note: "record 417 of evergent-2026-11-21.csv",
      source: "export",
    };
  },
  "users.save": (user, { state }) => {
    if (!user.id.trim()) throw failure("invalid", "the id is empty", { field: "id" });
    const { note, ...rest } = user;
    const saved: User = {
      ...rest,
      ...(note?.trim() ? { note } : {}),
      name: user.name.trim() || user.id,
      source: "saved",
    };
    state.users = [...state.users.filter((u) => u.id !== user.id), saved];
    return saved;
  },
  "users.remove": ({ id }, { state }) => {
    state.users = state.users.filter((u) => u.id !== id);
    return {};
  },
};
