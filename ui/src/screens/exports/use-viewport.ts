// Where the grid stands: the content's position in exact pixels, whatever the scrollbar can tell of it.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { type ScrollMap, scrollMap } from "./scroll-map";

interface Viewport {
  map: ScrollMap;
  /** Position of the content, in its own pixels. */
  top: number;
  /** Height in which rows are seen. */
  height: number;
  moveTo: (top: number) => void;
  onScroll: () => void;
}

/** `taken`: what the header takes of the scroller's height, in pixels. */
export function useViewport(
  scroller: RefObject<HTMLDivElement | null>,
  rows: number,
  rowHeight: number,
  taken: number,
): Viewport {
  const [outer, setOuter] = useState(480);
  const [top, setTop] = useState(0);
  const height = Math.max(rowHeight, outer - taken);
  const map = useMemo(() => scrollMap(rows, rowHeight, height), [rows, rowHeight, height]);
  // What the scrollbar was put at from here: a scroll event that tells the same is no news.
  const put = useRef(0);
  // Two wheel events may come before the state is drawn.
  const now = useRef(0);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => element.clientHeight > 0 && setOuter(element.clientHeight);
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  const moveTo = useCallback(
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
  // Rows were counted, or the window was resized: the same rows stay in sight.
  useLayoutEffect(() => moveTo(now.current), [moveTo]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element || Math.abs(element.scrollTop - put.current) < 1) return;
    put.current = element.scrollTop;
    now.current = map.toContent(element.scrollTop);
    setTop(now.current);
  }, [map, scroller]);

  // One pixel of a scaled scrollbar is many rows; the wheel must still go row by row.
  useEffect(() => {
    const element = scroller.current;
    if (!element || !map.scaled) return;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      event.preventDefault();
      const unit = event.deltaMode === 1 ? rowHeight : event.deltaMode === 2 ? height : 1;
      element.scrollLeft += event.deltaX * unit;
      moveTo(now.current + event.deltaY * unit);
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [scroller, map, moveTo, rowHeight, height]);

  return { map, top: Math.min(top, map.furthest), height, moveTo, onScroll };
}
