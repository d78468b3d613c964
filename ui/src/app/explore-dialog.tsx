import { Button } from "../components/button";
import { Dialog } from "../components/dialog";
import { ErrorNote } from "../components/error-note";
import { Progress } from "../components/progress";
import type { Change } from "../query";

interface ExploreDialogProps {
  explore: Change<"sandbox.explore">;
  onClose: () => void;
  onRetry: () => void;
}

/** How far the set-up of the sandbox is, or why it failed. */
export default function ExploreDialog({ explore, onClose, onRetry }: ExploreDialogProps) {
  const { isPending, progress, error } = explore;
  return (
    <Dialog
      title="Setting up the sandbox"
      isOpen
      onClose={onClose}
      role="alertdialog"
      footer={error && <Button onPress={onClose}>Close</Button>}
    >
      <p>A simulator of the vendors on this machine. Nothing leaves it, and no account is needed.</p>
      {isPending && <Progress label="Setting up" progress={progress} onCancel={onClose} />}
      {error && <ErrorNote error={error} onRetry={onRetry} />}
    </Dialog>
  );
}
