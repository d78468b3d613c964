// What is to be rehearsed: whom it is tried on, what they do, what they fill in.
import { filled, type Whom } from "../../../components/whom/whom";
import type { ChainAction, FormField, Interaction, Prompt, RehearsalRequest } from "../../../host";

export interface Draft extends Whom {
  interaction: Interaction | null;
  form: Record<string, string>;
}

export const emptyDraft: Draft = { user: null, typed: false, traits: {}, interaction: null, form: {} };

/** The name under which the answer of a survey is found. */
const SURVEY = "survey";

/** The chain of an interaction; empty when it triggers nothing. */
export function chainOf(prompt: Prompt, interaction: Interaction | null): ChainAction[] {
  return (interaction && prompt.interactions[interaction]) || [];
}

/** The fields that a subscriber may fill in; the survey is one of them. */
export function fieldsOf({ form, survey }: Prompt): FormField[] {
  if (!survey) return form;
  const question = { key: SURVEY, label: survey.question, kind: "choice", required: false } as const;
  return [...form, { ...question, choices: survey.answers }];
}

/** What is asked of the backend. The user's own traits are taken there; here are those that differ. */
export function requestOf(prompt: Prompt, { user, traits, interaction, form }: Draft): RehearsalRequest {
  const own = user?.traits ?? {};
  const changed = Object.entries(traits).filter(([key, value]) => own[key] !== value);
  // A trait that was emptied is typed, too: as one that is missing.
  const emptied = Object.keys(own).filter((key) => traits[key] === undefined);
  const keys = fieldsOf(prompt).map((f) => f.key);
  return {
    prompt: prompt.id,
    interaction: interaction ?? "accept",
    ...(user ? { user: user.id } : {}),
    traits: Object.fromEntries([...changed, ...emptied.map((key) => [key, ""] as const)]),
    form: Object.fromEntries(Object.entries(filled(form)).filter(([key]) => keys.includes(key))),
  };
}

/** Two drafts of the same signature lead to the same plan; a plan of another one is stale. */
export function signature(prompt: Prompt, draft: Draft): string {
  const { traits, form, ...rest } = requestOf(prompt, draft);
  const sorted = (values: Record<string, string> = {}) =>
    Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([rest, sorted(traits), sorted(form), chainOf(prompt, draft.interaction)]);
}

/** What still keeps the chain from being planned, in words; the backend judges the rest. */
export function notReady(prompt: Prompt, draft: Draft): string | undefined {
  if (!draft.user && !draft.typed) return "Choose a user first, or type traits";
  if (!draft.user && Object.keys(filled(draft.traits)).length === 0) return "Type at least one trait";
  if (chainOf(prompt, draft.interaction).length === 0) return "Choose an interaction that triggers something";
  const field = prompt.form.find((f) => f.required && !(draft.form[f.key] ?? "").trim());
  return field && `${field.label} is required`;
}
