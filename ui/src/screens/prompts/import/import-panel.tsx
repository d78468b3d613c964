// A document comes in: chosen or pasted, compared, and applied once its differences were seen.
import { useEffect, useRef, useState } from "react";
import {
  Button,
  ConfirmDialog,
  ErrorNote,
  Note,
  Panel,
  Progress,
  plural,
  TextField,
} from "../../../components";
import { asFailure, type Failure } from "../../../host";
import { useChange, useOperation, useSession, useWhyNot } from "../../../query";
import { Changes } from "./changes";
import { Excerpt, placeOf } from "./excerpt";
import styles from "./import.module.css";

/** What is compared: a text, and where it is from. */
interface Document {
  name: string;
  text: string;
}

export function ImportPanel() {
  const { host } = useSession();
  const [pasted, setPasted] = useState("");
  const [document, setDocument] = useState<Document | null>(null);
  const [failed, setFailed] = useState<Failure | undefined>(undefined);
  const comparison = useChange("prompts.compare_import", { cancelOnLeave: true });
  const change = useChange("prompts.import");
  const mayNotLook = useWhyNot("prompts.compare_import");

  const compare = (next: Document) => {
    setFailed(undefined);
    change.reset();
    setDocument(next);
    void comparison.run({ text: next.text });
  };
  const choose = async () => {
    try {
      const chosen = await host.chooseDocument();
      if (chosen) compare(chosen);
    } catch (thrown) {
      comparison.reset();
      change.reset();
      setFailed(asFailure(thrown));
    }
  };
  const leave = () => {
    comparison.reset();
    change.reset();
    setDocument(null);
  };
  const error = change.error ?? comparison.error ?? failed;
  const result = useRef<HTMLDivElement>(null);
  const isThere = error !== undefined || comparison.data !== undefined;
  // What came of it may be under the form.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what there is to see is what it waits for
  useEffect(() => {
    if (isThere) result.current?.scrollIntoView?.({ block: "nearest" });
  }, [isThere, error, comparison.data, change.data]);
  return (
    <>
      <Panel title="Import">
        <div className={styles.buttons}>
          <Button
            icon="folder-open"
            variant={document ? "secondary" : "primary"}
            whyNot={mayNotLook}
            onPress={() => void choose()}
          >
            Choose a file…
          </Button>
          <span className={styles.quiet}>
            It is compared first; nothing is changed until you apply it. What it does not name stays.
          </span>
        </div>
        <form
          className={styles.stack}
          onSubmit={(event) => {
            event.preventDefault();
            if (pasted.trim()) compare({ name: "the pasted text", text: pasted });
          }}
        >
          <TextField label="Or paste its text" value={pasted} onChange={setPasted} lines={4} mono />
          <div>
            <Button
              type="submit"
              icon="git-compare"
              whyNot={mayNotLook ?? (pasted.trim() ? undefined : "Paste a document first")}
            >
              Compare
            </Button>
          </div>
        </form>
      </Panel>
      <div ref={result} className={styles.result}>
        {comparison.isPending && (
          <Panel>
            <Progress label="Comparing" progress={comparison.progress} onCancel={comparison.cancel} />
          </Panel>
        )}
        {error && (
          <ErrorNote
            error={{ ...error, details: placeOf(error) ? undefined : error.details }}
            actions={
              document && change.error ? (
                <Button onPress={() => compare(document)}>Compare again</Button>
              ) : undefined
            }
          />
        )}
        {error && document && <Excerpt text={document.text} error={error} name={document.name} />}
        {document && comparison.data && !change.data && (
          <Preview
            document={document}
            preview={comparison.data}
            isPending={change.isPending}
            onApply={(seen) => void change.run({ text: document.text, seen })}
            onLeave={leave}
          />
        )}
        {change.data && (
          <Note
            tone="good"
            title={`Applied: ${plural(change.data.changes.length, "change")}`}
            actions={<Button onPress={leave}>Done</Button>}
          >
            <ul className={styles.applied}>
              {change.data.changes.map((each) => (
                <li key={`${each.what} ${each.id}`}>
                  {each.name}: {each.new ? "made" : "changed"}
                </li>
              ))}
            </ul>
            {change.data.warnings.map((warning) => (
              <p key={warning}>{warning}</p>
            ))}
          </Note>
        )}
      </div>
    </>
  );
}

interface PreviewProps {
  document: Document;
  preview: NonNullable<ReturnType<typeof useChange<"prompts.compare_import">>["data"]>;
  isPending: boolean;
  onApply: (seen: string) => void;
  onLeave: () => void;
}

function Preview({ document, preview, isPending, onApply, onLeave }: PreviewProps) {
  const { app } = useSession();
  const current = useOperation("apps.list", {}).data?.find((a) => a.id === app);
  const whyNot = useWhyNot("prompts.import");
  const [asking, setAsking] = useState(false);
  const { changes, same, warnings, seen } = preview;
  const label = `Apply ${plural(changes.length, "change")}`;
  const production = current?.environment === "production";
  return (
    <Panel
      title={`What ${document.name} would change`}
      actions={
        <>
          <Button onPress={onLeave}>Leave it</Button>
          {changes.length > 0 && (
            <Button
              variant={production ? "danger" : "primary"}
              icon="check"
              whyNot={whyNot}
              isPending={isPending}
              onPress={() => (production ? setAsking(true) : onApply(seen))}
            >
              {label}
            </Button>
          )}
        </>
      }
    >
      <p>
        {changes.length === 0
          ? `Nothing: ${same === 1 ? "the 1 thing in it is here already, just so" : `all ${same} things in it are here already, just so`}.`
          : `${summaryOf(changes)}.${same > 0 ? ` ${same} more ${same === 1 ? "is" : "are"} here already, just so.` : ""}`}
      </p>
      {warnings.length > 0 && (
        <Note tone="warn" title="To know first">
          <ul className={styles.applied}>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Note>
      )}
      {whyNot && changes.length > 0 && <p className={styles.quiet}>It cannot be applied: {whyNot}.</p>}
      <Changes changes={changes} />
      <ConfirmDialog
        title={`Apply this to ${current?.name ?? "production"}?`}
        isOpen={asking}
        onClose={() => setAsking(false)}
        confirmLabel={label}
        danger
        onConfirm={() => {
          setAsking(false);
          onApply(seen);
        }}
      >
        <p>
          It is in production: what these prompts trigger from now on happens to real people. All of it is
          applied, or nothing.
        </p>
      </ConfirmDialog>
    </Panel>
  );
}

/** "1 new prompt, 2 changed connectors" */
function summaryOf(changes: PreviewProps["preview"]["changes"]): string {
  const kinds = [
    ["prompt", true],
    ["prompt", false],
    ["connector", true],
    ["connector", false],
  ] as const;
  return kinds
    .flatMap(([what, isNew]) => {
      const n = changes.filter((c) => c.what === what && c.new === isNew).length;
      return n === 0 ? [] : [plural(n, `${isNew ? "new" : "changed"} ${what}`)];
    })
    .join(", ");
}
