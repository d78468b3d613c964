import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Icon } from "./icons";
import styles from "./rows.module.css";

/** A list of rows inside a flush panel. */
export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={styles.rows} aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  title: ReactNode;
  detail?: ReactNode;
  /** Before the title: an icon or a badge. */
  start?: ReactNode;
  /** At the end: badges, times. */
  end?: ReactNode;
  /** The path of a screen: the whole row leads there. */
  to?: string | undefined;
}

/** One row; with `to` it is a link as a whole. */
export function Row({ title, detail, start, end, to }: RowProps) {
  const content = (
    <>
      {start}
      <span className={styles.text}>
        <span className={styles.title}>{title}</span>
        {detail && <span className={styles.detail}>{detail}</span>}
      </span>
      {end && <span className={styles.end}>{end}</span>}
    </>
  );
  return (
    <li>
      {to ? (
        // The backend's links are paths of this page.
        <Link to={to as "/"} className={styles.row}>
          {content}
          <Icon name="chevron-right" size={14} className={styles.arrow} />
        </Link>
      ) : (
        <div className={styles.row}>{content}</div>
      )}
    </li>
  );
}
