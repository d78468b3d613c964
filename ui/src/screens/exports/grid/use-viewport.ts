// Where the grid stands: the content's position in exact pixels, whatever the scrollbar can tell of it.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { type ScrollMap, scrollMap } from "./scroll-map";

interface Viewport {
  map: ScrollMap;
  /** Position of the content, in its own pixels. */
  top: number;
  /** How far it is scrolled sideways. */
  left: number;
  /** Height in which rows are seen. */
  height: number;
  /** Width in which columns are seen, the gutter among them. */
  width: number;
  moveTo: (top: number) => void;
  moveToLeft: (left: number) => void;
  onScroll: () => void;
}

/** What a notch of a mouse wheel is taken for: smaller steps are a touchpad's, which is smooth by itself. */
const NOTCH = 50;
/** The part of the way that is gone in a frame. */
const GLIDE = 0.32;

/** `taken`: what the header takes of the scroller's height, in pixels. */
export function useViewport(
  scroller: RefObject<HTMLDivElement | null>,
  rows: number,
  rowHeight: number,
  taken: number,
): Viewport {
  const [outer, setOuter] = useState({ width: 1000, height: 480 });
  const [top, setTop] = useState(0);
  const [left, setLeft] = useState(0);
  const height = Math.max(rowHeight, outer.height - taken);
  const map = useMemo(() => scrollMap(rows, rowHeight, height), [rows, rowHeight, height]);
  // What the scrollbar was put at from here: a scroll event that tells the same is no news.
  const put = useRef(0);
  // Two wheel events may come before the state is drawn.
  const now = useRef(0);
  const gliding = useRef(0);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      const { clientWidth, clientHeight } = element;
      if (clientHeight > 0) setOuter({ width: clientWidth, height: clientHeight });
    };
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  const place = useCallback(
    (to: number) => {
      const next = Math.max(0, Math.min(map.furthest, to));
      now.current = next;
      setTop(next);
      const element = scroller.current;
      if (!element) return;
      element.scrollTop = map.toScroll(next);
      put.current = element.scrollTop;
    },
    [map, scroller],
  );
  const moveTo = useCallback(
    (to: number) => {
      cancelAnimationFrame(gliding.current);
      gliding.current = 0;
      place(to);
    },
    [place],
  );
  const moveToLeft = useCallback(
    (to: number) => {
      const element = scroller.current;
      if (!element) return;
      element.scrollLeft = to;
      setLeft(element.scrollLeft);
    },
    [scroller],
  );
  // Rows were counted, or the window was resized: the same rows stay in sight.
  useLayoutEffect(() => place(now.current), [place]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    setLeft(element.scrollLeft);
    if (Math.abs(element.scrollTop - put.current) < 1) return;
    cancelAnimationFrame(gliding.current);
    gliding.current = 0;
    put.current = element.scrollTop;
    now.current = map.toContent(element.scrollTop);
    setTop(now.current);
  }, [map, scroller]);

  // One pixel of a scaled scrollbar is many rows; the wheel must still go row by row, and as smoothly as elsewhere.
  useEffect(() => {
    const element = scroller.current;
    if (!element || !map.scaled) return;
    let target = 0;
    const glide = () => {
      const rest = target - now.current;
      place(Math.abs(rest) < 1.5 ? target : now.current + rest * GLIDE);
      gliding.current = now.current === target ? 0 : requestAnimationFrame(glide);
    };
    const still = window.matchMedia?.("(prefers-reduced-motion: reduce)");
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      event.preventDefault();
      const unit = event.deltaMode === 1 ? rowHeight : event.deltaMode === 2 ? height : 1;
      const by = event.deltaY * unit;
      if (event.deltaX !== 0) element.scrollLeft += event.deltaX * unit;
      if (still?.matches || (event.deltaMode === 0 && Math.abs(by) < NOTCH)) return moveTo(now.current + by);
      const from = gliding.current ? target : now.current;
      target = Math.max(0, Math.min(map.furthest, from + by));
      if (!gliding.current) gliding.current = requestAnimationFrame(glide);
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      element.removeEventListener("wheel", onWheel);
      cancelAnimationFrame(gliding.current);
      gliding.current = 0;
    };
  }, [scroller, map, place, moveTo, rowHeight, height]);

  const { width } = outer;
  return { map, top: Math.min(top, map.furthest), left, height, width, moveTo, moveToLeft, onScroll };
}
