import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  Button,
  EmptyState,
  ErrorNote,
  isAmiss,
  LastDone,
  Loading,
  Panel,
  RelativeTime,
  Row,
  Rows,
  ScheduleBadge,
  scheduleLink,
  scheduleTitle,
  toast,
} from "../../components";
import type { ScheduleEntry, SyncEntry } from "../../host";
import { useChange, useOperation, useWhyNot } from "../../query";
import { ScheduleDialog } from "./schedule-dialog";
import styles from "./settings.module.css";

/** What happens by itself: the connectors that are synced and the sources that are looked at, each day. */
export function Schedules() {
  const { data, error, refetch } = useOperation("schedule.list", {});
  const whyNot = useWhyNot("schedule.set");
  const [isNew, setNew] = useState(false);
  return (
    <Panel
      title="Schedules"
      actions={
        <Button icon="plus" whyNot={whyNot} onPress={() => setNew(true)}>
          Schedule a sync
        </Button>
      }
      flush
    >
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
          Schedule the sync of a connector, or give a <Link to="/exports/sources">source of exports</Link> a
          daily time. It is done while Patchbay runs, or by the command line: patchbay schedule run-due.
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <Rows label="Schedules">
          {data.map((entry) =>
            entry.kind === "sync" ? (
              <SyncRow key={`sync ${entry.connector}`} entry={entry} />
            ) : (
              <Row
                key={`pull ${entry.source}`}
                to={scheduleLink(entry)}
                title={scheduleTitle(entry)}
                detail={<Detail entry={entry} />}
                end={
                  <>
                    <span>{entry.day}</span>
                    <ScheduleBadge entry={entry} />
                  </>
                }
              />
            ),
          )}
        </Rows>
      )}
      {isNew && <ScheduleDialog onClose={() => setNew(false)} />}
    </Panel>
  );
}

function Detail({ entry }: { entry: ScheduleEntry }) {
  return (
    <>
      Each day at {entry.due} {entry.time_zone}, next <RelativeTime at={entry.next_due} />
      {isAmiss(entry) || entry.kind === "sync" ? (
        <>
          . <LastDone entry={entry} />
        </>
      ) : null}
    </>
  );
}

function SyncRow({ entry }: { entry: SyncEntry }) {
  const set = useChange("schedule.set");
  const dismiss = useChange("schedule.dismiss");
  const whyNot = useWhyNot("schedule.set");
  const notDismissed = useWhyNot("schedule.dismiss");
  const [isOpen, setOpen] = useState(false);
  const { connector, connector_name: name } = entry;
  const failure = set.error ?? dismiss.error;
  const all: ScheduleEntry = { kind: "sync", ...entry };
  return (
    <>
      <Row
        title={<Link to={scheduleLink(all) as "/"}>{scheduleTitle(all)}</Link>}
        detail={failure ? failure.message : <Detail entry={all} />}
        end={
          <>
            <ScheduleBadge entry={all} />
            {entry.alert && (
              <Button
                whyNot={notDismissed}
                isPending={dismiss.isPending}
                onPress={() => void dismiss.run({ connector })}
                aria-label={`Dismiss the alert of ${name}`}
              >
                Dismiss
              </Button>
            )}
            <Button whyNot={whyNot} onPress={() => setOpen(true)} aria-label={`Change the time of ${name}`}>
              Change
            </Button>
            <Button
              variant="quiet"
              whyNot={whyNot}
              isPending={set.isPending}
              onPress={async () => {
                if (await set.run({ connector })) toast(`${name} is synced by hand only`);
              }}
              aria-label={`Clear the time of ${name}`}
            >
              Clear
            </Button>
          </>
        }
      />
      {isOpen && <ScheduleDialog entry={entry} onClose={() => setOpen(false)} />}
    </>
  );
}
