// Findings where they belong: what is wrong, what to do, and the way there.
import { Link } from "@tanstack/react-router";
import { Badge, cx, Icon, plural, sentence } from "../../../components";
import type { ActionView, Finding, Gravity, Prompt } from "../../../host";
import { placeOf } from "../draft";
import { gravityLooks } from "../words";
import { findingsAt, useEditing } from "./context";
import styles from "./findings.module.css";

/** Each with its remedy. */
export function FindingList({ findings }: { findings: Finding[] }) {
  const { prompt, actions } = useEditing();
  if (findings.length === 0) return null;
  return (
    <ul className={styles.findings}>
      {findings.map((finding) => {
        const { icon, word, tone } = gravityLooks[finding.gravity];
        const link = wayTo(finding, prompt, actions);
        return (
          <li key={`${finding.at} ${finding.message}`} className={cx(styles.finding, styles[tone])}>
            <Icon name={icon} size={14} />
            <span>
              <span className={styles.hidden}>{word}: </span>
              <strong>{sentence(finding.message)}</strong> {sentence(finding.remedy)}{" "}
              {link && <Link to={link.to as "/"}>{link.name}</Link>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** What should be thought about at one field; what keeps it from being right is the field's own error. */
export function Doubts({ at }: { at: string }) {
  const { findings } = useEditing();
  return <FindingList findings={findingsAt(findings, at).filter((f) => f.gravity === "warning")} />;
}

function wayTo(
  finding: Finding,
  prompt: Prompt,
  actions: ActionView[],
): { to: string; name: string } | undefined {
  const does = finding.action && placeOf(prompt, finding.action)?.action.does;
  if (!does || "redirect" in does || finding.gravity === "error") return undefined;
  const of = actions.find((a) => a.connector === does.action.connector && a.id === does.action.action);
  if (finding.at.endsWith("/does/action/connector")) {
    return { to: `/connectors/${does.action.connector}`, name: `Open ${of?.connector_name ?? "it"}` };
  }
  const param = of?.params.find((p) => finding.at.endsWith(`/does/action/params/${p.key}`));
  if (of && param?.kind.type === "catalogue" && !finding.message.includes("%")) {
    return { to: `/catalogue/${of.connector}/${param.kind.catalogue}`, name: "Open the catalogue" };
  }
  return undefined;
}

const order: Gravity[] = ["error", "broken", "warning"];

/** How many of each gravity. */
export function FindingCounts({ findings }: { findings: Finding[] }) {
  return order.map((gravity) => {
    const n = findings.filter((f) => f.gravity === gravity).length;
    if (n === 0) return null;
    const { tone, icon, word } = gravityLooks[gravity];
    return (
      <Badge key={gravity} tone={tone} icon={icon}>
        {gravity === "broken" ? `${n} broken` : plural(n, word)}
      </Badge>
    );
  });
}
