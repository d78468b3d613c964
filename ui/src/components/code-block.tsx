import { useState } from "react";
import { Button } from "./button";
import styles from "./code-block.module.css";

/** Puts text into the clipboard; says whether it worked. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A button that copies a text and says so. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const words = { idle: label, copied: "Copied", failed: "Cannot copy; select the text" };
  return (
    <Button
      icon={state === "copied" ? "check" : "copy"}
      onPress={async () => setState((await copyText(text)) ? "copied" : "failed")}
      onBlur={() => setState("idle")}
    >
      {words[state]}
    </Button>
  );
}

/** Text for machines: a request, a cURL command, a reply. With a copy button. */
export function CodeBlock({ code, label, wrap }: { code: string; label: string; wrap?: boolean }) {
  return (
    <figure className={styles.figure} aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={styles.code} tabIndex={0} data-wrap={wrap}>
        {code}
      </pre>
      <div className={styles.copy}>
        <CopyButton text={code} />
      </div>
    </figure>
  );
}
