// Whom something is tried on: a user with their traits, or traits typed for nobody in particular.
import type { User } from "../../host";

export interface Whom {
  /** Whom it is about; null while nobody is chosen, or while traits are typed for nobody in particular. */
  user: User | null;
  /** Traits are typed by hand, without a user. */
  typed: boolean;
  /** The traits as they will be sent; at first the user's. */
  traits: Record<string, string>;
}

/** The same about another user. */
export function withUser<W extends Whom>(whom: W, user: User | null): W {
  return { ...whom, user, typed: false, traits: { ...user?.traits } };
}

/** The values with one more, or without it when the value is empty. */
export function put(values: Record<string, string>, key: string, value: string): Record<string, string> {
  const { [key]: _, ...rest } = values;
  return value === "" ? rest : { ...rest, [key]: value };
}

/** The values that are filled in. */
export function filled(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));
}

/** Whether the traits differ from the user's own. */
export function isEdited(whom: Whom): boolean {
  const sorted = (values: Record<string, string>) => JSON.stringify(Object.entries(filled(values)).sort());
  return sorted(whom.traits) !== sorted(whom.user?.traits ?? {});
}

/** Whether there is such a trait, and not an empty one. */
export const has = (traits: Record<string, string>, key: string) => (traits[key] ?? "").trim() !== "";

/** The groups of traits of which the user has none: each needs one of its own. */
export function missingGroups(requires: string[][], traits: Record<string, string>): string[][] {
  return requires.filter((group) => !group.some((key) => has(traits, key)));
}
