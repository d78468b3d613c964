import { Link } from "@tanstack/react-router";
import type { PlanReply } from "../../host";
import styles from "./test-action.module.css";

/** What of a plan rests on assumptions, folded, and where each is overridden. */
export function Assumed({ plan }: { plan: PlanReply }) {
  if (plan.assumed.length === 0) return null;
  return (
    <details className={styles.fold}>
      <summary>Assumed, not seen on a live account ({plan.assumed.length})</summary>
      <ul className={styles.assumed}>
        {plan.assumed.map(({ about, text, setting }) => (
          <li key={about + text}>
            {text}
            {setting !== null && (
              <>
                {" "}
                <Link to="/connectors/$id" params={{ id: plan.connector }}>
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
