// The button that sends. It says how much will be sent and to where, asks where it must, and can be pressed once.
import { useState } from "react";
import { Button, ErrorNote, environmentWords, plural } from "../../components";
import beside from "../../components/plan/beside.module.css";
import { asksFirst, RunConfirm } from "../../components/plan/run-confirm";
import type { ActionView, PlanReply } from "../../host";
import { useOperation, useSession, useWhyNot } from "../../query";
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
  const asks = asksFirst(plan, action, needed);
  const production = current?.environment === "production";
  return (
    <div className={beside.runBar}>
      {run.error && <ErrorNote error={run.error} />}
      <div className={beside.buttons}>
        <span className={beside.quiet}>
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
      <RunConfirm
        plan={plan}
        action={action}
        production={production}
        typed={needed}
        confirmLabel={label}
        isOpen={asking}
        onClose={() => setAsking(false)}
        onConfirm={(typed) => {
          setAsking(false);
          run.start(plan, typed);
        }}
      />
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
