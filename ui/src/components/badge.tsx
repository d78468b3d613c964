// States in words, with an icon and a colour: never by colour alone.
import type {
  Environment,
  ExportVerdict,
  Health,
  ItemState,
  Outcome,
  SettingState,
  Severity,
  Verdict,
} from "../host";
import styles from "./badge.module.css";
import { cx } from "./cx";
import { Icon, type IconName } from "./icons";

export type Tone = "good" | "warn" | "bad" | "unsure" | "idle";

/** A short word with an icon. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: IconName; children: string }) {
  return (
    <span className={cx(styles.badge, styles[tone])}>
      {icon && <Icon name={icon} size={13} />}
      {children}
    </span>
  );
}

type Look = [Tone, IconName, string];

const verdicts: Record<Verdict, Look> = {
  proven: ["good", "circle-check", "proven"],
  shape_only: ["warn", "circle-dashed", "shape only"],
  refused: ["bad", "circle-x", "refused"],
  unreachable: ["bad", "circle-alert", "unreachable"],
  rate_limited: ["warn", "clock", "rate limited"],
  unknown: ["unsure", "circle-question-mark", "unknown"],
};
const outcomes: Record<Outcome, Look> = {
  succeeded: ["good", "circle-check", "succeeded"],
  refused: ["warn", "ban", "refused"],
  failed: ["bad", "circle-x", "failed"],
  unknown: ["unsure", "circle-question-mark", "unknown"],
};
const healths: Record<Health, Look> = {
  good: ["good", "circle-check", "good"],
  unproven: ["warn", "circle-dashed", "unproven"],
  bad: ["bad", "circle-x", "bad"],
  inactive: ["idle", "circle-minus", "inactive"],
  not_configured: ["idle", "circle-dashed", "not configured"],
};
const settings: Record<SettingState, Look> = {
  present: ["good", "circle-check", "present"],
  missing: ["idle", "circle-dashed", "missing"],
  unreadable: ["bad", "circle-x", "unreadable"],
};
const items: Record<ItemState, Look> = {
  active: ["good", "circle-check", "active"],
  archived: ["idle", "archive", "archived"],
  expired: ["idle", "clock", "expired"],
};
const exports_: Record<ExportVerdict, Look> = {
  valid: ["good", "circle-check", "valid"],
  valid_with_warnings: ["warn", "triangle-alert", "valid with warnings"],
  invalid: ["bad", "circle-x", "invalid"],
};
const severities: Record<Severity, Look> = {
  error: ["bad", "circle-x", "error"],
  warning: ["warn", "triangle-alert", "warning"],
};

type StatusProps =
  | { verdict: Verdict }
  | { outcome: Outcome | undefined }
  | { health: Health }
  | { setting: SettingState }
  | { item: ItemState }
  | { exportVerdict: ExportVerdict }
  | { severity: Severity }
  | { active: boolean };

function look(props: StatusProps): Look {
  if ("verdict" in props) return verdicts[props.verdict];
  // A run without an outcome is under way.
  if ("outcome" in props) return props.outcome ? outcomes[props.outcome] : ["unsure", "play", "under way"];
  if ("health" in props) return healths[props.health];
  if ("setting" in props) return settings[props.setting];
  if ("item" in props) return items[props.item];
  if ("exportVerdict" in props) return exports_[props.exportVerdict];
  if ("severity" in props) return severities[props.severity];
  return props.active ? ["good", "circle-check", "active"] : ["idle", "circle-minus", "inactive"];
}

/** One of DESIGN's states: `<StatusBadge verdict="proven" />`, `outcome`, `health`, `setting`, `item`, `exportVerdict`, `severity`, `active`. */
export function StatusBadge(props: StatusProps) {
  const [tone, icon, word] = look(props);
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

const environments: Record<Environment, { word: string; icon: IconName; meaning: string }> = {
  sandbox: {
    word: "SANDBOX",
    icon: "box",
    meaning: "The simulator on this machine. Nothing reaches a vendor.",
  },
  test: { word: "TEST", icon: "flask-conical", meaning: "The vendors' test accounts." },
  production: { word: "PRODUCTION", icon: "shield-alert", meaning: "Real people and real money." },
};

/** What an environment is called, with its icon and what it means. */
export function environmentWords(environment: Environment) {
  return environments[environment];
}

/** The environment of an app, in its band's colour. */
export function EnvironmentBadge({ environment }: { environment: Environment }) {
  const { word, icon } = environments[environment];
  return (
    <span className={cx(styles.badge, styles[environment])}>
      <Icon name={icon} size={13} />
      {word}
    </span>
  );
}
