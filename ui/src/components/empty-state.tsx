import type { ReactNode } from "react";
import { Icon, type IconName } from "./icons";
import styles from "./notes.module.css";

interface EmptyStateProps {
  icon: IconName;
  title: string;
  /** What to do about it. */
  children?: ReactNode;
  actions?: ReactNode;
}

/** Nothing is here, and what to do so that something will be. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <Icon name={icon} size={28} />
      <p className={styles.emptyTitle}>{title}</p>
      {children && <p className={styles.emptyText}>{children}</p>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

const widths = ["62%", "88%", "74%", "81%", "56%", "69%"];

/** Something is on its way. `label` is what screen readers say. */
export function Loading({ label, lines = 3 }: { label: string; lines?: number }) {
  return (
    <div className={styles.skeleton} role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no identity
        <div key={i} className={styles.bar} style={{ width: widths[i % widths.length] }} />
      ))}
    </div>
  );
}
