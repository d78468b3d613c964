// The earlier rehearsals of a prompt, newest first.
import { Badge, EmptyState, ErrorNote, Loading, Panel, RelativeTime, Row, Rows } from "../../../components";
import type { RehearsalSummary } from "../../../host";
import { useOperation } from "../../../query";
import { interactionWords } from "../words";

export function Earlier({ prompt, except }: { prompt: string; except?: string }) {
  const { data, error, refetch } = useOperation("prompts.rehearsals", { id: prompt });
  const shown = data?.filter((r) => r.id !== except);
  return (
    <Panel title="Earlier rehearsals" flush>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading label="Loading earlier rehearsals" />}
      {shown?.length === 0 && (
        <EmptyState icon="history" title={except ? "There are no others" : "It was never rehearsed"}>
          What is rehearsed here is kept, and can be looked at again.
        </EmptyState>
      )}
      {shown && shown.length > 0 && (
        <Rows label="Earlier rehearsals">
          {shown.map((each) => (
            <Row
              key={each.id}
              to={`/prompts/${encodeURIComponent(prompt)}/rehearsals/${each.id}`}
              title={`${interactionWords[each.interaction].name} by ${each.user}`}
              detail={
                <>
                  {each.operator}, <RelativeTime at={each.started_at} />
                </>
              }
              end={
                <>
                  {each.stale && (
                    <Badge tone="warn" icon="clock">
                      the chain changed since
                    </Badge>
                  )}
                  <How each={each} />
                </>
              }
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

function How({ each }: { each: RehearsalSummary }) {
  if (!each.done) {
    return (
      <Badge tone="unsure" icon="circle-dashed">
        not finished
      </Badge>
    );
  }
  return each.succeeded ? (
    <Badge tone="good" icon="circle-check">
      did what it should
    </Badge>
  ) : (
    <Badge tone="bad" icon="circle-x">
      did not do what it should
    </Badge>
  );
}
