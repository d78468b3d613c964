// The comparison of two open exports. The last one is kept as long as the window is open, so that a look at a record
// does not cost another comparison; the backend keeps its differences under a handle.
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { ComparisonView } from "../../../host";
import { useChange, useSession } from "../../../query";

/** Two handles, and the columns that name a record; the backend's choice when absent. */
export interface Pair {
  old: string;
  new: string;
  key: string[] | undefined;
}

/** What the address says: files, key, and what is shown of the differences. */
export type Asked = Partial<Record<"old" | "new" | "key" | "view" | "kind" | "column" | "at", string>>;

interface Kept extends Pair {
  view: ComparisonView;
  /** Where one was, so that one comes back there after a look at a record. */
  asked?: Asked | undefined;
}

export function useComparison() {
  const { host, app } = useSession();
  const client = useQueryClient();
  const cache = useMemo(() => ["exports.compare", app], [app]);
  const { data: kept } = useQuery<Kept | null>({
    queryKey: cache,
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const change = useChange("exports.compare", { cancelOnLeave: true });
  const compare = async (pair: Pair) => {
    const { key, ...files } = pair;
    const view = await change.run({ ...files, ...(key ? { key } : {}) });
    if (!view) return undefined;
    const before = client.getQueryData<Kept | null>(cache);
    client.setQueryData(cache, { ...pair, view } satisfies Kept);
    // The backend would forget it by itself, later.
    if (before) {
      host
        .call("exports.close_comparison", { comparison: before.view.comparison }, { app })
        .catch(() => undefined);
    }
    return view;
  };
  const remember = useCallback(
    (asked: Asked) => client.setQueryData<Kept | null>(cache, (now) => now && { ...now, asked }),
    [client, cache],
  );
  return { kept: kept ?? undefined, compare, remember, ...change };
}

export function samePair(a: Pair, b: Pair): boolean {
  return a.old === b.old && a.new === b.new && a.key?.join("\n") === b.key?.join("\n");
}
