// The desktop shell as host: Tauri's IPC. Nothing else in the page imports @tauri-apps.
import { Channel, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import {
  asFailure,
  type CallOptions,
  type ChosenDocument,
  type ExportEvent,
  type Failure,
  type Host,
  type OfferedFile,
  type OperationName,
  type Progress,
  type RequestOf,
  type ResponseOf,
  type Startup,
} from ".";

async function ask<T>(command: string, args: Record<string, unknown> = {}): Promise<T> {
  try {
    return await invoke<T>(command, args);
  } catch (thrown) {
    throw asFailure(thrown);
  }
}

async function call<N extends OperationName>(
  name: N,
  request: RequestOf<N>,
  { app, signal, onProgress }: CallOptions,
): Promise<ResponseOf<N>> {
  signal?.throwIfAborted();
  const id = crypto.randomUUID();
  const progress = new Channel<Progress>();
  if (onProgress) progress.onmessage = onProgress;
  const cancel = () => void invoke("cancel", { id });
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await ask<ResponseOf<N>>("call", { name, request, app, id, onProgress: progress });
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

/** The file given as argument was refused: told like a dropped one, to the first who listens. */
let refused: Failure | undefined;

async function startup(): Promise<Startup> {
  const known = await ask<Startup & { refused?: Failure }>("startup");
  refused = known.refused;
  return known;
}

async function onExport(handler: (event: ExportEvent) => void): Promise<() => void> {
  const stop = await listen<ExportEvent>("export", (event) => handler(event.payload));
  if (refused) handler({ error: refused });
  refused = undefined;
  return stop;
}

export const tauriHost: Host = {
  call,
  chooseExport: (app) => ask<OfferedFile | null>("choose_export", { app }),
  saveHistory: (app) => ask<string | null>("save_history", { app }),
  saveReport: (app, rehearsals) => ask<string | null>("save_report", { app, rehearsals }),
  saveDocument: (app) => ask<string | null>("save_document", { app }),
  chooseDocument: () => ask<ChosenDocument | null>("choose_document"),
  openLink: (url) => ask<void>("open_link", { url }),
  startup,
  onExport,
  onSchedule: (handler) => listen("schedule", () => handler()),
  useApp: (app) => ask<void>("use_app", { app }),
};
