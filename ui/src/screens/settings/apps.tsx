import { useState } from "react";
import { Badge, Button, EnvironmentBadge, ErrorNote, Loading, Panel, Row, Rows } from "../../components";
import type { App } from "../../host";
import { useOperation, useSession, useWhyNot } from "../../query";
import { EditApp, NewApp } from "./app-dialogs";
import styles from "./settings.module.css";

/** The apps: what connectors, exports and history belong to. */
export function Apps() {
  const { data, error, refetch } = useOperation("apps.list", {});
  const whyNot = useWhyNot("apps.create");
  const [isNew, setNew] = useState(false);
  return (
    <Panel
      title="Apps"
      actions={
        <Button icon="plus" whyNot={whyNot} onPress={() => setNew(true)}>
          New app
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
          <Loading label="Loading the apps" />
        </div>
      )}
      {data && (
        <Rows label="Apps">
          {data.map((app) => (
            <AppRow key={app.id} app={app} />
          ))}
        </Rows>
      )}
      {isNew && <NewApp onClose={() => setNew(false)} />}
    </Panel>
  );
}

function AppRow({ app }: { app: App }) {
  const session = useSession();
  const whyNot = useWhyNot("apps.update", app.id);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Row
        title={
          <span className={styles.path}>
            {app.name} <EnvironmentBadge environment={app.environment} />
          </span>
        }
        detail={
          <>
            <code>{app.id}</code> · {app.time_zone}
          </>
        }
        end={
          <>
            {app.id === session.app ? (
              <Badge tone="idle" icon="check">
                on screen
              </Badge>
            ) : (
              <Button onPress={() => session.switchApp(app.id)} aria-label={`Switch to ${app.name}`}>
                Switch
              </Button>
            )}
            <Button
              icon="pencil"
              whyNot={whyNot}
              onPress={() => setOpen(true)}
              aria-label={`Edit ${app.name}`}
            >
              Edit
            </Button>
          </>
        }
      />
      {isOpen && <EditApp app={app} onClose={() => setOpen(false)} />}
    </>
  );
}
