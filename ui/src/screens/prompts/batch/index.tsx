// Batch: many users and interactions at once, each from a fresh sandbox; for sandbox apps alone.
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useExplore } from "../../../app/explore";
import {
  Button,
  Checkbox,
  EmptyState,
  ErrorNote,
  Loading,
  Note,
  Panel,
  Progress,
  plural,
  Screen,
  SearchField,
} from "../../../components";
import {
  asFailure,
  type Batch,
  type Failure,
  type FormField,
  type PromptSummary,
  type UserPage,
} from "../../../host";
import {
  operationQuery,
  useChange,
  useKept,
  useOperation,
  useSession,
  useWhyNot,
  useWindow,
} from "../../../query";
import { fieldsOf } from "../rehearse/draft";
import { FormFields } from "../rehearse/form-fields";
import { Sections } from "../sections";
import { interactions, interactionWords } from "../words";
import styles from "./batch.module.css";
import { type BatchDraft, cellsOf, emptyBatch, MOST, notReady, requestOf } from "./draft";
import { type Pick, PickList } from "./pick-list";
import { Results } from "./results";

export function BatchScreen() {
  const { app } = useSession();
  const apps = useOperation("apps.list", {});
  const environment = apps.data?.find((a) => a.id === app)?.environment;
  return (
    <Screen title="Batch" lead={<Sections />}>
      {apps.error && <ErrorNote error={apps.error} onRetry={() => void apps.refetch()} />}
      {!apps.data && !apps.error && <Loading label="Loading" lines={6} />}
      {environment && (environment === "sandbox" ? <BatchForm /> : <SandboxAlone />)}
    </Screen>
  );
}

function SandboxAlone() {
  const explore = useExplore();
  const whyNot = useWhyNot("sandbox.explore");
  return (
    <Panel>
      <EmptyState
        icon="box"
        title="A batch is rehearsed in the sandbox"
        actions={
          <Button variant="primary" icon="box" whyNot={whyNot} onPress={explore}>
            Explore with the sandbox
          </Button>
        }
      >
        Many chains for many users would change many accounts at the vendors. In a sandbox app each rehearsal
        begins from a fresh simulator and nothing leaves this machine. Bring your prompts there by Import and
        export; in this app, rehearse one user at a time.
      </EmptyState>
    </Panel>
  );
}

function BatchForm() {
  const prompts = useOperation("prompts.list", {});
  const [draft, change] = useKept<BatchDraft>("batch", emptyBatch);
  const [result, keep] = useKept<Batch | null>("batch result", null);
  const batch = useChange("prompts.batch");
  const forbidden = useWhyNot("prompts.batch");
  const fields = useFields(draft.prompts);
  const outcome = useRef<HTMLDivElement>(null);
  // The results are under the choices.
  useEffect(() => {
    if (batch.data) outcome.current?.scrollIntoView?.({ block: "start" });
  }, [batch.data]);
  if (prompts.error) return <ErrorNote error={prompts.error} onRetry={() => void prompts.refetch()} />;
  if (!prompts.data) return <Loading label="Loading the prompts" lines={6} />;
  if (prompts.data.length === 0) {
    return (
      <Panel>
        <EmptyState
          icon="list"
          title="There are no prompts yet"
          actions={
            <>
              <Link to="/prompts/new">Make one</Link>
              <Link to="/prompts/import">Import some</Link>
            </>
          }
        >
          What is made or imported here can be rehearsed together, for many users at once.
        </EmptyState>
      </Panel>
    );
  }
  const cells = cellsOf(draft, prompts.data);
  const whyNot = forbidden ?? notReady(draft, prompts.data);
  const start = async () => {
    const done = await batch.run(
      requestOf(
        draft,
        fields.map((f) => f.key),
      ),
    );
    if (done) keep(() => done);
  };
  return (
    <>
      <div className={styles.choices}>
        <Prompts prompts={prompts.data} draft={draft} change={change} />
        <Users draft={draft} change={change} />
        <Panel title="Interactions and form input">
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend does not wrap into the panel */}
          <div role="group" aria-label="Interactions" className={styles.stack}>
            {interactions.map((each) => (
              <Checkbox
                key={each}
                label={interactionWords[each].name}
                isSelected={draft.interactions.includes(each)}
                onChange={(on) =>
                  change((d) => ({
                    ...d,
                    interactions: interactions.filter((i) => (i === each ? on : d.interactions.includes(i))),
                  }))
                }
              />
            ))}
          </div>
          {fields.length > 0 && (
            <FormFields
              fields={fields}
              values={draft.form}
              error={batch.error}
              onChange={(form) => change((d) => ({ ...d, form }))}
            />
          )}
        </Panel>
      </div>
      {batch.isPending ? (
        <Panel>
          <Progress label="Rehearsing" progress={batch.progress} onCancel={batch.cancel} />
        </Panel>
      ) : (
        <div className={styles.bar}>
          <span className={styles.quiet}>
            {whyNot ??
              "Each begins from a fresh sandbox, so that none depends on another. Nothing leaves this machine."}
          </span>
          <Button variant="primary" icon="play" whyNot={whyNot} onPress={() => void start()}>
            {cells === 0 ? "Rehearse" : `Rehearse ${plural(cells, "time")}`}
          </Button>
        </div>
      )}
      {batch.error && <ErrorNote error={batch.error} />}
      <div ref={outcome} className={styles.outcome}>
        {result && result.left > 0 && (
          <Note tone="warn" title="It was cancelled">
            <p>{plural(result.left, "rehearsal was", "rehearsals were")} not made. What was done stays.</p>
          </Note>
        )}
        {result && result.cells.length > 0 && <Results batch={result} />}
      </div>
    </>
  );
}

