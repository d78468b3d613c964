import { useNavigate } from "@tanstack/react-router";
import {
  Badge,
  Button,
  EmptyState,
  ErrorNote,
  Loading,
  Panel,
  plural,
  RelativeTime,
  Row,
  Rows,
  Screen,
  StatusBadge,
} from "../../../components";
import type { SourceView } from "../../../host";
import { useOperation, useWhyNot } from "../../../query";
import { Sections } from "../sections";
import { AlertBadge } from "./alerts";
import styles from "./sources.module.css";
import { address, useTimeZone } from "./words";

/** Every source: the last file, when the next is due, and what is wrong. */
export function SourceList() {
  const { data, error, refetch } = useOperation("sources.list", {});
  const whyNot = useWhyNot("sources.save");
  const navigate = useNavigate();
  const add = (
    <Button
      variant="primary"
      icon="plus"
      whyNot={whyNot}
      onPress={() => void navigate({ to: "/exports/sources", search: { add: "yes" } })}
    >
      Add a source
    </Button>
  );
  return (
    <Screen title="Exports" lead={<Sections />} actions={data && data.length > 0 && add}>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading label="Loading the sources" />}
      {data && data.length === 0 && (
        <Panel className={styles.nothing}>
          <EmptyState icon="download" title="No source yet" actions={add}>
            A source is a bucket that your vendor writes exports to. Patchbay pulls the new file each day,
            checks it, and tells you when it is missing, late, too small or invalid. It never changes the
            bucket.
          </EmptyState>
        </Panel>
      )}
      {data && data.length > 0 && (
        <Panel title="Sources" flush>
          <Rows label="Sources">
            {data.map((source) => (
              <SourceRow key={source.name} source={source} />
            ))}
          </Rows>
        </Panel>
      )}
    </Screen>
  );
}

function SourceRow({ source }: { source: SourceView }) {
  const zone = useTimeZone();
  const [last] = source.pulls;
  return (
    <Row
      to={`/exports/sources/${source.name}`}
      title={source.name}
      detail={
        <>
          {address(source)}
          <br />
          {source.due ? `Each day at ${source.due} ${zone}` : "Pulled by hand"}
          {source.next_due && (
            <>
              , next <RelativeTime at={source.next_due} />
            </>
          )}
        </>
      }
      end={
        <>
          {source.pulling && (
            <Badge tone="unsure" icon="download">
              pulling
            </Badge>
          )}
          {source.keychain && <StatusBadge setting="unreadable" />}
          {source.error && (
            <Badge tone="bad" icon="circle-x">
              last attempt failed
            </Badge>
          )}
          {source.alerts.map((alert) => (
            <AlertBadge key={alert.kind} kind={alert.kind} />
          ))}
          {last ? (
            <span>
              {last.rows === undefined ? "pulled" : plural(last.rows, "record")},{" "}
              <RelativeTime at={last.pulled_at} />
            </span>
          ) : (
            <span>nothing pulled yet</span>
          )}
          {last?.verdict && <StatusBadge exportVerdict={last.verdict} />}
        </>
      }
    />
  );
}
