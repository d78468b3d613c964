// Operations as queries and changes. Which change makes which query stale comes from `topics`, which is generated.
import { keepPreviousData, QueryClient, type QueryKey, useQuery } from "@tanstack/react-query";
import {
  asFailure,
  type Failure,
  type Host,
  type OperationName,
  type RequestOf,
  type ResponseOf,
  type Topic,
  topics,
} from "../host";
import { useSession } from "./host-context";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: Failure;
  }
}

/** The backend is in the same machine and does its own repeats: nothing is retried or held back here. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, networkMode: "always", staleTime: 2_000, gcTime: 5 * 60_000 },
    },
  });
}

export function operationQuery<N extends OperationName>(
  host: Host,
  app: string,
  name: N,
  request: RequestOf<N>,
) {
  return {
    queryKey: [name, app, request] as const,
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<ResponseOf<N>> => {
      try {
        return await host.call(name, request, { app, signal });
      } catch (thrown) {
        throw asFailure(thrown);
      }
    },
  };
}

interface ReadOptions {
  /** False: nothing is asked yet. */
  enabled?: boolean;
  /** Keeps showing the last answer while another request is under way (search, pages). */
  keepPrevious?: boolean;
}

/** What a reading operation answers, kept and shared until something that it reads changes. */
export function useOperation<N extends OperationName>(
  name: N,
  request: RequestOf<N>,
  options: ReadOptions = {},
) {
  const { host, app } = useSession();
  return useQuery<ResponseOf<N>, Failure>({
    ...operationQuery(host, app, name, request),
    enabled: options.enabled ?? true,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData as never } : {}),
  });
}

/** Makes stale what reads the topics that this operation writes. */
export function invalidateAfter(client: QueryClient, name: OperationName): Promise<void> {
  return invalidate(client, topics[name].writes);
}

/** Makes stale what reads any of these topics, each reading once. */
export function invalidate(client: QueryClient, written: Topic[]): Promise<void> {
  if (written.length === 0) return Promise.resolve();
  return client.invalidateQueries({
    predicate: ({ queryKey }: { queryKey: QueryKey }) =>
      topics[queryKey[0] as OperationName]?.reads.some((topic) => written.includes(topic)) ?? false,
  });
}
