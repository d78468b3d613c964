// The editor of one prompt. What is typed is a draft; it is judged as it changes, and kept when it is saved.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useReducer, useRef, useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components/Tabs";
import {
  Button,
  cx,
  EmptyState,
  ErrorNote,
  Icon,
  IconButton,
  LeaveGuard,
  MenuButton,
  Panel,
  plural,
  RelativeTime,
  Screen,
  toast,
} from "../../../components";
import type { Does, Finding, Interaction, Prompt, PromptDetail } from "../../../host";
import { useChange, useOperation, useWhyNot } from "../../../query";
import { addAction, chainOf, emptyPrompt, nextId, placeOf, same } from "../draft";
import { interactionOf, interactions, interactionWords, kindWords } from "../words";
import { Back } from ".";
import { About } from "./about";
import { ActionPanel } from "./action-panel";
import { AddAction } from "./add-action";
import { Chain } from "./chain";
import { type Editing, EditingProvider, pathOf, useEditing } from "./context";
import styles from "./editor.module.css";
import { begin, step } from "./history";
import { RemovePrompt } from "./remove-prompt";
import { Conflict, SaveBar } from "./save-bar";
import { useJudged } from "./use-judged";
import { useUndoKeys } from "./use-undo-keys";

interface EditorProps {
  start: Prompt;
  /** What is kept; absent for one that was never saved. */
  detail?: PromptDetail;
}

const NONE: never[] = [];

