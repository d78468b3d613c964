import { type ReactNode, useState } from "react";
import type { StepView } from "../../host";
import { Badge, cx, Icon } from "..";
import { Body, Headers, RequestLine } from "../request";
import styles from "./request-step.module.css";

/**
 * `made`: a look-up that planning made. `planned`: will be sent when the plan is run. `was_planned`: the same once
 * the plan is used. `sent`: sent by the run. `not_sent`: the run ended before it.
 */
export type StepState = "made" | "planned" | "was_planned" | "sent" | "not_sent";

/** One request of a plan or a run. What changes something stands out; look-ups are folded. */
export function RequestStep({
  number,
  step,
  state,
  children,
}: {
  number: number;
  step: StepView;
  state: StepState;
  /** Buttons under it. */
  children?: ReactNode;
}) {
  const [isOpen, setOpen] = useState(step.changes && state !== "made");
  return (
    <li className={cx(styles.step, step.changes && styles.changes)}>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={styles.head}>
          <span className={styles.number}>{number}</span>
          <span className={styles.purpose}>
            {step.purpose}
            <span className={cx(styles.line, !isOpen && styles.folded)}>
              <RequestLine method={step.method} url={step.url} />
            </span>
          </span>
          <StepBadge step={step} state={state} />
          <Icon name="chevron-down" size={14} className={styles.chevron} />
        </summary>
        {isOpen && (
          <div className={styles.body}>
            <Headers headers={step.headers} />
            <Body body={step.body} label={`Body of request ${number}`} />
            {children && <div className={styles.buttons}>{children}</div>}
          </div>
        )}
      </details>
    </li>
  );
}

function StepBadge({ step, state }: { step: StepView; state: StepState }) {
  const status = step.status === undefined ? "no answer" : String(step.status);
  switch (state) {
    case "made":
      return <Badge tone="idle">{`looked up · ${status}`}</Badge>;
    case "planned":
      return step.changes ? (
        <Badge tone="warn" icon="play">
          will be sent
        </Badge>
      ) : (
        <Badge tone="idle">will be read</Badge>
      );
    case "was_planned":
      return <Badge tone="idle">planned</Badge>;
    case "sent":
      return <Badge tone={tone(step.status)}>{`sent · ${status}`}</Badge>;
    case "not_sent":
      return (
        <Badge tone="idle" icon="circle-minus">
          not sent
        </Badge>
      );
  }
}

function tone(status: number | undefined) {
  if (status === undefined) return "unsure";
  return status < 400 ? "good" : "bad";
}
