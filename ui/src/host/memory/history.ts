import type { RunDetail, RunSummary } from "..";
import type { Handlers } from ".";
import { failure } from ".";
import { before } from "./state";

function run(
  id: string,
  action: string,
  user: string,
  minutes: number,
  outcome: RunDetail["outcome"],
  summary: string,
): RunDetail {
  return {
    run: id,
    connector: "chargify",
    action,
    user,
    operator: "Ada Byrne",
    ...(outcome ? { outcome } : {}),
    summary,
    started_at: before(minutes),
    ended_at: before(minutes),
    plan: { connector: "chargify", action, user, summary, steps: [], warnings: [], preview: [], before: [] },
    exchanges: [],
    vendor: {},
    after: [],
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
