import type { Fact } from "../host";
import styles from "./facts-compare.module.css";
import { Icon } from "./icons";

/** One label before and after; absent where that side does not have it. */
export interface Compared {
  label: string;
  before?: string;
  after?: string;
  changed: boolean;
}

/** Pairs facts by label, in the order of `before`, then what is new. A label that stands twice is paired in order. */
export function compare(before: Fact[], after: Fact[]): Compared[] {
  const rest = [...after];
  const rows = before.map(({ label, value }): Compared => {
    const at = rest.findIndex((f) => f.label === label);
    const found = at < 0 ? undefined : rest.splice(at, 1)[0];
    return found
      ? { label, before: value, after: found.value, changed: found.value !== value }
      : { label, before: value, changed: true };
  });
  return [...rows, ...rest.map(({ label, value }) => ({ label, after: value, changed: true }))];
}

/** The state before and after beside each other; what changed is marked. */
export function FactsCompare({
  before,
  after,
  label,
  heads = ["Before", "After"],
}: {
  before: Fact[];
  after: Fact[];
  label: string;
  /** What the two sides are called. */
  heads?: [string, string];
}) {
  const rows = compare(before, after);
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          <td />
          <th scope="col">{heads[0]}</th>
          <th scope="col">{heads[1]}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: labels may stand twice
          <tr key={`${row.label} ${i}`} data-changed={row.changed || undefined}>
            <th scope="row">{row.label}</th>
            <td>{shown(row.before, "not shown")}</td>
            <td>
              {row.changed && <Icon name="arrow-right" size={13} className={styles.arrow} />}
              {shown(row.after, "not shown any more")}
              {row.changed && <span className={styles.hidden}> (changed)</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function shown(value: string | undefined, absent: string) {
  return value || <span className={styles.absent}>{value === "" ? "empty" : absent}</span>;
}
