import type { MouseEvent } from "react";
import { count } from "../../../components";
import type { Overview } from "../../../host";
import styles from "./grid.module.css";

interface ScrollMarksProps {
  overview: Overview;
  /** The part of the file that is on screen, from 0 to 1. */
  from: number;
  to: number;
  /** To a place in the file, from 0 to 1. */
  onGo: (part: number) => void;
}

/** One mark for each part that has any: the more it has, the wider. Its right end is at `end`. */
function path(counts: number[], end: number, widest: number): string {
  const most = Math.max(1, ...counts);
  return counts
    .map((n, i) => {
      if (n === 0) return "";
      const width = widest * (0.4 + 0.6 * (n / most));
      return `M${end - width} ${i}h${width}v1h-${width}z`;
    })
    .join("");
}

/** Where issues are, along the scrollbar. The keyboard has F8 for the same. */
export function ScrollMarks({ overview: { errors, warnings }, from, to, onGo }: ScrollMarksProps) {
  const parts = errors.length;
  const onClick = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    if (box.height > 0) onGo(Math.max(0, Math.min(0.999_999, (event.clientY - box.top) / box.height)));
  };
  const faulty = errors.reduce((n, e) => n + e, 0);
  const doubtful = warnings.reduce((n, e) => n + e, 0);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: F8 goes from issue to issue
    <svg
      className={styles.marks}
      viewBox={`0 0 10 ${Math.max(1, parts)}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Where issues are: ${count(faulty)} records with an error, ${count(doubtful)} with warnings alone`}
      onClick={onClick}
    >
      <title>Where issues are; click to go there</title>
      <path className={styles.marksWarning} d={path(warnings, 10, 4)} />
      <path className={styles.marksError} d={path(errors, 10, 9)} />
      <rect
        className={styles.marksHere}
        x="0"
        width="10"
        y={from * parts}
        height={Math.max(parts * 0.004, (to - from) * parts)}
      />
    </svg>
  );
}
