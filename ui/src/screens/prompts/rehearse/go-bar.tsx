// The buttons that send: the next action, or all that are left. They say how much, ask where they must, once each.
import { useState } from "react";
import {
  ActionBadges,
  Button,
  ConfirmDialog,
  ErrorNote,
  environmentWords,
  Note,
  Progress,
  plural,
} from "../../../components";
import beside from "../../../components/plan/beside.module.css";
import { asksFirst, RunConfirm } from "../../../components/plan/run-confirm";
import type { ActionView, Rehearsal, RehearsedAction } from "../../../host";
import { useOperation, useSession, useWhyNot } from "../../../query";
import styles from "./rehearse.module.css";
import { numberOf } from "./states";
import { nextOf, type RehearsalState } from "./use-rehearsal";

interface GoBarProps {
  state: RehearsalState;
  rehearsal: Rehearsal;
  /** The inputs changed since, or the plan is too old: it must be planned again first. */
  stale: boolean;
}

export function GoBar({ state, rehearsal, stale }: GoBarProps) {
  const whyNot = useWhyNot("prompts.step");
  const { app } = useSession();
  const environment =
    useOperation("apps.list", {}).data?.find((a) => a.id === app)?.environment ?? rehearsal.environment;
  const actions = useOperation("actions.list", {}).data ?? [];
  const [asking, setAsking] = useState<"next" | "all" | null>(null);
  const next = nextOf(rehearsal);
  if (!next) return null;
  const number = numberOf(rehearsal, rehearsal.next);
  if (state.phase === "running") return <Running state={state} number={number} title={next.title} />;

  const production = environment === "production";
  const needed = rehearsal.confirm ?? confirmOf(state);
  const left = rehearsal.actions.filter((a) => isLeft(a));
  const risky = (each: RehearsedAction) =>
    each.plan !== undefined && asksFirst(each.plan, definitionOf(each, actions), undefined);
  const sends = (each: RehearsedAction) => each.plan?.steps.filter((s) => s.changes).length ?? 0;
  const asksNext = next.plan !== undefined && (risky(next) || (needed !== undefined && sends(next) > 0));
  const asksAll = left.some(risky) || (needed !== undefined && left.some((a) => sends(a) > 0));
  const all = left.reduce((sum, each) => sum + sends(each), 0);
  const label = nextLabel(next, number, sends(next));
  const close = () => setAsking(null);
  return (
    <div className={beside.runBar}>
      {state.halt && (
        <Note
          tone="warn"
          title={
            state.halt.why === "differs"
              ? `It stopped before action ${number}: its plan differs from what was shown`
              : `It stopped before action ${number}: it cannot be planned`
          }
        >
          <p>
            {state.halt.why === "differs"
              ? "Nothing of it was sent. Look at its plan, then run it if that is what you want."
              : "Going on counts it as failed; nothing of it is sent."}
          </p>
        </Note>
      )}
      {state.error && <ErrorNote error={state.error} />}
      <div className={styles.goRow}>
        <span className={beside.quiet}>
          {production ? "Production: a real subscriber." : environmentWords(environment).meaning}
          {stale && " What is shown is too old, or of other inputs: plan the chain again first."}
        </span>
        {left.length > 1 && (
          <Button
            icon="list"
            variant={asksAll || production ? "danger" : "secondary"}
            whyNot={whyNot ?? (stale ? "Plan the chain again first" : undefined)}
            onPress={() => (asksAll ? setAsking("all") : state.runAll())}
          >
            Run all {left.length}
          </Button>
        )}
        <Button
          icon="play"
          variant={asksNext || (production && sends(next) > 0) ? "danger" : "primary"}
          whyNot={whyNot ?? (stale ? "Plan the chain again first" : undefined)}
          onPress={() => (asksNext ? setAsking("next") : state.step())}
        >
          {label}
        </Button>
      </div>
      {next.plan && (
        <RunConfirm
          plan={next.plan}
          action={definitionOf(next, actions)}
          production={production}
          typed={needed}
          confirmLabel={label}
          isOpen={asking === "next"}
          onClose={close}
          onConfirm={(typed) => {
            close();
            state.step(typed);
          }}
        />
      )}
      <ConfirmDialog
        title={production ? `Run these ${left.length} in production?` : `Run these ${left.length}?`}
        isOpen={asking === "all"}
        onClose={close}
        confirmLabel={`Run all: ${plural(all, "request")} will be sent`}
        danger
        typed={needed}
        onConfirm={(typed) => {
          close();
          state.runAll(needed === undefined ? undefined : typed);
        }}
      >
        <ol className={styles.asked}>
          {left.map((each) => (
            <Asked key={each.action.id} each={each} action={definitionOf(each, actions)} of={rehearsal} />
          ))}
        </ol>
        <p>
          It stops by itself before an action that would send something else than is shown now, or that cannot
          be planned.
        </p>
      </ConfirmDialog>
    </div>
  );
}

function Running({ state, number, title }: { state: RehearsalState; number: number; title: string }) {
  return (
    <div className={beside.runBar}>
      <Progress label={`Running ${number}. ${title}`} progress={state.progress} onCancel={state.cancel} />
      <div className={styles.goRow}>
        <span className={beside.quiet}>
          A request that has left cannot be called back: cancelled now, the outcome may be unknown.
        </span>
        {state.all && (
          <Button icon="circle-stop" onPress={state.pause}>
            Stop after this action
          </Button>
        )}
      </div>
    </div>
  );
}

function Asked({
  each,
  action,
  of,
}: {
  each: RehearsedAction;
  action: ActionView | undefined;
  of: Rehearsal;
}) {
  return (
    <li>
      <strong>
        {numberOf(of, each.action.id)}. {each.title}
      </strong>
      {each.plan && <p>{each.plan.summary}</p>}
      {each.state.state === "would_show" && <code className={styles.url}>{each.state.url}</code>}
      {each.state.state === "unplanned" && <p>It cannot be planned yet.</p>}
      {action && (
        <p className={styles.badges}>
          <ActionBadges action={action} />
        </p>
      )}
      {each.plan?.warnings.map((warning) => (
        <p key={warning} className={styles.caution}>
          {warning}
        </p>
      ))}
    </li>
  );
}

function nextLabel({ state }: RehearsedAction, number: number, sends: number): string {
  if (state.state === "would_show") return `Show redirect ${number}: nothing is sent`;
  if (state.state === "unplanned") return `Go on without action ${number}: nothing is sent`;
  return sends === 0
    ? `Run action ${number}: nothing is sent`
    : `Run action ${number}: ${plural(sends, "request")} will be sent`;
}

function isLeft({ state }: RehearsedAction): boolean {
  return ["planned", "unplanned", "would_show"].includes(state.state);
}

function definitionOf({ action: { does } }: RehearsedAction, actions: ActionView[]): ActionView | undefined {
  if (!("action" in does)) return undefined;
  return actions.find((a) => a.connector === does.action.connector && a.id === does.action.action);
}

/** The backend asked for a confirmation that the plan did not: the app became a production app meanwhile. */
function confirmOf({ error }: RehearsalState): string | undefined {
  if (error?.code !== "confirmation_needed") return undefined;
  const details = error.details as { confirm?: unknown } | undefined;
  return typeof details?.confirm === "string" ? details.confirm : undefined;
}
