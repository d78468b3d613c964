import { ErrorNote, Note, Panel, Switch, toast } from "../../components";
import type { ConnectorDetail } from "../../host";
import { useChange, useWhyNot } from "../../query";
import styles from "./connectors.module.css";

/** Active, and what keeps it from being so. */
export function ActiveSwitch({ detail, dirty }: { detail: ConnectorDetail; dirty: boolean }) {
  const { definition, active, missing, simulated } = detail;
  const set = useChange("connectors.set");
  const whyNot = useWhyNot("connectors.set");
  const reason = simulated
    ? "The demo's connectors stay as they are."
    : (whyNot ??
      (dirty
        ? "Save your changes first."
        : !active && missing.length > 0
          ? "Some settings are missing."
          : undefined));
  return (
    <Panel title="State">
      <Switch
        label="Active"
        help={reason ?? "Only an active connector plans and runs actions."}
        isSelected={active}
        isDisabled={reason !== undefined || set.isPending}
        onChange={async (next) => {
          const saved = await set.run({ id: definition.id, values: {}, secrets: {}, active: next });
          if (saved) toast(`${definition.name} is ${saved.active ? "active" : "inactive"}`);
        }}
      />
      {missing.length > 0 && (
        <Note tone="warn" title={active ? "Something is missing" : "Needed before it can be active"}>
          <ul className={styles.missing}>
            {missing.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Note>
      )}
      {set.error && <ErrorNote error={set.error} />}
    </Panel>
  );
}
