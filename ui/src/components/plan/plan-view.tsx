import type { PlanView as Plan } from "../../host";
import { CopyButton, Facts, Icon, Note } from "..";
import { Assumed } from "./assumed";
import { Handout } from "./handout";
import styles from "./plan.module.css";
import { RequestStep } from "./request-step";

/** A plan with what its reader needs beside it. */
export type ReadablePlan = Plan & {
  /** Each step as a cURL command without secrets. */
  curl: string[];
};

/** The plan to be read: what it will do, what to think about, and every request. `fresh`: it was not run. */
export function PlanView({ plan, fresh }: { plan: ReadablePlan; fresh: boolean }) {
  return (
    <>
      <p className={styles.summary}>{plan.summary}</p>
      {plan.warnings.length > 0 && (
        <Note
          tone="warn"
          title={plan.warnings.length === 1 ? "Think about this first" : "Think about these first"}
        >
          <ul className={styles.warnings}>
            {plan.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Note>
      )}
      {plan.preview.length > 0 && (
        <section>
          <h3>What would come of it</h3>
          <Facts facts={plan.preview} />
        </section>
      )}
      {plan.handout && <Handout handout={plan.handout} />}
      <Assumed connector={plan.connector} assumed={plan.assumed} />
      {plan.steps.length > 0 && <Requests plan={plan} fresh={fresh} />}
      {fresh && plan.before.length > 0 && (
        <section>
          <h3>How it is now</h3>
          <Facts facts={plan.before} />
        </section>
      )}
    </>
  );
}

function Requests({ plan, fresh }: { plan: ReadablePlan; fresh: boolean }) {
  return (
    <section className={styles.stack}>
      <h3>Requests, in order</h3>
      <ol className={styles.steps}>
        {plan.steps.map((step, i) => (
          <RequestStep
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
            key={i}
            number={i + 1}
            step={step}
            state={step.sent ? "made" : fresh ? "planned" : "was_planned"}
          >
            {plan.curl[i] !== undefined && <CopyButton text={plan.curl[i]} label="Copy as cURL" />}
          </RequestStep>
        ))}
      </ol>
      <p className={styles.quiet}>
        <Icon name="eye-off" size={13} /> Secrets are masked here, in cURL and in the history.
      </p>
    </section>
  );
}
