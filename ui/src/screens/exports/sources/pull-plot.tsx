import { count } from "../../../components";
import type { PullView } from "../../../host";
import { type Day, days } from "./days";
import styles from "./sources.module.css";

const HEIGHT = 110;
/** For the sign above a bar. */
const TOP = 18;
const STEP = 20;
const BAR = 13;

/** Records day by day, with what the check said of each file. The list beside it says the same in words. */
export function PullPlot({ pulls }: { pulls: PullView[] }) {
  const all = days(pulls);
  if (all.length < 2) return null;
  const most = Math.max(1, ...all.map((d) => d.pull?.rows ?? 0));
  const width = all.length * STEP;
  const [first, last] = [all[0], all.at(-1)];
  return (
    <figure className={styles.plot}>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={`Records per day from ${first?.day} to ${last?.day}, at most ${count(most)}`}
        style={{ maxWidth: width * 1.6 }}
      >
        <line x1={0} x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className={styles.axis} />
        {all.map((day, i) => (
          <Bar key={day.day} day={day} x={i * STEP + (STEP - BAR) / 2} most={most} />
        ))}
      </svg>
      <figcaption className={styles.plotDays}>
        <span>{first?.day}</span>
        <span>most: {count(most)} records</span>
        <span>{last?.day}</span>
      </figcaption>
    </figure>
  );
}

/** Good ones are plain; a sign stands above the others, so that no colour is needed. */
function Bar({ day: { day, pull }, x, most }: { day: Day; x: number; most: number }) {
  const rows = pull?.rows;
  const height = rows === undefined ? 0 : Math.max(2, (rows / most) * (HEIGHT - TOP));
  const y = HEIGHT - height;
  const state = !pull ? "none" : (pull.verdict ?? "unknown");
  const signs: Record<string, string> = {
    none: "–",
    unknown: "?",
    invalid: "×",
    valid_with_warnings: "",
    valid: "",
  };
  const sign = pull && pull.broken.length > 0 && state !== "invalid" ? "!" : signs[state];
  const words = !pull
    ? "no file"
    : `${rows === undefined ? "not examined" : `${count(rows)} records`}, ${(pull.verdict ?? "no verdict").replaceAll("_", " ")}`;
  return (
    <g>
      <title>{`${day}: ${words}`}</title>
      <rect x={x} y={0} width={BAR} height={HEIGHT} fill="transparent" />
      <rect x={x} y={y} width={BAR} height={height} rx={2} className={styles.plotBar} data-state={state} />
      {sign && (
        <text x={x + BAR / 2} y={y - 5} textAnchor="middle" className={styles.sign}>
          {sign}
        </text>
      )}
    </g>
  );
}
