// The page without the shell, to look at screens: `npm run dev`, then /preview.html?scenario=first-start#/connectors.
// Not part of the build. Scenarios: first-start, production, sandbox, read-only, keychain, prompts, empty, slow,
// broken, cannot-start, unknown, refused, changed.
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { newRouter } from "./app/router";
import { applyTheme } from "./app/theme";
import { failure, type Handlers, memoryHost } from "./host/memory";
import { promptsInTrouble } from "./host/memory/prompts-in-trouble";
import type { State } from "./host/memory/state";
import "./styles/base.css";

const asked = new URLSearchParams(location.search);
const scenario = asked.get("scenario") ?? "";
const theme = asked.get("theme");
applyTheme(theme === "dark" || theme === "light" ? theme : "system");

const keychain = failure("keychain", "the Secret Service is locked", {
  hint: "unlock your keyring, then look again",
});
const changes: Record<string, (state: State) => void> = {
  "first-start": (s) => {
    s.firstStart = true;
    s.exports = [];
    s.runs = [];
    s.prompts = [];
    for (const c of s.connectors) {
      c.active = false;
      c.values = {};
      delete c.checked;
      for (const key of Object.keys(c.states)) c.states[key] = "missing";
      c.missing = c.definition.settings.filter((x) => x.required).map((x) => `${x.label} is missing`);
    }
  },
  production: (s) => s.apps.reverse(),
  sandbox: (s) => {
    for (const a of s.apps) a.environment = "sandbox";
    for (const c of s.connectors) c.simulated = true;
  },
  "read-only": (s) => {
    const last = s.operators.operators.at(-1);
    if (last) s.operators.current = { ...last, app: "default" };
  },
  keychain: (s) => {
    s.settings.keychain = keychain;
    for (const c of s.connectors) {
      c.keychain = keychain;
      for (const setting of c.definition.settings) if (setting.secret) c.states[setting.key] = "unreadable";
    }
  },
  prompts: (s) => {
    s.prompts = promptsInTrouble();
  },
  empty: (s) => {
    s.catalogues = {
      "chargify/products": { entries: [] },
      "chargify/coupons": { entries: [] },
      "evergent/products": { entries: [] },
    };
    s.exports = [];
    s.sources = [];
    s.syncs = [];
    s.specs = [];
    s.runs = [];
    s.prompts = [];
  },
};
const handlers: Record<string, Handlers> = {
  slow: {
    "home.show": forever,
    "connectors.list": forever,
    "connectors.show": forever,
    "catalogue.list": forever,
    "history.list": forever,
    "sources.list": forever,
    "schedule.list": forever,
    "specs.list": forever,
    "prompts.list": forever,
    "prompts.show": forever,
    "prompts.coverage": forever,
    "exports.compare": forever,
  },
  broken: {
    "home.show": broken,
    "connectors.list": broken,
    "connectors.show": broken,
    "catalogue.status": broken,
    "history.list": broken,
    "users.list": broken,
    "actions.list": broken,
    "exports.recent": broken,
    "sources.list": broken,
    "schedule.list": broken,
    "specs.list": broken,
    "prompts.list": broken,
    "prompts.show": broken,
    "prompts.coverage": broken,
    "exports.page": broken,
  },
  unknown: { "actions.run": ended("unknown", "Chargify did not answer within 125 s") },
  refused: { "actions.run": ended("refused", "Chargify says: the subscription is on hold") },
  changed: {
    "exports.page": () => {
      throw failure("file_changed", "evergent-2026-11-21.csv changed while it was open", {
        hint: "Reopen it: what was counted and found is of the file as it was",
      });
    },
  },
};

/** A run that does not end well; whatever the plan, it speaks of one subscription. */
function ended(outcome: "unknown" | "refused", message: string): NonNullable<Handlers["actions.run"]> {
  const sure = outcome === "refused";
  return () => ({
    run: sure ? "run-2" : "run-4",
    outcome,
    summary: message,
    vendor: {},
    steps: [
      {
        purpose: "Cancel subscription 71034882 (Gold monthly)",
        method: "DELETE",
        url: "https://streamly-test.chargify.com/subscriptions/71034882.json",
        headers: { authorization: "Basic ‹api_key›:x" },
        body: null,
        changes: true,
        sent: true,
        ...(sure ? { status: 422 } : {}),
      },
    ],
    before: [{ label: "State", value: "active" }],
    after: [],
    error: failure(sure ? "refused" : "unknown", message, {
      stage: sure ? "vendor" : "answer",
      hint: sure
        ? "Resume the subscription first"
        : "Look at subscription 71034882 (Gold monthly) in Chargify before repeating it",
    }),
  });
}

function forever(): Promise<never> {
  return new Promise(() => {});
}

function broken(): never {
  throw failure("storage", "the database cannot be read", {
    hint: "free some space on the disk, then try again",
    retryable: true,
    details: { os_error: 28 },
  });
}

const host = memoryHost({
  change: (state) => {
    state.pause = 700;
    changes[scenario]?.(state);
  },
  handlers: handlers[scenario] ?? {},
  startup:
    scenario === "cannot-start"
      ? {
          error: failure("storage", "the database was written by a newer Patchbay (schema 9)", {
            hint: "install Patchbay 0.4 or newer",
          }),
        }
      : {},
});
const root = document.getElementById("root");
if (root) createRoot(root).render(<App host={host} starting={host.startup()} router={newRouter()} />);
