import { useBlocker } from "@tanstack/react-router";
import type { RefObject } from "react";
import { ConfirmDialog } from "../../../components";

/** Asks before the screen is left with changes that were not saved. */
export function LeaveGuard({ guard, name }: { guard: RefObject<boolean>; name: string }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => guard.current && current.pathname !== next.pathname,
    enableBeforeUnload: false,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      title={`Leave ${name} unsaved?`}
      isOpen={blocker.status === "blocked"}
      onClose={() => blocker.reset?.()}
      confirmLabel="Leave without saving"
      danger
      onConfirm={() => blocker.proceed?.()}
    >
      <p>What you changed since it was last saved is lost.</p>
    </ConfirmDialog>
  );
}
