import type { ReactNode } from "react";

/** A backend's sentence; what it puts in backticks, as code. */
export function withCode(text: string): ReactNode[] {
  return text.split(/`([^`]+)`/).map((part, i) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no other identity
    i % 2 === 1 ? <code key={i}>{part}</code> : part,
  );
}
