import type { Exchange, Fact, RunDetail, RunSummary, StepView } from "..";
import type { Handlers } from ".";
import { failure } from ".";
import { before } from "./state";

const SITE = "https://streamly-test.chargify.com";
const headers = { accept: "application/json", authorization: "Basic ‹api_key›:x" };

const now: Fact[] = [
  { label: "Subscription", value: "71034882" },
  { label: "Plan", value: "Gold monthly" },
  { label: "State", value: "active" },
  { label: "On hold until", value: "none" },
];

function exchanges(action: string, minutes: number, outcome: RunDetail["outcome"]): Exchange[] {
  const change: Exchange = {
    number: 2,
    purpose: `${action.replaceAll("_", " ")} 71034882 (Gold monthly)`,
    method: "POST",
    url: `${SITE}/subscriptions/71034882/hold.json`,
    headers: { ...headers, "content-type": "application/json" },
    body: { hold: { automatically_resume_at: "2026-12-01" } },
    changes: true,
    sent_at: before(minutes),
    attempts: 1,
  };
  const answers: Record<string, Partial<Exchange>> = {
    succeeded: {
      status: 200,
      elapsed_ms: 412,
      reply: {
        subscription: { id: 71_034_882, state: "on_hold", automatically_resume_at: "2026-12-01T00:00:00Z" },
      },
    },
    refused: { status: 422, elapsed_ms: 208, reply: { errors: ["Coupon SAVE25 has ended."] } },
    unknown: { error: "the vendor did not answer within 120 s", elapsed_ms: 120_004 },
  };
  return [
    {
      number: 1,
      purpose: "Read subscription 71034882",
      method: "GET",
      url: `${SITE}/subscriptions/71034882.json`,
      headers,
      changes: false,
      sent_at: before(minutes),
      attempts: 2,
      status: 200,
      elapsed_ms: 131,
      reply: { subscription: { id: 71_034_882, state: "active", product: { handle: "gold-monthly" } } },
    },
    ...(outcome === undefined || outcome === "failed" ? [] : [{ ...change, ...answers[outcome] }]),
  ];
}

function steps(all: Exchange[]): StepView[] {
  return all.map(({ purpose, method, url, headers: sent, body, changes, status }) => ({
    purpose,
    method,
    url,
    headers: sent,
    body: body ?? null,
    changes,
    sent: !changes,
    ...(changes || status === undefined ? {} : { status }),
  }));
}

function run(
  id: string,
  action: string,
  user: string,
  minutes: number,
  outcome: RunDetail["outcome"],
  summary: string,
): RunDetail {
  const all = exchanges(action, minutes, outcome);
  const held = action === "pause_subscription" && outcome === "succeeded";
  return {
    run: id,
    connector: "chargify",
    action,
    user,
    operator: "Ada Byrne",
    ...(outcome ? { outcome, ended_at: before(minutes - 0.02) } : {}),
    summary,
    started_at: before(minutes),
    plan: {
      connector: "chargify",
      action,
      user,
      summary: `${action.replaceAll("_", " ")} 71034882 (Gold monthly) of ${user}`,
      steps: steps(all),
      warnings: [],
      preview: [],
      before: now,
      assumed: [
        {
          about: action,
          text: "A hold ends by itself on its day; Chargify's page does not say at what hour.",
          setting: null,
        },
      ],
    },
    exchanges: all,
    vendor:
      outcome === "succeeded" ? { subscription_id: 71_034_882, state: held ? "on_hold" : "active" } : {},
    after: held
      ? [
          ...now.slice(0, 2),
          { label: "State", value: "on_hold" },
          { label: "On hold until", value: "2026-12-01" },
        ]
      : [],
    ...(outcome === "unknown"
      ? {
          error: failure(
            "unknown",
            `${summary}: the request was sent, but whether it took effect is not known`,
            {
              hint: "Look at subscription 71034882 (Gold monthly) in Chargify before repeating it",
              stage: "answer",
            },
          ),
        }
      : {}),
    ...(outcome === "refused" ? { error: failure("refused", summary, { stage: "vendor" }) } : {}),
  };
}

export function runs(): RunDetail[] {
  return [
    run("run-4", "cancel_subscription", "Hugo Marsh", 31, "unknown", "Chargify did not answer within 120 s"),
    run(
      "run-3",
      "pause_subscription",
      "Grace Lindqvist",
      47,
      "succeeded",
      "The subscription is on hold until 1 Dec 2026",
    ),
    run(
      "run-2",
      "apply_coupon",
      "Grace Lindqvist",
      60 * 5,
      "refused",
      "Chargify says: coupon SAVE25 has ended",
    ),
    run("run-1", "change_product", "Hugo Marsh", 60 * 30, "succeeded", "Moved to Gold yearly"),
  ];
}

export function summary({
  run,
  connector,
  action,
  user,
  operator,
  outcome,
  summary,
  started_at,
  ended_at,
}: RunDetail): RunSummary {
  return {
    run,
    connector,
    action,
    operator,
    summary,
    started_at,
    ...(user ? { user } : {}),
    ...(outcome ? { outcome } : {}),
    ...(ended_at ? { ended_at } : {}),
  };
}

export const historyHandlers: Handlers = {
  "history.list": ({ search = "", outcome, connector, start = 0, rows = 100 }, { state }) => {
    const fit = state.runs.filter(
      (r) =>
        (!outcome || r.outcome === outcome) &&
        (!connector || r.connector === connector) &&
        `${r.user ?? ""} ${r.action} ${r.summary}`.toLowerCase().includes(search.toLowerCase()),
    );
    return { runs: fit.slice(start, start + rows).map(summary), total: fit.length };
  },
  "history.show": ({ run: id }, { state }) => {
    const found = state.runs.find((r) => r.run === id);
    if (!found) throw failure("not_found", `there is no run ${id}`);
    return found;
  },
};
