// A long list of which only what is on screen is asked for. Searching, sorting and paging happen in Rust.
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { Failure, OperationName, RequestOf, ResponseOf } from "../host";
import { useSession } from "./host-context";
import { operationQuery } from "./use-operation";

/** Operations that take `start` and `rows`. */
type WindowedName = {
  [N in OperationName]: RequestOf<N> extends { start?: number; rows?: number } ? N : never;
}[OperationName];

const ROWS = 100;

interface ListWindow<Row> {
  /** How many there are; undefined until the first answer. */
  total: number | undefined;
  /** The row at an index; undefined while it is on its way. */
  row: (index: number) => Row | undefined;
  /** Tell it what is on screen; `DataTable` does. */
  onRange: (first: number, last: number) => void;
  error: Failure | undefined;
  retry: () => void;
  /** The first answer is on its way. */
  isLoading: boolean;
}

/**
 * `request` without `start` and `rows`; give the `DataTable` a `key` made of it, so that a new search starts at the top.
 * `pick` takes the rows and the total out of an answer and must not change between renders.
 */
export function useWindow<N extends WindowedName, Row>(
  name: N,
  request: Omit<RequestOf<N>, "start" | "rows">,
  pick: (page: ResponseOf<N>) => { rows: Row[]; total: number },
): ListWindow<Row> {
  const { host, app } = useSession();
  const [range, setRange] = useState<[number, number]>([0, 0]);
  const first = Math.floor(range[0] / ROWS);
  const last = Math.max(first, Math.floor(range[1] / ROWS));
  const pages = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const results = useQueries({
    queries: pages.map((page) => ({
      ...operationQuery(host, app, name, { ...request, start: page * ROWS, rows: ROWS } as RequestOf<N>),
      placeholderData: keepPreviousData as never,
    })),
  });
  const picked = results.map((r) => (r.data === undefined ? undefined : pick(r.data as ResponseOf<N>)));
  // While another search is under way the old total keeps the table in place, but no row of another page is shown.
  const total = picked.find((p) => p !== undefined)?.total;
  const failed = results.find((r) => r.error);
  const onRange = useCallback((from: number, to: number) => {
    setRange((now) =>
      Math.floor(now[0] / ROWS) === Math.floor(from / ROWS) &&
      Math.floor(now[1] / ROWS) === Math.floor(to / ROWS)
        ? now
        : [from, to],
    );
  }, []);
  return {
    total,
    row: (index) => {
      const page = Math.floor(index / ROWS) - first;
      return results[page]?.isPlaceholderData ? undefined : picked[page]?.rows[index % ROWS];
    },
    onRange,
    error: failed?.error ?? undefined,
    retry: () => {
      for (const result of results) if (result.error) void result.refetch();
    },
    isLoading: total === undefined && !failed,
  };
}
