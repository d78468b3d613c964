// What the grid shows: all records or only those with an issue, which cells are selected, and the ways to a place.
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { toast } from "../../components";
import { asFailure, type Failure, type IssueFilter } from "../../host";
import { useOperation, useSession } from "../../query";
import { Records } from "./grid/records";
import { at, type Cell, type Selection } from "./grid/selection";
import { filterWords, sameFilter } from "./issues/filters";
import { asked, rankOf, step } from "./issues/steps";
import type { Examination } from "./use-examination";

/** Into how many parts the marks along the scrollbar are cut. */
const PARTS = 400;

export function useShown(id: string, { view, examined }: Examination) {
  const { host, app } = useSession();
  const ask = useMemo(() => asked(host, id, { app }), [host, id, app]);
  const all = useMemo(
    () =>
      new Records({
        ask: (start, rows, signal) => host.call("exports.page", { export: id, start, rows }, { app, signal }),
      }),
    [host, app, id],
  );
  const [only, setOnly] = useState<IssueFilter | null>(null);
  const records = useMemo(() => {
    if (only === null) return all;
    return new Records({
      columns: all.columns ?? [],
      ask: (start, rows, signal) =>
        host.call("exports.flagged", { export: id, filter: only, start, rows }, { app, signal }),
    });
  }, [host, app, id, all, only]);
  useSyncExternalStore(records.subscribe, records.version);

  useEffect(() => all.setTotal(view?.rows), [all, view]);
  // Another examination may have found other things.
  useEffect(() => {
    setOnly(null);
    all.setMarks(
      examined &&
        ((start, rows, signal) => host.call("exports.marks", { export: id, start, rows }, { app, signal })),
    );
  }, [all, examined, host, app, id]);
  const total = view?.rows ?? examined?.check.rows;
  const overview = useOperation(
    "exports.overview",
    { export: id, parts: Math.max(1, Math.min(PARTS, total ?? 1)) },
    { enabled: examined !== undefined && only === null && total !== undefined },
  );

  const [selection, setSelection] = useState<Selection>(() => at(0, 0));
  const [target, setTarget] = useState<Cell | null>(null);
  const [failed, setFailed] = useState<Failure | undefined>(undefined);
  const place = useCallback((row: number, column: number) => {
    setSelection(at(row, column));
    setTarget({ row, column });
  }, []);

  // Where to goes last is where one is; what was asked before may come later.
  const asking = useRef(0);
  const lately = useCallback(async <T>(work: () => Promise<T>, then: (found: T) => void) => {
    asking.current += 1;
    const turn = asking.current;
    try {
      const found = await work();
      if (turn !== asking.current) return;
      setFailed(undefined);
      then(found);
    } catch (thrown) {
      if (turn === asking.current) setFailed(asFailure(thrown));
    }
  }, []);

  const names = all.columns;
  const goTo = useCallback(
    (record: number, column: string | number | undefined) => {
      const index =
        typeof column === "number" ? column : column === undefined ? 0 : (names?.indexOf(column) ?? 0);
      const to = Math.max(0, index);
      if (only === null) {
        asking.current += 1;
        return place(record, to);
      }
      void lately(
        () => rankOf(ask, only, record),
        ({ rank, exact }) => {
          if (exact) return place(rank, to);
          setOnly(null);
          place(record, to);
        },
      );
    },
    [names, only, place, lately, ask],
  );

  // Somebody went further than there are rows, before they were counted.
  const last = records.counted ? Math.max(0, records.rows - 1) : Number.POSITIVE_INFINITY;
  const within = (cell: Cell) => (cell.row > last ? { ...cell, row: last } : cell);
  const active = within(selection.active);
  const now =
    active === selection.active ? selection : { ...selection, anchor: within(selection.anchor), active };
  const { row, column } = active;
  const record = records.record(row);
  /** Shows only the records with such an issue, or all again; what is active stays so, or the next does. */
  const showOnly = (filter: IssueFilter | null) => {
    if (filter === null) {
      setOnly(null);
      return place(record ?? 0, column);
    }
    void lately(
      () => rankOf(ask, filter, record ?? 0),
      ({ rank }) => {
        setOnly(filter);
        place(rank, column);
      },
    );
  };

  /** To the next issue, or the one before. */
  const stepIssue = (filter: IssueFilter, backwards: boolean) => {
    if (!examined || record === undefined || total === undefined) return;
    const meant = sameFilter(filter, {}) ? (only ?? {}) : filter;
    void lately(
      () => step(ask, meant, names ?? [], { record, column }, backwards, total),
      (spot) => {
        if (!spot) return toast(`No record has ${filterWords(meant)}`);
        if (spot.around) toast(backwards ? "On from the last issue" : "On from the first issue");
        goTo(spot.record, spot.column);
      },
    );
  };
  /** To the first issue from a record on. */
  const goFrom = (from: number) =>
    void lately(
      () => step(ask, {}, names ?? [], { record: from, column: -1 }, false, total ?? 0),
      (spot) => spot && goTo(spot.record, spot.column),
    );

  return {
    all,
    records,
    only,
    showOnly,
    selection: now,
    setSelection,
    target,
    goTo,
    stepIssue,
    goFrom,
    overview: only === null ? overview.data : undefined,
    failed,
  };
}
