import { type ReactNode, useState } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { Failure } from "../host";
import { Button, IconButton } from "./button";
import { cx } from "./cx";
import styles from "./dialog.module.css";
import { ErrorNote } from "./error-note";
import { TextField } from "./field";

interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the bottom, the main one last. */
  footer?: ReactNode;
  role?: "dialog" | "alertdialog";
  wide?: boolean;
}

/** A window over the screen; Escape closes it. */
export function Dialog({ title, isOpen, onClose, children, footer, role = "dialog", wide }: DialogProps) {
  return (
    <ModalOverlay
      className={cx(styles.overlay)}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={role === "dialog"}
    >
      <Modal className={cx(styles.modal, wide && styles.wide)}>
        <AriaDialog role={role} className={cx(styles.dialog)}>
          <header className={styles.header}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton icon="x" label="Close" onPress={onClose} />
          </header>
          <div className={styles.body}>{children}</div>
          {footer && <footer className={styles.footer}>{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

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
