import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import {
  Button,
  ErrorNote,
  Facts,
  Icon,
  Loading,
  Note,
  Panel,
  RelativeTime,
  Screen,
  StatusBadge,
} from "../../components";
import { FactsCompare } from "../../components/facts-compare";
import { Assumed } from "../../components/plan/assumed";
import { OutcomeBanner, VendorFacts } from "../../components/plan/outcome";
import { RequestStep } from "../../components/plan/request-step";
import type { Failure, RunDetail } from "../../host";
import { operationQuery, useSession, useWhyNot } from "../../query";
import { Exchanges } from "./exchanges";
import styles from "./history.module.css";
import { useNames } from "./names";
import { UnknownPanel } from "./unknown-panel";

/** A run under way may be another process's: look again until it has ended. */
const AGAIN_MS = 2_000;

export function RunDetailScreen({ run }: { run: string }) {
  const { host, app } = useSession();
  const names = useNames();
  const { data, error, refetch } = useQuery<RunDetail, Failure>({
    ...operationQuery(host, app, "history.show", { run }),
    refetchInterval: ({ state }) => (state.data && state.data.outcome === undefined ? AGAIN_MS : false),
  });
  if (error && !data) {
    return (
      <Screen title="Run" lead={<Back />}>
        <ErrorNote error={error} onRetry={error.code === "not_found" ? undefined : () => void refetch()} />
      </Screen>
    );
  }
  if (!data) {
    return (
      <Screen title="Run" lead={<Back />}>
        <Loading label="Loading the run" lines={6} />
      </Screen>
    );
  }
  return (
    <Screen
      title={`${names.action(data.connector, data.action)}${data.user ? ` for ${data.user}` : ""}`}
      lead={
        <span className={styles.facts}>
          <Back />
          <span>{names.connector(data.connector)}</span>
          <span>
            by {data.operator}, <RelativeTime at={data.started_at} />
          </span>
          {data.ended_at && <span>took {span(data.started_at, data.ended_at)}</span>}
          <span>
            run <code>{data.run}</code>
          </span>
        </span>
      }
      actions={<Again run={data} />}
    >
      <Detail run={data} />
    </Screen>
  );
}

function Detail({ run }: { run: RunDetail }) {
  const { plan } = run;
  return (
    <div className={styles.detail}>
      <Panel title="Outcome">
        {run.outcome ? (
          <OutcomeBanner outcome={run.outcome} summary={run.summary} />
        ) : (
          <div className={styles.underWay} role="status">
            <StatusBadge outcome={undefined} />
            <span>{run.summary}. It is still under way; this page follows it.</span>
          </div>
        )}
        {run.outcome === "unknown" && <UnknownPanel run={run} />}
        {run.error && <ErrorNote error={run.error} />}
        {run.after.length > 0 ? (
          <section>
            <h3>What changed</h3>
            <FactsCompare before={plan.before} after={run.after} label="Before and after" />
          </section>
        ) : (
          plan.before.length > 0 && (
            <section>
              <h3>How it was before</h3>
              <Facts facts={plan.before} />
            </section>
          )
        )}
        <VendorFacts vendor={run.vendor} />
      </Panel>
      <Panel title="What was sent and answered">
        <Exchanges exchanges={run.exchanges} />
      </Panel>
      <Panel title="What was planned">
        <p className={styles.summary}>{plan.summary}</p>
        {plan.warnings.length > 0 && (
          <Note tone="warn" title="The plan warned">
            {plan.warnings.map((w) => (
              <p key={w}>{w}</p>
            ))}
          </Note>
        )}
        {plan.preview.length > 0 && <Facts facts={plan.preview} />}
        <Assumed connector={plan.connector} assumed={plan.assumed} />
        <ol className={styles.steps}>
          {plan.steps.map((step, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
            <RequestStep key={i} number={i + 1} step={step} state={step.sent ? "made" : "was_planned"} />
          ))}
        </ol>
        {plan.steps.length === 0 && <p className={styles.quiet}>The plan of this run has no requests.</p>}
      </Panel>
    </div>
  );
}

function Again({ run }: { run: RunDetail }) {
  const navigate = useNavigate();
  const whyNot = useWhyNot("actions.plan");
  if (run.outcome === undefined) return null;
  return (
    <Button
      icon="rotate-ccw"
      whyNot={whyNot}
      onPress={() =>
        void navigate({
          to: "/test-action",
          search: { connector: run.connector, action: run.action, ...(run.user ? { user: run.user } : {}) },
        })
      }
    >
      Plan it again…
    </Button>
  );
}

function Back() {
  const search = useSearch({ from: "/history/$run" });
  return (
    <Link to="/history" search={search} className={styles.back}>
      <Icon name="chevron-left" size={13} />
      All runs
    </Link>
  );
}

function span(from: string, to: string): string {
  const ms = new Date(to).getTime() - new Date(from).getTime();
  if (ms < 1_000) return `${Math.max(0, ms)} ms`;
  return ms < 100_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}
