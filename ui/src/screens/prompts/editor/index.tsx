// One prompt: a new one, or one that is there, loaded before it is edited.
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { ErrorNote, Icon, Loading, Panel, Screen } from "../../../components";
import type { Failure, Prompt } from "../../../host";
import { useOperation } from "../../../query";
import { emptyPrompt, suggestId } from "../draft";
import { Editor } from "./editor";
import styles from "./editor.module.css";

export function PromptScreen() {
  const { id } = useParams({ from: "/prompts/$id" });
  const { data, error, refetch } = useOperation("prompts.show", { id });
  if (!data) return <NotYet title={id} error={error ?? undefined} onRetry={() => void refetch()} />;
  return <Editor key={id} start={data.prompt} detail={data} />;
}

export function NewPromptScreen() {
  const { from } = useSearch({ from: "/prompts/new" });
  const list = useOperation("prompts.list", {});
  const source = useOperation("prompts.show", { id: from ?? "" }, { enabled: from !== undefined });
  const error = list.error ?? source.error;
  if (!list.data || (from !== undefined && !source.data)) {
    const retry = () => void Promise.all([list.refetch(), ...(from ? [source.refetch()] : [])]);
    return <NotYet title="New prompt" error={error ?? undefined} onRetry={retry} />;
  }
  const taken = list.data.map((p) => p.id);
  const start = source.data ? copyOf(source.data.prompt, taken) : emptyPrompt;
  return <Editor key={from ?? ""} start={start} />;
}

function copyOf(prompt: Prompt, taken: string[]): Prompt {
  const name = `${prompt.name} (copy)`;
  return { ...structuredClone(prompt), name, id: suggestId(name, taken) };
}

function NotYet({
  title,
  error,
  onRetry,
}: {
  title: string;
  error: Failure | undefined;
  onRetry: () => void;
}) {
  return (
    <Screen title={title} lead={<Back />}>
      {error ? (
        <ErrorNote
          error={error}
          {...(error.code === "not_found" ? {} : { onRetry })}
          actions={<Link to="/prompts">All prompts</Link>}
        />
      ) : (
        <Panel>
          <Loading label={`Loading ${title}`} lines={6} />
        </Panel>
      )}
    </Screen>
  );
}

export function Back() {
  return (
    <Link to="/prompts" className={styles.back}>
      <Icon name="chevron-left" size={13} />
      Prompts
    </Link>
  );
}
