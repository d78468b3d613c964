// An open export: how it is read, its grid, and beside it what is wrong with it, what it holds, and the ways to a record.
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Button, ErrorNote, Progress, Screen, toast } from "../../components";
import type { Failure, IssueFilter } from "../../host";
import { useOperation } from "../../query";
import styles from "./exports.module.css";
import { FindPanel } from "./find-panel";
import { type ActiveCell, CellBar, CellDialog } from "./grid/cell-bar";
import { ColumnsDialog } from "./grid/columns-dialog";
import { GoTo } from "./grid/go-to";
import { Grid } from "./grid/grid";
import { nameOf } from "./grid/grid-row";
import { KeysDialog } from "./grid/keys-dialog";
import { useLayout } from "./grid/layout";
import { faultOf } from "./grid/marks";
import { IssuesPanel } from "./issues/issues-panel";
import { Back, Facts, Tools, View } from "./open-export-head";
import { ProfilePanel } from "./profile/profile-panel";
import { readable } from "./readable";
import { ReadingBar } from "./reading-bar";
import { SearchPanel } from "./search/search-panel";
import { useCopy } from "./use-copy";
import { useExamination } from "./use-examination";
import { useOpen } from "./use-open";
import { useShown } from "./use-shown";
import { useWindowKeys } from "./use-window-keys";

export type Side = "issues" | "profile" | "search" | "find" | null;
type DialogName = "cell" | "go" | "columns" | "keys" | null;

function sideOf({ customer, view }: { customer?: string; view?: string }): Side {
  if (customer !== undefined) return "find";
  if (view === "check" || view === "issues") return "issues";
  return view === "profile" || view === "search" ? view : null;
}

