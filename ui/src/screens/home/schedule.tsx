import { Link } from "@tanstack/react-router";
import { EmptyState } from "../../components/empty-state";
import { Panel } from "../../components/panel";
import { RelativeTime } from "../../components/relative-time";
import { Row, Rows } from "../../components/rows";
import { isAmiss, LastDone, ScheduleBadge, scheduleLink, scheduleTitle } from "../../components/schedule";
import type { ScheduleEntry } from "../../host";

/** More than this are counted. */
const SHOWN = 5;

/** What happens by itself: what went wrong first, then what is due next. */
export function ScheduleList({ all }: { all: ScheduleEntry[] }) {
  const sorted = all.toSorted(
    (a, b) => Number(isAmiss(b)) - Number(isAmiss(a)) || Date.parse(a.next_due) - Date.parse(b.next_due),
  );
  const rest = all.length - SHOWN;
  return (
    <Panel title="Schedules" actions={<Link to="/settings">All schedules</Link>} flush>
      {all.length === 0 ? (
        <EmptyState icon="clock" title="Nothing is on schedule yet">
          <Link to="/settings">Set a daily time</Link> for a connector, and its catalogues are synced by
          themselves; a <Link to="/exports/sources">source of exports</Link> is pulled when its file is due.
        </EmptyState>
      ) : (
        <Rows label="Schedules">
          {sorted.slice(0, SHOWN).map((entry) => (
            <Row
              key={scheduleTitle(entry)}
              to={scheduleLink(entry)}
              title={scheduleTitle(entry)}
              detail={<LastDone entry={entry} />}
              end={
                <>
                  <span>
                    next <RelativeTime at={entry.next_due} />
                  </span>
                  <ScheduleBadge entry={entry} />
                </>
              }
            />
          ))}
          {rest > 0 && <Row to="/settings" title={`${rest} more`} />}
        </Rows>
      )}
    </Panel>
  );
}
