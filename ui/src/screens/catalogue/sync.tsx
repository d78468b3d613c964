import { Button, ErrorNote, Progress, plural, toast } from "../../components";
import type { SyncReport, SyncRequest } from "../../host";
import { type Change, useChange, useWhyNot } from "../../query";

/** Syncs one catalogue, or all of a connector. */
export function useSync(): Change<"catalogue.sync"> {
  return useChange("catalogue.sync");
}

function told(reports: SyncReport[]): string {
  const sum = (of: (report: SyncReport) => number) => reports.reduce((all, report) => all + of(report), 0);
  return `Synced ${plural(
    sum((r) => r.total),
    "entry",
    "entries",
  )}: ${sum((r) => r.added)} new, ${sum((r) => r.changed)} changed, ${sum((r) => r.archived)} archived`;
}

interface SyncButtonProps {
  sync: Change<"catalogue.sync">;
  connector: string;
  kind?: string;
  label: string;
  active: boolean;
  variant?: "primary" | "secondary";
}

export function SyncButton({ sync, connector, kind, label, active, variant = "secondary" }: SyncButtonProps) {
  const notAllowed = useWhyNot("catalogue.sync");
  const whyNot = notAllowed ?? (active ? undefined : "Switch the connector on first");
  return (
    <Button
      icon="refresh-cw"
      variant={variant}
      whyNot={whyNot}
      isPending={sync.isPending}
      onPress={async () => {
        const reports = await sync.run(kind === undefined ? { connector } : { connector, kind });
        if (reports) toast(told(reports));
      }}
    >
      {label}
    </Button>
  );
}

interface SyncStateProps {
  sync: Change<"catalogue.sync">;
  /** What is synced: for trying again. */
  request: SyncRequest;
  label: string;
}

/** How far a sync is, or why it failed. A sync applies whole or not at all. */
export function SyncState({ sync, request, label }: SyncStateProps) {
  return (
    <>
      {sync.isPending && <Progress label={label} progress={sync.progress} onCancel={sync.cancel} />}
      {sync.error && <ErrorNote error={sync.error} onRetry={() => void sync.run(request)} />}
    </>
  );
}
