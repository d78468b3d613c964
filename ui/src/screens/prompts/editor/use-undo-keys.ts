import { useEffect } from "react";
import type { Step } from "./history";

/** Ctrl Z and Ctrl Shift Z (or Ctrl Y), with Cmd on a Mac: of the draft as a whole, wherever the focus is in it. */
export function useUndoKeys(take: (step: Step) => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      // A dialog has fields of its own.
      if (event.target instanceof Element && event.target.closest("[role=dialog],[role=alertdialog]")) return;
      event.preventDefault();
      take({ type: key === "y" || event.shiftKey ? "redo" : "undo" });
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [take]);
}
