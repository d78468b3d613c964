// One action of a timeline: its condition, its plan, what came of it.
import { type ReactNode, useState } from "react";
import { ErrorNote, Note, plural, sentence } from "../../../components";
import beside from "../../../components/plan/beside.module.css";
import { Outcome } from "../../../components/plan/outcome";
import { PlanView } from "../../../components/plan/plan-view";
import type { RehearsedAction, ShownPlan } from "../../../host";
import { useOperation } from "../../../query";
import { conditionWords, onErrorWords } from "../words";
import styles from "./rehearse.module.css";

interface TimelineActionProps {
  each: RehearsedAction;
  /** It is the one to be read now: nothing of it is folded away. */
  isOpen: boolean;
}

export function TimelineAction({ each, isOpen }: TimelineActionProps) {
  const { action, state, plan } = each;
  const ran = state.state === "done";
  return (
    <>
      <p className={beside.quiet}>
        {action.only_if && state.state !== "left_out" && (
          <>{sentence(`${conditionWords(action.only_if)}: it is so for this user`)} </>
        )}
        {/* A redirect that has its address cannot fail. */}
        {!["left_out", "would_show", "shown"].includes(state.state) && onErrorWords[action.on_error].meaning}
        {state.state === "left_out" && sentence(state.why)}
      </p>
      {plan?.differs && state.state === "planned" && (
        <Note tone="warn" title="It is not what was shown before">
          <p>An action before it ran, and what it would send now is this. Look at it before it is run.</p>
        </Note>
      )}
      {state.state === "unplanned" && <ErrorNote error={state.error} />}
      {state.state === "failed" && <ErrorNote error={state.error} />}
      {(state.state === "would_show" || state.state === "shown") && (
        <code className={styles.url}>{state.url}</code>
      )}
      {ran && (
        <>
          {!isOpen && <p>{sentence(state.run.summary)}</p>}
          <Fold summary="What came of it, and what was sent" open={isOpen}>
            <Ran each={each} />
          </Fold>
        </>
      )}
      {plan && state.state === "planned" && (
        <Fold summary={whatItSends(plan)} open={isOpen}>
          <PlanView plan={plan} fresh />
        </Fold>
      )}
      {plan && state.state === "skipped" && (
        <Fold summary="What it would have sent">
          <PlanView plan={plan} fresh={false} />
        </Fold>
      )}
      {plan && ran && (
        <Fold summary="What was planned">
          <PlanView plan={plan} fresh={false} />
        </Fold>
      )}
    </>
  );
}

/** What came of it, in the order in which it is read: how it ended, what changed, what was sent. */
function Ran({ each: { action, state } }: { each: RehearsedAction }) {
  const { data } = useOperation("actions.list", {});
  if (state.state !== "done" || !("action" in action.does)) return null;
  const { connector, action: id } = action.does.action;
  const known = data?.find((a) => a.connector === connector && a.id === id);
  return <Outcome run={state.run} acceptance={known?.acceptance ?? "recorded"} />;
}

/** "1 request would be sent": of a plan, in a line. */
function whatItSends(plan: ShownPlan): string {
  const changes = plan.steps.filter((s) => s.changes).length;
  const sends = changes === 0 ? "Nothing would be sent" : `${plural(changes, "request")} would be sent`;
  const looked = plan.steps.filter((s) => s.sent).length;
  return looked === 0 ? sends : `${sends} · ${plural(looked, "look-up")} made`;
}

function Fold({ summary, open = false, children }: { summary: string; open?: boolean; children: ReactNode }) {
  const [isOpen, setOpen] = useState(open);
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.fold}>{summary}</summary>
      {isOpen && <div className={styles.plan}>{children}</div>}
    </details>
  );
}
