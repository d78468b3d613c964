import { useState } from "react";
import { Button, ConfirmDialog, Dialog, ErrorNote, toast } from "../../components";
import { asFailure, type Failure } from "../../host";
import { useChange, useSession, useWhyNot } from "../../query";

/** Writes the whole history to a file that the operator chooses. */
export function SaveHistory({ isEmpty }: { isEmpty: boolean }) {
  const { host, app } = useSession();
  const whyNot = useWhyNot("history.export");
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Failure | null>(null);
  const save = async () => {
    setPending(true);
    setError(null);
    try {
      const name = await host.saveHistory(app);
      if (name !== null) toast(`The history was written to ${name}`);
    } catch (thrown) {
      setError(asFailure(thrown));
    } finally {
      setPending(false);
    }
  };
  return (
    <>
      <Button
        icon="download"
        whyNot={whyNot ?? (isEmpty ? "There is nothing to export yet" : undefined)}
        isPending={isPending}
        onPress={() => void save()}
      >
        Export…
      </Button>
      {error && (
        <Dialog
          title="The history could not be written"
          isOpen
          onClose={() => setError(null)}
          role="alertdialog"
        >
          <ErrorNote error={error} onRetry={() => void save()} />
        </Dialog>
      )}
    </>
  );
}

/** Removes every closed run of the app, once that is confirmed. */
export function ClearHistory({ isEmpty }: { isEmpty: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const whyNot = useWhyNot("history.clear");
  const clear = useChange("history.clear");
  return (
    <>
      <Button
        icon="trash-2"
        whyNot={whyNot ?? (isEmpty ? "There is nothing to clear" : undefined)}
        onPress={() => {
          clear.reset();
          setOpen(true);
        }}
      >
        Clear…
      </Button>
      <ConfirmDialog
        title="Clear the history of this app?"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        confirmLabel="Clear history"
        danger
        isPending={clear.isPending}
        error={clear.error}
        onConfirm={async () => {
          const cleared = await clear.run({});
          if (!cleared) return;
          setOpen(false);
          toast(`${cleared.runs === 1 ? "One run was" : `${cleared.runs} runs were`} removed`);
        }}
      >
        <p>
          All closed runs of this app are removed from this machine, those that ended unknown as well. It
          cannot be undone. Runs under way stay. Nothing changes at the vendors.
        </p>
      </ConfirmDialog>
    </>
  );
}
