import { Link } from "@tanstack/react-router";
import type { Assumed as Assumption } from "../../host";
import styles from "./plan.module.css";

/** What of a plan rests on assumptions, folded, and where each is overridden. */
export function Assumed({ connector, assumed }: { connector: string; assumed: Assumption[] }) {
  if (assumed.length === 0) return null;
  return (
    <details className={styles.fold}>
      <summary>Assumed, not seen on a live account ({assumed.length})</summary>
      <ul className={styles.assumed}>
        {assumed.map(({ about, text, setting }) => (
          <li key={about + text}>
            {text}
            {setting !== null && (
              <>
                {" "}
                <Link to="/connectors/$id" params={{ id: connector }}>
                  Change it in the setting {setting}
                </Link>
              </>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
