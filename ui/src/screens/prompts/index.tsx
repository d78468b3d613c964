// Prompts: what each interaction with one triggers. Here the list; the editor and the coverage have folders of their own.
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import {
  Badge,
  Button,
  EmptyState,
  ErrorNote,
  Icon,
  Loading,
  Panel,
  plural,
  RelativeTime,
  Screen,
  SearchField,
} from "../../components";
import type { PromptSummary } from "../../host";
import { useOperation, useWhyNot } from "../../query";
import styles from "./prompts.module.css";
import { Sections } from "./sections";
import { interactions, interactionWords, kindWords } from "./words";

export function PromptsScreen() {
  const { search = "" } = useSearch({ from: "/prompts" });
  const { data, error, refetch } = useOperation("prompts.list", {});
  const navigate = useNavigate();
  const wanted = useDeferredValue(search).trim().toLowerCase();
  const shown = data?.filter((p) =>
    `${p.name} ${p.id} ${p.segment ?? ""} ${kindWords[p.kind].name}`.toLowerCase().includes(wanted),
  );
  return (
    <Screen title="Prompts" lead={<Sections />} actions={data && data.length > 0 && <NewPrompt />}>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && (
        <Panel>
          <Loading label="Loading the prompts" lines={5} />
        </Panel>
      )}
      {data?.length === 0 && <NoPrompts />}
      {data && data.length > 0 && shown && (
        <>
          <div className={styles.search}>
            <SearchField
              label="Search prompts"
              placeholder="Name, id, kind or segment"
              value={search}
              onChange={(text) => void navigate({ to: "/prompts", search: { search: text }, replace: true })}
            />
            <span className={styles.quiet}>
              {shown.length === data.length
                ? plural(data.length, "prompt")
                : `${shown.length} of ${plural(data.length, "prompt")}`}
            </span>
          </div>
          <Panel flush>
            {shown.length === 0 ? (
              <EmptyState
                icon="search"
                title={`No prompt fits “${search.trim()}”`}
                actions={
                  <Button onPress={() => void navigate({ to: "/prompts", search: {}, replace: true })}>
                    Show all
                  </Button>
                }
              />
            ) : (
              <ul aria-label="Prompts" className={styles.list}>
                {shown.map((prompt) => (
                  <PromptRow key={prompt.id} prompt={prompt} />
                ))}
              </ul>
            )}
          </Panel>
        </>
      )}
    </Screen>
  );
}

function NewPrompt({ primary = true }: { primary?: boolean }) {
  const whyNot = useWhyNot("prompts.save");
  const navigate = useNavigate();
  return (
    <Button
      icon="plus"
      variant={primary ? "primary" : "secondary"}
      whyNot={whyNot}
      onPress={() => void navigate({ to: "/prompts/new" })}
    >
      New prompt
    </Button>
  );
}

function NoPrompts() {
  const navigate = useNavigate();
  return (
    <Panel>
      <EmptyState
        icon="mouse-pointer-click"
        title="There is no prompt yet"
        actions={
          <>
            <NewPrompt />
            <Button icon="upload" onPress={() => void navigate({ to: "/prompts/import" })}>
              Import
            </Button>
          </>
        }
      >
        A prompt is what a subscriber sees in your product, such as an offer to stay. For each way to answer
        it, accept, decline, dismiss and so on, you say here which actions of your connectors it triggers, and
        rehearse them before anyone sees it.
      </EmptyState>
    </Panel>
  );
}

function PromptRow({ prompt }: { prompt: PromptSummary }) {
  return (
    <li>
      <Link to="/prompts/$id" params={{ id: prompt.id }} className={styles.row}>
        <span className={styles.what}>
          <span className={styles.name}>{prompt.name}</span>
          <span className={styles.detail}>
            <code>{prompt.id}</code>
            <span>{kindWords[prompt.kind].name}</span>
            <span>{prompt.segment ? `for ${prompt.segment}` : "for everybody"}</span>
            <span>
              changed <RelativeTime at={prompt.changed_at} />
            </span>
          </span>
          {(prompt.broken > 0 || prompt.warnings > 0) && (
            <span className={styles.badges}>
              {prompt.broken > 0 && <Badge tone="bad" icon="circle-alert">{`${prompt.broken} broken`}</Badge>}
              {prompt.warnings > 0 && (
                <Badge tone="warn" icon="triangle-alert">
                  {plural(prompt.warnings, "warning")}
                </Badge>
              )}
            </span>
          )}
        </span>
        <Counts prompt={prompt} />
        <Icon name="chevron-right" size={14} className={styles.arrow} />
      </Link>
    </li>
  );
}

/** How many actions each interaction triggers. */
function Counts({ prompt }: { prompt: PromptSummary }) {
  return (
    <span className={styles.counts}>
      {interactions.map((interaction) => {
        const n = prompt.actions[interaction] ?? 0;
        return (
          <span key={interaction} className={styles.count} data-none={n === 0 || undefined}>
            <span className={styles.countOf}>{interactionWords[interaction].name}</span>
            <span>{n === 0 ? "–" : n}</span>
          </span>
        );
      })}
    </span>
  );
}
