// What is to be tested: the user with their traits, the action, its parameters. Nothing here asks the backend.
import { isAsked } from "../../components/action-form";
import { filled, has, missingGroups, type Whom } from "../../components/whom/whom";
import type { Action, Order, Param } from "../../host";

export interface Draft extends Whom {
  connector: string;
  action: string;
  params: Record<string, string>;
}

export const emptyDraft: Draft = {
  user: null,
  typed: false,
  traits: {},
  connector: "",
  action: "",
  params: {},
};

/** The draft for another action; what was filled in for the one before is dropped. */
export function withAction(draft: Draft, connector: string, action: string): Draft {
  if (draft.connector === connector && draft.action === action) return draft;
  return { ...draft, connector, action, params: {} };
}

/** What is asked of the backend. */
export function orderOf(draft: Draft): Order {
  return {
    action: draft.action,
    ...(draft.user ? { user: draft.user.id } : {}),
    traits: filled(draft.traits),
    params: filled(draft.params),
    form: {},
  };
}

/** Two drafts of the same signature lead to the same plan; a plan of another one is stale. */
export function signature(draft: Draft): string {
  const { traits, params, ...rest } = orderOf(draft);
  const sorted = (values: Record<string, string>) =>
    Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([draft.connector, rest, sorted(traits), sorted(params)]);
}

/** What still keeps the action from being planned, in words; the backend judges the rest. */
export function notReady(
  draft: Draft,
  action: Pick<Action, "requires" | "params"> | undefined,
): string | undefined {
  if (!draft.user && !draft.typed) return "Choose a user first, or type traits";
  if (!action) return "Choose an action first";
  const [group] = missingGroups(action.requires, draft.traits);
  if (group) return `The user has no ${group.join(" or ")}, which this action needs`;
  const lacks = (p: Param) => p.required && p.default === null && !has(draft.params, p.key);
  const param = action.params.find((p) => lacks(p) && isAsked(p, action.params, draft.params));
  if (param) return `${param.label} is required`;
  return undefined;
}
