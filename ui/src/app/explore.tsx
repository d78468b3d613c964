// "Explore with the sandbox": sets it up, shows how far it is, and switches to its app. Asked for from Home and the palette.
import { createContext, lazy, type ReactNode, Suspense, useCallback, useContext, useState } from "react";
import { plural } from "../components/format";
import { toast } from "../components/toast";
import { useChange, useSession } from "../query";

const ExploreDialog = lazy(() => import("./explore-dialog"));
const ExploreContext = createContext<() => void>(() => {});

/** Starts it. */
export function useExplore(): () => void {
  return useContext(ExploreContext);
}

export function ExploreProvider({ children }: { children: ReactNode }) {
  const { switchApp } = useSession();
  const explore = useChange("sandbox.explore");
  const { run, cancel, reset } = explore;
  const [isOpen, setOpen] = useState(false);
  const start = useCallback(async () => {
    setOpen(true);
    const explored = await run({});
    if (!explored) return;
    setOpen(false);
    switchApp(explored.app.id);
    toast(
      `The sandbox is ready: ${plural(explored.catalogue_entries, "catalogue entry", "catalogue entries")}, ${plural(explored.users, "test user")}, one export`,
    );
  }, [run, switchApp]);
  const close = () => {
    cancel();
    reset();
    setOpen(false);
  };
  return (
    <ExploreContext value={start}>
      {children}
      {isOpen && (
        <Suspense>
          <ExploreDialog explore={explore} onClose={close} onRetry={start} />
        </Suspense>
      )}
    </ExploreContext>
  );
}
