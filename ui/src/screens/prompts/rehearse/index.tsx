// Rehearse: whom, what they do and fill in; then the chain as a timeline, run action by action.
import { useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import { Button, ErrorNote, Icon, Loading, Screen } from "../../../components";
import beside from "../../../components/plan/beside.module.css";
import { UserPanel } from "../../../components/whom/user-panel";
import { filled, withUser } from "../../../components/whom/whom";
import type { ActionView, Failure, Prompt } from "../../../host";
import { useChange, useKept, useOperation, useWhyNot } from "../../../query";
import { interactionOf, interactionWords } from "../words";
import { chainOf, type Draft, emptyDraft, fieldsOf, notReady, requestOf, signature } from "./draft";
import { InteractionPanel } from "./interaction-panel";
import { PromptLead } from "./lead";
import { ResultPanel } from "./result-panel";
import { isBegun } from "./states";
import { useRehearsal } from "./use-rehearsal";

export function RehearseScreen() {
  const { id } = useParams({ from: "/prompts/$id/rehearse" });
  const { data, error, refetch } = useOperation("prompts.show", { id });
  if (error) {
    return (
      <Screen title="Rehearse">
        <ErrorNote error={error} onRetry={error.code === "not_found" ? undefined : () => void refetch()} />
      </Screen>
    );
  }
  if (!data) {
    return (
      <Screen title="Rehearse">
        <Loading label="Loading the prompt" lines={6} />
      </Screen>
    );
  }
  return <Rehearse key={id} prompt={data.prompt} />;
}

function Rehearse({ prompt }: { prompt: Prompt }) {
  const [draft, change] = useKept<Draft>(`rehearse ${prompt.id}`, emptyDraft);
  const actions = useOperation("actions.list", {}).data ?? [];
  const find = useChange("users.find", { cancelOnLeave: true });
  const state = useRehearsal();
  const planned = useRef<string | null>(null);
  const forbidden = useWhyNot("prompts.plan");
  const result = useRef<HTMLDivElement>(null);

  const { run: findUser } = find;
  const lookUp = useCallback(
    async (id: string) => {
      const user = await findUser({ id });
      if (user) change((now) => withUser(now, user));
    },
    [findUser, change],
  );
  useArrival(prompt, change, lookUp);

  const { rehearsal, phase, error } = state;
  const makePlan = () => {
    planned.current = signature(prompt, draft);
    state.plan(requestOf(prompt, draft));
  };
  const startOver = () => {
    planned.current = null;
    state.forget();
  };
  const stale = planned.current !== null && planned.current !== signature(prompt, draft);
  const begun = rehearsal !== undefined && (isBegun(rehearsal) || phase === "running" || phase === "done");
  const whyNot = forbidden ?? notReady(prompt, draft);
  const requires = requiresOf(prompt, draft, actions);

  // On a narrow window the timeline is under the form.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what there is to see is what it waits for
  useEffect(() => {
    if (phase === "none" && !error) return;
    result.current?.scrollTo?.(0, 0);
    result.current?.scrollIntoView?.({ block: "start" });
  }, [phase === "planning", begun, phase === "done", error === undefined]);

  return (
    <Screen
      fill
      title={`Rehearse ${prompt.name}`}
      lead={<PromptLead prompt={prompt.id}>Planning changes nothing; running does.</PromptLead>}
    >
      <div className={beside.layout} data-folded={begun || undefined}>
        {begun ? (
          <Asked draft={draft} prompt={prompt} />
        ) : (
          <div className={beside.form}>
            <div className={beside.inputs}>
              <UserPanel
                whom={draft}
                change={change}
                requires={requires}
                none={
                  draft.interaction
                    ? "This chain needs no trait."
                    : "Choose an interaction to see which traits its chain needs."
                }
                known={[]}
                find={find}
                onFind={lookUp}
                error={about(error, (field) => field in draft.traits || requires.flat().includes(field))}
              />
              <InteractionPanel
                prompt={prompt}
                interaction={draft.interaction}
                form={draft.form}
                error={about(error, (field) => field.startsWith("form."))}
                onInteraction={(interaction) => change((d) => ({ ...d, interaction }))}
                onForm={(form) => change((d) => ({ ...d, form }))}
              />
            </div>
            <div className={beside.planBar}>
              <Button
                variant={rehearsal ? "secondary" : "primary"}
                icon="list"
                whyNot={whyNot}
                isDisabled={phase === "planning"}
                onPress={makePlan}
              >
                {rehearsal ? "Plan the chain again" : "Plan the chain"}
              </Button>
              <span className={beside.quiet}>
                {whyNot ?? (
                  <>
                    <Icon name="info" size={13} /> Looks things up at the vendors; changes nothing.
                  </>
                )}
              </span>
            </div>
          </div>
        )}
        <div ref={result} className={beside.result}>
          <ResultPanel
            prompt={prompt}
            state={state}
            stale={stale}
            whyNot={whyNot}
            onPlan={makePlan}
            onChange={startOver}
          />
        </div>
      </div>
    </Screen>
  );
}

/** Takes over what the address asks for, once: going back must not undo what was chosen since. */
function useArrival(
  prompt: Prompt,
  change: (next: (draft: Draft) => Draft) => void,
  lookUp: (id: string) => void,
) {
  const { interaction, user } = useSearch({ from: "/prompts/$id/rehearse" });
  const arrived = useRef(false);
  useEffect(() => {
    if (arrived.current) return;
    arrived.current = true;
    const usual = Object.keys(prompt.interactions)
      .map(interactionOf)
      .find((i) => chainOf(prompt, i ?? null).length > 0);
    change((draft) => ({
      ...(user !== undefined && draft.user?.id !== user ? withUser(draft, null) : draft),
      interaction: interactionOf(interaction) ?? draft.interaction ?? usual ?? null,
    }));
    if (user !== undefined) lookUp(user);
  }, [prompt, interaction, user, change, lookUp]);
}

/** What the actions of the chain need that run for everybody: one trait of each group. */
function requiresOf(prompt: Prompt, draft: Draft, actions: ActionView[]): string[][] {
  const groups = chainOf(prompt, draft.interaction).flatMap(({ does, only_if: condition }) => {
    if (condition) return [];
    const texts = "action" in does ? Object.values(does.action.params) : [does.redirect.url];
    const named = texts.flatMap((text) => [...text.matchAll(/%trait\.([^%]+)%/g)].map((m) => [m[1] ?? ""]));
    if (!("action" in does)) return named;
    const { connector, action } = does.action;
    return [...(actions.find((a) => a.connector === connector && a.id === action)?.requires ?? []), ...named];
  });
  // Whoever has a trait of the narrower group has one of the wider, too.
  const implied = (wide: string[], at: number) =>
    groups.some(
      (g, i) => i !== at && g.every((key) => wide.includes(key)) && (g.length < wide.length || i < at),
    );
  return groups.filter((group, at) => !implied(group, at));
}

/** The part of an error that belongs to a field of the form. */
function about(error: Failure | undefined, isMine: (field: string) => boolean): Failure | undefined {
  return error?.field !== undefined && isMine(error.field) ? error : undefined;
}

/** What is rehearsed, when the form has made room for the timeline. */
function Asked({ draft, prompt }: { draft: Draft; prompt: Prompt }) {
  const keys = fieldsOf(prompt).map((f) => f.key);
  return (
    <div className={beside.about}>
      <Icon name="flask-conical" />
      <strong>{draft.interaction && interactionWords[draft.interaction].name}</strong>
      <span>by {draft.user?.name ?? "typed traits"}</span>
      {Object.entries(filled(draft.form))
        .filter(([key]) => keys.includes(key))
        .map(([key, value]) => (
          <span key={key}>
            {key} <code>{value}</code>
          </span>
        ))}
    </div>
  );
}
