import { Button, ErrorNote, IconButton, Note, Progress, plural, StatusBadge } from "../../../components";
import type { SourceView } from "../../../host";
import { readable } from "../readable";
import { OpenPulled } from "./open-pulled";
import styles from "./sources.module.css";
import type { usePull } from "./use-pull";
import { fileName } from "./words";

/** A pull under way, or how the last one ended. */
export function PullState({
  source,
  pulling: { pull, start, cancel, reset },
}: {
  source: SourceView;
  pulling: ReturnType<typeof usePull>;
}) {
  const dismiss = <IconButton icon="x" label="Dismiss" onPress={reset} />;
  if (!pull) {
    return source.pulling ? (
      <Note tone="info" title="A pull of this source is under way elsewhere">
        <p>Another window, or the command line, downloads from it now. What it brings appears here.</p>
      </Note>
    ) : null;
  }
  const { isPending, request, progress, reply, error, stopped } = pull;
  if (isPending) {
    return <Progress label={`Pulling from ${source.name}`} progress={readable(progress)} onCancel={cancel} />;
  }
  if (error) return <ErrorNote error={error} onRetry={() => void start(request)} actions={dismiss} />;
  if (stopped) {
    return (
      <Note
        tone="info"
        title="The pull was stopped"
        actions={
          <>
            <Button onPress={() => void start(request)}>Resume</Button>
            {dismiss}
          </>
        }
      >
        <p>What was downloaded so far is kept; Resume goes on from there.</p>
      </Note>
    );
  }
  if (!reply) return null;
  const { pull: file } = reply;
  const good = file.verdict !== "invalid" && !file.error && file.broken.length === 0;
  return (
    <Note
      tone={good ? "good" : "warn"}
      title={
        reply.pulled
          ? `${fileName(file.key)} was pulled`
          : `Nothing new: ${fileName(file.key)} is here already`
      }
      actions={
        <>
          <OpenPulled pull={file} />
          {dismiss}
        </>
      }
    >
      <p className={styles.facts}>
        {file.verdict && <StatusBadge exportVerdict={file.verdict} />}
        {file.rows !== undefined && <span>{plural(file.rows, "record")}</span>}
        {file.error && <span>It could not be examined: {file.error.message}.</span>}
        {reply.removed > 0 && <span>{plural(reply.removed, "older file")} made room.</span>}
      </p>
    </Note>
  );
}
