import { count, Panel, plural } from "../../../components";
import type { ColumnChange, ComparisonView, Frequent } from "../../../host";
import styles from "./compare.module.css";
import { share, visible } from "./figures";

/** A file may have ten thousand columns; nobody reads so many bars. */
const SHOWN = 200;

interface ChangedColumnsProps {
  comparison: ComparisonView;
  onShow: (column: string) => void;
}

/** How many records changed in each column, most first, with the values that came and went. */
export function ChangedColumns({ comparison, onShow }: ChangedColumnsProps) {
  const both = comparison.changed + comparison.unchanged;
  const moved = (c: ColumnChange) => c.changed > 0 || c.appeared.length > 0 || c.vanished.length > 0;
  const some = comparison.columns.filter(moved).sort((a, b) => b.changed - a.changed);
  const rest = comparison.columns.filter((c) => !moved(c));
  const most = Math.max(1, ...some.map((c) => c.changed));
  return (
    <Panel title="Changes by column">
      {some.length === 0 && <p className={styles.quiet}>No column of both files changed.</p>}
      {some.length > 0 && (
        <p className={styles.quiet}>Of the {plural(both, "record")} that both files have.</p>
      )}
      <ul className={styles.changes} aria-label="Changes by column">
        {some.slice(0, SHOWN).map((column) => (
          <li key={column.name} className={styles.change}>
            <button
              type="button"
              className={styles.changeHead}
              disabled={column.changed === 0}
              onClick={() => onShow(column.name)}
            >
              <code>{column.name}</code>
              <span className={styles.track} aria-hidden="true">
                <span style={{ width: `${(column.changed / most) * 100}%` }} />
              </span>
              <span className={styles.figures}>
                {count(column.changed)} <span className={styles.quiet}>{share(column.changed, both)}</span>
              </span>
            </button>
            <Values label="New values" all={column.appeared} />
            <Values label="Vanished values" all={column.vanished} />
            {!column.values && column.changed > 0 && (
              <p className={styles.quiet}>Too many distinct values to tell new ones from vanished ones.</p>
            )}
          </li>
        ))}
      </ul>
      {some.length > SHOWN && (
        <p className={styles.quiet}>And {plural(some.length - SHOWN, "column")} with fewer changes.</p>
      )}
      {rest.length > 0 && (
        <details className={styles.rest}>
          <summary>{plural(rest.length, "column")} without any change</summary>
          <p>
            {rest.slice(0, 200).map((c) => (
              <code key={c.name}>{c.name || "(no name)"}</code>
            ))}
          </p>
        </details>
      )}
    </Panel>
  );
}

function Values({ label, all }: { label: string; all: Frequent[] }) {
  if (all.length === 0) return null;
  return (
    <p className={styles.values}>
      <span className={styles.quiet}>{label}</span>
      {all.map(({ value, count: n }) => (
        <span key={value} className={styles.valueChip}>
          <code>{value === "" ? "(empty)" : visible(value)}</code> {count(n)}×
        </span>
      ))}
    </p>
  );
}
