import type { ReactNode } from "react";
import type { Failure } from "../host";
import { Button } from "./button";
import { cx } from "./cx";
import { sentence } from "./format";
import { Icon } from "./icons";
import styles from "./notes.module.css";

interface ErrorNoteProps {
  error: Failure;
  /** Offers "Try again". */
  onRetry?: (() => void) | undefined;
  /** More ways out, beside "Try again". */
  actions?: ReactNode;
}

/** A failure as the backend tells it: what happened, the remedy, where, and the details folded away. */
export function ErrorNote({ error, onRetry, actions }: ErrorNoteProps) {
  return (
    <div role="alert" className={cx(styles.note, styles.bad)}>
      <Icon name="circle-alert" size={18} />
      <div className={styles.text}>
        <p className={styles.message}>{sentence(error.message)}</p>
        {error.hint && <p>{sentence(error.hint)}</p>}
        {(error.field || error.stage) && (
          <p className={styles.where}>
            {error.field && (
              <span>
                Field <code>{error.field}</code>
              </span>
            )}
            {error.stage && (
              <span>
                Stage <code>{error.stage}</code>
              </span>
            )}
          </p>
        )}
        {error.details !== undefined && error.details !== null && (
          <details className={styles.details}>
            <summary>Details</summary>
            <pre>
              {typeof error.details === "string" ? error.details : JSON.stringify(error.details, null, 2)}
            </pre>
          </details>
        )}
        {(onRetry || actions) && (
          <div className={styles.actions}>
            {onRetry && (
              <Button icon="refresh-cw" onPress={onRetry}>
                Try again
              </Button>
            )}
            {actions}
          </div>
        )}
      </div>
    </div>
  );
}

interface NoteProps {
  tone: "info" | "warn" | "good";
  title?: string;
  children?: ReactNode;
  actions?: ReactNode;
}

/** Something to know that is not a failure. */
export function Note({ tone, title, children, actions }: NoteProps) {
  return (
    <div className={cx(styles.note, styles[tone])}>
      <Icon name={tone === "good" ? "circle-check" : tone === "warn" ? "triangle-alert" : "info"} size={18} />
      <div className={styles.text}>
        {title && <p className={styles.message}>{title}</p>}
        {children}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}
