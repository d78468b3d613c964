// The prompt itself: what it is called, how and to whom it is shown, what it asks.
import { useState } from "react";
import { Button, Checkbox, IconButton, Panel, Select, TextField } from "../../../components";
import type { FieldKind, FormField, PromptKind } from "../../../host";
import { moved, newField, suggestId, suggestKey } from "../draft";
import { kindWords } from "../words";
import { faultAt, findingsAt, useEditing } from "./context";
import styles from "./editor.module.css";
import { Doubts, FindingList } from "./findings";

interface AboutProps {
  /** It was never saved: its id can still be chosen. */
  isNew: boolean;
  /** Ids of the app's other prompts. */
  taken: string[];
}

export function About({ isNew, taken }: AboutProps) {
  return (
    <div className={styles.parts}>
      <Names isNew={isNew} taken={taken} />
      <FormFields />
      <SurveyFields />
    </div>
  );
}

function Names({ isNew, taken }: AboutProps) {
  const { prompt, change, findings, locked } = useEditing();
  // The id follows the name until it is typed by hand.
  const follows = isNew && (prompt.id === "" || prompt.id === suggestId(prompt.name, taken));
  const isDisabled = locked !== undefined;
  return (
    <Panel title="Prompt">
      <div className={styles.fields}>
        <TextField
          label="Name"
          isRequired
          value={prompt.name}
          isDisabled={isDisabled}
          autoFocus={isNew && prompt.name === ""}
          error={faultAt(findings, "/name")}
          onChange={(name) =>
            change((p) => ({ ...p, name, ...(follows ? { id: suggestId(name, taken) } : {}) }), "name")
          }
        />
        <TextField
          label="Id"
          isRequired
          value={prompt.id}
          isDisabled={isDisabled || !isNew}
          error={faultAt(findings, "/id")}
          help={
            isNew
              ? "Names it in files and on the command line. It stays once the prompt is saved."
              : "It was fixed when the prompt was first saved."
          }
          mono
          onChange={(id) => change((p) => ({ ...p, id }), "id")}
        />
        <Select
          label="Kind"
          options={Object.entries(kindWords).map(([value, { name, meaning }]) => ({
            value,
            label: name,
            detail: meaning,
          }))}
          value={prompt.kind}
          isDisabled={isDisabled}
          error={faultAt(findings, "/kind")}
          help={kindWords[prompt.kind].meaning}
          onChange={(kind) => change((p) => ({ ...p, kind: kind as PromptKind }))}
        />
        <TextField
          label="Segment"
          value={prompt.segment ?? ""}
          isDisabled={isDisabled}
          error={faultAt(findings, "/segment")}
          help="Whom it is shown to, as your engagement platform calls it. Empty: everybody."
          onChange={(segment) =>
            change(({ segment: _, ...p }) => (segment === "" ? p : { ...p, segment }), "segment")
          }
        />
      </div>
      <Doubts at="/kind" />
      <Doubts at="/segment" />
    </Panel>
  );
}

const fieldKinds: { value: FieldKind; label: string }[] = [
  { value: "text", label: "Text" },
  { value: "email", label: "E-mail address" },
  { value: "phone", label: "Phone number" },
  { value: "number", label: "Number" },
  { value: "choice", label: "Choice" },
  { value: "checkbox", label: "Checkbox" },
];

