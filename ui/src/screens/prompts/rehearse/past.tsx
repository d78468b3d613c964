// One rehearsal as it was, to be read.
import { Link, useParams } from "@tanstack/react-router";
import {
  EnvironmentBadge,
  ErrorNote,
  Facts,
  Loading,
  Note,
  Panel,
  RelativeTime,
  Screen,
} from "../../../components";
import beside from "../../../components/plan/beside.module.css";
import type { Rehearsal } from "../../../host";
import { useOperation } from "../../../query";
import { interactionWords } from "../words";
import { PromptLead } from "./lead";
import styles from "./rehearse.module.css";
import { SaveReport } from "./save-report";
import { Verdict } from "./summary";
import { Timeline } from "./timeline";

export function PastRehearsalScreen() {
  const { id, rehearsal } = useParams({ from: "/prompts/$id/rehearsals/$rehearsal" });
  const { data, error, refetch } = useOperation("prompts.rehearsal", { rehearsal });
  const lead = <PromptLead prompt={id}>A rehearsal as it was.</PromptLead>;
  if (error) {
    return (
      <Screen title="Rehearsal" lead={lead}>
        <ErrorNote error={error} onRetry={error.code === "not_found" ? undefined : () => void refetch()} />
      </Screen>
    );
  }
  if (!data) {
    return (
      <Screen title="Rehearsal" lead={lead}>
        <Loading label="Loading the rehearsal" lines={6} />
      </Screen>
    );
  }
  return <Past rehearsal={data} />;
}

function Past({ rehearsal }: { rehearsal: Rehearsal }) {
  const { prompt, prompt_name: name, interaction, user, traits, form } = rehearsal;
  const stale =
    useOperation("prompts.rehearsals", { id: prompt }).data?.find((r) => r.id === rehearsal.id)?.stale ??
    false;
  const given = [...Object.entries(traits), ...Object.entries(form)];
  return (
    <Screen
      title={`${name}: ${interactionWords[interaction].name} by ${user}`}
      lead={
        <PromptLead prompt={prompt}>
          <EnvironmentBadge environment={rehearsal.environment} /> by {rehearsal.operator},{" "}
          <RelativeTime at={rehearsal.started_at} />
        </PromptLead>
      }
      actions={
        <>
          <SaveReport rehearsals={[rehearsal.id]} />
          <Link
            to="/prompts/$id/rehearse"
            params={{ id: prompt }}
            search={{ interaction, ...(user === "typed traits" ? {} : { user }) }}
          >
            Rehearse again
          </Link>
        </>
      }
    >
      <div className={styles.stack}>
        <Verdict rehearsal={rehearsal} />
        {stale && (
          <Note tone="warn" title="The chain has changed since">
            <p>What is shown here is the chain as it was then. Rehearse it again to see what it does now.</p>
          </Note>
        )}
        <Panel title="The chain">
          <Timeline rehearsal={rehearsal} live={false} />
        </Panel>
        <Panel title="Whom it was tried on">
          {given.length === 0 ? (
            <p className={beside.quiet}>Nobody in particular.</p>
          ) : (
            <Facts
              facts={given.map(([label, value]) => ({
                label,
                value: value ? <code>{value}</code> : "empty",
              }))}
            />
          )}
        </Panel>
      </div>
    </Screen>
  );
}
