// A host without a backend: fixtures that can be changed, for tests and for the preview page. Not part of the build.
import {
  asFailure,
  type CallOptions,
  type ChosenDocument,
  type ExportEvent,
  type Failure,
  type Host,
  type OperationName,
  type RequestOf,
  type ResponseOf,
  type Startup,
} from "..";
import { actionHandlers } from "./actions";
import { catalogueHandlers } from "./catalogue";
import { compareHandlers } from "./compare";
import { connectorHandlers } from "./connectors";
import { exportHandlers, openedExport } from "./exports";
import { historyHandlers } from "./history";
import { homeHandlers } from "./home";
import { promptHandlers } from "./prompts";
import { rehearsalHandlers } from "./rehearsals";
import { scheduleHandlers } from "./schedule";
import { searchHandlers } from "./search";
import { settingsHandlers } from "./settings";
import { sourceHandlers } from "./sources";
import { specHandlers } from "./specs";
import { newState, type State } from "./state";

export type Handlers = {
  [N in OperationName]?: (
    request: RequestOf<N>,
    call: CallOptions & { state: State },
  ) => ResponseOf<N> | Promise<ResponseOf<N>>;
};

export interface MemoryHost extends Host {
  state: State;
  /** Every call so far, in order. */
  calls: { name: OperationName; request: unknown; app: string }[];
  /** The links that were opened, in order. */
  opened: string[];
  /** The rehearsals of each report that was saved. */
  reports: string[][];
  /** Lets a file be dropped. */
  drop: (event: ExportEvent) => void;
  /** Lets the schedule look at what is due. */
  runSchedule: () => void;
}

interface MemoryOptions {
  /** Instead of the usual answers. */
  handlers?: Handlers;
  startup?: Partial<Startup>;
  /** What the system's dialog gives for a document; nothing: it is dismissed. */
  chosen?: ChosenDocument;
  /** Changes to the usual state. */
  change?: (state: State) => void;
}

export function memoryHost({ handlers = {}, startup = {}, chosen, change }: MemoryOptions = {}): MemoryHost {
  const state = newState();
  change?.(state);
  const all: Handlers = {
    ...homeHandlers,
    ...connectorHandlers,
    ...catalogueHandlers,
    ...exportHandlers,
    ...searchHandlers,
    ...compareHandlers,
    ...sourceHandlers,
    ...scheduleHandlers,
    ...specHandlers,
    ...actionHandlers,
    ...historyHandlers,
    ...settingsHandlers,
    ...promptHandlers,
    ...rehearsalHandlers,
    ...handlers,
  };
  const calls: MemoryHost["calls"] = [];
  const opened: string[] = [];
  const reports: string[][] = [];
  const listeners = new Set<(event: ExportEvent) => void>();
  const clocks = new Set<() => void>();

  async function call<N extends OperationName>(
    name: N,
    request: RequestOf<N>,
    options: CallOptions,
  ): Promise<ResponseOf<N>> {
    // As the shell does: what crosses the boundary is a copy.
    const sent = structuredClone(request) as RequestOf<N>;
    calls.push({ name, request: sent, app: options.app });
    const handler = all[name] as Handlers[N];
    if (!handler) throw failure("internal", `the memory host does not know ${name}`);
    const cancelled = new Promise<never>((_, reject) => {
      options.signal?.addEventListener("abort", () => reject(failure("cancelled", "Cancelled")), {
        once: true,
      });
    });
    cancelled.catch(() => {});
    try {
      // A batch that is cancelled answers with what it did.
      if (name === "prompts.batch") {
        return structuredClone(await handler(sent, { ...options, state })) as ResponseOf<N>;
      }
      const answer = Promise.resolve(handler(sent, { ...options, state }));
      return structuredClone(await Promise.race([answer, cancelled])) as ResponseOf<N>;
    } catch (thrown) {
      throw asFailure(thrown);
    }
  }

  return {
    state,
    calls,
    opened,
    reports,
    call,
    drop: (event) => {
      for (const listener of listeners) listener(event);
    },
    runSchedule: () => {
      for (const tell of clocks) tell();
    },
    chooseExport: async () => ({ file: "file-1", name: openedExport(state).name }),
    saveHistory: async () => "history.json",
    saveReport: async (_, rehearsals) => {
      reports.push(rehearsals);
      return "report.html";
    },
    saveDocument: async () => "prompts.json",
    chooseDocument: async () => chosen ?? null,
    openLink: async (url) => void opened.push(url),
    startup: async () => ({ version: "0.1.0", app: state.apps[0]?.id ?? "default", ...startup }),
    onExport: async (handler) => {
      listeners.add(handler);
      return () => listeners.delete(handler);
    },
    onSchedule: async (handler) => {
      clocks.add(handler);
      return () => clocks.delete(handler);
    },
    useApp: async () => {},
  };
}

/** A backend's failure. */
export function failure(code: Failure["code"], message: string, more: Partial<Failure> = {}): Failure {
  return { code, message, retryable: false, ...more };
}

/** Reports progress in steps, so that it can be seen. `pause` in milliseconds. */
export async function inSteps(call: CallOptions, steps: string[], pause: number): Promise<void> {
  for (const [done, what] of steps.entries()) {
    call.onProgress?.({ what, done, total: steps.length });
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    call.signal?.throwIfAborted();
  }
}
