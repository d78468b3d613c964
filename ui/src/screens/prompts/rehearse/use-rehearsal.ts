// A rehearsal on its way: planned, gone on with action by action or to its end. Each action is asked for once.
import { useCallback, useEffect, useRef, useState } from "react";
import type { Failure, Progress, Rehearsal, RehearsalRequest, RehearsedAction } from "../../../host";
import { asFailure } from "../../../host";
import { useChange, useSession } from "../../../query";

/** Why it did not go on by itself. */
export interface Halt {
  /** The action that must be looked at. */
  action: string;
  why: "differs" | "unplanned";
}

export interface RehearsalState {
  rehearsal: Rehearsal | undefined;
  phase: "none" | "planning" | "ready" | "running" | "done";
  /** It goes on by itself. */
  all: boolean;
  halt: Halt | undefined;
  error: Failure | undefined;
  progress: Progress | undefined;
  plan: (request: RehearsalRequest) => void;
  /** Runs the next action. */
  step: (confirm?: string) => void;
  /** Runs the next action and those after it, as long as they are what was shown. */
  runAll: (confirm?: string) => void;
  /** Lets the running action end, and goes on no further by itself. */
  pause: () => void;
  /** Stops planning; of a running action the waiting, as what has left has left. */
  cancel: () => void;
  forget: () => void;
}

/** The action whose turn it is. */
export function nextOf({ actions, next }: Rehearsal): RehearsedAction | undefined {
  return actions.find((a) => a.action.id === next);
}

/** What must be looked at before the chain goes on by itself. */
function haltAt(rehearsal: Rehearsal): Halt | undefined {
  const next = nextOf(rehearsal);
  if (next?.plan?.differs) return { action: next.action.id, why: "differs" };
  if (next?.state.state === "unplanned") return { action: next.action.id, why: "unplanned" };
  return undefined;
}

export function useRehearsal(): RehearsalState {
  const { host, app } = useSession();
  const planning = useChange("prompts.plan", { cancelOnLeave: true });
  const stepping = useChange("prompts.step");
  const [rehearsal, setRehearsal] = useState<Rehearsal | undefined>(undefined);
  const [all, setAll] = useState(false);
  const [halt, setHalt] = useState<Halt | undefined>(undefined);
  // Refs, because two clicks may come before the state is drawn, and nobody goes on with a chain whose screen is gone.
  const busy = useRef(false);
  const going = useRef(false);
  useEffect(
    () => () => {
      going.current = false;
    },
    [],
  );
  const { run: makePlan, reset: resetPlan } = planning;
  const { run: runStep, reset: resetStep } = stepping;

  const forget = useCallback(() => {
    resetPlan();
    resetStep();
    setRehearsal(undefined);
    setHalt(undefined);
  }, [resetPlan, resetStep]);

  const plan = useCallback(
    async (request: RehearsalRequest) => {
      forget();
      const planned = await makePlan(request);
      if (planned) setRehearsal(planned);
    },
    [forget, makePlan],
  );

  /** One action; undefined when it did not come to an answer. */
  const one = useCallback(
    async (of: Rehearsal, confirm: string | undefined): Promise<Rehearsal | undefined> => {
      if (of.next === undefined) return undefined;
      const answer = await runStep({
        rehearsal: of.id,
        action: of.next,
        ...(confirm === undefined ? {} : { confirm }),
      });
      // Without an answer what is on record counts; a rehearsal with nothing run is on no record.
      const now =
        answer ?? (await host.call("prompts.rehearsal", { rehearsal: of.id }, { app }).catch(asFailure));
      if (!("code" in now)) setRehearsal(now);
      return answer;
    },
    [runStep, host, app],
  );

  const goOn = useCallback(
    async (confirm: string | undefined, toTheEnd: boolean) => {
      if (!rehearsal || busy.current) return;
      busy.current = true;
      going.current = toTheEnd;
      setAll(toTheEnd);
      setHalt(undefined);
      let now: Rehearsal | undefined = rehearsal;
      do {
        now = await one(now, confirm);
        const stop: Halt | undefined = now && haltAt(now);
        if (going.current && stop) setHalt(stop);
        if (stop) break;
      } while (going.current && now?.next !== undefined);
      busy.current = false;
      going.current = false;
      setAll(false);
    },
    [rehearsal, one],
  );

  const cancel = () => {
    going.current = false;
    if (planning.isPending) planning.cancel();
    else stepping.cancel();
  };
  const pause = () => {
    going.current = false;
    setAll(false);
  };
  const phase = planning.isPending
    ? "planning"
    : stepping.isPending
      ? "running"
      : !rehearsal
        ? "none"
        : rehearsal.next === undefined
          ? "done"
          : "ready";
  return {
    rehearsal,
    phase,
    all,
    halt,
    error: planning.error ?? stepping.error,
    progress: planning.isPending ? planning.progress : stepping.progress,
    plan: (request) => void plan(request),
    step: (confirm) => void goOn(confirm, false),
    runAll: (confirm) => void goOn(confirm, true),
    pause,
    cancel,
    forget,
  };
}
