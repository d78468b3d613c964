// One connector: its state, its check, its form, and what it can do.
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { ErrorNote, Loading, Note, Screen, StatusBadge } from "../../components";
import type { ConnectorDetail } from "../../host";
import { useOperation } from "../../query";
import { About, Actions, Assumptions, Traits } from "./about";
import { ActiveSwitch } from "./active-switch";
import { CheckPanel } from "./check-panel";
import styles from "./connectors.module.css";
import { RemoveButton } from "./remove-button";
import { SettingsForm } from "./settings-form";

export function ConnectorScreen() {
  const { id = "" } = useParams({ strict: false });
  const { data, error, refetch } = useOperation("connectors.show", { id });
  if (!data) {
    return (
      <Screen title="Connector" lead={<Link to="/connectors">All connectors</Link>}>
        {error ? (
          <ErrorNote error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading label="Loading the connector" lines={8} />
        )}
      </Screen>
    );
  }
  return <Connector key={id} detail={data} />;
}

function Connector({ detail }: { detail: ConnectorDetail }) {
  const { definition, active, checked, simulated, keychain } = detail;
  // The frame says it for all connectors when the keychain as a whole cannot be used.
  const said = useOperation("settings.show", {}).data?.keychain !== undefined;
  // Whether the form holds changes: a check and the switch speak of what is saved.
  const [dirty, setDirty] = useState(false);
  return (
    <Screen
      title={
        <span className={styles.name}>
          {definition.name} <StatusBadge active={active} />
          {checked && <StatusBadge verdict={checked.verdict} />}
        </span>
      }
      lead={
        <>
          <Link to="/connectors">All connectors</Link> · {definition.summary}
        </>
      }
      actions={<RemoveButton detail={detail} />}
    >
      {simulated && (
        <Note tone="info" title="This app talks to the simulator">
          <p>
            The settings are the demo's and cannot be changed. Switch to an app of another environment to use
            an account of yours.
          </p>
        </Note>
      )}
      {keychain && !said && <ErrorNote error={keychain} />}
      <div className={styles.columns}>
        <SettingsForm detail={detail} onDirty={setDirty} />
        <div className={styles.side}>
          <ActiveSwitch detail={detail} dirty={dirty} />
          <CheckPanel detail={detail} dirty={dirty} />
          <Assumptions definition={definition} />
          <Actions definition={definition} active={active} />
          <Traits definition={definition} />
          <About definition={definition} />
        </div>
      </div>
    </Screen>
  );
}
