// What is known of the plan: none yet, in the making, refused, there, stale or too old.
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Button, EmptyState, ErrorNote, Note, Panel, Progress } from "../../components";
import { PlanView } from "../../components/plan/plan-view";
import type { ActionView, Failure } from "../../host";
import { type Change, useWhyNot } from "../../query";
import { Candidates } from "./candidates";
import { RunBar } from "./run-bar";
import styles from "./test-action.module.css";
import type { RunState } from "./use-run";

interface PlanPanelProps {
  plan: Change<"actions.plan">;
  action: ActionView | undefined;
  /** The inputs changed since. */
  stale: boolean;
  missing: string[][];
  /** Why it cannot be planned now, in a sentence. */
  whyNot: string | undefined;
  onPlan: () => void;
  /** Fills a parameter or a trait and plans again. */
  onChoose: (key: string, value: string) => void;
  run: RunState;
}

export function PlanPanel({ plan, action, stale, missing, whyNot, onPlan, onChoose, run }: PlanPanelProps) {
  const { data, error, isPending, progress, cancel } = plan;
  const expired = useExpired(data?.expires_at);
  if (isPending) {
    return (
      <Panel title="Plan">
        <Progress label="Looking things up at the vendor" progress={progress} onCancel={cancel} />
      </Panel>
    );
  }
  if (error) {
    return (
      <Panel title="Plan">
        {stale && <Stale whyNot={whyNot} onPlan={onPlan} />}
        <PlanError
          error={error}
          stale={stale}
          connector={action?.connector}
          onPlan={onPlan}
          onChoose={onChoose}
        />
      </Panel>
    );
  }
  if (!data) {
    return (
      <Panel title="Plan">
        <EmptyState icon="list" title="Nothing is planned yet">
          {missing.length > 0
            ? `This action needs ${missing.map((g) => g.join(" or ")).join(" and ")}: fill it in, then press Plan.`
            : "Choose a user and an action, then press Plan. It shows every request that would be sent, before anything is."}
        </EmptyState>
      </Panel>
    );
  }
  const used = run.phase !== "ready";
  return (
    <Panel title="Plan" className={styles.plan}>
      {!used && stale && <Stale whyNot={whyNot} onPlan={onPlan} />}
      {!used && !stale && expired && (
        <Again title="This plan is too old to be run" whyNot={whyNot} onPlan={onPlan}>
          What it looked up may have changed since.
        </Again>
      )}
      <PlanView plan={data} fresh={!used} />
      {!used && !stale && !expired && <RunBar plan={data} action={action} run={run} />}
    </Panel>
  );
}

interface AgainProps {
  whyNot: string | undefined;
  onPlan: () => void;
}

function Stale(props: AgainProps) {
  return (
    <Again title="The inputs have changed since" {...props}>
      What is shown here is not about them, and cannot be run.
    </Again>
  );
}

function Again({ title, children, whyNot, onPlan }: AgainProps & { title: string; children: string }) {
  const forbidden = useWhyNot("actions.plan");
  return (
    <Note
      tone="warn"
      title={title}
      actions={
        <Button icon="refresh-cw" whyNot={forbidden ?? whyNot} onPress={onPlan}>
          Plan again
        </Button>
      }
    >
      <p>{children}</p>
    </Note>
  );
}

interface PlanErrorProps {
  error: Failure;
  stale: boolean;
  connector: string | undefined;
  onPlan: () => void;
  onChoose: (key: string, value: string) => void;
}

function PlanError({ error, stale, connector, onPlan, onChoose }: PlanErrorProps) {
  if (error.code === "ambiguous") return <Candidates error={error} isDisabled={stale} onChoose={onChoose} />;
  return (
    <ErrorNote
      error={error}
      onRetry={error.retryable && !stale ? onPlan : undefined}
      actions={
        (error.code === "not_ready" || error.code === "keychain" || error.stage === "auth") && connector ? (
          <Link to="/connectors/$id" params={{ id: connector }}>
            Open the connector
          </Link>
        ) : undefined
      }
    />
  );
}

/** Whether the moment has passed; looks again when it does. */
function useExpired(at: string | undefined): boolean {
  const [passed, setPassed] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (at === undefined) return;
    const timer = setTimeout(() => setPassed(at), Math.max(0, new Date(at).getTime() - Date.now()));
    return () => clearTimeout(timer);
  }, [at]);
  return at !== undefined && passed === at;
}
