// Where an action of a chain stands, in words, with an icon and a colour.
import type { IconName, Tone } from "../../../components";
import type { Outcome, Rehearsal, RehearsedAction } from "../../../host";

interface Words {
  tone: Tone;
  icon: IconName;
  word: string;
}

const outcomes: Record<Outcome, Words> = {
  succeeded: { tone: "good", icon: "circle-check", word: "done: succeeded" },
  refused: { tone: "warn", icon: "ban", word: "done: refused" },
  failed: { tone: "bad", icon: "circle-x", word: "done: failed" },
  unknown: { tone: "unsure", icon: "circle-question-mark", word: "done: unknown" },
};

/** The number of an action in its chain, from 1. */
export function numberOf({ actions }: Pick<Rehearsal, "actions">, id: string | undefined): number {
  return actions.findIndex((a) => a.action.id === id) + 1;
}

export function stateWords({ state, plan }: RehearsedAction, of: Rehearsal): Words {
  switch (state.state) {
    case "planned":
      return plan?.differs
        ? { tone: "warn", icon: "git-compare", word: "planned anew: differs" }
        : { tone: "idle", icon: "list", word: "planned" };
    case "unplanned":
      return { tone: "warn", icon: "circle-dashed", word: "cannot be planned yet" };
    case "would_show":
      return { tone: "idle", icon: "arrow-up-right", word: "redirect would be shown" };
    case "left_out":
      return { tone: "idle", icon: "circle-minus", word: "left out" };
    case "done":
      return outcomes[state.run.outcome];
    case "shown":
      return { tone: "good", icon: "arrow-up-right", word: "redirect shown" };
    case "failed":
      return { tone: "bad", icon: "circle-x", word: "failed: nothing was sent" };
    case "skipped":
      return { tone: "idle", icon: "ban", word: `skipped because of action ${numberOf(of, state.after)}` };
  }
}

/** Whether an action did not do what it should. */
export function isWrong({ state }: RehearsedAction): boolean {
  return state.state === "failed" || (state.state === "done" && state.run.outcome !== "succeeded");
}

/** Whether its turn has come. */
export function isOver({ state }: RehearsedAction): boolean {
  return ["done", "shown", "failed"].includes(state.state);
}

/** Whether anything of it was run yet. */
export function isBegun({ actions }: Rehearsal): boolean {
  return actions.some(isOver);
}

/** "2 actions succeeded, 1 was left out": what came of each, counted. */
export function tally({ actions }: Rehearsal): string {
  const counted = new Map<string, number>();
  for (const { state } of actions) {
    const what = state.state === "done" ? state.run.outcome : state.state;
    counted.set(what, (counted.get(what) ?? 0) + 1);
  }
  const parts: [string, (n: number) => string][] = [
    ["succeeded", (n) => `${actionsWord(n)} succeeded`],
    ["refused", (n) => `${actionsWord(n)} ${was(n)} refused by the vendor`],
    ["failed", (n) => `${actionsWord(n)} failed`],
    ["unknown", (n) => `${actionsWord(n)} ended unknown`],
    ["shown", (n) => (n === 1 ? "1 redirect was shown" : `${n} redirects were shown`)],
    ["left_out", (n) => `${n} ${was(n)} left out by ${n === 1 ? "its condition" : "their conditions"}`],
    ["skipped", (n) => `${n} ${was(n)} skipped`],
  ];
  return parts
    .flatMap(([key, words]) => {
      const n = counted.get(key);
      return n === undefined ? [] : [words(n)];
    })
    .join(", ");
}

const actionsWord = (n: number) => (n === 1 ? "1 action" : `${n} actions`);
const was = (n: number) => (n === 1 ? "was" : "were");

/** Whether it is done, and every action succeeded that its condition did not leave out. */
export function didWhatItShould(of: Rehearsal): boolean {
  const fine = (a: RehearsedAction) => !isWrong(a) && a.state.state !== "skipped";
  return of.ended_at !== undefined && of.actions.every(fine);
}
