// What was changed in a draft, so that it can be undone.
import type { Prompt } from "../../../host";

/** As many steps as anybody goes back. */
const DEEPEST = 200;

export interface History {
  now: Prompt;
  past: Prompt[];
  future: Prompt[];
  /** What the last change was about: typing on in one field is one step. */
  about: string | undefined;
}

export type Step =
  | { type: "change"; next: (prompt: Prompt) => Prompt; about?: string | undefined }
  | { type: "undo" }
  | { type: "redo" }
  /** What was saved is what stands now. */
  | { type: "saved"; prompt: Prompt };

export function begin(prompt: Prompt): History {
  return { now: prompt, past: [], future: [], about: undefined };
}

export function step(history: History, taken: Step): History {
  const { now, past, future } = history;
  switch (taken.type) {
    case "change": {
      const next = taken.next(now);
      if (next === now) return history;
      const goesOn = taken.about !== undefined && taken.about === history.about;
      return {
        now: next,
        past: goesOn ? past : [...past.slice(1 - DEEPEST), now],
        future: [],
        about: taken.about,
      };
    }
    case "undo": {
      const before = past.at(-1);
      if (before === undefined) return history;
      return { now: before, past: past.slice(0, -1), future: [now, ...future], about: undefined };
    }
    case "redo": {
      const [after, ...rest] = future;
      if (after === undefined) return history;
      return { now: after, past: [...past, now], future: rest, about: undefined };
    }
    case "saved":
      return { ...history, now: taken.prompt, about: undefined };
  }
}
