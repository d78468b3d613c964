// Selecting with the mouse: from where it was pressed to where it is; past an edge, the grid scrolls on.
import { type PointerEvent, type RefObject, useEffect, useRef } from "react";

interface DragOptions {
  grid: RefObject<HTMLDivElement | null>;
  /** Selects up to the cell at a point of the grid. */
  onTo: (x: number, y: number) => void;
  /** Scrolls by so many pixels. */
  onScrollBy: (x: number, y: number) => void;
  /** What the header and the row numbers take at the top and at the left. */
  taken: { top: number; left: number };
}

/** How fast it scrolls past an edge: pixels per frame for each pixel of distance. */
const PULL = 0.35;

/** Returns what starts it. */
export function useDrag(options: DragOptions) {
  const now = useRef(options);
  useEffect(() => {
    now.current = options;
  });
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);

  return (event: PointerEvent) => {
    const element = options.grid.current;
    if (!element) return;
    stop.current?.();
    let point = { x: event.clientX, y: event.clientY };
    let frame = 0;
    const select = () => {
      const box = element.getBoundingClientRect();
      now.current.onTo(point.x - box.left, point.y - box.top);
    };
    const pull = () => {
      frame = 0;
      const box = element.getBoundingClientRect();
      const { top, left } = now.current.taken;
      const past = (at: number, from: number, to: number) => (at < from ? at - from : at > to ? at - to : 0);
      const x = past(point.x - box.left, left, element.clientWidth) * PULL;
      const y = past(point.y - box.top, top, element.clientHeight) * PULL;
      if (x === 0 && y === 0) return;
      now.current.onScrollBy(x, y);
      select();
      frame = requestAnimationFrame(pull);
    };
    const move = (e: globalThis.PointerEvent) => {
      point = { x: e.clientX, y: e.clientY };
      select();
      if (frame === 0) frame = requestAnimationFrame(pull);
    };
    const end = () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      stop.current = undefined;
    };
    stop.current = end;
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  };
}
