import type {
  App,
  CatalogueEntry,
  ConnectorDetail,
  Encoding,
  LastCheck,
  Operators,
  PromptDetail,
  RecentExport,
  Rehearsal,
  RunDetail,
  Settings,
  SourceView,
  SyncEntry,
  TraitSpec,
  User,
} from "..";
import { catalogues } from "./catalogue";
import { details } from "./connectors";
import { examplePrompts } from "./example-prompts";
import { recentExports } from "./exports";
import { runs } from "./history";
import { someSyncs } from "./schedule";
import { someSources } from "./sources";
import { ownSpecs } from "./specs";

/** What the memory host knows; handlers change it in place. */
export interface State {
  /** Pause between steps of long work, in milliseconds: 0 in tests. */
  pause: number;
  firstStart: boolean;
  apps: App[];
  operators: Operators;
  settings: Settings;
  connectors: ConnectorDetail[];
  /** By `connector/kind`. */
  catalogues: Record<string, { entries: CatalogueEntry[]; synced_at?: string }>;
  exports: RecentExport[];
  sources: SourceView[];
  /** The connectors that are synced every day. */
  syncs: SyncEntry[];
  /** The app's own. */
  specs: TraitSpec[];
  /** Handles of exports that are read otherwise than they were found. */
  readings: Record<string, { of: string; delimiter: string; encoding: Encoding; header: boolean }>;
  /** Handles of exports that were examined. */
  examined: string[];
  runs: RunDetail[];
  prompts: PromptDetail[];
  rehearsals: Rehearsal[];
  users: User[];
}

/** The moment that the fixtures speak of. */
const NOW = Date.now();

/** So many minutes before now, RFC 3339. */
export function before(minutes: number): string {
  return new Date(NOW - minutes * 60_000).toISOString();
}

export function lastCheck(
  verdict: LastCheck["verdict"],
  checks: LastCheck["checks"],
  minutes: number,
): LastCheck {
  return { verdict, checks, at: before(minutes) };
}

export function newState(): State {
  return structuredClone({
    pause: 0,
    firstStart: false,
    apps: [
      {
        id: "default",
        name: "Streamly",
        company: "Streamly Media",
        environment: "test",
        time_zone: "Europe/London",
      },
      {
        id: "streamly-live",
        name: "Streamly live",
        company: "Streamly Media",
        environment: "production",
        time_zone: "America/New_York",
      },
    ],
    operators: {
      current: { id: 1, name: "Ada Byrne", role: "company_admin" },
      operators: [
        { id: 1, name: "Ada Byrne", role: "company_admin" },
        { id: 2, name: "Ben Okafor", role: "app_admin", app: "default" },
        { id: 3, name: "Chloé Martin", role: "app_member", app: "default" },
        { id: 4, name: "Dmitri Sørensen", role: "read_only", app: "streamly-live" },
      ],
    },
    settings: {
      data_dir: "/home/ada/.local/share/patchbay",
      version: "0.1.0",
      schema: 3,
      retention_days: 90,
      keychain_name: "Secret Service",
    },
    connectors: details(),
    catalogues: catalogues(),
    exports: recentExports(),
    sources: someSources(),
    syncs: someSyncs(),
    specs: ownSpecs(),
    readings: {},
    examined: [],
    runs: runs(),
    prompts: examplePrompts(),
    rehearsals: [],
    users: [
      {
        id: "84120",
        name: "Grace Lindqvist",
        traits: { customer_id: "84120", email_address: "grace@example.com", chargify_id: "84120" },
        note: "Active, Gold monthly",
        source: "saved",
      },
      {
        id: "84377",
        name: "Hugo Marsh",
        traits: { customer_id: "84377", email_address: "hugo@example.com", chargify_id: "84377" },
        note: "Past due since Monday",
        source: "saved",
      },
    ],
  } satisfies State);
}
