// A prompt that is being edited. Every change makes another one; nothing here asks the backend.
import type { ChainAction, Does, FormField, Interaction, Prompt } from "../../host";
import { interactions } from "./words";

/** The name of the survey's answer among the form fields. */
export const SURVEY = "survey";

export const emptyPrompt: Prompt = { id: "", name: "", kind: "overlay", form: [], interactions: {} };

export function chainOf(prompt: Prompt, interaction: Interaction): ChainAction[] {
  return prompt.interactions[interaction] ?? [];
}

/** The prompt with another chain for an interaction; an empty one is left out, as the backend does. */
export function withChain(prompt: Prompt, interaction: Interaction, chain: ChainAction[]): Prompt {
  const { [interaction]: _, ...rest } = prompt.interactions;
  return { ...prompt, interactions: chain.length === 0 ? rest : { ...rest, [interaction]: chain } };
}

/** Where an action stands. */
export function placeOf(
  prompt: Prompt,
  id: string,
): { interaction: Interaction; index: number; action: ChainAction } | undefined {
  for (const interaction of interactions) {
    const chain = chainOf(prompt, interaction);
    const index = chain.findIndex((a) => a.id === id);
    const action = chain[index];
    if (action) return { interaction, index, action };
  }
  return undefined;
}

/** An id that no action of the prompt has. */
export function nextId(prompt: Prompt): string {
  const taken = new Set(interactions.flatMap((i) => chainOf(prompt, i).map((a) => a.id)));
  let n = taken.size + 1;
  while (taken.has(`a${n}`)) n += 1;
  return `a${n}`;
}

export function addAction(prompt: Prompt, interaction: Interaction, id: string, does: Does): Prompt {
  const action: ChainAction = { id, does, on_error: "stop" };
  return withChain(prompt, interaction, [...chainOf(prompt, interaction), action]);
}

export function changeAction(
  prompt: Prompt,
  id: string,
  change: (action: ChainAction) => ChainAction,
): Prompt {
  const place = placeOf(prompt, id);
  if (!place) return prompt;
  const chain = chainOf(prompt, place.interaction);
  return withChain(
    prompt,
    place.interaction,
    chain.map((a) => (a.id === id ? change(a) : a)),
  );
}

export function removeAction(prompt: Prompt, id: string): Prompt {
  const place = placeOf(prompt, id);
  if (!place) return prompt;
  return withChain(
    prompt,
    place.interaction,
    chainOf(prompt, place.interaction).filter((a) => a.id !== id),
  );
}

/** The prompt with an action at another index, of its own chain or of another's. */
export function moveAction(prompt: Prompt, id: string, to: Interaction, index: number): Prompt {
  const place = placeOf(prompt, id);
  if (!place) return prompt;
  const without = removeAction(prompt, id);
  const chain = [...chainOf(without, to)];
  chain.splice(Math.max(0, Math.min(index, chain.length)), 0, place.action);
  return withChain(without, to, chain);
}

/** The prompt with an action dropped before or after another one of the same chain. */
export function dropAction(
  prompt: Prompt,
  id: string,
  target: string,
  position: "before" | "after" | "on",
): Prompt {
  const from = placeOf(prompt, id);
  const to = placeOf(prompt, target);
  if (!from || !to || id === target || from.interaction !== to.interaction) return prompt;
  const rest = chainOf(prompt, from.interaction).filter((a) => a.id !== id);
  const index = rest.findIndex((a) => a.id === target) + (position === "after" ? 1 : 0);
  return moveAction(prompt, id, from.interaction, index);
}

/** The prompt with a copy of an action, of the id given, at the end of a chain. */
export function copyAction(prompt: Prompt, id: string, to: Interaction, copy: string): Prompt {
  const place = placeOf(prompt, id);
  if (!place) return prompt;
  return withChain(prompt, to, [...chainOf(prompt, to), { ...structuredClone(place.action), id: copy }]);
}

/** An id made of a name: "Win back – spring!" is `win-back-spring`, or `win-back-spring-2` where that is taken. */
export function suggestId(name: string, taken: string[]): string {
  return free(
    name
      .normalize("NFD")
      .toLowerCase()
      .replaceAll(/\p{M}/gu, "")
      .replaceAll(/[^a-z0-9]+/g, "-")
      .slice(0, 60)
      .replaceAll(/^-+|-+$/g, ""),
    taken,
    "-",
  );
}

/** A key made of a label: "Why are you leaving?" is `why_are_you_leaving`. */
export function suggestKey(label: string, taken: string[]): string {
  return free(suggestId(label, []).replaceAll("-", "_"), taken, "_");
}

function free(wanted: string, taken: string[], joint: string): string {
  if (wanted === "" || !taken.includes(wanted)) return wanted;
  let n = 2;
  while (taken.includes(`${wanted}${joint}${n}`)) n += 1;
  return `${wanted}${joint}${n}`;
}

export function newField(prompt: Prompt): FormField {
  return {
    key: free(
      "field",
      prompt.form.map((f) => f.key),
      "_",
    ),
    label: "",
    kind: "text",
    required: false,
  };
}

/** A list with one of its members at another place. */
export function moved<T>(list: T[], from: number, to: number): T[] {
  const next = [...list];
  const [member] = next.splice(from, 1);
  if (member !== undefined) next.splice(to, 0, member);
  return next;
}

/** Whether two prompts are the same, in whatever order their parts were written. */
export function same(one: Prompt, other: Prompt): boolean {
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
