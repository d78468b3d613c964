import { type ReactNode, useId } from "react";
import { cx } from "./cx";
import styles from "./panel.module.css";

interface PanelProps {
  title?: string;
  /** Buttons at the right of the title. */
  actions?: ReactNode;
  /** No inner space: for lists and tables that reach the edge. */
  flush?: boolean;
  children: ReactNode;
  className?: string | undefined;
}

/** A titled part of a screen. */
export function Panel({ title, actions, flush, children, className }: PanelProps) {
  const id = useId();
  return (
    <section className={cx(styles.panel, className)} {...(title ? { "aria-labelledby": id } : {})}>
      {(title || actions) && (
        <header className={styles.header}>
          {title && <h2 id={id}>{title}</h2>}
          {actions && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      <div className={cx(styles.body, flush && styles.flush)}>{children}</div>
    </section>
  );
}

interface ScreenProps {
  title: ReactNode;
  /** One line under the title. */
  lead?: ReactNode;
  actions?: ReactNode;
  /** The content scrolls by itself (tables): the screen fills the window and does not scroll as a whole. */
  fill?: boolean;
  children: ReactNode;
}

/** A whole screen: its title, what can be done, and the content. */
export function Screen({ title, lead, actions, fill, children }: ScreenProps) {
  return (
    <div className={cx(styles.screen, fill && styles.fill)}>
      <header className={styles.screenHeader}>
        <div className={styles.screenTitle}>
          <h1>{title}</h1>
          {lead && <div className={styles.lead}>{lead}</div>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
