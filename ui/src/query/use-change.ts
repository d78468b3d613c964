// An operation that is performed when asked for: with progress, cancel, and what it makes stale.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import {
  asFailure,
  type Failure,
  type OperationName,
  type Progress,
  type RequestOf,
  type ResponseOf,
} from "../host";
import { useSession } from "./host-context";
import { invalidateAfter } from "./use-operation";

interface State<N extends OperationName> {
  isPending: boolean;
  request?: RequestOf<N> | undefined;
  data?: ResponseOf<N> | undefined;
  error?: Failure | undefined;
  progress?: Progress | undefined;
}

export interface Change<N extends OperationName> extends State<N> {
  /** Performs it; resolves to the answer, or to undefined when it failed or was cancelled (see `error`). */
  run: (request: RequestOf<N>) => Promise<ResponseOf<N> | undefined>;
  /** Stops what is under way, in the backend too. Not an error. */
  cancel: () => void;
  /** Forgets the answer and the error. */
  reset: () => void;
}

/**
 * One operation at a time. The request is not kept after it ended, so a secret in it leaves the page's memory.
 * A failure makes things stale as well: a failed sync or run was recorded, too.
 * Leaving the screen does not stop it unless `cancelOnLeave` is set. `app`: for another app than that on screen.
 */
export function useChange<N extends OperationName>(
  name: N,
  options: { cancelOnLeave?: boolean; app?: string } = {},
): Change<N> {
  const session = useSession();
  const { host } = session;
  const app = options.app ?? session.app;
  const client = useQueryClient();
  const [state, setState] = useState<State<N>>({ isPending: false });
  const abort = useRef<AbortController | null>(null);
  const mounted = useRef(true);
  const { cancelOnLeave = false } = options;

  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
      if (cancelOnLeave) abort.current?.abort();
    };
  }, [cancelOnLeave]);

  const run = useCallback(
    async (request: RequestOf<N>) => {
      abort.current?.abort();
      const controller = new AbortController();
      abort.current = controller;
      const current = () => mounted.current && abort.current === controller;
      setState({ isPending: true, request });
      try {
        const data = await host.call(name, request, {
          app,
          signal: controller.signal,
          onProgress: (progress) => current() && setState((s) => ({ ...s, progress })),
        });
        if (current()) setState({ isPending: false, data });
        return data;
      } catch (thrown) {
        const error = asFailure(thrown);
        if (current()) setState({ isPending: false, error: error.code === "cancelled" ? undefined : error });
        return undefined;
      } finally {
        void invalidateAfter(client, name);
      }
    },
    [host, app, client, name],
  );
  const cancel = useCallback(() => abort.current?.abort(), []);
  const reset = useCallback(() => setState({ isPending: false }), []);
  return { ...state, run, cancel, reset };
}
