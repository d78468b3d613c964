import type { ExportView, RecentExport } from "..";
import type { Handlers } from ".";
import { failure } from ".";
import { before, type State } from "./state";

export function recentExports(): RecentExport[] {
  return [
    {
      id: 2,
      name: "evergent-2026-11-21.csv",
      folder: "/home/ada/exports",
      bytes: 10_240_331_776,
      rows: 48_211_004,
      verdict: "valid",
      opened_at: before(12),
    },
    {
      id: 1,
      name: "evergent-2026-11-20.csv",
      folder: "/home/ada/exports",
      bytes: 9_988_120,
      rows: 51_200,
      verdict: "invalid",
      opened_at: before(60 * 26),
    },
  ];
}

/** What the file dialog gives. */
export function openedExport(state: State): ExportView {
  const [recent] = state.exports;
  return {
    export: "export-1",
    name: recent?.name ?? "export.csv",
    file: `/home/ada/exports/${recent?.name ?? "export.csv"}`,
    bytes: recent?.bytes ?? 0,
    columns: ["customer_id", "email_address", "package", "status"],
    header: true,
    delimiter: ",",
    encoding: "utf-8",
    encoding_guessed: false,
  };
}

export const exportHandlers: Handlers = {
  "exports.recent": (_, { state }) => state.exports,
  "exports.reopen": ({ id }, { state }) => {
    if (!state.exports.some((e) => e.id === id)) throw failure("not_found", `there is no export ${id}`);
    return openedExport(state);
  },
};
