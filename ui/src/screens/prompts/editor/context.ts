// What every part of the editor shares: the draft, how it is changed, what is wrong with it, and what can be chosen.
import { createContext, useContext } from "react";
import { sentence } from "../../../components";
import type { ActionView, Finding, Interaction, Prompt } from "../../../host";

export interface Editing {
  prompt: Prompt;
  /** Changes the draft. What is `about` the same thing as the change before is undone together with it. */
  change: (next: (prompt: Prompt) => Prompt, about?: string) => void;
  findings: Finding[];
  /** Why nothing can be changed, in a sentence. */
  locked: string | undefined;
  /** All actions of all connectors. */
  actions: ActionView[];
  /** The traits that users are known to have. */
  traits: string[];
}

const EditingContext = createContext<Editing | null>(null);
export const EditingProvider = EditingContext.Provider;

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new globalThis.Error("useEditing is used outside of the editor");
  return editing;
}

/** The path of an action in the prompt's JSON. */
export function pathOf(interaction: Interaction, index: number): string {
  return `/interactions/${interaction}/${index}`;
}

/** The findings at a place, and those within it that no field of its own shows. */
export function findingsAt(findings: Finding[], ...paths: string[]): Finding[] {
  return findings.filter((f) => paths.includes(f.at));
}

/** What keeps a field from being right, in a line. */
export function faultAt(findings: Finding[], path: string): string | undefined {
  const [finding] = findingsAt(findings, path).filter((f) => f.gravity !== "warning");
  return finding && `${sentence(finding.message)} ${sentence(finding.remedy)}`;
}
