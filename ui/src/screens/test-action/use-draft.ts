import { useKept } from "../../query";
import { type Draft, emptyDraft } from "./draft";

/** The draft outlives the screen, so that a look at the catalogue or an export does not cost what was filled in. */
export function useDraft(): [Draft, (change: (draft: Draft) => Draft) => void] {
  return useKept("test-action", emptyDraft);
}
