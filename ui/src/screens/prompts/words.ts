// What people read for what a prompt is made of.
import type { Interaction, OnError, TraitCondition } from "../../host";

/** In the order in which people read them. */
export const interactions = [
  "accept",
  "secondary_accept",
  "decline",
  "dismiss",
  "timeout",
] as const satisfies Interaction[];

export const interactionWords: Record<Interaction, { name: string; meaning: string }> = {
  accept: { name: "Accept", meaning: "The subscriber presses the first button." },
  secondary_accept: { name: "Second accept", meaning: "The subscriber presses the second button." },
  decline: { name: "Decline", meaning: "The subscriber presses the button that says no." },
  dismiss: { name: "Dismiss", meaning: "The subscriber closes the prompt without an answer." },
  timeout: { name: "Timeout", meaning: "The subscriber does nothing until the prompt's time is over." },
};

/** The interaction that a text names, if any. */
export function interactionOf(text: string | undefined): Interaction | undefined {
  return interactions.find((i) => i === text);
}

export const onErrorWords: Record<OnError, { name: string; meaning: string }> = {
  stop: { name: "Stop", meaning: "If it does not succeed, the rest of the chain is skipped." },
  continue: { name: "Continue", meaning: "If it does not succeed, the rest runs all the same." },
};

/** "only if country is US" */
export function conditionWords({ trait, test, value }: TraitCondition): string {
  const what = trait || "…";
  switch (test) {
    case "present":
      return `only if ${what} is present`;
    case "missing":
      return `only if ${what} is missing`;
    case "is":
      return `only if ${what} is ${value || "…"}`;
    case "is_not":
      return `only if ${what} is not ${value || "…"}`;
  }
}
