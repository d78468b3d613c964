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
export function FactsCompare({ before, after, label }: { before: Fact[]; after: Fact[]; label: string }) {
  const rows = compare(before, after);
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          <td />
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: labels may stand twice
          <tr key={`${row.label} ${i}`} data-changed={row.changed || undefined}>
            <th scope="row">{row.label}</th>
            <td>{row.before ?? <span className={styles.absent}>not shown</span>}</td>
            <td>
              {row.changed && <Icon name="arrow-right" size={13} className={styles.arrow} />}
              {row.after ?? <span className={styles.absent}>not shown any more</span>}
              {row.changed && <span className={styles.hidden}> (changed)</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
