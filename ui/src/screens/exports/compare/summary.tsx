import { bytes, count, Icon, Note, Panel, plural } from "../../../components";
import type { ComparisonView, DifferenceKind } from "../../../host";
import { ChangedColumns } from "./columns";
import styles from "./compare.module.css";
import { byteChange, change, share } from "./figures";
import { KindLook } from "./kind";

interface SummaryProps {
  comparison: ComparisonView;
  /** Leads to the differences of a kind or in a column. */
  onShow: (kind: DifferenceKind | undefined, column?: string) => void;
}

/** What the two files have in common and what not, in numbers. */
export function Summary({ comparison, onShow }: SummaryProps) {
  const { added, removed, changed, unchanged, old, new: later } = comparison;
  const drift =
    comparison.new_columns.length + comparison.gone_columns.length + comparison.moved_columns.length > 0;
  const same = added + removed + changed === 0 && !drift;
  return (
    <div className={styles.summary}>
      {same && (
        <Note tone="good" title="The files say the same">
          <p>{plural(unchanged, "record")}, cell by cell, in the columns of both.</p>
        </Note>
      )}
      <Panel title="Records">
        <Shares comparison={comparison} onShow={onShow} />
        <table className={styles.files} aria-label="The two files">
          <thead>
            <tr>
              <td />
              <th scope="col">Old</th>
              <th scope="col">New</th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Records</th>
              <td>{count(old.rows)}</td>
              <td>{count(later.rows)}</td>
              <td>{change(old.rows, later.rows)}</td>
            </tr>
            <tr>
              <th scope="row">Size</th>
              <td>{bytes(old.bytes)}</td>
              <td>{bytes(later.bytes)}</td>
              <td>{byteChange(old.bytes, later.bytes)}</td>
            </tr>
            {(old.unkeyed > 0 || later.unkeyed > 0) && (
              <tr>
                <th scope="row">Not compared: ragged, or without a whole key</th>
                <td>{count(old.unkeyed)}</td>
                <td>{count(later.unkeyed)}</td>
                <td>{change(old.unkeyed, later.unkeyed)}</td>
              </tr>
            )}
            {(old.repeated > 0 || later.repeated > 0) && (
              <tr>
                <th scope="row">Not compared: the key of an earlier record</th>
                <td>{count(old.repeated)}</td>
                <td>{count(later.repeated)}</td>
                <td>{change(old.repeated, later.repeated)}</td>
              </tr>
            )}
          </tbody>
        </table>
      </Panel>
      <Panel title="Columns of the files">
        {drift ? (
          <dl className={styles.drift}>
            <Names label="Only the new file has" names={comparison.new_columns} />
            <Names label="Only the old file has" names={comparison.gone_columns} />
            <Names label="Stand elsewhere" names={comparison.moved_columns} />
          </dl>
        ) : (
          <p className={styles.quiet}>
            Both files have the same {plural(comparison.columns.length, "column")} in the same order.
          </p>
        )}
      </Panel>
      <ChangedColumns comparison={comparison} onShow={(column) => onShow("changed", column)} />
    </div>
  );
}

function Names({ label, names }: { label: string; names: string[] }) {
  if (names.length === 0) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {names.slice(0, 60).map((name) => (
          <code key={name}>{name || "(no name)"}</code>
        ))}
        {names.length > 60 && <span>and {count(names.length - 60)} more</span>}
      </dd>
    </div>
  );
}

/** The four numbers, and one bar of them all. */
function Shares({ comparison, onShow }: SummaryProps) {
  const { added, removed, changed, unchanged } = comparison;
  const parts = [
    { kind: "added", n: added },
    { kind: "removed", n: removed },
    { kind: "changed", n: changed },
    { kind: "unchanged", n: unchanged },
  ] as const;
  const all = added + removed + changed + unchanged;
  return (
    <>
      <div className={styles.bar} aria-hidden="true">
        {parts.map(
          ({ kind, n }) =>
            n > 0 && <span key={kind} className={styles[kind]} style={{ flexGrow: n / Math.max(1, all) }} />,
        )}
      </div>
      <ul className={styles.shares} aria-label="Records by what happened to them">
        {parts.map(({ kind, n }) => {
          const text = (
            <>
              <KindLook kind={kind} />
              <span className={styles.figure}>{count(n)}</span>
              <span className={styles.quiet}>{share(n, all)}</span>
            </>
          );
          return (
            <li key={kind}>
              {kind === "unchanged" || n === 0 ? (
                <span className={styles.share}>{text}</span>
              ) : (
                <button type="button" className={styles.share} onClick={() => onShow(kind)}>
                  {text}
                  <Icon name="chevron-right" size={14} />
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
