import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import {
  Button,
  type Column,
  count,
  DataTable,
  EmptyState,
  ErrorNote,
  Loading,
  Panel,
  RelativeTime,
  Screen,
  SearchField,
  Select,
  StatusBadge,
} from "../../components";
import type { HistoryPage, HistoryRequest, Outcome, RunSummary } from "../../host";
import { useWindow } from "../../query";
import styles from "./history.module.css";
import { ClearHistory, SaveHistory } from "./history-actions";
import { useNames } from "./names";

const OUTCOMES: Outcome[] = ["succeeded", "refused", "failed", "unknown"];
const ALL = "*";

const pick = (page: HistoryPage) => ({ rows: page.runs, total: page.total });

export function RunList() {
  const asked = useSearch({ from: "/history" });
  const navigate = useNavigate({ from: "/history" });
  const names = useNames();
  const [search, setSearch] = useState(asked.search ?? "");
  const wanted = useDeferredValue(search.trim());
  const outcome = OUTCOMES.find((o) => o === asked.outcome);
  const request: HistoryRequest = {
    ...(asked.connector ? { connector: asked.connector } : {}),
    ...(outcome ? { outcome } : {}),
    ...(wanted ? { search: wanted } : {}),
  };
  const runs = useWindow("history.list", request, pick);
  const filtered = Object.keys(request).length > 0;
  const filter = (change: { connector?: string; outcome?: string }) => {
    const next = Object.entries({ ...asked, ...change }).filter(([, value]) => value !== ALL);
    void navigate({ search: Object.fromEntries(next), replace: true });
  };
  const columns: Column<RunSummary>[] = [
    { id: "outcome", header: "Outcome", width: "116px", cell: (r) => <StatusBadge outcome={r.outcome} /> },
    {
      id: "action",
      header: "Action and user",
      width: "minmax(190px, 1fr)",
      cell: (r) => (
        <span className={styles.two}>
          <span>
            {names.action(r.connector, r.action)}{" "}
            <span className={styles.quiet}>{names.connector(r.connector)}</span>
          </span>
          <span className={styles.quiet}>{r.user ? `for ${r.user}` : "typed traits"}</span>
        </span>
      ),
    },
    { id: "summary", header: "Summary", width: "minmax(150px, 1.4fr)", cell: (r) => r.summary },
    {
      id: "when",
      header: "When",
      width: "124px",
      cell: (r) => (
        <span className={styles.two}>
          <RelativeTime at={r.started_at} />
          <span className={styles.quiet}>by {r.operator}</span>
        </span>
      ),
    },
  ];
  return (
    <Screen
      fill
      title="History"
      lead="Every run, with the exact requests and replies, secrets masked."
      actions={
        <>
          <SaveHistory isEmpty={runs.total === 0 && !filtered} />
          <ClearHistory isEmpty={runs.total === 0 && !filtered} />
        </>
      }
    >
      <div className={styles.filters}>
        <SearchField
          label="Search the history"
          placeholder="User, action or summary"
          value={search}
          onChange={setSearch}
        />
        <Select
          label="Connector"
          hideLabel
          value={asked.connector ?? ALL}
          onChange={(connector) => filter({ connector })}
          options={[
            { value: ALL, label: "All connectors" },
            ...names.connectors.map(([value, label]) => ({ value, label })),
          ]}
        />
        <Select
          label="Outcome"
          hideLabel
          value={outcome ?? ALL}
          onChange={(chosen) => filter({ outcome: chosen })}
          options={[{ value: ALL, label: "All outcomes" }, ...OUTCOMES.map((o) => ({ value: o, label: o }))]}
        />
        {runs.total !== undefined && (
          <span className={styles.total} role="status">
            {count(runs.total)} {runs.total === 1 ? "run" : "runs"}
          </span>
        )}
      </div>
      {runs.error && <ErrorNote error={runs.error} onRetry={runs.retry} />}
      {runs.isLoading && (
        <Panel className={styles.fill}>
          <Loading label="Loading the history" lines={8} />
        </Panel>
      )}
      {runs.total === 0 && (
        <Panel className={styles.fill}>
          {filtered ? (
            <EmptyState
              icon="search"
              title="No run fits"
              actions={
                <Button
                  onPress={() => {
                    setSearch("");
                    void navigate({ search: {}, replace: true });
                  }}
                >
                  Show all runs
                </Button>
              }
            >
              Search and filters leave nothing over.
            </EmptyState>
          ) : (
            <EmptyState icon="history" title="Nothing was run yet">
              Every run of an action is kept here. <Link to="/test-action">Test an action</Link> on a user to
              see one.
            </EmptyState>
          )}
        </Panel>
      )}
      {runs.total !== undefined && runs.total > 0 && (
        <Panel flush className={styles.fill}>
          <DataTable
            key={JSON.stringify(request)}
            label="Runs"
            columns={columns}
            total={runs.total}
            row={runs.row}
            onRange={runs.onRange}
            rowHeight={54}
            onOpen={(r) => void navigate({ to: "/history/$run", params: { run: r.run }, search: asked })}
          />
        </Panel>
      )}
    </Screen>
  );
}
