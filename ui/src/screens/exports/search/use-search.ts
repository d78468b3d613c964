// A text search through an export. The backend goes some way and says where it stopped; it is asked to go on from there
// until the file is searched, so that what is found shows at once. What was found is kept while the panel is closed.
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { asFailure, type Failure, type Hit, type Progress } from "../../../host";
import { useSession } from "../../../query";

/** The first answer comes early, the later ones are large. */
const FIRST = 100;
const LATER = 1_000;
/** So many more are looked for at a time: nobody reads further, and the page's memory is bounded. */
export const MOST = 10_000;

export interface Wanted {
  text: string;
  /** Undefined: all columns. */
  column: string | undefined;
  ignoreCase: boolean;
}

export interface Search extends Wanted {
  hits: Hit[];
  /** Cells that hold the text, and are too many in one record to be told. */
  leftOut: number;
  /** The record to go on from; undefined when the file is searched to its end. */
  next: number | undefined;
  /** `full`: enough for now. */
  state: "searching" | "stopped" | "full" | "done" | "failed";
  progress?: Progress | undefined;
  error?: Failure | undefined;
}

export function useSearch(id: string) {
  const { host, app } = useSession();
  const client = useQueryClient();
  const key = useMemo(() => ["exports.search", app, id], [app, id]);
  const kept = useQuery<Search>({
    queryKey: key,
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10 * 60_000,
  });
  const abort = useRef<AbortController | null>(null);
  const stop = useCallback(() => abort.current?.abort(), []);
  useEffect(() => stop, [stop]);

  const go = useCallback(
    async (start: Search) => {
      abort.current?.abort();
      const controller = new AbortController();
      abort.current = controller;
      const { signal } = controller;
      let now: Search = { ...start, state: "searching", error: undefined, progress: undefined };
      const show = (change: Partial<Search>) => {
        now = { ...now, ...change };
        // A later search has taken the place of this one.
        if (abort.current === controller) client.setQueryData(key, now);
      };
      show({});
      const enough = now.hits.length + MOST;
      try {
        while (now.next !== undefined) {
          const {
            hits,
            next,
            left_out = 0,
          } = await host.call(
            "exports.search",
            {
              export: id,
              text: now.text,
              ...(now.column === undefined ? {} : { column: now.column }),
              ignore_case: now.ignoreCase,
              from: now.next,
              limit: now.hits.length === 0 ? FIRST : LATER,
            },
            { app, signal, onProgress: (progress) => show({ progress }) },
          );
          const all = hits.length === 0 ? now.hits : [...now.hits, ...hits];
          show({ hits: all, next, leftOut: now.leftOut + left_out });
          if (next !== undefined && all.length >= enough) return show({ state: "full" });
        }
        show({ state: "done" });
      } catch (thrown) {
        const error = asFailure(thrown);
        show(error.code === "cancelled" ? { state: "stopped" } : { state: "failed", error });
      }
    },
    [host, app, client, id, key],
  );
  const start = useCallback(
    (wanted: Wanted) => go({ ...wanted, hits: [], leftOut: 0, next: 0, state: "searching" }),
    [go],
  );
  return {
    search: kept.data,
    start,
    /** Goes on where it stopped. */
    goOn: () => kept.data && void go(kept.data),
    stop,
  };
}
