// The draft outlives the screen, so that a look at the catalogue or an export does not cost what was filled in.
import { useCallback, useState } from "react";
import type { Host } from "../../host";
import { useSession } from "../../query";
import { type Draft, emptyDraft } from "./draft";

// By host and app; gone with the window.
const kept = new WeakMap<Host, Map<string, Draft>>();

export function useDraft(): [Draft, (change: (draft: Draft) => Draft) => void] {
  const { host, app } = useSession();
  const [draft, setDraft] = useState(() => kept.get(host)?.get(app) ?? emptyDraft);
  const change = useCallback(
    (next: (draft: Draft) => Draft) =>
      setDraft((now) => {
        const changed = next(now);
        const drafts = kept.get(host) ?? new Map<string, Draft>();
        kept.set(host, drafts.set(app, changed));
        return changed;
      }),
    [host, app],
  );
  return [draft, change];
}
