// History: every run, newest first, or one of them with all that was sent and answered.
import { useParams } from "@tanstack/react-router";
import { RunDetailScreen } from "./run-detail";
import { RunList } from "./run-list";

export function HistoryScreen() {
  const { run } = useParams({ strict: false });
  return run === undefined ? <RunList /> : <RunDetailScreen key={run} run={run} />;
}
