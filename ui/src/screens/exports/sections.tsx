import { Link } from "@tanstack/react-router";
import styles from "./sections.module.css";

/** The parts of the Exports screen. */
export function Sections() {
  return (
    <nav className={styles.sections} aria-label="Parts of Exports">
      <Link to="/exports" activeOptions={{ exact: true }} className={styles.section}>
        Files
      </Link>
      <Link to="/exports/compare" activeOptions={{ includeSearch: false }} className={styles.section}>
        Compare
      </Link>
      <Link to="/exports/sources" activeOptions={{ includeSearch: false }} className={styles.section}>
        Sources
      </Link>
    </nav>
  );
}
