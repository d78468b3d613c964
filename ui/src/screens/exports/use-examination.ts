// What is in an open export: its records are counted, then every cell is checked and profiled, in the background. What
// was found is kept as long as the window is open: of ten gigabytes it takes a while.
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import type { Examined, ExportView } from "../../host";
import { useChange, useSession } from "../../query";

function useKept<T>(key: readonly string[]) {
  return useQuery<T>({
    queryKey: key,
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  }).data;
}

export function useExamination(id: string) {
  const { app } = useSession();
  const client = useQueryClient();
  const view = useKept<ExportView>(["exports.index", app, id]);
  const examined = useKept<Examined>(["exports.examine", app, id]);
  const index = useChange("exports.index", { cancelOnLeave: true });
  const change = useChange("exports.examine", { cancelOnLeave: true });
  const { run: runIndex } = index;
  const { run: runExamine } = change;

  const examine = useCallback(
    async (spec?: string) => {
      const found = await runExamine(spec === undefined ? { export: id } : { export: id, spec });
      if (found) client.setQueryData(["exports.examine", app, id], found);
    },
    [runExamine, client, app, id],
  );
  /** Counts, and examines what was not yet. */
  const begin = useCallback(async () => {
    const counted = await runIndex({ export: id });
    if (!counted) return;
    client.setQueryData(["exports.index", app, id], counted);
    if (client.getQueryData(["exports.examine", app, id]) === undefined) await examine();
  }, [runIndex, examine, client, app, id]);
  useEffect(() => void begin(), [begin]);

  return { view, examined, index, begin, examine, change };
}

export type Examination = ReturnType<typeof useExamination>;
