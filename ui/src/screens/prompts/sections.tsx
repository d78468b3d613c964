import { Link } from "@tanstack/react-router";
import styles from "./sections.module.css";

/** The parts of the Prompts screen. */
export function Sections() {
  return (
    <nav className={styles.sections} aria-label="Parts of Prompts">
      <Link to="/prompts" activeOptions={{ exact: true, includeSearch: false }} className={styles.section}>
        Prompts
      </Link>
      <Link to="/prompts/coverage" activeOptions={{ includeSearch: false }} className={styles.section}>
        Coverage
      </Link>
      <Link to="/prompts/batch" activeOptions={{ includeSearch: false }} className={styles.section}>
        Batch
      </Link>
      <Link to="/prompts/import" activeOptions={{ includeSearch: false }} className={styles.section}>
        Import and export
      </Link>
    </nav>
  );
}
