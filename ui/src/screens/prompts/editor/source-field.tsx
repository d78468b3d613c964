// One parameter of a chain's action: fixed, from a trait of the subscriber, or from what they fill in.
import { useState } from "react";
import { Segments, Select, TextField } from "../../../components";
import { ParamField } from "../../../components/action-form";
import type { Param } from "../../../host";
import { SURVEY } from "../draft";
import { faultAt, useEditing } from "./context";
import styles from "./editor.module.css";
import { Doubts } from "./findings";
import { nameIn, placeholder, type Source, sourceOf } from "./source";
import { TraitField } from "./trait-field";

interface SourceFieldProps {
  connector: string;
  param: Param;
  value: string;
  /** Its place in the prompt. */
  at: string;
  onChange: (value: string) => void;
}

/** What the first source is called, by what the parameter takes. */
function fixedWord(param: Param): string {
  if (param.kind.type === "catalogue") return "Catalogue";
  return param.kind.type === "text" || param.kind.type === "json" ? "Text" : "Fixed";
}

export function SourceField({ connector, param, value, at, onChange }: SourceFieldProps) {
  const { prompt, findings, locked } = useEditing();
  // A source stays while one types in it, whatever the text looks like meanwhile; a value from elsewhere is read anew.
  const [own, setOwn] = useState({ source: begin(param, value), value });
  if (own.value !== value) setOwn({ source: begin(param, value), value });
  const { source } = own;
  const write = (next: string, from: Source = source) => {
    setOwn({ source: from, value: next });
    if (next !== value) onChange(next);
  };
  const error = faultAt(findings, at);
  const keys = formKeys(prompt.form, prompt.survey !== undefined);
  const switchTo = (to: Source) => {
    const [only] = keys;
    if (to === source) return;
    write(to === "form" && only && keys.length === 1 ? placeholder("form", only.value) : "", to);
  };
  return (
    <div className={styles.sourced}>
      <div className={styles.sourceRow}>
        <span className={styles.caption} aria-hidden="true">
          {param.label}
          {param.required && <span className={styles.required}> required</span>}
        </span>
        {locked === undefined && (
          <Segments<Source>
            label={`Where ${param.label} comes from`}
            options={[
              { value: "fixed", label: fixedWord(param) },
              { value: "trait", label: "Trait" },
              { value: "form", label: "Form field" },
              ...(source === "text" ? [{ value: "text" as const, label: "Mixed" }] : []),
            ]}
            value={source}
            onChange={switchTo}
          />
        )}
      </div>
      {source === "fixed" && (
        <ParamField
          connector={connector}
          param={param}
          value={value}
          error={error}
          hideLabel
          isDisabled={locked !== undefined}
          onChange={write}
        />
      )}
      {source === "trait" && (
        <TraitField
          label={`${param.label}: trait`}
          hideLabel
          value={nameIn(value)}
          error={error}
          onChange={(name) => write(placeholder("trait", name))}
        />
      )}
      {source === "form" && (
        <Select
          label={`${param.label}: form field`}
          hideLabel
          options={keys}
          placeholder={keys.length === 0 ? "The prompt has no form field" : "Choose a form field…"}
          help={keys.length === 0 ? "Add one under Prompt, Form fields." : undefined}
          value={nameIn(value) || null}
          error={error}
          isDisabled={locked !== undefined}
          onChange={(key) => write(placeholder("form", key))}
        />
      )}
      {source === "text" && (
        <TextField
          label={param.label}
          hideLabel
          value={value}
          error={error}
          help="%trait.NAME% and %form.KEY% are filled in."
          isDisabled={locked !== undefined}
          mono
          onChange={write}
        />
      )}
      <Doubts at={at} />
    </div>
  );
}

/** A text may hold anything as it is; where only some values fit, a mixed one is shown as the text that it is. */
function begin(param: Param, value: string): Source {
  const source = sourceOf(value);
  const takesText = ["text", "json", "catalogue", "decimal"].includes(param.kind.type);
  return source === "text" && takesText ? "fixed" : source;
}

/** What can be asked of the subscriber. */
function formKeys(form: { key: string; label: string }[], survey: boolean) {
  return [
    ...form.filter((f) => f.key !== "").map((f) => ({ value: f.key, label: f.key, detail: f.label })),
    ...(survey ? [{ value: SURVEY, label: SURVEY, detail: "The survey's answer" }] : []),
  ];
}
