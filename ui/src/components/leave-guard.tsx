import { type ShouldBlockFn, useBlocker } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ConfirmDialog } from "./confirm-dialog";

interface LeaveGuardProps {
  /** Whether to ask: something would be lost on the way there. */
  asks: ShouldBlockFn;
  title: string;
  confirmLabel: string;
  /** What is lost. */
  children: ReactNode;
}

/** Asks before what was typed is lost: when the screen is left, and when the app is switched. No keeps all as it is. */
export function LeaveGuard({ asks, title, confirmLabel, children }: LeaveGuardProps) {
  const blocker = useBlocker({ shouldBlockFn: asks, enableBeforeUnload: false, withResolver: true });
  return (
    <ConfirmDialog
      title={title}
      isOpen={blocker.status === "blocked"}
      onClose={() => blocker.reset?.()}
      confirmLabel={confirmLabel}
      danger
      onConfirm={() => blocker.proceed?.()}
    >
      {children}
    </ConfirmDialog>
  );
}