export function Editor({ start, detail }: EditorProps) {
  const isNew = detail === undefined;
  const [history, take] = useReducer(step, start, begin);
  const draft = history.now;
  // What the draft was made from, and is saved over.
  const [base, setBase] = useState(detail ? { prompt: detail.prompt, revision: detail.revision } : undefined);
  const dirty = !same(draft, base?.prompt ?? emptyPrompt);
  const elsewhere = detail && base && detail.revision > base.revision ? detail : undefined;
  // Nothing is lost when nothing was changed here.
  useEffect(() => {
    if (!elsewhere || dirty) return;
    setBase(elsewhere);
    take({ type: "saved", prompt: elsewhere.prompt });
  }, [elsewhere, dirty]);

  const judged = useJudged(draft);
  // An untouched new prompt is empty, not wrong.
  const findings = isNew && !dirty ? NONE : (judged.findings ?? NONE);
  const locked = useWhyNot("prompts.save");
  const actions = useOperation("actions.list", {});
  const choices = useOperation("prompts.choices", {});
  const taken = useOperation("prompts.list", {}).data;
  const editing = useMemo<Editing>(
    () => ({
      prompt: draft,
      change: (next, about) => take({ type: "change", next, about }),
      findings,
      locked,
      actions: actions.data ?? NONE,
      traits: choices.data?.traits ?? NONE,
    }),
    [draft, findings, locked, actions.data, choices.data],
  );
  useUndoKeys(take);

  const save = useChange("prompts.save");
  const navigate = useNavigate();
  const [tab, setTab] = useTab(draft, isNew);
  const [selected, select] = useState<string>();
  const guard = useRef(false);
  guard.current = dirty;
  const onSave = async () => {
    const kept = await save.run({ prompt: draft, ...(base ? { revision: base.revision } : {}) });
    if (!kept) return;
    toast(`${kept.prompt.name} was saved`);
    setBase(kept);
    take({ type: "saved", prompt: kept.prompt });
    if (!isNew) return;
    guard.current = false;
    await navigate({
      to: "/prompts/$id",
      params: { id: kept.prompt.id },
      search: tab === "prompt" ? {} : { interaction: tab },
      replace: true,
    });
  };
  const show = (finding: Finding) => {
    setTab(finding.interaction ?? "prompt");
    if (finding.action) select(finding.action);
  };
  const [removing, setRemoving] = useState(false);
  const others = taken?.map((p) => p.id).filter((id) => id !== base?.prompt.id) ?? NONE;
  const loading = actions.error ?? choices.error;
  return (
    <EditingProvider value={editing}>
      <Screen
        title={draft.name || (isNew ? "New prompt" : draft.id)}
        lead={
          <span className={styles.lead}>
            <Back />
            {draft.id && <code>{draft.id}</code>}
            <span>{kindWords[draft.kind].name}</span>
            <span>{draft.segment ? `for ${draft.segment}` : "for everybody"}</span>
            {detail && (
              <span>
                saved <RelativeTime at={detail.changed_at} />
              </span>
            )}
          </span>
        }
        actions={
          <>
            <IconButton
              icon="undo-2"
              label="Undo (Ctrl Z)"
              isDisabled={history.past.length === 0}
              onPress={() => take({ type: "undo" })}
            />
            <IconButton
              icon="redo-2"
              label="Redo (Ctrl Shift Z)"
              isDisabled={history.future.length === 0}
              onPress={() => take({ type: "redo" })}
            />
            <RehearseButton id={base?.prompt.id} dirty={dirty} tab={tab} />
            {!isNew && (
              <MenuButton
                label="More for this prompt"
                groups={[
                  [
                    {
                      id: "duplicate",
                      label: "Duplicate",
                      icon: "copy",
                      isDisabled: locked !== undefined,
                      onAction: () =>
                        void navigate({ to: "/prompts/new", search: { from: base?.prompt.id ?? draft.id } }),
                    },
                  ],
                  [
                    {
                      id: "remove",
                      label: "Delete",
                      icon: "trash-2",
                      isDisabled: locked !== undefined,
                      onAction: () => setRemoving(true),
                    },
                  ],
                ]}
              />
            )}
          </>
        }
      >
        {elsewhere && dirty && (
          <Conflict
            name={draft.name || draft.id}
            onLoad={() => {
              save.reset();
              take({ type: "change", next: () => elsewhere.prompt });
              setBase(elsewhere);
            }}
            onKeep={() => {
              save.reset();
              setBase(elsewhere);
            }}
          />
        )}
        {loading && (
          <ErrorNote
            error={loading}
            onRetry={() => void Promise.all([actions.refetch(), choices.refetch()])}
          />
        )}
        <Tabs
          className={cx(styles.tabs)}
          selectedKey={tab}
          onSelectionChange={(key) => setTab(interactionOf(String(key)) ?? "prompt")}
        >
          <TabList className={cx(styles.tabList)} aria-label="Parts of the prompt">
            <PartTab id="prompt" name="Prompt" findings={findings.filter((f) => !f.interaction)} />
            {interactions.map((interaction) => (
              <PartTab
                key={interaction}
                id={interaction}
                name={interactionWords[interaction].name}
                count={chainOf(draft, interaction).length}
                findings={findings.filter((f) => f.interaction === interaction)}
              />
            ))}
          </TabList>
          <TabPanel id="prompt" className={cx(styles.panel)}>
            <About isNew={isNew} taken={others} />
          </TabPanel>
          {interactions.map((interaction) => (
            <TabPanel key={interaction} id={interaction} className={cx(styles.panel)}>
              <InteractionPart interaction={interaction} selected={selected} onSelect={select} />
            </TabPanel>
          ))}
        </Tabs>
        <SaveBar
          isNew={isNew}
          dirty={dirty}
          isJudging={judged.isJudging}
          judgeError={judged.error}
          isSaving={save.isPending}
          error={elsewhere ? undefined : save.error}
          onSave={() => void onSave()}
          onDiscard={() => base && take({ type: "change", next: () => base.prompt })}
          onShow={show}
        />
      </Screen>
      {base && removing && (
        <RemovePrompt
          prompt={base.prompt}
          onClose={() => setRemoving(false)}
          onRemoved={() => {
            guard.current = false;
          }}
        />
      )}
      <LeaveGuard
        asks={({ current, next }) => guard.current && current.pathname !== next.pathname}
        title={`Leave ${draft.name || "this prompt"} unsaved?`}
        confirmLabel="Leave without saving"
      >
        <p>What you changed since it was last saved is lost.</p>
      </LeaveGuard>
    </EditingProvider>
  );
}

