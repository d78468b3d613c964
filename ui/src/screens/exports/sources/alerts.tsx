import { Badge, Button, ErrorNote, Panel, RelativeTime, sentence } from "../../../components";
import type { Alert, AlertKind } from "../../../host";
import { useChange, useWhyNot } from "../../../query";
import styles from "./sources.module.css";
import { kindLook } from "./words";

/** A broken rule in a word. */
export function AlertBadge({ kind }: { kind: AlertKind }) {
  const [tone, icon, word] = kindLook(kind);
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

/** The broken rules of a source. Each stays until a good pull, or until somebody has seen it. */
export function Alerts({ all }: { all: Alert[] }) {
  const dismiss = useChange("sources.dismiss");
  const whyNot = useWhyNot("sources.dismiss");
  if (all.length === 0) return null;
  return (
    <Panel title="Alerts" flush>
      {dismiss.error && <ErrorNote error={dismiss.error} />}
      <ul aria-label="Alerts" className={styles.alerts}>
        {all.map((alert) => (
          <li key={alert.kind} className={styles.alert}>
            <AlertBadge kind={alert.kind} />
            <span className={styles.alertText}>
              <strong>{sentence(alert.message)}</strong>
              <span>{sentence(alert.remedy)}</span>
              <span className={styles.quiet}>
                For {alert.day}, raised <RelativeTime at={alert.raised_at} />
              </span>
            </span>
            <Button
              aria-label={`Dismiss the alert ${kindLook(alert.kind)[2]}`}
              whyNot={whyNot}
              isPending={dismiss.isPending && dismiss.request?.kind === alert.kind}
              onPress={() => void dismiss.run({ name: alert.source, kind: alert.kind })}
            >
              Dismiss
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
