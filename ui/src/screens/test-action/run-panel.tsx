// The run: under way, then what it came to.
import { Link } from "@tanstack/react-router";
import { Button, ErrorNote, Note, Panel, Progress } from "../../components";
import beside from "../../components/plan/beside.module.css";
import { Outcome } from "../../components/plan/outcome";
import type { ActionView } from "../../host";
import type { RunState } from "./use-run";

interface RunPanelProps {
  run: RunState;
  action: ActionView | undefined;
  /** Plans again with the same inputs. */
  onAgain: () => void;
  /** Back to the form. */
  onChange: () => void;
}

export function RunPanel({ run, action, onAgain, onChange }: RunPanelProps) {
  if (run.phase === "running") {
    return (
      <Panel title="Outcome">
        <Progress label="Running" progress={run.progress} onCancel={run.cancel} />
        <p className={beside.quiet}>
          Leaving this screen does not stop it. A request that has left cannot be called back: cancelled now,
          the outcome may be unknown.
        </p>
      </Panel>
    );
  }
  const { data, error } = run;
  return (
    <Panel
      title="Outcome"
      actions={
        data && (
          <Link to="/history/$run" params={{ run: data.run }}>
            Open in History
          </Link>
        )
      }
    >
      {data && <Outcome run={data} acceptance={action?.acceptance ?? "recorded"} />}
      {error && (
        <>
          <ErrorNote error={error} />
          {!BEFORE_SENDING.includes(error.code) && (
            <Note tone="warn" title="It is not certain that nothing was sent">
              <p>
                Look for this run in the <Link to="/history">History</Link>, and at the user at the vendor,
                before you plan again.
              </p>
            </Note>
          )}
        </>
      )}
      {!data && !error && (
        <Note tone="warn" title="Cancelled">
          <p>
            If a request had left by then, the run is in the <Link to="/history">History</Link>. Look there
            before you plan again.
          </p>
        </Note>
      )}
      <div className={beside.buttons}>
        <Button icon="rotate-ccw" onPress={onAgain}>
          Run again
        </Button>
        <Button icon="pencil" onPress={onChange}>
          Change the inputs
        </Button>
        <span className={beside.quiet}>
          Run again makes a new plan first; nothing is sent until you run that.
        </span>
      </div>
    </Panel>
  );
}

/** With these the backend refused before its first changing request. */
const BEFORE_SENDING = [
  "plan_gone",
  "not_ready",
  "keychain",
  "invalid",
  "forbidden",
  "confirmation_needed",
  "not_found",
];
