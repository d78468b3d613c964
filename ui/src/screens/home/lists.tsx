import { Link } from "@tanstack/react-router";
import { Badge, StatusBadge } from "../../components/badge";
import { EmptyState } from "../../components/empty-state";
import { bytes, count, plural, words } from "../../components/format";
import { Panel } from "../../components/panel";
import { RelativeTime } from "../../components/relative-time";
import { Row, Rows } from "../../components/rows";
import type { CatalogueStatus, ConnectorHealth, RecentExport, RunSummary, SourceView } from "../../host";

/** Rows of a list that may be long: whoever needs to see more follows its link. */
const ROWS = 6;

/** What a glance needs: what is not as it should be first and whole, then some of the rest. */
function glance<T>(all: T[], isFine: (one: T) => boolean): { shown: T[]; more: number } {
  const wrong = all.filter((one) => !isFine(one));
  const fine = all.filter(isFine);
  const room = Math.max(0, ROWS - wrong.length);
  return { shown: [...wrong, ...fine.slice(0, room)], more: Math.max(0, fine.length - room) };
}

export function ConnectorList({ all }: { all: ConnectorHealth[] }) {
  const configured = all.filter((c) => c.health !== "not_configured");
  const rest = all.length - configured.length;
  const { shown, more } = glance(configured, (c) => c.health === "good" || c.health === "inactive");
  return (
    <Panel title="Connectors" actions={<Link to="/connectors">All connectors</Link>} flush>
      {configured.length === 0 ? (
        <EmptyState icon="plug" title="No connector is configured">
          <Link to="/connectors">Configure a connector</Link>
        </EmptyState>
      ) : (
        <Rows label="Connectors">
          {shown.map((c) => (
            <Row
              key={c.id}
              to={`/connectors/${c.id}`}
              title={c.name}
              detail={c.detail}
              end={
                <>
                  {c.secrets === "unreadable" && <StatusBadge setting="unreadable" />}
                  {c.checked && <RelativeTime at={c.checked.at} />}
                  <StatusBadge health={c.health} />
                </>
              }
            />
          ))}
          {more > 0 && <Row to="/connectors" title={`${count(more)} more, as they should be`} />}
          {rest > 0 && <Row to="/connectors" title={`${plural(rest, "connector")} not configured`} />}
        </Rows>
      )}
    </Panel>
  );
}

export function CatalogueList({ all }: { all: CatalogueStatus[] }) {
  const { shown, more } = glance(all, (c) => c.synced_at !== undefined && !c.error);
  return (
    <Panel title="Catalogues" actions={<Link to="/catalogue">All catalogues</Link>} flush>
      {all.length === 0 ? (
        <EmptyState icon="library-big" title="No catalogue yet">
          A configured connector brings its catalogues. Sync one to fill the choices of actions.
        </EmptyState>
      ) : (
        <Rows label="Catalogues">
          {shown.map((c) => (
            <Row
              key={`${c.connector}/${c.kind}`}
              to={`/catalogue/${c.connector}/${c.kind}`}
              title={`${c.connector_name} · ${c.name}`}
              detail={
                c.synced_at ? plural(c.usable, "entry", "entries") : "Sync it to fill the choices of actions"
              }
              end={
                <>
                  {c.synced_at ? <RelativeTime at={c.synced_at} /> : <span>never synced</span>}
                  {c.error && (
                    <Badge tone="bad" icon="circle-x">
                      sync failed
                    </Badge>
                  )}
                </>
              }
            />
          ))}
          {more > 0 && <Row to="/catalogue" title={`${count(more)} more, synced`} />}
        </Rows>
      )}
    </Panel>
  );
}

export function ExportList({ all }: { all: RecentExport[] }) {
  return (
    <Panel title="Recent exports" actions={<Link to="/exports">All exports</Link>} flush>
      {all.length === 0 ? (
        <EmptyState icon="file-spreadsheet" title="No export was opened yet">
          Open one under <Link to="/exports">Exports</Link>, or drop a CSV file on this window.
        </EmptyState>
      ) : (
        <Rows label="Recent exports">
          {all.map((e) => (
            <Row
              key={e.id}
              to={e.export ? `/exports/${e.export}` : "/exports"}
              title={e.name}
              detail={`${bytes(e.bytes)}${e.rows === undefined ? "" : `, ${plural(e.rows, "record")}`}`}
              end={
                <>
                  <RelativeTime at={e.opened_at} />
                  {e.verdict ? <StatusBadge exportVerdict={e.verdict} /> : <span>not checked</span>}
                </>
              }
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

/** Where exports come from: the last file, the next one, and what is wrong. */
export function SourceList({ all }: { all: SourceView[] }) {
  return (
    <Panel title="Sources" actions={<Link to="/exports/sources">All sources</Link>} flush>
      {all.length === 0 ? (
        <EmptyState icon="download" title="No source of exports yet">
          <Link to="/exports/sources">Add the bucket</Link> that your vendor writes to, and each day's file is
          pulled and checked for you.
        </EmptyState>
      ) : (
        <Rows label="Sources">
          {all.map((s) => (
            <Row
              key={s.name}
              to={`/exports/sources/${s.name}`}
              title={s.name}
              detail={
                s.pulls[0] ? (
                  <>
                    Last pulled <RelativeTime at={s.pulls[0].pulled_at} />
                    {s.pulls[0].rows !== undefined && `, ${plural(s.pulls[0].rows, "record")}`}
                  </>
                ) : (
                  "Nothing was pulled yet"
                )
              }
              end={
                <>
                  {s.next_due && (
                    <span>
                      due <RelativeTime at={s.next_due} />
                    </span>
                  )}
                  {s.error && (
                    <Badge tone="bad" icon="circle-x">
                      last attempt failed
                    </Badge>
                  )}
                  {s.alerts.length > 0 && (
                    <Badge tone="warn" icon="triangle-alert">
                      {plural(s.alerts.length, "alert")}
                    </Badge>
                  )}
                  {s.pulls[0]?.verdict && <StatusBadge exportVerdict={s.pulls[0].verdict} />}
                </>
              }
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

export function RunList({ all }: { all: RunSummary[] }) {
  return (
    <Panel title="Last runs" actions={<Link to="/history">History</Link>} flush>
      {all.length === 0 ? (
        <EmptyState icon="history" title="Nothing was run yet">
          Plan an action for one user under <Link to="/test-action">Test action</Link>. Planning changes
          nothing.
        </EmptyState>
      ) : (
        <Rows label="Last runs">
          {all.map((r) => (
            <Row
              key={r.run}
              to={`/history/${r.run}`}
              title={words(r.action)}
              detail={`${r.user ? `${r.user} · ` : ""}${r.summary}`}
              end={
                <>
                  <RelativeTime at={r.started_at} />
                  <StatusBadge outcome={r.outcome} />
                </>
              }
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}
