// Two exports beside each other: yesterday's and today's, say. What differs is told in numbers first, then record by record.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { EmptyState, ErrorNote, Panel, Progress, Screen, Segments } from "../../../components";
import type { DifferenceKind, RecentExport } from "../../../host";
import { useOperation } from "../../../query";
import { readable } from "../readable";
import { Sections } from "../sections";
import { Choose, type Chosen } from "./choose";
import styles from "./compare.module.css";
import { Differences, type Filter } from "./differences";
import { Summary } from "./summary";
import { type Pair, samePair, useComparison } from "./use-comparison";

export function CompareScreen() {
  const asked = useSearch({ from: "/exports/compare" });
  const navigate = useNavigate({ from: "/exports/compare" });
  const { kept, compare, remember, isPending, progress, cancel, error } = useComparison();
  const recent = useOperation("exports.recent", {}).data;

  // A handle of a file that was closed since stands for nothing.
  const open = (handle: string | undefined) =>
    recent === undefined || recent.some((e) => e.export === handle) ? handle : undefined;
  const chosen: Chosen = {
    old: open(asked.old),
    new: open(asked.new),
    key: asked.key === undefined ? undefined : asked.key.split("\n"),
  };
  const set = (change: Partial<Chosen>) => {
    const next = { ...chosen, ...change };
    void navigate({
      replace: true,
      search: {
        ...(next.old === undefined ? {} : { old: next.old }),
        ...(next.new === undefined ? {} : { new: next.new }),
        ...(next.key === undefined ? {} : { key: next.key.join("\n") }),
      },
    });
  };
  useSuggestion(chosen, recent, set);

  const pair: Pair | undefined =
    chosen.old !== undefined && chosen.new !== undefined
      ? { old: chosen.old, new: chosen.new, key: chosen.key }
      : undefined;
  const result = pair && kept && samePair(pair, kept) ? kept : undefined;
  const start = () => pair && void compare(pair);
  // Without any file in the address, one comes back to where one was.
  const nothingAsked = asked.old === undefined && asked.new === undefined;
  const back = nothingAsked ? kept?.asked : undefined;
  useEffect(() => {
    if (back) void navigate({ replace: true, search: back });
  }, [back, navigate]);
  const isShown = result !== undefined;
  useEffect(() => {
    if (isShown) remember(asked);
  }, [isShown, asked, remember]);
  const filter: Filter = {
    kind: (["added", "removed", "changed"] as const).find((k) => k === asked.kind),
    column: asked.column,
  };
  const listed = asked.view === "differences";
  const show = (view: "summary" | "differences", { kind, column }: Partial<Filter> = {}, at?: number) =>
    void navigate({
      replace: at !== undefined,
      search: {
        ...(chosen.old === undefined ? {} : { old: chosen.old }),
        ...(chosen.new === undefined ? {} : { new: chosen.new }),
        ...(chosen.key === undefined ? {} : { key: chosen.key.join("\n") }),
        ...(view === "differences" ? { view } : {}),
        ...(kind === undefined ? {} : { kind: kind as DifferenceKind }),
        ...(column === undefined ? {} : { column }),
        ...(at === undefined ? {} : { at: String(at) }),
      },
    });
  const nameOf = (handle: string) => recent?.find((e) => e.export === handle)?.name ?? "a file";
  const differing = result ? result.view.added + result.view.removed + result.view.changed : 0;
  const inList = result !== undefined && listed && !isPending;
  return (
    <Screen
      fill={inList}
      title="Exports"
      lead={<Sections />}
      actions={
        result &&
        !isPending && (
          <Segments
            label="What is shown"
            options={[
              { value: "summary", label: "Summary" },
              { value: "differences", label: "Differences", count: differing },
            ]}
            value={listed ? "differences" : "summary"}
            onChange={(view) => show(view)}
          />
        )
      }
    >
      {!inList && (
        <Choose
          chosen={chosen}
          onChange={set}
          used={result?.view.key}
          onCompare={start}
          isPending={isPending}
          isDone={result !== undefined}
        />
      )}
      {isPending && <Progress label="Comparing" progress={readable(progress)} onCancel={cancel} />}
      {error && !isPending && <ErrorNote error={error} onRetry={start} />}
      {result && !isPending && !listed && (
        <Summary comparison={result.view} onShow={(kind, column) => show("differences", { kind, column })} />
      )}
      {inList && (
        <Differences
          view={result.view}
          files={result}
          names={{ old: nameOf(result.old), new: nameOf(result.new) }}
          filter={filter}
          onFilter={(next) => show("differences", next)}
          at={asked.at !== undefined && /^\d+$/.test(asked.at) ? Number(asked.at) : undefined}
          onAt={(at) => show("differences", filter, at)}
          onAgain={start}
        />
      )}
      {!result && !isPending && !error && (
        <Panel className={styles.nothing}>
          <EmptyState icon="git-compare" title="Compare two exports">
            Yesterday's file and today's, say: which records came and went, what changed in which column, and
            which values are new. Nothing is copied or changed.
          </EmptyState>
        </Panel>
      )}
    </Screen>
  );
}

/** With one file given, the other is suggested: the last one that was open beside it, by name the earlier one as old. */
function useSuggestion(
  chosen: Chosen,
  recent: RecentExport[] | undefined,
  set: (change: Partial<Chosen>) => void,
) {
  const other = recent?.find(
    (e) => e.export !== undefined && e.export !== chosen.old && e.export !== chosen.new,
  )?.export;
  const lacksOld = chosen.old === undefined && chosen.new !== undefined;
  const suggestion = lacksOld ? other : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new suggestion is set, and once
  useEffect(() => {
    if (suggestion !== undefined) set({ old: suggestion });
  }, [suggestion]);
}
