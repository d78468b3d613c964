// What is done every day by itself, in words: for Home, Settings and the catalogues.
import type { DayState, ScheduleEntry, SyncState } from "../host";
import { Badge, type Tone } from "./badge";
import { plural, sentence } from "./format";
import type { IconName } from "./icons";
import { RelativeTime } from "./relative-time";

const pulls: Record<DayState, [Tone, IconName]> = {
  pulled: ["good", "circle-check"],
  waiting: ["idle", "clock"],
  missing: ["bad", "circle-x"],
};
const syncs: Record<SyncState, [Tone, IconName]> = {
  synced: ["good", "circle-check"],
  waiting: ["idle", "clock"],
  failed: ["bad", "circle-x"],
  skipped: ["warn", "circle-minus"],
};

/** Where its day stands. Nothing is green about a file that broke a rule. */
export function ScheduleBadge({ entry }: { entry: ScheduleEntry }) {
  if (entry.kind === "pull") {
    const alerts = entry.alerts.length;
    const [tone, icon]: [Tone, IconName] =
      alerts > 0 && entry.state !== "missing" ? ["warn", "triangle-alert"] : pulls[entry.state];
    return (
      <Badge tone={tone} icon={icon}>
        {alerts > 0 ? `${entry.state}, ${plural(alerts, "alert")}` : entry.state}
      </Badge>
    );
  }
  const [tone, icon]: [Tone, IconName] = entry.syncing ? ["unsure", "refresh-cw"] : syncs[entry.state];
  return (
    <Badge tone={tone} icon={icon}>
      {entry.syncing ? "syncing" : entry.state}
    </Badge>
  );
}

/** "Sync Chargify", "Pull from evergent-daily". */
export function scheduleTitle(entry: ScheduleEntry): string {
  return entry.kind === "sync" ? `Sync ${entry.connector_name}` : `Pull from ${entry.source}`;
}

/** Where it is looked at and mended. */
export function scheduleLink(entry: ScheduleEntry): string {
  return entry.kind === "sync" ? `/catalogue/${entry.connector}` : `/exports/sources/${entry.source}`;
}

/** Whether something about it is not as it should be. */
export function isAmiss(entry: ScheduleEntry): boolean {
  return entry.kind === "sync"
    ? entry.state === "failed" || entry.state === "skipped"
    : entry.state === "missing" || entry.alerts.length > 0;
}

/** What was done last, or why nothing was. */
export function LastDone({ entry }: { entry: ScheduleEntry }) {
  if (entry.kind === "pull") {
    const alert = entry.alerts[0];
    if (alert) return <>{sentence(alert.message)}</>;
    if (!entry.pull) return <>The file of {entry.day} is not there yet</>;
    return (
      <>
        Pulled <RelativeTime at={entry.pull.pulled_at} />
        {entry.pull.rows !== undefined && `, ${plural(entry.pull.rows, "record")}`}
      </>
    );
  }
  if (entry.error) return <>{sentence(entry.error.message)}</>;
  if (!entry.active) return <>The connector is switched off: nothing is synced until it is on</>;
  if (!entry.synced_at) return <>Not synced yet</>;
  return (
    <>
      Synced <RelativeTime at={entry.synced_at} />
    </>
  );
}
