// What is done every day by itself: syncs of two connectors, one of which fails, and the pulls of the sources.
import type { ScheduleEntry, SyncEntry } from "..";
import type { Handlers } from ".";
import { failure } from ".";
import { before, type State } from "./state";

export function someSyncs(): SyncEntry[] {
  const error = failure("unreachable", "api.evergent.example could not be found", {
    stage: "dns",
    hint: "check the host in the connector's settings",
    retryable: true,
  });
  const day = before(7 * 60).slice(0, 10);
  return [
    {
      connector: "chargify",
      connector_name: "Chargify",
      due: "06:00",
      time_zone: "",
      active: true,
      day,
      state: "synced",
      syncing: false,
      next_due: before(-17 * 60),
      synced_at: before(7 * 60),
    },
    {
      connector: "evergent",
      connector_name: "Evergent",
      due: "07:15",
      time_zone: "",
      active: true,
      day,
      state: "failed",
      syncing: false,
      next_due: before(-18 * 60),
      synced_at: before(30 * 60),
      error,
      alert: {
        connector: "evergent",
        connector_name: "Evergent",
        day,
        message: `Evergent: the sync that was due at 07:15 on ${day} failed (${error.message})`,
        remedy: error.hint ?? "",
        raised_at: before(5 * 60),
      },
    },
  ];
}

export function schedule(state: State, app: string): ScheduleEntry[] {
  const zone = state.apps.find((a) => a.id === app)?.time_zone ?? "UTC";
  const syncs = state.syncs.map((s): ScheduleEntry => ({ kind: "sync", ...s, time_zone: zone }));
  const pulls = state.sources.flatMap((s): ScheduleEntry[] =>
    s.due === undefined
      ? []
      : [
          {
            kind: "pull",
            source: s.name,
            due: s.due,
            time_zone: zone,
            day: before(0).slice(0, 10),
            state: s.pulls[0] ? "pulled" : "waiting",
            late_at: before(60),
            next_due: s.next_due ?? before(-8 * 60),
            ...(s.pulls[0] ? { pull: s.pulls[0] } : {}),
            alerts: s.alerts,
          },
        ],
  );
  return [...syncs, ...pulls];
}

export const scheduleHandlers: Handlers = {
  "schedule.list": (_, { app, state }) => schedule(state, app),
  "schedule.set": ({ connector, due }, { state }) => {
    const detail = state.connectors.find((c) => c.definition.id === connector);
    if (!detail) throw failure("not_found", `there is no connector ${connector}`);
    if (due !== undefined && !/^([01]\d|2[0-3]):[0-5]\d$/.test(due)) {
      throw failure("invalid", `"${due}" is not a time of day`, {
        field: "due",
        hint: "Give hours and minutes: 06:30",
      });
    }
    const known = { connector, connector_name: detail.definition.name, active: detail.active };
    state.syncs = state.syncs.filter((s) => s.connector !== connector);
    if (due === undefined) return known;
    const next = before(-9 * 60);
    state.syncs.push({ ...known, due, time_zone: "", state: "waiting", syncing: false, next_due: next });
    return { ...known, due, next_due: next };
  },
  "schedule.dismiss": ({ connector }, { state }) => {
    const found = state.syncs.find((s) => s.connector === connector);
    delete found?.alert;
    return {};
  },
};
