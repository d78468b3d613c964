// A pull goes on while its screen is left: it may take an hour. What is known of it is in the cache, so that the screen
// shows it, and can cancel it, when one comes back.
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { asFailure, type Failure, type Progress, type PullReply, type PullRequest } from "../../../host";
import { invalidateAfter, useSession } from "../../../query";

interface Pull {
  isPending: boolean;
  request: PullRequest;
  progress?: Progress | undefined;
  reply?: PullReply | undefined;
  error?: Failure | undefined;
  /** It was cancelled here. */
  stopped?: boolean | undefined;
}

const running = new Map<string, AbortController>();

export function usePull(name: string) {
  const { host, app } = useSession();
  const client = useQueryClient();
  const key = useMemo(() => ["sources.pull", app, name], [app, name]);
  const { data } = useQuery<Pull | null>({
    queryKey: key,
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const id = `${app}/${name}`;
  const start = async (request: PullRequest) => {
    const controller = new AbortController();
    running.set(id, controller);
    const show = (change: Partial<Pull>) =>
      client.setQueryData<Pull | null>(key, (now) => ({ request, isPending: true, ...now, ...change }));
    client.setQueryData<Pull>(key, { isPending: true, request });
    try {
      const reply = await host.call("sources.pull", request, {
        app,
        signal: controller.signal,
        onProgress: (progress) => show({ progress }),
      });
      show({ isPending: false, reply });
    } catch (thrown) {
      const error = asFailure(thrown);
      show(error.code === "cancelled" ? { isPending: false, stopped: true } : { isPending: false, error });
    } finally {
      running.delete(id);
      void invalidateAfter(client, "sources.pull");
    }
  };
  return {
    pull: data ?? undefined,
    start,
    cancel: () => running.get(id)?.abort(),
    /** Forgets how the last one ended. */
    reset: () => client.setQueryData(key, null),
  };
}
