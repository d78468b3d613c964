// The records around what is on screen, in pages that stay in the cache for a while.
import { type UseQueryResult, useQueries } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { asFailure, type CutCell, type Failure, type Host, type Page } from "../../host";
import { useSession } from "../../query";

/** Records in a page. */
export const PAGE = 200;

/** A page may end early where cells are large; then the rest is asked for. */
async function readPage(
  host: Host,
  app: string,
  id: string,
  start: number,
  signal: AbortSignal,
): Promise<Page> {
  const ask = (from: number, rows: number) =>
    host.call("exports.page", { export: id, start: from, rows }, { app, signal });
  try {
    const page = await ask(start, PAGE);
    while (page.rows.length > 0 && page.rows.length < PAGE && !reached(page)) {
      const more = await ask(start + page.rows.length, PAGE - page.rows.length);
      if (more.total !== undefined) page.total = more.total;
      if (more.rows.length === 0) break;
      const cut = more.cut?.map((c): CutCell => ({ ...c, row: c.row + page.rows.length })) ?? [];
      page.cut = [...(page.cut ?? []), ...cut];
      page.rows.push(...more.rows);
    }
    return page;
  } catch (thrown) {
    throw asFailure(thrown);
  }
}

function reached(page: Page): boolean {
  return page.total !== undefined && page.start + page.rows.length >= page.total;
}

export interface Records {
  /** Undefined until the first page is there. */
  columns: string[] | undefined;
  /** The most cells that a record at hand has; may be more than there are columns. */
  widest: number;
  /** The cells of a record; undefined while they are on their way. */
  cells: (record: number) => string[] | undefined;
  /** Length of the whole cell in bytes, if only its beginning is here. */
  cut: (record: number, column: number) => number | undefined;
  /** As many as there are, or as are known of until they are counted. */
  rows: number;
  /** Whether `rows` is all. */
  counted: boolean;
  error: Failure | undefined;
  retry: () => void;
}

type Result = UseQueryResult<Page, Failure>;

/** What a set of pages, the first of them always among them, tells of the records. */
function combined(numbers: number[], results: Result[], total: number | undefined, least: number): Records {
  const pages = new Map(numbers.map((number, i) => [number, results[i]?.data]));
  const known = results.flatMap((r) => (r.data ? [r.data] : []));
  const end = Math.max(0, ...known.map((p) => p.start + p.rows.length));
  const all = total ?? known.find((p) => p.total !== undefined)?.total;
  const pageOf = (record: number) => pages.get(Math.floor(record / PAGE));
  return {
    columns: pages.get(0)?.columns,
    widest: Math.max(0, ...known.map((p) => Math.max(0, ...p.rows.map((r) => r.length)))),
    cells: (record) => pageOf(record)?.rows[record % PAGE],
    cut: (record, column) =>
      pageOf(record)?.cut?.find((c) => c.row === record % PAGE && c.column === column)?.bytes,
    // Until they are counted, there is always a page more than was seen.
    rows: all ?? Math.max(end + (known.length > 0 ? PAGE : 0), least),
    counted: all !== undefined,
    error: results.find((r) => r.error)?.error ?? undefined,
    retry: () => {
      for (const result of results) if (result.error) void result.refetch();
    },
  };
}

/**
 * The records from `first` to `last` (excluded), and `also` one more, which may be elsewhere. `total`: how many there
 * are, if it is known. The same object until something of it changes.
 */
export function useRecords(
  id: string,
  first: number,
  last: number,
  also: number,
  total: number | undefined,
): Records {
  const { host, app } = useSession();
  const from = Math.floor(first / PAGE);
  const to = Math.max(from, Math.floor(Math.max(first, last - 1) / PAGE));
  const one = Math.floor(also / PAGE);
  const numbers = useMemo(() => {
    const wanted = new Set(Array.from({ length: to - from + 1 }, (_, i) => from + i));
    // The first page tells columns and widths, wherever one is.
    return [...wanted.add(0).add(one)];
  }, [from, to, one]);
  const least = total === undefined ? last : 0;
  const combine = useCallback(
    (results: Result[]) => combined(numbers, results, total, least),
    [numbers, total, least],
  );
  return useQueries({
    queries: numbers.map((number) => ({
      queryKey: ["exports.page", app, id, number] as const,
      queryFn: ({ signal }: { signal: AbortSignal }) => readPage(host, app, id, number * PAGE, signal),
      // A file that changes says so itself. Pages far from here are forgotten, so that memory stays bounded.
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: number === 0 ? Number.POSITIVE_INFINITY : 30_000,
    })),
    combine,
  });
}
