// Where the grid stands, in pixels of its content. The browser scrolls nothing here: wheel, keys and the scrollbars tell
// where to go, and the rows of that place are drawn. So a file of any length is moved by single pixels, and no tall
// layer has to be kept and composed by the browser for each frame.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

interface Viewport {
  top: number;
  left: number;
  /** Size of what is seen, with header and row numbers. */
  width: number;
  height: number;
  /** Not beyond the ends. */
  moveTo: (to: { top?: number; left?: number }) => void;
  /** The furthest that it can be moved; to be told at every drawing. */
  limit: (furthest: { top: number; left: number }) => void;
}

/** What a notch of a mouse wheel is taken for: smaller steps are a touchpad's, which is smooth by itself. */
const NOTCH = 50;
/** The part of the way that is gone in a frame. */
const GLIDE = 0.32;

const clamp = (value: number, most: number) => Math.max(0, Math.min(most, value));

/** `line`: what a wheel that counts in lines goes by. */
export function useViewport(element: RefObject<HTMLDivElement | null>, line: number): Viewport {
  const [size, setSize] = useState({ width: 1000, height: 512 });
  const [place, setPlace] = useState({ top: 0, left: 0 });
  const furthest = useRef({ top: 0, left: 0 });
  // Several wheel events may come before a frame is drawn.
  const now = useRef({ top: 0, left: 0 });
  const goal = useRef({ top: 0, left: 0 });
  const frame = useRef(0);

  useLayoutEffect(() => {
    const seen = element.current;
    if (!seen) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = seen;
      if (height > 0)
        setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(seen);
    return () => observer.disconnect();
  }, [element]);

  const still = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = 0;
  }, []);
  const moveTo = useCallback(
    (to: { top?: number; left?: number }) => {
      still();
      const { top = now.current.top, left = now.current.left } = to;
      now.current = { top: clamp(top, furthest.current.top), left: clamp(left, furthest.current.left) };
      goal.current = now.current;
      setPlace(now.current);
    },
    [still],
  );
  const limit = useCallback((next: { top: number; left: number }) => {
    furthest.current = next;
    const { top, left } = now.current;
    if (top <= next.top && left <= next.left) return;
    now.current = { top: clamp(top, next.top), left: clamp(left, next.left) };
    goal.current = now.current;
    setPlace(now.current);
  }, []);

  useEffect(() => {
    const seen = element.current;
    if (!seen) return;
    /** What was asked for until this frame is in this frame. */
    const draw = () => {
      const part = (from: number, to: number) =>
        Math.abs(to - from) < 1.5 ? to : from + (to - from) * GLIDE;
      const { top, left } = now.current;
      now.current = { top: part(top, goal.current.top), left: part(left, goal.current.left) };
      const there = now.current.top === goal.current.top && now.current.left === goal.current.left;
      frame.current = there ? 0 : requestAnimationFrame(draw);
      flushSync(() => setPlace(now.current));
    };
    const calm = window.matchMedia?.("(prefers-reduced-motion: reduce)");
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey) return;
      event.preventDefault();
      const unit = event.deltaMode === 1 ? line : event.deltaMode === 2 ? seen.clientHeight : 1;
      const sideways = event.shiftKey && event.deltaX === 0;
      const x = (sideways ? event.deltaY : event.deltaX) * unit;
      const y = sideways ? 0 : event.deltaY * unit;
      goal.current = {
        top: clamp(goal.current.top + y, furthest.current.top),
        left: clamp(goal.current.left + x, furthest.current.left),
      };
      const smooth = event.deltaMode === 0 && Math.abs(x) < NOTCH && Math.abs(y) < NOTCH;
      if (smooth || calm?.matches) now.current = goal.current;
      if (frame.current === 0) frame.current = requestAnimationFrame(draw);
    };
    seen.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      seen.removeEventListener("wheel", onWheel);
      still();
    };
  }, [element, line, still]);

  return { ...place, ...size, moveTo, limit };
}
