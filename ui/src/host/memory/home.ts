import type { Attention, ConnectorDetail, ConnectorHealth, Health } from "..";
import type { Handlers } from ".";
import { inSteps } from ".";
import { statuses } from "./catalogue";
import { summary } from "./history";
import { schedule } from "./schedule";

function health(c: ConnectorDetail): [Health, string] {
  if (c.missing.length > 0) return ["not_configured", `${c.missing.length} settings are missing`];
  if (!c.active) return ["inactive", "Configured, not active"];
  if (!c.checked) return ["unproven", "Never checked since its settings changed"];
  if (c.checked.verdict === "proven") return ["good", "Every check was proven"];
  if (c.checked.verdict === "shape_only")
    return ["unproven", "The vendor accepts anything; only the shape was tested"];
  return [
    "bad",
    c.checked.checks.find((k) => k.verdict === c.checked?.verdict)?.detail ?? "The last check failed",
  ];
}

export const homeHandlers: Handlers = {
  "home.show": (_, { app, state }) => {
    const current = state.apps.find((a) => a.id === app) ?? state.apps[0];
    if (!current) throw new globalThis.Error("no app");
    const connectors: ConnectorHealth[] = state.connectors.map((c) => {
      const [how, detail] = health(c);
      const secrets = c.definition.settings.filter((s) => s.secret).map((s) => c.states[s.key] ?? "missing");
      return {
        id: c.definition.id,
        name: c.definition.name,
        health: how,
        detail,
        secrets: secrets.includes("unreadable")
          ? "unreadable"
          : secrets.includes("missing")
            ? "missing"
            : "present",
        ...(c.checked ? { checked: c.checked } : {}),
      };
    });
    const attention: Attention[] = [];
    if (!state.firstStart) {
      const open = state.runs.find((r) => r.outcome === "unknown");
      if (open) {
        attention.push({
          urgency: "problem",
          title: "A run ended unknown: Cancel subscription for Hugo Marsh",
          remedy: "Look at the subscription in Chargify before you repeat it",
          link: `/history/${open.run}`,
        });
      }
      for (const c of connectors.filter((h) => h.health === "bad")) {
        attention.push({
          urgency: "problem",
          title: `${c.name} failed its last check`,
          remedy: c.detail,
          link: `/connectors/${c.id}`,
        });
      }
      for (const { alert } of state.syncs) {
        if (!alert) continue;
        attention.push({
          urgency: "problem",
          title: alert.message,
          remedy: alert.remedy,
          link: `/catalogue/${alert.connector}`,
        });
      }
      for (const alert of state.sources.flatMap((source) => source.alerts)) {
        attention.push({
          urgency: "problem",
          title: `${alert.source}: ${alert.message}`,
          remedy: alert.remedy,
          link: `/exports/sources/${alert.source}`,
        });
      }
      if (state.exports.some((e) => e.verdict === "invalid")) {
        attention.push({
          urgency: "notice",
          title: "The export evergent-2026-11-20.csv is invalid",
          remedy: "Open it and look at its issues",
          link: "/exports",
        });
      }
    }
    return {
      app: current,
      first_start: state.firstStart,
      attention,
      connectors,
      catalogues: state.firstStart ? [] : statuses(state),
      exports: state.exports.slice(0, 5),
      sources: state.firstStart ? [] : state.sources,
      schedule: state.firstStart ? [] : schedule(state, app),
      runs: state.runs.slice(0, 5).map(summary),
    };
  },
  "sandbox.status": () => ({}),
  "sandbox.explore": async (_, call) => {
    await inSteps(
      call,
      ["Starting the simulator", "Saving settings", "Syncing Chargify products", "Writing an export"],
      call.state.pause,
    );
    const app = {
      id: "sandbox",
      name: "Sandbox",
      company: "Streamly Media",
      environment: "sandbox" as const,
      time_zone: "UTC",
    };
    if (!call.state.apps.some((a) => a.id === app.id)) call.state.apps.push(app);
    call.state.firstStart = false;
    return { app, catalogue_entries: 143, users: 12, export: "export-1" };
  },
};
