import { Badge, Button, bytes, count, cx, Facts, plural } from "../../../components";
import type { ColumnProfile, ColumnType } from "../../../host";
import { share } from "./axis";
import { Plot } from "./plot";
import styles from "./profile.module.css";

const typeWords: Record<ColumnType, string> = {
  empty: "empty",
  boolean: "yes or no",
  number: "number",
  date: "date",
  string: "text",
};

/** What a cell is that is not of its column's type; and what several are. */
const oddWords: Record<ColumnType, [string, string]> = {
  empty: ["of another kind", "of another kind"],
  boolean: ["neither true nor false", "neither true nor false"],
  number: ["no number", "no numbers"],
  date: ["no date", "no dates"],
  string: ["of another kind", "of another kind"],
};

/** Of millions of values that are nearly all different, the ones that come thrice tell nothing. */
function telling({ top, top_exact, distinct, filled }: ColumnProfile): boolean {
  const most = top[0]?.count ?? 0;
  return distinct !== filled && most > 1 && (top_exact || most >= filled / 1_000);
}

interface ColumnCardProps {
  column: ColumnProfile;
  /** It was asked for: it is marked as such. */
  chosen: boolean;
  onShow: () => void;
  /** Looks for a value in the column. */
  onValue: ((value: string) => void) | undefined;
}

/** What one column holds. */
export function ColumnCard({ column, chosen, onShow, onValue }: ColumnCardProps) {
  const { name, type, empty, filled, odd, distinct, top, histogram } = column;
  const cells = empty + filled;
  const facts = [
    {
      label: "Distinct",
      value: column.distinct_exact ? count(distinct) : `~ ${count(distinct)} (estimated)`,
    },
    ...(column.min === undefined
      ? []
      : [{ label: type === "string" ? "First" : "Least", value: column.min }]),
    ...(column.max === undefined
      ? []
      : [{ label: type === "string" ? "Last" : "Greatest", value: column.max }]),
    { label: "Longest", value: bytes(column.longest) },
  ];
  return (
    <section className={styles.card} aria-label={name} data-chosen={chosen || undefined}>
      <header className={styles.cardHead}>
        <h3>{name}</h3>
        <Badge tone="idle">{typeWords[type]}</Badge>
        <Button variant="quiet" icon="table" aria-label={`Show ${name} in the grid`} onPress={onShow}>
          Show
        </Button>
      </header>
      <div className={styles.share}>
        <span className={styles.shareBar} aria-hidden="true">
          <span style={{ width: `${cells === 0 ? 0 : (filled / cells) * 100}%` }} />
        </span>
        <span>
          {share(filled, cells)} filled
          {empty > 0 && `, ${count(empty)} empty`}
        </span>
      </div>
      {odd > 0 && (
        <p className={styles.odd}>
          {plural(odd, "cell is", "cells are")} {oddWords[type][odd === 1 ? 0 : 1]}
        </p>
      )}
      {type !== "empty" && <Facts facts={facts} />}
      {histogram && histogram.counts.length > 1 && <Plot name={name} histogram={histogram} />}
      {telling(column) && (
        <div>
          <h4 className={styles.small}>
            {column.top_exact ? "Most frequent" : "Frequent in a sample, counted in the whole file"}
          </h4>
          <ul className={styles.top}>
            {top.map(({ value, count: times }) => (
              <li key={value}>
                <Value value={value} times={times} of={cells} onValue={onValue} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

interface ValueProps {
  value: string;
  times: number;
  of: number;
  onValue: ColumnCardProps["onValue"];
}

function Value({ value, times, of, onValue }: ValueProps) {
  const content = (
    <>
      <span className={styles.valueBar} style={{ width: `${of === 0 ? 0 : (times / of) * 100}%` }} />
      <span className={styles.valueText}>{value}</span>
      <span className={styles.valueCount}>
        {count(times)} · {share(times, of)}
      </span>
    </>
  );
  // Of a value that is cut only the beginning is here, which could not be found as a whole.
  if (!onValue || value.endsWith("…")) return <span className={styles.value}>{content}</span>;
  return (
    <button
      type="button"
      className={cx(styles.value, styles.pressable)}
      title="Search for it in this column"
      onClick={() => onValue(value)}
    >
      {content}
    </button>
  );
}
