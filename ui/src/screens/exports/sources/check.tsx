import { Button, ErrorNote, Panel, Progress, StatusBadge } from "../../../components";
import type { SourceView } from "../../../host";
import { useChange, useWhyNot } from "../../../query";
import styles from "./sources.module.css";

/** Asks the store what can be proven about the settings; it only reads. */
export function Check({ source }: { source: SourceView }) {
  const check = useChange("sources.check", { cancelOnLeave: true });
  const whyNot = useWhyNot("sources.check");
  const run = () => void check.run({ name: source.name });
  return (
    <Panel
      title="Check"
      actions={
        !check.isPending && (
          <Button icon="circle-check" whyNot={whyNot} onPress={run}>
            {check.data ? "Check again" : "Check"}
          </Button>
        )
      }
    >
      {check.isPending && (
        <Progress label={`Checking ${source.name}`} progress={check.progress} onCancel={check.cancel} />
      )}
      {check.error && <ErrorNote error={check.error} onRetry={run} />}
      {check.data ? (
        <ul className={styles.checks} aria-label="What was checked">
          {check.data.checks.map((each) => (
            <li key={each.what}>
              <StatusBadge verdict={each.verdict} />
              <span>
                <strong>{each.what}</strong>
                <br />
                {each.detail}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        !check.isPending &&
        !check.error && (
          <p className={styles.quiet}>
            Tells whether the store is reached, the key is right, and the files can be listed and read.
            Nothing is changed there.
          </p>
        )
      )}
    </Panel>
  );
}
