// Coverage: prompts by interactions, what runs when, what is broken, what was not rehearsed since it changed.
import { useNavigate, useSearch } from "@tanstack/react-router";
import {
  Button,
  EmptyState,
  ErrorNote,
  Loading,
  Panel,
  plural,
  Screen,
  Segments,
  Select,
} from "../../../components";
import { useOperation } from "../../../query";
import { Sections } from "../sections";
import styles from "./coverage.module.css";
import { filtered, type Show, shows } from "./filter";
import { Matrix } from "./matrix";

const ALL = "—";

export function CoverageScreen() {
  const { connector, show: asked } = useSearch({ from: "/prompts/coverage" });
  const { data, error, refetch } = useOperation("prompts.coverage", {});
  const navigate = useNavigate();
  const show: Show = shows.find((s) => s.value === asked)?.value ?? "all";
  const set = (search: { connector?: string | undefined; show?: string | undefined }) =>
    void navigate({
      to: "/prompts/coverage",
      search: Object.fromEntries(
        Object.entries({ connector, show: asked, ...search }).filter(([, v]) => v !== undefined),
      ),
      replace: true,
    });
  const all = data?.prompts ?? [];
  const cells = (of: Show) =>
    filtered(all, connector, of).reduce((n, row) => n + Object.keys(row.cells).length, 0);
  const rows = filtered(all, connector, show);
  return (
    <Screen fill title="Prompts" lead={<Sections />}>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && (
        <Panel>
          <Loading label="Loading the coverage" lines={6} />
        </Panel>
      )}
      {data && all.length === 0 && (
        <Panel>
          <EmptyState
            icon="table"
            title="Nothing to cover yet"
            actions={<Button onPress={() => void navigate({ to: "/prompts" })}>Go to the prompts</Button>}
          >
            Once there are prompts, this shows in one table what each interaction with them triggers, what is
            broken, and what was never rehearsed since it changed.
          </EmptyState>
        </Panel>
      )}
      {data && all.length > 0 && (
        <>
          <div className={styles.filters}>
            <Select
              label="Connector"
              hideLabel
              options={[
                { value: ALL, label: "All connectors" },
                ...Object.entries(data.connectors)
                  .sort(([, a], [, b]) => a.localeCompare(b))
                  .map(([value, label]) => ({ value, label })),
              ]}
              value={connector ?? ALL}
              onChange={(value) => set({ connector: value === ALL ? undefined : value })}
            />
            <Segments<Show>
              label="Show"
              options={shows.map(({ value, name }) => ({ value, label: name, count: cells(value) }))}
              value={show}
              onChange={(value) => set({ show: value === "all" ? undefined : value })}
            />
          </div>
          {rows.length === 0 ? (
            <Panel>
              <EmptyState
                icon={show === "all" ? "search" : "circle-check"}
                title={shows.find((s) => s.value === show)?.none ?? "Nothing fits"}
                actions={
                  <Button onPress={() => set({ connector: undefined, show: undefined })}>Show all</Button>
                }
              />
            </Panel>
          ) : (
            <Matrix rows={rows} connectors={data.connectors} />
          )}
          <p className={styles.quiet}>
            {plural(rows.length, "prompt")}. Arrow keys move from cell to cell, Enter opens one in the editor.
          </p>
        </>
      )}
    </Screen>
  );
}
