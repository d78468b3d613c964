import { useState } from "react";
import type { Failure, Trait } from "../../host";
import { Badge, Button, failureText, IconButton, TextField } from "..";
import { has } from "./whom";
import styles from "./whom.module.css";

interface TraitsProps {
  traits: Record<string, string>;
  /** One of each group is needed. */
  requires: string[][];
  /** What is said when none is. */
  none: string;
  /** Known traits with their labels. */
  known: Trait[];
  error: Failure | undefined;
  onChange: (key: string, value: string) => void;
}

/** Those that the action needs, with what is missing; the others folded away. All of them can be changed for this test. */
export function Traits({ traits, requires, none, known, error, onChange }: TraitsProps) {
  const shown = new Set(requires.flat());
  const others = Object.keys(traits).filter((key) => !shown.has(key));
  const label = (key: string) => known.find((t) => t.key === key)?.label;
  const field = (key: string) => (
    <div key={key} className={styles.trait}>
      <code className={styles.traitKey} title={label(key)} aria-hidden="true">
        {key}
      </code>
      <TextField
        label={key}
        hideLabel
        value={traits[key] ?? ""}
        onChange={(value) => onChange(key, value)}
        error={error?.field === key ? failureText(error) : undefined}
        mono
      />
    </div>
  );
  return (
    <div className={styles.traits}>
      {requires.length === 0 && <p className={styles.quiet}>{none}</p>}
      {requires.map((group) => {
        const present = group.some((key) => has(traits, key));
        return (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend does not wrap into a row
          <div
            key={group.join()}
            role="group"
            aria-label={`Needed: ${group.join(" or ")}`}
            className={styles.group}
          >
            <p className={styles.needed}>
              <span>Needed: {group.length > 1 ? "one of these" : "this trait"}</span>
              <Badge tone={present ? "good" : "bad"} icon={present ? "circle-check" : "circle-x"}>
                {present ? "present" : "missing"}
              </Badge>
            </p>
            {group.map(field)}
          </div>
        );
      })}
      <details className={styles.fold}>
        <summary>{others.length === 0 ? "Other traits" : `Other traits (${others.length})`}</summary>
        <div className={styles.others}>
          {others.map((key) => (
            <div key={key} className={styles.other}>
              {field(key)}
              <IconButton icon="x" label={`Leave out ${key}`} onPress={() => onChange(key, "")} />
            </div>
          ))}
          <AddTrait onAdd={onChange} />
        </div>
      </details>
    </div>
  );
}

function AddTrait({ onAdd }: { onAdd: (key: string, value: string) => void }) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  return (
    <form
      className={styles.addTrait}
      onSubmit={(event) => {
        event.preventDefault();
        if (!key.trim() || !value.trim()) return;
        onAdd(key.trim(), value);
        setKey("");
        setValue("");
      }}
    >
      <TextField label="Trait" value={key} onChange={setKey} placeholder="email_address" mono />
      <TextField label="Value" value={value} onChange={setValue} mono />
      <Button
        type="submit"
        icon="plus"
        whyNot={key.trim() && value.trim() ? undefined : "Fill in the trait and its value"}
      >
        Add
      </Button>
    </form>
  );
}
