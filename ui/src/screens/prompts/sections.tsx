import { Link } from "@tanstack/react-router";
import styles from "./sections.module.css";

/** The parts of the Prompts screen. */
export function Sections() {
  return (
    <nav className={styles.sections} aria-label="Parts of Prompts">
      <Link to="/prompts/batch" className={styles.section}>
        Batch
      </Link>
      <Link to="/prompts/import" className={styles.section}>
        Import and export
      </Link>
    </nav>
  );
}