function FormFields() {
  const { prompt, change, locked } = useEditing();
  return (
    <Panel
      title="Form fields"
      actions={
        <Button
          icon="plus"
          whyNot={locked}
          onPress={() => change((p) => ({ ...p, form: [...p.form, newField(p)] }))}
        >
          Add field
        </Button>
      }
    >
      {prompt.form.length === 0 ? (
        <p className={styles.quiet}>
          What the subscriber can fill in before they answer. Actions take it as <code>%form.KEY%</code>.
        </p>
      ) : (
        <ol className={styles.formFields} aria-label="Form fields">
          {prompt.form.map((field, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: while it is typed, a key names nothing yet
            <FormFieldRow key={index} field={field} index={index} last={prompt.form.length - 1} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function FormFieldRow({ field, index, last }: { field: FormField; index: number; last: number }) {
  const { prompt, change, findings, locked } = useEditing();
  const isDisabled = locked !== undefined;
  const at = `/form/${index}`;
  const set = (next: FormField, about?: string) =>
    change(
      (p) => ({ ...p, form: p.form.map((f, i) => (i === index ? next : f)) }),
      about && `${at} ${about}`,
    );
  const others = prompt.form.filter((_, i) => i !== index).map((f) => f.key);
  // As with the prompt's id: the key follows the label until it is typed by hand.
  const follows = /^field(_\d+)?$/.test(field.key) || field.key === suggestKey(field.label, others);
  const label = (text: string) => {
    const key = suggestKey(text, others);
    set({ ...field, label: text, ...(follows && key ? { key } : {}) }, "label");
  };
  const name = field.label || field.key || `field ${index + 1}`;
  return (
    <li className={styles.formField}>
      <div className={styles.formGrid}>
        <TextField
          label="Label"
          value={field.label}
          isDisabled={isDisabled}
          placeholder="Why are you leaving?"
          error={faultAt(findings, `${at}/label`)}
          onChange={label}
        />
        <TextField
          label="Key"
          value={field.key}
          isDisabled={isDisabled}
          error={faultAt(findings, `${at}/key`)}
          mono
          onChange={(key) => set({ ...field, key }, "key")}
        />
        <Select
          label="Takes"
          options={fieldKinds}
          value={field.kind}
          isDisabled={isDisabled}
          onChange={(kind) => {
            const { choices, ...rest } = field;
            const kept = kind === "choice" ? { choices: choices ?? [] } : {};
            set({ ...rest, kind: kind as FieldKind, ...kept });
          }}
        />
        {field.kind === "choice" && (
          <div className={styles.wideField}>
            <Lines
              label="Choices, one in a line"
              lines={field.choices ?? []}
              isDisabled={isDisabled}
              error={faultAt(findings, `${at}/choices`)}
              onChange={(choices) => set({ ...field, choices }, "choices")}
            />
          </div>
        )}
        <Checkbox
          label="Required"
          isSelected={field.required}
          isDisabled={isDisabled}
          onChange={(required) => set({ ...field, required })}
        />
      </div>
      <FindingList
        findings={findingsAt(findings, at, `${at}/key`, `${at}/label`, `${at}/choices`).filter(
          (f) => f.gravity === "warning",
        )}
      />
      {!isDisabled && (
        <span className={styles.tools}>
          <IconButton
            icon="arrow-up"
            label={`Move ${name} up`}
            isDisabled={index === 0}
            onPress={() => change((p) => ({ ...p, form: moved(p.form, index, index - 1) }))}
          />
          <IconButton
            icon="arrow-down"
            label={`Move ${name} down`}
            isDisabled={index === last}
            onPress={() => change((p) => ({ ...p, form: moved(p.form, index, index + 1) }))}
          />
          <IconButton
            icon="trash-2"
            label={`Remove ${name}`}
            onPress={() => change((p) => ({ ...p, form: p.form.filter((_, i) => i !== index) }))}
          />
        </span>
      )}
    </li>
  );
}

function SurveyFields() {
  const { prompt, change, findings, locked } = useEditing();
  const { survey } = prompt;
  const isDisabled = locked !== undefined;
  return (
    <Panel
      title="Survey"
      actions={
        survey ? (
          <Button
            icon="trash-2"
            variant="quiet"
            whyNot={locked}
            onPress={() => change(({ survey: _, ...p }) => p)}
          >
            Remove survey
          </Button>
        ) : (
          <Button
            icon="plus"
            whyNot={locked}
            onPress={() => change((p) => ({ ...p, survey: { question: "", answers: [] } }))}
          >
            Add survey
          </Button>
        )
      }
    >
      {survey ? (
        <>
          <TextField
            label="Question"
            value={survey.question}
            isDisabled={isDisabled}
            error={faultAt(findings, "/survey/question")}
            onChange={(question) => change((p) => ({ ...p, survey: { ...survey, question } }), "question")}
          />
          <Lines
            label="Answers, one in a line"
            lines={survey.answers}
            isDisabled={isDisabled}
            error={faultAt(findings, "/survey/answers")}
            onChange={(answers) => change((p) => ({ ...p, survey: { ...survey, answers } }), "answers")}
          />
        </>
      ) : (
        <p className={styles.quiet}>
          One question with answers to choose from. Actions take the answer as <code>%form.survey%</code>.
        </p>
      )}
    </Panel>
  );
}

interface LinesProps {
  label: string;
  lines: string[];
  isDisabled: boolean;
  error: string | undefined;
  onChange: (lines: string[]) => void;
}

/** A list as text: empty lines are left out of it, not out of what is being typed. */
function Lines({ label, lines, isDisabled, error, onChange }: LinesProps) {
  const read = (text: string) => text.split("\n").filter((line) => line.trim() !== "");
  const [text, setText] = useState(lines.join("\n"));
  // What comes from elsewhere, such as an undo, replaces what was typed.
  const shown = read(text).join("\n") === lines.join("\n") ? text : lines.join("\n");
  return (
    <TextField
      label={label}
      value={shown}
      isDisabled={isDisabled}
      error={error}
      lines={4}
      onChange={(typed) => {
        setText(typed);
        onChange(read(typed));
      }}
    />
  );
}
