// Exports: the files of late, or one that is open.
import { useParams } from "@tanstack/react-router";
import { ExportList } from "./export-list";
import { OpenExport } from "./open-export";

export function ExportsScreen() {
  const { export: handle } = useParams({ strict: false });
  return handle === undefined ? <ExportList /> : <OpenExport key={handle} id={handle} />;
}
