import { type PointerEvent, useState } from "react";
import { count } from "../../../components";
import type { Histogram } from "../../../host";
import { rangeText, share, ticks } from "./axis";
import styles from "./profile.module.css";

const WIDTH = 320;
const HEIGHT = 92;

/** How the numbers or dates of a column are spread. */
export function Plot({ name, histogram }: { name: string; histogram: Histogram }) {
  const { of, from, width, counts } = histogram;
  const [at, setAt] = useState<number | null>(null);
  const to = from + width * counts.length;
  const most = Math.max(1, ...counts);
  const all = counts.reduce((sum, n) => sum + n, 0);
  const bar = WIDTH / Math.max(1, counts.length);
  const peak = counts.indexOf(most);
  const range = (i: number) => rangeText(of, from + i * width, width);
  const onPointerMove = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const i = Math.floor(((event.clientX - box.left) / Math.max(1, box.width)) * counts.length);
    setAt(i >= 0 && i < counts.length ? i : null);
  };
  return (
    <figure className={styles.plot}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${name}: ${count(all)} values, most of them (${count(most)}) at ${range(peak)}`}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setAt(null)}
      >
        {counts.map((n, i) => {
          // What is there is seen, however little.
          const height = n === 0 ? 0 : Math.max(1.5, (n / most) * (HEIGHT - 4));
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: ranges have no other identity
              key={i}
              className={styles.bin}
              data-at={i === at || undefined}
              x={i * bar + bar * 0.06}
              y={HEIGHT - height}
              width={bar * 0.88}
              height={height}
            />
          );
        })}
        <line className={styles.ground} x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <div className={styles.axis} aria-hidden="true">
        {ticks(of, from, to, 4).map((tick) => {
          const part = ((tick.at - from) / (to - from)) * 100;
          const side = part < 8 ? "start" : part > 90 ? "end" : "middle";
          return (
            <span key={tick.at} data-side={side} style={{ left: `${part}%` }}>
              {tick.text}
            </span>
          );
        })}
      </div>
      <p className={styles.readout}>
        {at === null ? (
          <>most: {count(most)}</>
        ) : (
          <>
            {range(at)}: <strong>{count(counts[at] ?? 0)}</strong>, {share(counts[at] ?? 0, all)}
          </>
        )}
      </p>
      <details className={styles.asTable}>
        <summary>As a table</summary>
        <table>
          <caption className={styles.hidden}>How {name} is spread</caption>
          <thead>
            <tr>
              <th scope="col">{of === "date" ? "Days" : "Range"}</th>
              <th scope="col">Cells</th>
              <th scope="col">Share</th>
            </tr>
          </thead>
          <tbody>
            {counts.map((n, i) =>
              n === 0 ? null : (
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                <tr key={i}>
                  <th scope="row">{range(i)}</th>
                  <td>{count(n)}</td>
                  <td>{share(n, all)}</td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