export function OpenExport({ id }: { id: string }) {
  const asked = useSearch({ from: "/exports/$export" });
  const navigate = useNavigate();
  const recent = useOperation("exports.recent", {});
  const entry = recent.data?.find((e) => e.export === id);
  const examination = useExamination(id);
  const { view, examined, index, change } = examination;
  const open = useOpen();
  const shown = useShown(id, examination);
  const { records, selection, goTo } = shown;
  const columns = shown.all.columns;
  const layout = useLayout(columns);
  const { copy, selected } = useCopy(id, records, layout.layout, selection);
  const [dialog, setDialog] = useState<DialogName>(null);
  const [side, setSide] = useState<Side>(sideOf(asked));
  const [filter, setFilter] = useState<IssueFilter>({});
  const [profiled, setProfiled] = useState<{ column: number } | null>(null);
  const [searched, setSearched] = useState<{ text: string; column: string } | null>(null);
  const turn = (to: Side) => {
    setSearched(null);
    setSide(to);
  };
  const close = () => turn(null);

  // `?record=&column=` leads to a cell, once the columns are known.
  const known = columns !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for an address, whatever is shown since
  useEffect(() => {
    if (known && asked.record !== undefined && /^\d+$/.test(asked.record))
      goTo(Number(asked.record), asked.column);
  }, [known, asked.record, asked.column]);
  useWindowKeys({
    onGo: () => setDialog("go"),
    onSearch: () => (side === "search" ? undefined : turn("search")),
    onStep: (backwards) => shown.stepIssue(filter, backwards),
    onKeys: () => setDialog("keys"),
  });

  const { row, column } = selection.active;
  const cells = records.cells(row);
  const cell: ActiveCell = {
    record: records.record(row),
    index: column,
    column: nameOf(columns ?? [], column),
    text: cells && (cells[column] ?? null),
    cut: records.cut(row, column),
    fault: faultOf(records.marks(row), column) ?? faultOf(records.marks(row), undefined),
  };
  const openCell = () => {
    if (cell.text && cell.record !== undefined) setDialog("cell");
  };

  const failures = [index.error, records.error, shown.failed];
  const failed = failures.filter((e): e is Failure => e !== undefined);
  const changed = [...failed, change.error].find((e) => e?.code === "file_changed");
  const gone = failed.find((e) => e.code === "not_found");
  const other = failed.find((e) => e !== changed && e !== gone);
  if (gone && !columns) {
    return (
      <Screen title="Export" lead={<Back />}>
        <ErrorNote error={gone} actions={<Link to="/exports">Open it again from the list</Link>} />
      </Screen>
    );
  }
  const name = view?.name ?? entry?.name ?? "Export";
  const total = shown.all.counted ? shown.all.rows : undefined;
  return (
    <Screen
      fill
      title={name}
      lead={
        <Facts
          entry={entry}
          view={view}
          rows={total}
          columns={columns?.length}
          examined={examined}
          onSide={turn}
        />
      }
    >
      <Tools
        side={side}
        onSide={turn}
        examined={examined}
        onCompare={() => void navigate({ to: "/exports/compare", search: { new: id } })}
      />
      {changed && (
        <ErrorNote
          error={changed}
          actions={
            entry && (
              <Button
                icon="refresh-cw"
                whyNot={open.whyNot}
                isPending={open.isPending}
                onPress={() => void open.reopen(entry.id)}
              >
                Reopen
              </Button>
            )
          }
        />
      )}
      {other && !changed && (
        <ErrorNote
          error={other}
          onRetry={
            records.error ? () => records.retry() : index.error ? () => void examination.begin() : undefined
          }
        />
      )}
      {open.error && <ErrorNote error={open.error} />}
      {open.progress && (
        <Progress label="Opening it again" progress={readable(open.progress)} onCancel={open.cancel} />
      )}
      {index.isPending && (
        <Progress label="Counting records" progress={readable(index.progress)} onCancel={index.cancel} />
      )}
      {!index.isPending && !view && !index.error && (
        <p className={styles.paused}>
          <span>Counting was stopped: the scrollbar grows as you go on.</span>
          <Button onPress={() => void examination.begin()}>Count on</Button>
        </p>
      )}
      {change.isPending && side !== "issues" && side !== "profile" && (
        <Progress
          label="Examining every cell"
          progress={readable(change.progress)}
          onCancel={change.cancel}
        />
      )}
      <View
        reading={view && <ReadingBar view={view} />}
        only={shown.only}
        rows={records.counted ? records.rows : undefined}
        hidden={layout.layout.hidden.length}
        onAll={() => shown.showOnly(null)}
        onGo={() => setDialog("go")}
        onColumns={() => setDialog("columns")}
        onKeys={() => setDialog("keys")}
      />
      <div className={styles.work} data-side={side !== null || undefined}>
        <div className={styles.table}>
          <Grid
            label={`Records of ${name}`}
            records={records}
            inFile={total}
            columns={layout}
            selection={selection}
            onSelection={shown.setSelection}
            target={shown.target}
            onOpen={openCell}
            onCopy={(withNames) => void copy(withNames)}
            onProfile={
              examined &&
              ((at) => {
                setProfiled({ column: at });
                setSide("profile");
              })
            }
            onNextIssue={
              examined &&
              ((at) => {
                const of = columns?.[at];
                if (of === undefined) return toast("Cells past the last column are issues of their record");
                setFilter({ column: of });
                shown.stepIssue({ column: of }, false);
              })
            }
            overview={shown.overview}
            onOverview={shown.goFrom}
          />
          <CellBar cell={cell} selected={selected} onCopy={() => void copy(false)} onOpen={openCell} />
        </div>
        {side === "issues" && (
          <IssuesPanel
            examination={examination}
            filter={filter}
            onFilter={setFilter}
            only={shown.only}
            onOnly={shown.showOnly}
            onPlace={goTo}
            onStep={(backwards) => shown.stepIssue(filter, backwards)}
            onClose={close}
          />
        )}
        {side === "profile" && (
          <ProfilePanel
            examination={examination}
            wanted={profiled}
            onColumn={(at) => goTo(records.record(row) ?? 0, at)}
            onValue={(of, text) => {
              setSearched({ text, column: of });
              setSide("search");
            }}
            onClose={close}
          />
        )}
        {side === "search" && (
          <SearchPanel
            id={id}
            columns={columns ?? []}
            rows={total}
            asked={searched}
            onPlace={goTo}
            onClose={close}
            className={styles.side}
          />
        )}
        {side === "find" && (
          <FindPanel id={id} name={name} customer={asked.customer ?? ""} onPlace={goTo} onClose={close} />
        )}
      </div>
      {dialog === "cell" && <CellDialog id={id} cell={cell} onClose={() => setDialog(null)} />}
      {dialog === "keys" && <KeysDialog onClose={() => setDialog(null)} />}
      {dialog === "columns" && (
        <ColumnsDialog
          names={columns ?? []}
          columns={layout}
          onGo={(at) => {
            setDialog(null);
            goTo(records.record(row) ?? 0, at);
          }}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "go" && (
        <GoTo
          rows={total}
          onGo={(to) => {
            setDialog(null);
            goTo(to, column);
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </Screen>
  );
}