type Part = Interaction | "prompt";

/** The part on screen is in the address, so that a link leads to it and one comes back to it. */
function useTab(draft: Prompt, isNew: boolean): [Part, (part: Part) => void] {
  const search = useSearch({ strict: false }) as { interaction?: string };
  const navigate = useNavigate();
  const [first] = useState<Part>(() =>
    isNew ? "prompt" : (interactions.find((i) => chainOf(draft, i).length > 0) ?? "prompt"),
  );
  const asked = search.interaction === "prompt" ? "prompt" : interactionOf(search.interaction);
  const setPart = (interaction: Part) =>
    void navigate({
      to: ".",
      search: (now: Record<string, unknown>) => ({ ...now, interaction }),
      replace: true,
    });
  return [asked ?? first, setPart];
}

interface PartTabProps {
  id: Part;
  name: string;
  count?: number;
  findings: Finding[];
}

function PartTab({ id, name, count, findings }: PartTabProps) {
  const grave = findings.some((f) => f.gravity !== "warning");
  return (
    <Tab id={id} className={cx(styles.tab)}>
      {name}
      {count !== undefined && count > 0 && <span className={styles.count}>{count}</span>}
      {findings.length > 0 && (
        <span className={grave ? styles.grave : styles.doubt}>
          <Icon name={grave ? "circle-alert" : "triangle-alert"} size={13} />
          <span className={styles.hidden}>{plural(findings.length, "finding")}</span>
        </span>
      )}
    </Tab>
  );
}

interface InteractionPartProps {
  interaction: Interaction;
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
}

/** The chain of an interaction, and the action of it that is selected. */
function InteractionPart({ interaction, selected, onSelect }: InteractionPartProps) {
  const { prompt, change, locked } = useEditing();
  const [adding, setAdding] = useState(false);
  const chain = chainOf(prompt, interaction);
  const place = selected === undefined ? undefined : placeOf(prompt, selected);
  const index = place?.interaction === interaction ? place.index : 0;
  const action = chain[index];
  const { name, meaning } = interactionWords[interaction];
  const add = (does: Does) => {
    const id = nextId(prompt);
    change((p) => addAction(p, interaction, id, does));
    onSelect(id);
    setAdding(false);
  };
  const button = (
    <Button icon="plus" whyNot={locked} onPress={() => setAdding(true)}>
      Add action
    </Button>
  );
  return (
    <>
      {action ? (
        <div className={styles.columns}>
          <Panel title={name} actions={button}>
            <p className={styles.quiet}>{meaning}</p>
            <Chain interaction={interaction} selected={action.id} onSelect={onSelect} />
          </Panel>
          <ActionPanel key={action.id} action={action} number={index + 1} at={pathOf(interaction, index)} />
        </div>
      ) : (
        <Panel title={name}>
          <EmptyState icon="mouse-pointer-click" title={`${name} triggers nothing`} actions={button}>
            {meaning} Add what should happen then: actions of your connectors, an e-mail, an SMS, a redirect.
            They run in order.
          </EmptyState>
        </Panel>
      )}
      {adding && <AddAction to={name} onAdd={add} onClose={() => setAdding(false)} />}
    </>
  );
}

function RehearseButton({ id, dirty, tab }: { id: string | undefined; dirty: boolean; tab: Part }) {
  const navigate = useNavigate();
  const whyNot = id === undefined || dirty ? "Save first: what is rehearsed is what is saved" : undefined;
  return (
    <Button
      icon="play"
      whyNot={whyNot}
      onPress={() =>
        id !== undefined &&
        void navigate({
          to: "/prompts/$id/rehearse",
          params: { id },
          search: tab === "prompt" ? {} : { interaction: tab },
        })
      }
    >
      Rehearse
    </Button>
  );
}
