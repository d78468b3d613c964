// What the page asks of its host. Only this folder knows Tauri; tests and the preview page use the memory host.
import type { Error as Failure, OfferedFile, Operations, Progress } from "./operations";

export * from "./operations";
export type { Failure };

export type OperationName = keyof Operations;
export type RequestOf<N extends OperationName> = Operations[N]["request"];
export type ResponseOf<N extends OperationName> = Operations[N]["response"];

export interface CallOptions {
  app: string;
  /** Abort cancels the call in the backend. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** What the shell knows at start. */
export interface Startup {
  version: string;
  /** The app used last. */
  app: string;
  /** The file given as argument, to be opened by `exports.open_offered`. */
  file?: OfferedFile;
  /** Why that file could not be taken in; all else is well. */
  refused?: Failure;
  /** The workspace could not be opened: show this and nothing else. */
  error?: Failure;
}

export type ExportEvent = { file: OfferedFile } | { error: Failure };

/** A document of prompts that was chosen, not yet understood. */
export interface ChosenDocument {
  /** The file's name. */
  name: string;
  text: string;
}

export interface Host {
  /** Performs an operation for an app. Rejects with the backend's Failure, never a string. */
  call<N extends OperationName>(name: N, request: RequestOf<N>, options: CallOptions): Promise<ResponseOf<N>>;
  /** Asks for a file with the system's dialog, to be opened by `exports.open_offered`; null when dismissed. */
  chooseExport(app: string): Promise<OfferedFile | null>;
  /** Asks where to, and writes the history; null when dismissed, else the file's name. */
  saveHistory(app: string): Promise<string | null>;
  /** Asks where to, and writes a report of rehearsals, as a page or as JSON by the name; null when dismissed. */
  saveReport(app: string, rehearsals: string[]): Promise<string | null>;
  /** Asks where to, and writes the app's prompts and connector settings; null when dismissed. */
  saveDocument(app: string): Promise<string | null>;
  /** Asks for a document of prompts with the system's dialog, and reads it; null when dismissed. */
  chooseDocument(): Promise<ChosenDocument | null>;
  /** Opens a link in the system's browser: https alone, and nothing that names a user. */
  openLink(url: string): Promise<void>;
  startup(): Promise<Startup>;
  /** A file was dropped on the window (or given by a second start), to be opened by `exports.open_offered`. */
  onExport(handler: (event: ExportEvent) => void): Promise<() => void>;
  /** The schedule pulled or synced by itself: what was read of sources and catalogues may be stale. */
  onSchedule(handler: () => void): Promise<() => void>;
  /** Tells the shell which app dropped files belong to, remembered for the next start. */
  useApp(app: string): Promise<void>;
}

/** Whatever was thrown, as a Failure: the backend's as they are, faults of the page as `internal`. */
export function asFailure(thrown: unknown): Failure {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
    return thrown as Failure;
  }
  if (thrown instanceof DOMException && thrown.name === "AbortError") {
    return { code: "cancelled", message: "Cancelled", retryable: true };
  }
  const message = thrown instanceof globalThis.Error ? thrown.message : String(thrown);
  return { code: "internal", message, retryable: false };
}
