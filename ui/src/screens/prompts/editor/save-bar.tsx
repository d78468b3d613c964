// Always in sight: what is wrong in all, and the way to keep or drop what was changed.
import { useState } from "react";
import { Button, ErrorNote, Icon, Note, plural, sentence } from "../../../components";
import type { Failure, Finding } from "../../../host";
import { gravityLooks, interactionWords } from "../words";
import { useEditing } from "./context";
import styles from "./editor.module.css";
import { FindingCounts } from "./findings";

interface SaveBarProps {
  isNew: boolean;
  dirty: boolean;
  /** The findings are of the draft as it was a moment ago. */
  isJudging: boolean;
  judgeError: Failure | undefined;
  isSaving: boolean;
  error: Failure | undefined;
  onSave: () => void;
  onDiscard: () => void;
  onShow: (finding: Finding) => void;
}

export function SaveBar(props: SaveBarProps) {
  const { findings, locked } = useEditing();
  const [open, setOpen] = useState(false);
  const errors = findings.filter((f) => f.gravity === "error");
  const [first] = errors;
  const whyNot =
    locked ??
    (!props.dirty
      ? "Nothing was changed"
      : first
        ? `${plural(errors.length, "error")} to mend first: ${sentence(first.message)}`
        : undefined);
  return (
    <section className={styles.bar} aria-label="Findings and saving">
      {props.error && <ErrorNote error={props.error} />}
      {props.judgeError && <ErrorNote error={props.judgeError} />}
      {open && findings.length > 0 && (
        <ul className={styles.all} aria-label="All findings">
          {findings.map((finding) => (
            <li key={`${finding.at} ${finding.message}`}>
              <button type="button" className={styles.goTo} onClick={() => props.onShow(finding)}>
                <Icon name={gravityLooks[finding.gravity].icon} size={14} />
                <span>
                  <strong>
                    {finding.interaction ? interactionWords[finding.interaction].name : "Prompt"}:
                  </strong>{" "}
                  {sentence(finding.message)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.barRow}>
        <span className={styles.sum}>
          {findings.length === 0 ? (
            <span className={styles.quiet}>
              {props.isJudging ? (
                "Checking…"
              ) : (
                <>
                  <Icon name="circle-check" size={14} /> Nothing to find fault with
                </>
              )}
            </span>
          ) : (
            <>
              <FindingCounts findings={findings} />
              <Button variant="quiet" onPress={() => setOpen(!open)} aria-expanded={open}>
                {open ? "Hide them" : "Show them"}
              </Button>
            </>
          )}
        </span>
        {locked && <span className={styles.quiet}>{sentence(locked)}</span>}
        {props.dirty && !locked && <span className={styles.quiet}>Unsaved changes</span>}
        {props.dirty && !props.isNew && (
          <Button onPress={props.onDiscard} whyNot={locked}>
            Discard
          </Button>
        )}
        <Button variant="primary" whyNot={whyNot} isPending={props.isSaving} onPress={props.onSave}>
          Save
        </Button>
      </div>
    </section>
  );
}

interface ConflictProps {
  name: string;
  onLoad: () => void;
  onKeep: () => void;
}

/** Somebody saved it while it was being edited here. */
export function Conflict({ name, onLoad, onKeep }: ConflictProps) {
  return (
    <Note
      tone="warn"
      title={`${name} was changed elsewhere since you opened it`}
      actions={
        <>
          <Button icon="refresh-cw" onPress={onLoad}>
            Load what is there now
          </Button>
          <Button onPress={onKeep}>Go on with mine, over it</Button>
        </>
      }
    >
      <p>
        Loading drops your changes here; undo brings them back. Going on with yours replaces what was changed
        elsewhere when you save.
      </p>
    </Note>
  );
}
