// Every catalogue of every connector, with its last sync.
import { Link } from "@tanstack/react-router";
import {
  Badge,
  Button,
  count,
  EmptyState,
  ErrorNote,
  Loading,
  Note,
  Panel,
  plural,
  RelativeTime,
  Row,
  Rows,
  Screen,
  sentence,
} from "../../components";
import type { CatalogueStatus } from "../../host";
import { useChange, useOperation, useWhyNot } from "../../query";
import styles from "./catalogue.module.css";
import { SyncButton, SyncState, useSync } from "./sync";

export function Overview({ only }: { only: string | undefined }) {
  const { data, error, refetch } = useOperation("catalogue.status", {});
  const shown = data?.filter((c) => only === undefined || c.connector === only);
  const connectors = [...new Map(shown?.map((c) => [c.connector, c.connector_name]))];
  return (
    <Screen title="Catalogue" lead="What is synced from the vendors to fill the choices of actions.">
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!shown && !error && <Loading label="Loading the catalogues" lines={6} />}
      {shown?.length === 0 && (
        <EmptyState icon="library-big" title="No catalogue yet">
          <Link to="/connectors">Configure a connector</Link> and switch it on. Its catalogues appear here.
        </EmptyState>
      )}
      {connectors.map(([id, name]) => (
        <OfConnector
          key={id}
          connector={id}
          name={name}
          all={shown?.filter((c) => c.connector === id) ?? []}
        />
      ))}
    </Screen>
  );
}

function OfConnector({ connector, name, all }: { connector: string; name: string; all: CatalogueStatus[] }) {
  const sync = useSync();
  const active = all.some((c) => c.active);
  return (
    <Panel
      title={name}
      actions={
        <SyncButton
          sync={sync}
          connector={connector}
          active={active}
          label={all.length > 1 ? "Sync all" : "Sync"}
        />
      }
      flush
    >
      {(sync.isPending || sync.error) && (
        <div className={styles.state}>
          <SyncState sync={sync} request={{ connector }} label={`Syncing ${name}`} />
        </div>
      )}
      <Daily connector={connector} />
      <Rows label={`Catalogues of ${name}`}>
        {all.map((c) => (
          <Row
            key={c.kind}
            to={`/catalogue/${c.connector}/${c.kind}`}
            title={c.name}
            detail={
              c.error
                ? `The last sync failed: ${c.error.message}`
                : c.synced_at
                  ? `${plural(c.usable, "entry", "entries")}, ${count(c.archived)} archived`
                  : "Never synced"
            }
            end={
              <>
                {c.synced_at && <RelativeTime at={c.synced_at} />}
                {c.error && (
                  <Badge tone="bad" icon="circle-x">
                    sync failed
                  </Badge>
                )}
                {!c.active && (
                  <Badge tone="idle" icon="circle-minus">
                    inactive
                  </Badge>
                )}
              </>
            }
          />
        ))}
      </Rows>
    </Panel>
  );
}

/** When all of them are synced by themselves, and what went wrong with that. */
function Daily({ connector }: { connector: string }) {
  const { data } = useOperation("schedule.list", {});
  const dismiss = useChange("schedule.dismiss");
  const whyNot = useWhyNot("schedule.dismiss");
  const entry = data?.find((e) => e.kind === "sync" && e.connector === connector);
  if (entry?.kind !== "sync") return null;
  const { alert } = entry;
  return (
    <div className={styles.state}>
      <p className={styles.quiet}>
        Synced daily at <Link to="/settings">{entry.due}</Link> {entry.time_zone}, next{" "}
        <RelativeTime at={entry.next_due} />
      </p>
      {alert && (
        <Note
          tone="warn"
          title={sentence(alert.message)}
          actions={
            <Button
              whyNot={whyNot}
              isPending={dismiss.isPending}
              onPress={() => void dismiss.run({ connector })}
            >
              Dismiss
            </Button>
          }
        >
          <p>{sentence(alert.remedy)}</p>
        </Note>
      )}
      {dismiss.error && <ErrorNote error={dismiss.error} />}
    </div>
  );
}
