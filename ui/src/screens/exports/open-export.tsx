// An open export: its grid, what the check says of it, and the way to a user's traits.
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState } from "react";
import {
  Button,
  bytes,
  count,
  ErrorNote,
  Icon,
  Progress,
  Screen,
  StatusBadge,
  toast,
} from "../../components";
import { copyText } from "../../components/code-block";
import type { Failure } from "../../host";
import { useChange, useOperation } from "../../query";
import { type ActiveCell, CellBar, CellDialog } from "./cell-bar";
import { CheckPanel } from "./check-panel";
import { guarded } from "./copy-guard";
import styles from "./exports.module.css";
import { FindPanel } from "./find-panel";
import { GoTo } from "./go-to";
import { Grid, type Place } from "./grid";
import { nameOf } from "./grid-header";
import { marksOf, WHOLE_RECORD } from "./marks";
import { readable } from "./readable";
import { SearchPanel } from "./search/search-panel";
import { useOpen } from "./use-open";
import type { Records } from "./use-records";
import { useReport } from "./use-report";

type Side = "check" | "find" | "search" | null;

export function OpenExport({ id }: { id: string }) {
  const asked = useSearch({ from: "/exports/$export" });
  const navigate = useNavigate();
  const recent = useOperation("exports.recent", {});
  const entry = recent.data?.find((e) => e.export === id);
  const index = useChange("exports.index", { cancelOnLeave: true });
  const report = useReport(id);
  const open = useOpen();
  const [records, setRecords] = useState<Records | null>(null);
  const [active, setActive] = useState<Place>({ record: 0, column: 0 });
  const [target, setTarget] = useState<Place | null>(null);
  const [dialog, setDialog] = useState<"cell" | "go" | null>(null);
  const [side, setSide] = useState<Side>(
    asked.customer !== undefined ? "find" : asked.view === "check" ? "check" : null,
  );

  const { run: countRecords } = index;
  useEffect(() => void countRecords({ export: id }), [countRecords, id]);

  const columns = records?.columns;
  const goTo = useCallback(
    (record: number, column: string | number | undefined) => {
      const at =
        typeof column === "number" ? column : column === undefined ? 0 : (columns?.indexOf(column) ?? 0);
      const place = { record, column: Math.max(0, at) };
      setActive(place);
      setTarget(place);
    },
    [columns],
  );
  // `?record=&column=` leads to a cell, once the columns are known.
  const known = columns !== undefined;
  useEffect(() => {
    if (known && asked.record !== undefined && /^\d+$/.test(asked.record))
      goTo(Number(asked.record), asked.column);
  }, [known, asked.record, asked.column, goTo]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "g") {
        event.preventDefault();
        setDialog("go");
      }
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f") {
        event.preventDefault();
        setSide("search");
      }
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);

  const marks = useMemo(() => marksOf(report.report, columns ?? []), [report.report, columns]);
  const total = index.data?.rows ?? report.report?.rows;
  const counted = total ?? (records?.counted ? records.rows : undefined);
  const at =
    counted === undefined ? active : { ...active, record: Math.max(0, Math.min(active.record, counted - 1)) };
  const cell: ActiveCell = {
    record: at.record,
    column: nameOf(columns ?? [], at.column),
    text: records?.cells(at.record) ? (records.cells(at.record)?.[at.column] ?? null) : undefined,
    cut: records?.cut(at.record, at.column),
    mark: marks.get(at.record)?.get(at.column) ?? marks.get(at.record)?.get(WHOLE_RECORD),
  };
  const copy = async () => {
    if (!cell.text) return;
    const text = guarded(cell.text);
    if (!(await copyText(text))) toast("Cannot copy: select the text of the cell instead");
    else if (text === cell.text)
      toast(cell.cut === undefined ? "Copied" : "Copied the beginning: the rest is not here");
    else toast("Copied with an apostrophe before it, so that a spreadsheet does not run it");
  };

  const failed = [index.error, report.error, records?.error].filter((e): e is Failure => e !== undefined);
  const changed = failed.find((e) => e.code === "file_changed");
  const gone = failed.find((e) => e.code === "not_found");
  const other = failed.find((e) => e !== changed && e !== gone);
  const name = entry?.name ?? index.data?.name ?? "Export";
  if (gone && !columns) {
    return (
      <Screen title="Export" lead={<Back />}>
        <ErrorNote error={gone} actions={<Link to="/exports">Open it again from the list</Link>} />
      </Screen>
    );
  }
  return (
    <Screen
      fill
      title={name}
      lead={
        <span className={styles.facts}>
          <Back />
          {entry && <span title={entry.folder}>{bytes(entry.bytes)}</span>}
          <span>{counted === undefined ? "counting records…" : `${count(counted)} records`}</span>
          {columns && <span>{count(columns.length)} columns</span>}
          {index.data && (
            <span>
              {index.data.encoding}
              {index.data.encoding_guessed && " (a guess)"}, {delimiterWord(index.data.delimiter)}
            </span>
          )}
          {index.data?.header === false && <span>no header: columns are numbered</span>}
          {report.report && <StatusBadge exportVerdict={report.report.verdict} />}
        </span>
      }
      actions={
        <>
          <Button icon="arrow-right" onPress={() => setDialog("go")}>
            Go to record
          </Button>
          <Button
            icon="search"
            aria-pressed={side === "search"}
            onPress={() => setSide(side === "search" ? null : "search")}
          >
            Search
          </Button>
          <Button
            icon="user"
            aria-pressed={side === "find"}
            onPress={() => setSide(side === "find" ? null : "find")}
          >
            Find a user
          </Button>
          <Button
            icon="git-compare"
            onPress={() => void navigate({ to: "/exports/compare", search: { new: id } })}
          >
            Compare
          </Button>
          <Button
            variant="primary"
            icon="square-check-big"
            aria-pressed={side === "check"}
            onPress={() => {
              setSide("check");
              if (!report.report && !report.isPending) void report.check();
            }}
          >
            Check
          </Button>
        </>
      }
    >
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
            records?.error ? records.retry : index.error ? () => void countRecords({ export: id }) : undefined
          }
        />
      )}
      {open.error && <ErrorNote error={open.error} />}
      {index.isPending && (
        <Progress label="Counting records" progress={readable(index.progress)} onCancel={index.cancel} />
      )}
      {!index.isPending && !index.data && !index.error && total === undefined && (
        <p className={styles.paused}>
          <span>Counting was stopped: the scrollbar grows as you go on.</span>
          <Button onPress={() => void countRecords({ export: id })}>Count on</Button>
        </p>
      )}
      <div className={styles.work} data-side={side !== null || undefined}>
        <div className={styles.table}>
          <Grid
            id={id}
            label={`Records of ${name}`}
            total={total}
            marks={marks}
            active={at}
            onActive={setActive}
            target={target}
            onOpen={() => cell.text && setDialog("cell")}
            onCopy={() => void copy()}
            onRecords={setRecords}
          />
          <CellBar cell={cell} onCopy={() => void copy()} onOpen={() => setDialog("cell")} />
        </div>
        {side === "check" && <CheckPanel report={report} onPlace={goTo} onClose={() => setSide(null)} />}
        {side === "search" && (
          <SearchPanel
            id={id}
            columns={columns ?? []}
            rows={counted}
            onPlace={goTo}
            onClose={() => setSide(null)}
            className={styles.side}
          />
        )}
        {side === "find" && (
          <FindPanel
            id={id}
            name={name}
            customer={asked.customer ?? ""}
            onPlace={goTo}
            onClose={() => setSide(null)}
          />
        )}
      </div>
      {dialog === "cell" && (
        <CellDialog cell={cell} onClose={() => setDialog(null)} onCopy={() => void copy()} />
      )}
      {dialog === "go" && (
        <GoTo
          rows={counted}
          onGo={(record) => {
            setDialog(null);
            goTo(record, at.column);
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </Screen>
  );
}

function Back() {
  return (
    <Link to="/exports" className={styles.back}>
      <Icon name="chevron-left" size={13} />
      All exports
    </Link>
  );
}

function delimiterWord(delimiter: string): string {
  const words: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" };
  return words[delimiter] ? `separated by ${words[delimiter]}` : `separated by ${delimiter}`;
}
