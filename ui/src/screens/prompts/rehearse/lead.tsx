import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Icon } from "../../../components";
import styles from "./rehearse.module.css";

/** The line under a title, with the way back to the prompt. */
export function PromptLead({ prompt, children }: { prompt: string; children: ReactNode }) {
  return (
    <span className={styles.lead}>
      <Link to="/prompts/$id" params={{ id: prompt }} className={styles.back}>
        <Icon name="chevron-left" size={13} />
        The prompt
      </Link>
      <span>{children}</span>
    </span>
  );
}
