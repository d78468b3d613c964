import { Link } from "@tanstack/react-router";
import {
  Badge,
  EmptyState,
  ErrorNote,
  Loading,
  Panel,
  plural,
  RelativeTime,
  Row,
  Rows,
} from "../../components";
import type { DayState, ScheduleEntry } from "../../host";
import { useOperation } from "../../query";
import styles from "./settings.module.css";

/** What happens by itself: the sources that are looked at each day. */
export function Schedules() {
  const { data, error, refetch } = useOperation("schedule.list", {});
  return (
    <Panel title="Schedules" actions={<Link to="/exports/sources">All sources</Link>} flush>
      {error && (
        <div className={styles.state}>
          <ErrorNote error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!data && !error && (
        <div className={styles.state}>
          <Loading label="Loading the schedules" />
        </div>
      )}
      {data && data.length === 0 && (
        <EmptyState icon="clock" title="Nothing happens by itself">
          Give a <Link to="/exports/sources">source of exports</Link> a daily time, and its new file is pulled
          and checked while Patchbay runs.
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <Rows label="Schedules">
          {data.map((entry) => (
            <ScheduleRow key={entry.source} entry={entry} />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

function ScheduleRow({ entry }: { entry: ScheduleEntry }) {
  return (
    <Row
      to={`/exports/sources/${entry.source}`}
      title={`Pull from ${entry.source}`}
      detail={
        <>
          Each day at {entry.due} {entry.time_zone}, next <RelativeTime at={entry.next_due} />
        </>
      }
      end={
        <>
          {entry.alerts.length > 0 && (
            <Badge tone="warn" icon="triangle-alert">
              {plural(entry.alerts.length, "alert")}
            </Badge>
          )}
          <span>{entry.day}</span>
          <StateBadge state={entry.state} />
        </>
      }
    />
  );
}

function StateBadge({ state }: { state: DayState }) {
  if (state === "pulled") {
    return (
      <Badge tone="good" icon="circle-check">
        pulled
      </Badge>
    );
  }
  return state === "waiting" ? (
    <Badge tone="idle" icon="clock">
      waiting
    </Badge>
  ) : (
    <Badge tone="bad" icon="circle-x">
      missing
    </Badge>
  );
}
