// The question before a plan is run: what it does, to whom, and the text that production wants typed.

import type { ActionView, PlanView } from "../../host";
import { ActionBadges, ConfirmDialog, Note } from "..";
import { RequestLine } from "../request";
import styles from "./plan.module.css";

/** Whether running a plan is asked for once more. `needed`: the text that must be typed. */
export function asksFirst(plan: PlanView, action: ActionView | undefined, needed: string | undefined) {
  const risky = !action || action.destructive || action.moves_money || action.reaches_person;
  return needed !== undefined || (risky && plan.steps.some((s) => s.changes));
}

interface RunConfirmProps {
  plan: PlanView;
  action: ActionView | undefined;
  production: boolean;
  /** Must be typed exactly. */
  typed: string | undefined;
  confirmLabel: string;
  isOpen: boolean;
  onClose: () => void;
  /** What was typed, where something had to be. */
  onConfirm: (typed: string | undefined) => void;
}

/** Asks before a plan is run. */
export function RunConfirm({ plan, action, production, typed, onConfirm, ...dialog }: RunConfirmProps) {
  const changes = plan.steps.filter((s) => s.changes);
  return (
    <ConfirmDialog
      {...dialog}
      title={production ? "Run this in production?" : "Run this?"}
      danger
      typed={typed}
      onConfirm={(text) => onConfirm(typed === undefined ? undefined : text)}
    >
      <p className={styles.summary}>{plan.summary}</p>
      {action && (
        <p className={styles.badges}>
          <ActionBadges action={action} />
        </p>
      )}
      {action?.reaches_person && <p>A real person will see it at once. It cannot be called back.</p>}
      {action?.description && <p>{action.description}</p>}
      {plan.warnings.length > 0 && (
        <Note tone="warn">
          <ul className={styles.warnings}>
            {plan.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Note>
      )}
      {changes.map((step) => (
        <RequestLine key={`${step.method} ${step.url}`} method={step.method} url={step.url} />
      ))}
    </ConfirmDialog>
  );
}
