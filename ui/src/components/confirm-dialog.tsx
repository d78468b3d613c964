import { type ReactNode, useState } from "react";
import type { Failure } from "../host";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { ErrorNote } from "./error-note";
import { TextField } from "./field";

interface ConfirmDialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** What will happen, and whether it can be undone. */
  children: ReactNode;
  /** The verb: "Remove Chargify". */
  confirmLabel: string;
  danger?: boolean;
  /** Must be typed exactly before it can be confirmed; given to `onConfirm`. */
  typed?: string | undefined;
  isPending?: boolean;
  error?: Failure | undefined;
  onConfirm: (typed: string) => void;
}

/** Asks before something that cannot be taken back. With `typed`, the text must be typed first. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return props.isOpen ? <OpenConfirmDialog {...props} /> : null;
}

function OpenConfirmDialog({
  typed,
  children,
  confirmLabel,
  danger,
  isPending = false,
  error,
  onConfirm,
  ...dialog
}: ConfirmDialogProps) {
  const [text, setText] = useState("");
  const ready = typed === undefined || text === typed;
  return (
    <Dialog
      {...dialog}
      role="alertdialog"
      footer={
        <>
          <Button onPress={dialog.onClose}>Cancel</Button>
          <Button
            variant={danger ? "danger" : "primary"}
            isDisabled={!ready}
            isPending={isPending}
            onPress={() => onConfirm(text)}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      {children}
      {typed !== undefined && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (ready && !isPending) onConfirm(text);
          }}
        >
          <TextField label={`Type ${typed} to confirm`} value={text} onChange={setText} mono autoFocus />
        </form>
      )}
      {error && <ErrorNote error={error} />}
    </Dialog>
  );
}
