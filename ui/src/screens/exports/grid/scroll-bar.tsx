import { type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import styles from "./grid.module.css";
import { positionAtThumb, thumbOf } from "./scroll-map";

interface ScrollBarProps {
  orientation: "vertical" | "horizontal";
  /** Id of what it scrolls. */
  controls: string;
  /** Length of the content, how much of it is seen, and from where; in pixels. */
  whole: number;
  seen: number;
  at: number;
  onTo: (at: number) => void;
}

/** A scrollbar for a content of any length. Pressed anywhere, its thumb comes there and can be dragged on. */
export function ScrollBar({ orientation, controls, whole, seen, at, onTo }: ScrollBarProps) {
  const track = useRef<HTMLDivElement>(null);
  const [length, setLength] = useState(0);
  const upright = orientation === "vertical";
  useLayoutEffect(() => {
    const element = track.current;
    if (!element) return;
    const measure = () => setLength(upright ? element.clientHeight : element.clientWidth);
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [upright]);
  const end = useRef<() => void>(undefined);
  useEffect(() => () => end.current?.(), []);
  const now = useRef({ whole, seen, length, onTo });
  useEffect(() => {
    now.current = { whole, seen, length, onTo };
  });

  const { size, start } = thumbOf(whole, seen, at, length);
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || !track.current) return;
    event.preventDefault();
    const box = track.current.getBoundingClientRect();
    const along = (e: { clientX: number; clientY: number }) =>
      upright ? e.clientY - box.top : e.clientX - box.left;
    const pressed = along(event);
    const met = pressed >= start && pressed < start + size;
    const held = met ? pressed - start : size / 2;
    const to = (e: { clientX: number; clientY: number }) => {
      const { whole: all, seen: some, length: long, onTo: go } = now.current;
      go(positionAtThumb(all, some, along(e) - held, long));
    };
    if (!met) to(event);
    const move = (e: globalThis.PointerEvent) => to(e);
    end.current?.();
    end.current = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", stop);
      window.removeEventListener("pointercancel", stop);
      end.current = undefined;
    };
    const stop = () => end.current?.();
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", stop);
    window.addEventListener("pointercancel", stop);
  };
  const furthest = Math.max(0, whole - seen);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, and the keys
    <div
      ref={track}
      className={styles.track}
      role="scrollbar"
      aria-orientation={orientation}
      aria-controls={controls}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={furthest === 0 ? 0 : Math.round((at / furthest) * 100)}
      data-idle={furthest === 0 || undefined}
      onPointerDown={onPointerDown}
    >
      <div
        className={styles.thumb}
        style={upright ? { height: size, top: start } : { width: size, left: start }}
      />
    </div>
  );
}
