// The button that sends. It says how much will be sent and to where, asks where it must, and can be pressed once.
import { useState } from "react";
import {
  ActionBadges,
  Button,
  ConfirmDialog,
  ErrorNote,
  environmentWords,
  Note,
  plural,
} from "../../components";
import { RequestLine } from "../../components/request";
import type { ActionView, PlanReply } from "../../host";
import { useOperation, useSession, useWhyNot } from "../../query";
import styles from "./test-action.module.css";
import type { RunState } from "./use-run";

export function RunBar({
  plan,
  action,
  run,
}: {
  plan: PlanReply;
  action: ActionView | undefined;
  run: RunState;
}) {
  const { app } = useSession();
  const current = useOperation("apps.list", {}).data?.find((a) => a.id === app);
  const whyNot = useWhyNot("actions.run");
  const [asking, setAsking] = useState(false);
  const changes = plan.steps.filter((s) => s.changes);
  const label =
    changes.length === 0 ? "Run: nothing is sent" : `Run: ${plural(changes.length, "request")} will be sent`;
  const needed = plan.confirm ?? confirmOf(run);
  const risky = !action || action.destructive || action.moves_money || action.reaches_person;
  const asks = needed !== undefined || (risky && changes.length > 0);
  const production = current?.environment === "production";
  return (
    <div className={styles.runBar}>
      {run.error && <ErrorNote error={run.error} />}
      <div className={styles.runRow}>
        <span className={styles.quiet}>
          {production
            ? "Production: a real subscriber."
            : current
              ? `${current.name}: ${environmentWords(current.environment).meaning}`
              : ""}{" "}
          It can be run until {clock(plan.expires_at)}.
        </span>
        <Button
          variant={asks || production ? "danger" : "primary"}
          icon="play"
          whyNot={whyNot}
          onPress={() => (asks ? setAsking(true) : run.start(plan))}
        >
          {label}
        </Button>
      </div>
      <ConfirmDialog
        title={production ? "Run this in production?" : "Run this?"}
        isOpen={asking}
        onClose={() => setAsking(false)}
        confirmLabel={label}
        danger
        typed={needed}
        onConfirm={(typed) => {
          setAsking(false);
          run.start(plan, needed === undefined ? undefined : typed);
        }}
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
    </div>
  );
}

/** The backend asked for a confirmation that the plan did not: the app became a production app meanwhile. */
function confirmOf(run: RunState): string | undefined {
  if (run.error?.code !== "confirmation_needed") return undefined;
  const details = run.error.details as { confirm?: unknown } | undefined;
  return typeof details?.confirm === "string" ? details.confirm : undefined;
}

function clock(at: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeStyle: "short" }).format(new Date(at));
}
