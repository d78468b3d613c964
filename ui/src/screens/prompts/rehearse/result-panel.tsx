// What there is of a rehearsal: none yet, in the making, refused, on its way, done; and the earlier ones.
import { Button, EmptyState, ErrorNote, Note, Panel, Progress } from "../../../components";
import type { Prompt } from "../../../host";
import { useWhyNot } from "../../../query";
import { interactions, interactionWords } from "../words";
import { chainOf } from "./draft";
import { Earlier } from "./earlier";
import { GoBar } from "./go-bar";
import styles from "./rehearse.module.css";
import { Summary } from "./summary";
import { Timeline } from "./timeline";
import type { RehearsalState } from "./use-rehearsal";

interface ResultPanelProps {
  prompt: Prompt;
  state: RehearsalState;
  /** The inputs changed since it was planned. */
  stale: boolean;
  /** Why it cannot be planned now. */
  whyNot: string | undefined;
  onPlan: () => void;
  /** Back to the form. */
  onChange: () => void;
}

export function ResultPanel({ prompt, state, stale, whyNot, onPlan, onChange }: ResultPanelProps) {
  const { rehearsal, phase, error, progress } = state;
  if (phase === "planning") {
    return (
      <Panel title="The chain">
        <Progress label="Looking things up at the vendors" progress={progress} onCancel={state.cancel} />
      </Panel>
    );
  }
  if (!rehearsal) {
    return (
      <>
        <Panel title="The chain">
          {error ? (
            <ErrorNote error={error} onRetry={error.retryable && !whyNot ? onPlan : undefined} />
          ) : interactions.some((i) => chainOf(prompt, i).length > 0) ? (
            <EmptyState icon="list" title="Nothing is planned yet">
              Choose a user and an interaction, then press Plan the chain. It shows every request of every
              action, before anything is sent.
            </EmptyState>
          ) : (
            <EmptyState icon="circle-dashed" title="This prompt triggers nothing">
              Give one of its interactions an action first: {interactionWords.accept.name}, say.
            </EmptyState>
          )}
        </Panel>
        <Earlier prompt={prompt.id} />
      </>
    );
  }
  const done = phase === "done";
  const gone = error?.code === "plan_gone";
  return (
    <>
      {done && <Summary rehearsal={rehearsal} onAgain={onPlan} onChange={onChange} whyNot={whyNot} />}
      <Panel title="The chain" className={styles.chain}>
        {stale && !done && phase === "ready" && (
          <Again title="The inputs have changed since" whyNot={whyNot} onPlan={onPlan}>
            What is shown here is not about them, and cannot be run.
          </Again>
        )}
        {gone && (
          <Again title="This rehearsal cannot go on" whyNot={whyNot} onPlan={onPlan}>
            What was run of it is shown below, and is in the history.
          </Again>
        )}
        <Timeline rehearsal={rehearsal} live={!done} running={phase === "running"} />
        {!done && <GoBar state={state} rehearsal={rehearsal} stale={stale || gone} />}
      </Panel>
      {done && <Earlier prompt={prompt.id} except={rehearsal.id} />}
    </>
  );
}

interface AgainProps {
  title: string;
  children: string;
  whyNot: string | undefined;
  onPlan: () => void;
}

function Again({ title, children, whyNot, onPlan }: AgainProps) {
  const forbidden = useWhyNot("prompts.plan");
  return (
    <Note
      tone="warn"
      title={title}
      actions={
        <Button icon="refresh-cw" whyNot={forbidden ?? whyNot} onPress={onPlan}>
          Plan the chain again
        </Button>
      }
    >
      <p>{children}</p>
    </Note>
  );
}
