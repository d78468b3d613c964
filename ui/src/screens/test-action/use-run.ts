// The run of a plan, at most once. The backend takes a plan only once, too; this is so that nobody has to see its refusal.
import { useCallback, useEffect, useRef, useState } from "react";
import type { Failure, PlanReply, Progress, RunView } from "../../host";
import { useChange } from "../../query";

export interface RunState {
  phase: "ready" | "running" | "ended";
  /** The plan that is run or was. */
  plan: PlanReply | undefined;
  data: RunView | undefined;
  error: Failure | undefined;
  progress: Progress | undefined;
  /** Runs it, unless it already was. */
  start: (plan: PlanReply, confirm?: string) => void;
  /** Asks the backend to stop waiting. What has left, has left. */
  cancel: () => void;
  /** Back to before any run, for the next plan. */
  forget: () => void;
}

/** Failures before anything could have been sent, after which the same plan may be tried once more. */
const PLAN_STAYS = ["confirmation_needed", "forbidden"];

export function useRun(): RunState {
  const change = useChange("actions.run");
  const [state, setState] = useState<{ phase: RunState["phase"]; plan?: PlanReply }>({ phase: "ready" });
  // A ref, because two clicks may come before the state is drawn.
  const taken = useRef(new Set<string>());
  const { run, reset, cancel } = change;

  const start = useCallback(
    async (plan: PlanReply, confirm?: string) => {
      if (taken.current.has(plan.id)) return;
      taken.current.add(plan.id);
      setState({ phase: "running", plan });
      await run({ plan: plan.id, ...(confirm === undefined ? {} : { confirm }) });
      setState((now) => (now.plan === plan ? { ...now, phase: "ended" } : now));
    },
    [run],
  );
  const forget = useCallback(() => {
    reset();
    setState({ phase: "ready" });
  }, [reset]);

  const stays = change.error !== undefined && PLAN_STAYS.includes(change.error.code);
  useEffect(() => {
    if (stays && state.plan) taken.current.delete(state.plan.id);
  }, [stays, state.plan]);
  return {
    phase: stays ? "ready" : state.phase,
    plan: state.plan,
    data: change.data,
    error: change.error,
    progress: change.progress,
    start: (plan, confirm) => void start(plan, confirm),
    cancel,
    forget,
  };
}
