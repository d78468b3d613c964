// The check of an open export. Its report is kept as long as the window is open: a check of ten gigabytes takes a while.
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import type { CheckReport } from "../../host";
import { useChange, useSession } from "../../query";

export function useReport(id: string) {
  const { app } = useSession();
  const client = useQueryClient();
  const key = ["exports.check", app, id];
  const kept = useQuery<CheckReport>({
    queryKey: key,
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const change = useChange("exports.check", { cancelOnLeave: true });
  const check = async () => {
    const report = await change.run({ export: id });
    if (report) client.setQueryData(key, report);
  };
  return { report: kept.data, check, ...change };
}
