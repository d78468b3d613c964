// The line of a document that an error is about, numbered, with those around it.
import { cx } from "../../../components";
import type { Failure } from "../../../host";
import styles from "./import.module.css";

/** Lines shown before and after the one that is wrong. */
const AROUND = 2;
/** A document may be one long line. */
const WIDE = 160;

/** Where an error is in its document; from 1. */
export function placeOf({ details }: Failure): { line: number; column: number } | undefined {
  if (typeof details !== "object" || details === null) return undefined;
  const { line, column } = details as { line?: unknown; column?: unknown };
  return typeof line === "number" && typeof column === "number" && line > 0 ? { line, column } : undefined;
}

export function Excerpt({ text, error, name }: { text: string; error: Failure; name: string }) {
  const place = placeOf(error);
  if (!place) return null;
  // Columns count characters, and some of them are two units of a text here.
  const lines = text.split(/\r?\n/).map((line) => [...line]);
  const first = Math.max(1, place.line - AROUND);
  const last = Math.min(lines.length, place.line + AROUND);
  // Of long lines the part around the place.
  const from = Math.max(0, place.column - WIDE / 2);
  return (
    <figure className={styles.excerpt} aria-label={`Line ${place.line} of ${name}`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className={styles.code}>
        {lines.slice(first - 1, last).map((line, i) => {
          const number = first + i;
          const wrong = number === place.line;
          return (
            <span key={number} className={cx(styles.line, wrong && styles.wrong)}>
              <span className={styles.number}>{number}</span>
              <span>
                {from > 0 && "…"}
                {line.slice(from, from + WIDE).join("")}
                {wrong && (
                  <span className={styles.caret} aria-hidden="true">
                    {"\n"}
                    {" ".repeat(Math.max(0, place.column - 1 - from + (from > 0 ? 1 : 0)))}^ here
                  </span>
                )}
                {"\n"}
              </span>
            </span>
          );
        })}
      </pre>
    </figure>
  );
}
