import { Note } from "../../components";
import { RequestLine } from "../../components/request";
import type { RunDetail } from "../../host";
import styles from "./history.module.css";
import { useNames } from "./names";

/** What to look at when it is not known whether a change was made. */
export function UnknownPanel({ run }: { run: RunDetail }) {
  const names = useNames();
  const vendor = names.connector(run.connector);
  const doubted = [...run.exchanges].reverse().find((e) => e.changes);
  return (
    <Note tone="warn" title="Look before you repeat it">
      <ol className={styles.todo}>
        {doubted ? (
          <li>
            This was sent once and not again: {doubted.purpose}.
            <RequestLine method={doubted.method} url={doubted.url} />
          </li>
        ) : (
          <li>No changing request is recorded, but one may have been about to leave.</li>
        )}
        <li>
          Open {run.user ? <code>{run.user}</code> : "the user"} in {vendor}'s own console and see whether it
          happened
          {run.plan.before.length > 0 && "; how it was before stands below"}.
        </li>
        <li>If it did, there is nothing more to do. If it did not, plan it again.</li>
      </ol>
    </Note>
  );
}
