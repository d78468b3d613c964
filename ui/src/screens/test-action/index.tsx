// Test action: a user, an action, its parameters; then the plan, and what its run came to beside it.
import { useCallback, useEffect, useRef } from "react";
import { cx, Icon, Screen } from "../../components";
import beside from "../../components/plan/beside.module.css";
import { UserPanel } from "../../components/whom/user-panel";
import { missingGroups, put, withUser } from "../../components/whom/whom";
import type { Failure } from "../../host";
import { useChange, useOperation } from "../../query";
import { ActionPanel } from "./action-panel";
import { useArrival } from "./arrival";
import { notReady, orderOf, signature } from "./draft";
import { PlanButton } from "./plan-button";
import { PlanPanel } from "./plan-panel";
import { RunPanel } from "./run-panel";
import styles from "./test-action.module.css";
import { useDraft } from "./use-draft";
import { useRun } from "./use-run";

export function TestActionScreen() {
  const [draft, change] = useDraft();
  const actions = useOperation("actions.list", {});
  const definition = useOperation(
    "connectors.show",
    { id: draft.connector },
    { enabled: draft.connector !== "" },
  );
  const plan = useChange("actions.plan", { cancelOnLeave: true });
  const find = useChange("users.find", { cancelOnLeave: true });
  const run = useRun();
  const planned = useRef<string | null>(null);
  const result = useRef<HTMLDivElement>(null);

  const { run: findUser } = find;
  const lookUp = useCallback(
    async (id: string) => {
      const user = await findUser({ id });
      if (user) change((now) => withUser(now, user));
    },
    [findUser, change],
  );
  useArrival(change, lookUp);

  const action = actions.data?.find((a) => a.connector === draft.connector && a.id === draft.action);
  const makePlan = (next = draft) => {
    planned.current = signature(next);
    run.forget();
    void plan.run({ connector: next.connector, order: orderOf(next) });
  };
  // The plan is used up: without another one there is nothing to run.
  const startOver = () => {
    planned.current = null;
    plan.reset();
    run.forget();
  };
  const choose = (key: string, value: string) => {
    // What tells candidates apart is a parameter of the action, or a trait of the user.
    const isTrait = action?.requires.flat().includes(key) ?? false;
    const next = isTrait
      ? { ...draft, traits: put(draft.traits, key, value) }
      : { ...draft, params: put(draft.params, key, value) };
    change(() => next);
    makePlan(next);
  };
  const stale = planned.current !== null && planned.current !== signature(draft);
  const error = stale ? undefined : plan.error;
  const ended = run.phase === "ended";
  const whyNot = whyNotPlan(action, notReady(draft, action));

  // On a narrow window plan and outcome are under the form; in a wide one each begins at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what there is to see is what it waits for
  useEffect(() => {
    if (!plan.isPending && !plan.data && !plan.error) return;
    result.current?.scrollTo?.(0, 0);
    result.current?.scrollIntoView?.({ block: "start" });
  }, [plan.isPending, run.phase]);

  return (
    <Screen
      fill
      title="Test action"
      lead="Try one action on one user. Planning changes nothing; running does."
    >
      <div className={beside.layout} data-folded={ended || undefined}>
        {ended ? (
          <Asked
            what={`${action?.connector_name ?? draft.connector}: ${action?.name ?? draft.action}`}
            user={draft.user?.name ?? "typed traits"}
            params={draft.params}
          />
        ) : (
          <div className={beside.form}>
            <div className={beside.inputs}>
              <UserPanel
                whom={draft}
                change={change}
                requires={action?.requires ?? []}
                none={
                  action ? "This action needs no trait." : "Choose an action to see which traits it needs."
                }
                known={definition.data?.definition.traits ?? []}
                find={find}
                onFind={lookUp}
                error={fieldError(
                  error,
                  (field) => field in draft.traits || (action?.requires.flat() ?? []).includes(field),
                )}
              />
              <ActionPanel
                draft={draft}
                change={change}
                actions={actions}
                action={action}
                error={fieldError(error, (field) => action?.params.some((p) => p.key === field) ?? false)}
              />
            </div>
            <PlanButton
              whyNot={whyNot}
              isPending={plan.isPending || run.phase === "running"}
              again={plan.data !== undefined || plan.error !== undefined}
              onPress={() => makePlan()}
            />
          </div>
        )}
        <div ref={result} className={cx(beside.result, ended && styles.ended)}>
          <PlanPanel
            plan={plan}
            action={action}
            stale={stale}
            whyNot={whyNot}
            missing={action ? missingGroups(action.requires, draft.traits) : []}
            onPlan={() => makePlan()}
            onChoose={choose}
            run={run}
          />
          {run.phase !== "ready" && (
            <RunPanel run={run} action={action} onAgain={() => makePlan()} onChange={startOver} />
          )}
        </div>
      </div>
    </Screen>
  );
}

function whyNotPlan(
  action: { active: boolean; connector_name: string } | undefined,
  otherwise: string | undefined,
): string | undefined {
  return action && !action.active ? `${action.connector_name} is inactive in this app` : otherwise;
}

/** The part of an error that belongs to a field of the form. */
function fieldError(error: Failure | undefined, isMine: (field: string) => boolean): Failure | undefined {
  return error?.field !== undefined && isMine(error.field) ? error : undefined;
}

/** What was run, when the form has made room for plan and outcome. */
function Asked({ what, user, params }: { what: string; user: string; params: Record<string, string> }) {
  return (
    <div className={beside.about}>
      <Icon name="flask-conical" />
      <strong>{what}</strong>
      <span>for {user}</span>
      {Object.entries(params).map(([key, value]) => (
        <span key={key}>
          {key} <code>{value}</code>
        </span>
      ))}
    </div>
  );
}
