// What people read for what a prompt is made of.
import type { IconName, Tone } from "../../components";
import type { Does, Gravity, Interaction, OnError, Param, PromptKind, TraitCondition } from "../../host";

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
  secondary_accept: { name: "Secondary accept", meaning: "The subscriber presses the second button." },
  decline: { name: "Decline", meaning: "The subscriber presses the button that says no." },
  dismiss: { name: "Dismiss", meaning: "The subscriber closes the prompt without an answer." },
  timeout: { name: "Timeout", meaning: "The subscriber does nothing until the prompt's time is over." },
};

/** The interaction that a text names, if any. */
export function interactionOf(text: string | undefined): Interaction | undefined {
  return interactions.find((i) => i === text);
}

export const kindWords: Record<PromptKind, { name: string; meaning: string }> = {
  inline: { name: "Inline", meaning: "Within the page's own content" },
  overlay: { name: "Overlay", meaning: "Over the page" },
  invisible: { name: "Invisible", meaning: "Not shown: it acts when its time comes" },
  push: { name: "Push", meaning: "A notification on a device" },
  video: { name: "Video", meaning: "As a video" },
  interstitial: { name: "Interstitial", meaning: "Between two screens" },
};

export const gravityLooks: Record<Gravity, { tone: Tone; icon: IconName; word: string }> = {
  error: { tone: "bad", icon: "circle-x", word: "error" },
  broken: { tone: "bad", icon: "circle-alert", word: "broken" },
  warning: { tone: "warn", icon: "triangle-alert", word: "warning" },
};

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

/** A text with its placeholders as people read them. */
function valueWords(value: string): string {
  return value
    .replaceAll(/%trait\.([^%]+)%/g, "the trait $1")
    .replaceAll(/%form\.([^%]+)%/g, "the form field $1")
    .replaceAll(/%credential\.([^%]+)%/g, "the setting $1");
}

/** "When: At the end of the period · Coupon: the trait offer", or what it leads to. */
export function doesWords(does: Does, params: Param[]): string {
  if ("redirect" in does) return does.redirect.url === "" ? "No address yet" : does.redirect.url;
  const given = does.action.params;
  return params
    .flatMap((param) => {
      const value = given[param.key] ?? param.default ?? "";
      if (value === "") return [];
      const chosen =
        param.kind.type === "choice" ? param.kind.choices.find((c) => c.value === value)?.label : undefined;
      return [`${param.label}: ${chosen ?? valueWords(value)}`];
    })
    .join(" · ");
}
