// The page: waits for the shell's start, then the session (host, app) with its screens.
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { asFailure, type Failure, type Host, type Startup } from "../host";
import { atStart } from "../host/ahead";
import { newQueryClient, operationQuery, SessionProvider } from "../query";
import { ExploreProvider } from "./explore";
import { FrameAtStart, StartFailed } from "./frame-at-start";
import type { newRouter } from "./router";

interface AppProps {
  host: Host;
  /** Asked for by whoever renders this, once: the shell gives a file that it was started with a single time. */
  starting: Promise<Startup>;
  router: ReturnType<typeof newRouter>;
  queryClient?: QueryClient;
}

export function App({ host, starting, router, queryClient }: AppProps) {
  const [client] = useState(() => queryClient ?? newQueryClient());
  const [startup, setStartup] = useState<Startup | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    let ended = false;
    starting.then(
      (known) => {
        if (ended) return;
        if (known.error) return setFailure(known.error);
        // Asked for now, so that the answers are under way while the screens are being built.
        for (const name of atStart) {
          void client.prefetchQuery(operationQuery(host, known.app, name, {}));
        }
        setStartup(known);
      },
      (thrown) => !ended && setFailure(asFailure(thrown)),
    );
    return () => {
      ended = true;
    };
  }, [host, starting, client]);

  if (failure) return <StartFailed error={failure} />;
  if (!startup) return <FrameAtStart />;
  return (
    <I18nProvider locale="en-US">
      <QueryClientProvider client={client}>
        <Session host={host} startup={startup} router={router} />
      </QueryClientProvider>
    </I18nProvider>
  );
}

interface SessionProps extends Pick<AppProps, "host" | "router"> {
  startup: Startup;
}

function Session({ host, startup, router }: SessionProps) {
  const { file: offered, refused } = startup;
  const [app, setApp] = useState(startup.app);
  const wanted = useRef<{ wish: string; app: string }>(undefined);
  // Switching is a step of the history, so that whoever asks before a screen is left is asked first, and may say no.
  // Its name tells it from all other steps: going back never changes the app.
  const switchApp = useCallback(
    (next: string) => {
      // A run or an export of the old app means nothing in the new one: back to the screen's own start.
      const here = router.state.location.pathname;
      const screen = here.split("/")[1] ?? "";
      const there = screen === "connectors" ? here : `/${screen}`;
      const wish = crypto.randomUUID();
      wanted.current = { wish, app: next };
      router.history[there === here ? "replace" : "push"](there, { wish });
    },
    [router],
  );
  useEffect(
    () =>
      router.history.subscribe(({ location }) => {
        const { wish } = location.state as { wish?: string };
        if (!wanted.current || wish !== wanted.current.wish) return;
        const next = wanted.current.app;
        wanted.current = undefined;
        setApp(next);
        // biome-ignore lint/correctness/useHookAtTopLevel: the host's method, not a hook
        host
          .useApp(next)
          .catch((thrown: unknown) => console.warn("The shell did not note the app", asFailure(thrown)));
      }),
    [host, router],
  );
  const session = useMemo(
    () => ({ host, app, switchApp, offered, refused }),
    [host, app, switchApp, offered, refused],
  );
  return (
    <SessionProvider session={session}>
      <ExploreProvider>
        <RouterProvider router={router} />
      </ExploreProvider>
    </SessionProvider>
  );
}
