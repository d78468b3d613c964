// "Explore with the sandbox": sets it up, shows how far it is, and switches to its app. Asked for from Home and the palette.
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { Button, Dialog, ErrorNote, Progress, plural, toast } from "../components";
import { useChange, useSession } from "../query";

const ExploreContext = createContext<() => void>(() => {});

/** Starts it. */
export function useExplore(): () => void {
  return useContext(ExploreContext);
}

export function ExploreProvider({ children }: { children: ReactNode }) {
  const { switchApp } = useSession();
  const { run, reset, cancel, isPending, progress, error } = useChange("sandbox.explore");
  const [isOpen, setOpen] = useState(false);
  const start = useMemo(
    () => async () => {
      setOpen(true);
      const explored = await run({});
      if (!explored) return;
      setOpen(false);
      switchApp(explored.app.id);
      toast(
        `The sandbox is ready: ${plural(explored.catalogue_entries, "catalogue entry", "catalogue entries")}, ${plural(explored.users, "test user")}, one export`,
      );
    },
    [run, switchApp],
  );
  const close = () => {
    cancel();
    reset();
    setOpen(false);
  };
  return (
    <ExploreContext value={start}>
      {children}
      <Dialog
        title="Setting up the sandbox"
        isOpen={isOpen}
        onClose={close}
        role="alertdialog"
        footer={error && <Button onPress={close}>Close</Button>}
      >
        <p>A simulator of the vendors on this machine. Nothing leaves it, and no account is needed.</p>
        {isPending && <Progress label="Setting up" progress={progress} onCancel={close} />}
        {error && <ErrorNote error={error} onRetry={start} />}
      </Dialog>
    </ExploreContext>
  );
}
