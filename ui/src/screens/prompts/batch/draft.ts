// What a batch is to rehearse: prompts, what subscribers do with them, and who.
import type { BatchRequest, Interaction, PromptSummary } from "../../../host";
import { interactions } from "../words";

export interface BatchDraft {
  prompts: string[];
  interactions: Interaction[];
  users: string[];
  form: Record<string, string>;
}

export const emptyBatch: BatchDraft = { prompts: [], interactions: [...interactions], users: [], form: {} };

/** The backend takes no more at once. */
export const MOST = 2_000;

/** How many rehearsals it comes to: interactions that trigger nothing are none. */
export function cellsOf(draft: BatchDraft, prompts: PromptSummary[]): number {
  const chains = prompts
    .filter((p) => draft.prompts.includes(p.id))
    .reduce((sum, p) => sum + draft.interactions.filter((i) => (p.actions[i] ?? 0) > 0).length, 0);
  return chains * draft.users.length;
}

/** What keeps it from being rehearsed, in words. */
export function notReady(draft: BatchDraft, prompts: PromptSummary[]): string | undefined {
  if (draft.prompts.length === 0) return "Choose at least one prompt";
  if (draft.interactions.length === 0) return "Choose at least one interaction";
  if (draft.users.length === 0) return "Choose at least one user";
  const cells = cellsOf(draft, prompts);
  if (cells === 0) return "The chosen interactions trigger nothing in the chosen prompts";
  return cells > MOST ? "A batch is at most 2,000 rehearsals: choose fewer" : undefined;
}

export function requestOf(draft: BatchDraft, keys: string[]): BatchRequest {
  const form = Object.entries(draft.form).filter(([key, value]) => keys.includes(key) && value.trim() !== "");
  return { ...draft, form: Object.fromEntries(form) };
}
