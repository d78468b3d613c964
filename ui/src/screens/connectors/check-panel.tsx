import { Button, ErrorNote, Panel, Progress, RelativeTime, StatusBadge } from "../../components";
import type { ConnectorDetail } from "../../host";
import { useChange, useWhyNot } from "../../query";
import styles from "./connectors.module.css";

/** Asks the vendor what can be proven about the saved settings, and shows what was, thing by thing. */
export function CheckPanel({ detail, dirty }: { detail: ConnectorDetail; dirty: boolean }) {
  const { definition, checked } = detail;
  const check = useChange("connectors.check");
  const whyNot = useWhyNot("connectors.check");
  return (
    <Panel
      title="Check"
      actions={
        !check.isPending && (
          <Button icon="circle-check" whyNot={whyNot} onPress={() => void check.run({ id: definition.id })}>
            {checked ? "Check again" : "Check"}
          </Button>
        )
      }
    >
      {check.isPending && (
        <Progress label={`Checking ${definition.name}`} progress={check.progress} onCancel={check.cancel} />
      )}
      {dirty && <p className={styles.quiet}>A check speaks of the saved settings, not of your changes.</p>}
      {check.error && <ErrorNote error={check.error} onRetry={() => void check.run({ id: definition.id })} />}
      {checked ? (
        <>
          <p className={styles.quiet}>
            Last check <RelativeTime at={checked.at} />
          </p>
          <ul className={styles.checks} aria-label="What was checked">
            {checked.checks.map((each) => (
              <li key={each.what} className={styles.check}>
                <span>
                  <StatusBadge verdict={each.verdict} />
                </span>
                <span>
                  <span className={styles.checkWhat}>{each.what}</span>
                  <br />
                  {each.detail}
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : (
        !check.isPending &&
        !check.error && (
          <p className={styles.quiet}>
            Not checked since the settings changed. A check only reads, and leaves nothing behind at the
            vendor.
          </p>
        )
      )}
    </Panel>
  );
}
