import {
  Button,
  count,
  ErrorNote,
  IconButton,
  Panel,
  Progress,
  plural,
  Select,
  StatusBadge,
  Switch,
} from "../../../components";
import type { Issue, IssueFilter } from "../../../host";
import { useOperation } from "../../../query";
import styles from "../exports.module.css";
import { issueWords } from "../grid/marks";
import { readable } from "../readable";
import type { Examination } from "../use-examination";
import { withCode } from "../with-code";
import { sameFilter } from "./filters";

interface IssuesPanelProps {
  examination: Examination;
  /** Which issues the steps go through. */
  filter: IssueFilter;
  onFilter: (filter: IssueFilter) => void;
  /** Which records the grid shows; null for all. */
  only: IssueFilter | null;
  onOnly: (filter: IssueFilter | null) => void;
  onPlace: (record: number, column: string | undefined) => void;
  onStep: (backwards: boolean) => void;
  onClose: () => void;
}

/** Those of the same kind and column: what the backend can tell apart. */
function filterOf({ kind, column }: Issue): IssueFilter {
  return column === undefined ? { kind } : { kind, column };
}

/** What the trait spec finds wrong, and the ways through it. */
export function IssuesPanel(props: IssuesPanelProps) {
  const { examined, examine, begin, change, index } = props.examination;
  const report = examined?.check;
  const stopped = !change.isPending && !change.error && !index.isPending && !examined;
  return (
    <Panel
      title="Issues"
      className={styles.side}
      flush
      actions={
        <>
          {examined && !change.isPending && (
            <IconButton icon="refresh-cw" label="Examine again" onPress={() => void examine(examined.spec)} />
          )}
          <IconButton icon="x" label="Close the issues" onPress={props.onClose} />
        </>
      }
    >
      <div className={styles.sideBody}>
        {change.isPending && (
          <Progress
            label="Examining every cell"
            progress={readable(change.progress)}
            onCancel={change.cancel}
          />
        )}
        {index.isPending && !change.isPending && <p>The records are counted first.</p>}
        {change.error && change.error.code !== "file_changed" && (
          <ErrorNote error={change.error} onRetry={() => void examine()} />
        )}
        {stopped && (
          <p className={styles.paused}>
            <span>The file was not examined to its end.</span>
            <Button onPress={() => void begin()}>Examine</Button>
          </p>
        )}
        {report && (
          <>
            <div className={styles.verdict}>
              <StatusBadge exportVerdict={report.verdict} />
              <span>against the trait spec</span>
              <SpecField
                value={report.spec}
                isDisabled={change.isPending}
                onChange={(spec) => {
                  props.onFilter({});
                  void examine(spec);
                }}
              />
            </div>
            <p className={styles.quiet}>
              {plural(report.rows, "record")}
              {report.customers &&
                ` of ${plural(report.customers.total, "customer")}, ${count(report.customers.with_several)} of them with several packages`}
            </p>
            {report.issues.length === 0 ? (
              <p>Every cell is as the trait spec wants it.</p>
            ) : (
              <IssueList {...props} issues={report.issues} />
            )}
          </>
        )}
      </div>
    </Panel>
  );
}

/** What the file is examined against: found by its header, or chosen here. */
function SpecField({
  value,
  isDisabled,
  onChange,
}: {
  value: string;
  isDisabled: boolean;
  onChange: (spec: string) => void;
}) {
  const { data } = useOperation("specs.list", {});
  const specs = data ?? [];
  const known = specs.some((spec) => spec.name === value);
  return (
    <Select
      label="Trait spec"
      hideLabel
      isDisabled={isDisabled}
      options={[
        ...(known ? [] : [{ value, label: value }]),
        ...specs.map(({ name, title }) => ({ value: name, label: name, detail: title })),
      ]}
      value={value}
      onChange={onChange}
    />
  );
}

function IssueList({ issues, ...props }: IssuesPanelProps & { issues: Issue[] }) {
  const placed = issues.some((issue) => issue.first.length > 0);
  return (
    <>
      {placed && (
        <div className={styles.steps}>
          <Button icon="chevron-left" onPress={() => props.onStep(true)}>
            Previous
          </Button>
          <Button icon="chevron-right" onPress={() => props.onStep(false)}>
            Next
          </Button>
          <span className={styles.quiet}>
            <kbd>Shift F8</kbd> and <kbd>F8</kbd>,{" "}
            {sameFilter(props.filter, {}) ? "through all issues" : "through the chosen issue"}
          </span>
        </div>
      )}
      {placed && (
        <Switch
          label="Only records with an issue"
          isSelected={props.only !== null && sameFilter(props.only, {})}
          onChange={(on) => props.onOnly(on ? {} : null)}
        />
      )}
      <ul className={styles.issues} aria-label="Issues">
        {issues.map((issue) => (
          <IssueItem key={`${issue.kind} ${issue.column} ${issue.value}`} issue={issue} {...props} />
        ))}
      </ul>
    </>
  );
}

/** Places that are shown of an issue that is not chosen. */
const SOME = 3;

function IssueItem({ issue, filter, only, ...props }: IssuesPanelProps & { issue: Issue }) {
  const own = filterOf(issue);
  const chosen = sameFilter(filter, own);
  const places = chosen ? issue.first : issue.first.slice(0, SOME);
  const more = issue.count - places.length;
  const first = issue.first[0];
  const shownOnly = only !== null && sameFilter(only, own);
  return (
    <li className={styles.issue} data-chosen={chosen || undefined}>
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
      {issue.hint && <p className={styles.quiet}>{withCode(issue.hint)}</p>}
      {first && (
        <div className={styles.steps}>
          <Button
            icon="arrow-right"
            aria-pressed={chosen}
            onPress={() => {
              props.onFilter(chosen ? {} : own);
              if (!chosen) props.onPlace(first.record, issue.column);
            }}
          >
            {chosen ? "Leave" : "Go through"}
          </Button>
          <Button icon="filter" aria-pressed={shownOnly} onPress={() => props.onOnly(shownOnly ? null : own)}>
            {shownOnly ? "All records" : "Only these"}
          </Button>
        </div>
      )}
      {places.length > 0 && (
        <ul className={styles.places}>
          {places.map((place, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a key repeated in a record has its place twice
            <li key={`${place.byte} ${i}`}>
              <Button
                variant="quiet"
                aria-label={`Record ${count(place.record)}, line ${count(place.line)}: ${place.value || "empty"}`}
                onPress={() => {
                  props.onFilter(own);
                  props.onPlace(place.record, issue.column);
                }}
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
      {more > 0 && places.length > 0 && <p className={styles.quiet}>and {count(more)} more</p>}
    </li>
  );
}
