import { Button, count, ErrorNote, IconButton, Panel, Progress, plural, StatusBadge } from "../../components";
import type { Issue } from "../../host";
import styles from "./exports.module.css";
import { issueWords } from "./marks";
import { readable } from "./readable";
import type { useReport } from "./use-report";

interface CheckPanelProps {
  report: ReturnType<typeof useReport>;
  onPlace: (record: number, column: string | undefined) => void;
  onClose: () => void;
}

/** What the trait spec finds wrong, each fault with the places to look at. */
export function CheckPanel({
  report: { report, isPending, progress, error, check, cancel },
  onPlace,
  onClose,
}: CheckPanelProps) {
  return (
    <Panel
      title="Check"
      className={styles.side}
      flush
      actions={
        <>
          {report && !isPending && (
            <Button icon="refresh-cw" onPress={() => void check()}>
              Check again
            </Button>
          )}
          <IconButton icon="x" label="Close the check" onPress={onClose} />
        </>
      }
    >
      <div className={styles.sideBody}>
        {isPending && (
          <Progress label="Checking every cell" progress={readable(progress)} onCancel={cancel} />
        )}
        {error && error.code !== "file_changed" && <ErrorNote error={error} onRetry={() => void check()} />}
        {!isPending && !error && !report && (
          <p className={styles.paused}>
            <span>The check was stopped.</span>
            <Button onPress={() => void check()}>Check</Button>
          </p>
        )}
        {report && !isPending && (
          <>
            <p className={styles.verdict}>
              <StatusBadge exportVerdict={report.verdict} />
              <span>
                against the trait spec <code>{report.spec}</code>
              </span>
            </p>
            <p className={styles.quiet}>
              {plural(report.rows, "record")}
              {report.customers &&
                ` of ${plural(report.customers.total, "customer")}, ${count(report.customers.with_several)} of them with several packages`}
            </p>
            {report.issues.length === 0 && <p>Every cell is as the trait spec wants it.</p>}
            <ul className={styles.issues} aria-label="Issues">
              {report.issues.map((issue) => (
                <IssueItem
                  key={`${issue.kind} ${issue.column} ${issue.value}`}
                  issue={issue}
                  onPlace={onPlace}
                />
              ))}
            </ul>
          </>
        )}
      </div>
    </Panel>
  );
}

function IssueItem({ issue, onPlace }: { issue: Issue; onPlace: CheckPanelProps["onPlace"] }) {
  const more = issue.count - issue.first.length;
  return (
    <li className={styles.issue}>
      <p className={styles.issueHead}>
        <StatusBadge severity={issue.severity} />
        <span className={styles.times}>{count(issue.count)}×</span>
      </p>
      <strong>
        {issue.column && <code>{issue.column}</code>} {issueWords(issue.kind)}
      </strong>
      {issue.value !== undefined && (
        <p>
          <code>{issue.value === "" ? "(empty)" : issue.value}</code>
        </p>
      )}
      {issue.hint && <p className={styles.quiet}>{issue.hint}</p>}
      {issue.first.length > 0 && (
        <ul className={styles.places}>
          {issue.first.map((place, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a key repeated in a record has its place twice
            <li key={`${place.byte} ${i}`}>
              <Button
                variant="quiet"
                aria-label={`Record ${count(place.record)}, line ${count(place.line)}: ${place.value || "empty"}`}
                onPress={() => onPlace(place.record, issue.column)}
              >
                <span className={styles.place}>
                  <span>record {count(place.record)}</span>
                  <code>{place.value === "" ? "empty" : place.value}</code>
                </span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {more > 0 && issue.first.length > 0 && <p className={styles.quiet}>and {count(more)} more</p>}
    </li>
  );
}
