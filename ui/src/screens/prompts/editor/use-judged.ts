// What is wrong with a draft, as it is typed: asked after a pause, and only the answer to the last question counts.
import { useEffect, useState } from "react";
import type { Prompt } from "../../../host";
import { useOperation } from "../../../query";

const PAUSE_MS = 250;

/** The last answer stays until the next is there. `isJudging`: it is about the draft as it was a moment ago. */
export function useJudged(draft: Prompt) {
  const [asked, ask] = useState(draft);
  useEffect(() => {
    if (asked === draft) return;
    const timer = setTimeout(() => ask(draft), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked, draft]);
  const { data, error, isPlaceholderData } = useOperation("prompts.judge", asked, { keepPrevious: true });
  return {
    findings: data,
    error: error ?? undefined,
    isJudging: asked !== draft || isPlaceholderData || (data === undefined && !error),
  };
}
