import { useEffect } from "react";

/**
 * WebKitGTK tells of no `pointerup` when a drag ends, takes the button for held, and leaves out the next `pointerdown`:
 * the first press after a drag would be lost. It is told here in its place, where a `mousedown` comes without one.
 */
export function useFirstPress(): void {
  useEffect(() => {
    let awaited = false;
    const onDragEnd = () => {
      awaited = true;
    };
    const onPointerDown = () => {
      awaited = false;
    };
    const onMouseDown = (event: MouseEvent) => {
      if (!awaited) return;
      awaited = false;
      const { clientX, clientY, screenX, screenY, button, buttons } = event;
      event.target?.dispatchEvent(
        new PointerEvent("pointerdown", {
          ...{ bubbles: true, cancelable: true, composed: true, view: window, isPrimary: true },
          ...{ pointerId: 1, pointerType: "mouse", width: 1, height: 1, pressure: 0.5 },
          ...{ clientX, clientY, screenX, screenY, button, buttons },
        }),
      );
    };
    document.addEventListener("dragend", onDragEnd, true);
    document.addEventListener("pointerdown", onPointerDown, true);
    document.addEventListener("mousedown", onMouseDown, true);
    return () => {
      document.removeEventListener("dragend", onDragEnd, true);
      document.removeEventListener("pointerdown", onPointerDown, true);
      document.removeEventListener("mousedown", onMouseDown, true);
    };
  }, []);
}