interface ChoiceProps {
  draft: BatchDraft;
  change: (next: (draft: BatchDraft) => BatchDraft) => void;
}

function Prompts({ prompts, draft, change }: ChoiceProps & { prompts: PromptSummary[] }) {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const fitting = prompts.filter((p) =>
    `${p.name} ${p.id} ${p.segment ?? ""}`.toLowerCase().includes(wanted),
  );
  const pick = (p: PromptSummary): Pick => ({
    id: p.id,
    name: p.name,
    detail: interactions
      .flatMap((i) => (p.actions[i] ? [`${interactionWords[i].name} ${p.actions[i]}`] : []))
      .join(" · "),
  });
  const choose = (chosen: string[]) => change((d) => ({ ...d, prompts: chosen }));
  return (
    <Panel title="Prompts">
      <SearchField label="Find a prompt" value={search} onChange={setSearch} />
      <PickList
        key={wanted}
        label="Prompts"
        one="prompt"
        total={fitting.length}
        item={(index) => fitting[index] && pick(fitting[index])}
        chosen={draft.prompts}
        onChange={choose}
        onAll={() => choose([...new Set([...draft.prompts, ...fitting.map((p) => p.id)])])}
      />
    </Panel>
  );
}

const pickUsers = (page: UserPage) => ({
  rows: page.users.map(
    (u): Pick => ({
      id: u.id,
      name: u.name,
      detail: [u.id === u.name ? "" : u.id, u.note].filter(Boolean).join(" · "),
    }),
  ),
  total: page.total,
});

function Users({ draft, change }: ChoiceProps) {
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.trim());
  const users = useWindow("users.list", { search: wanted }, pickUsers);
  const all = useAllUsers(wanted);
  const choose = (chosen: string[]) => change((d) => ({ ...d, users: chosen }));
  const onAll = async () => {
    const ids = await all.ask();
    if (ids) change((d) => ({ ...d, users: [...new Set([...d.users, ...ids])] }));
  };
  const error = users.error ?? all.error;
  return (
    <Panel title="Users">
      <SearchField
        label="Find users"
        placeholder="Name, customer_id or a trait"
        value={search}
        onChange={setSearch}
      />
      {error && <ErrorNote error={error} onRetry={users.error ? users.retry : () => void onAll()} />}
      {users.isLoading && <Loading label="Loading test users" />}
      {users.total !== undefined && (
        <PickList
          key={wanted}
          label="Users"
          one="user"
          total={users.total}
          item={users.row}
          onRange={users.onRange}
          chosen={draft.users}
          onChange={choose}
          onAll={() => void onAll()}
          isGettingAll={all.isPending}
          whyNotAll={users.total > MOST ? "A batch is at most 2,000 rehearsals: search for fewer" : undefined}
        />
      )}
    </Panel>
  );
}

/** The ids of all users that a search finds, whether they were on screen or not. */
function useAllUsers(search: string) {
  const { host, app } = useSession();
  const client = useQueryClient();
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Failure>();
  const ask = async (): Promise<string[] | undefined> => {
    setPending(true);
    setError(undefined);
    try {
      const ids: string[] = [];
      for (;;) {
        const request = { search, start: ids.length, rows: 1_000 };
        const page = await client.fetchQuery(operationQuery(host, app, "users.list", request));
        ids.push(...page.users.map((u) => u.id));
        if (page.users.length === 0 || ids.length >= page.total) return ids;
      }
    } catch (thrown) {
      setError(asFailure(thrown));
      return undefined;
    } finally {
      setPending(false);
    }
  };
  return { ask, isPending, error };
}

/** What the chosen prompts ask for, each once by its key. */
function useFields(prompts: string[]): FormField[] {
  const { host, app } = useSession();
  const shown = useQueries({
    queries: prompts.map((id) => operationQuery(host, app, "prompts.show", { id })),
  });
  const fields = new Map<string, FormField>();
  for (const field of shown.flatMap(({ data }) => (data ? fieldsOf(data.prompt) : []))) {
    if (!fields.has(field.key)) fields.set(field.key, field);
  }
  return [...fields.values()];
}
