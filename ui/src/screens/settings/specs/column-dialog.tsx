import { useState } from "react";
import { Checkbox, NumberField, Select, TextField } from "../../../components";
import type { Column, DateFormat, Empty, Rule, Severity, TraitSpec } from "../../../host";
import { useChange } from "../../../query";
import { FormDialog } from "../app-dialogs";
import {
  dateFormats,
  ruleOf,
  ruleTypes,
  severityOf,
  titleOf,
  valuesOf,
  withSeverity,
  withValues,
} from "./words";

interface ColumnDialogProps {
  spec: TraitSpec;
  column: Column;
  onClose: () => void;
}

const severities = [
  { value: "error", label: "An error", detail: "The file should not be used" },
  { value: "warning", label: "A warning", detail: "The file can be used, and somebody should look" },
];

/** What a column of the app's own spec asks of its cells. */
export function ColumnDialog({ spec, column, onClose }: ColumnDialogProps) {
  const save = useChange("specs.save");
  const [draft, setDraft] = useState(column);
  const [values, setValues] = useState((valuesOf(column.rule) ?? []).join("\n"));
  const [inKey, setInKey] = useState(spec.key.includes(column.name));
  const { rule, empty } = draft;
  const severity = severityOf(rule);
  const set = (change: Partial<Column>) => setDraft({ ...draft, ...change });
  const lines = valuesOf(rule) === undefined ? undefined : values.split("\n").filter((line) => line !== "");
  return (
    <FormDialog
      title={titleOf(column)}
      save="Save"
      isPending={save.isPending}
      error={save.error}
      fields={[]}
      onClose={onClose}
      onSave={async () => {
        const changed: Column = {
          ...draft,
          header: draft.header || null,
          rule: lines === undefined ? rule : withValues(rule, [...new Set(lines)]),
          daily: draft.daily && rule.type === "date",
        };
        const saved = await save.run({
          spec: {
            ...spec,
            columns: spec.columns.map((c) => (c.name === column.name ? changed : c)),
            key: inKey
              ? spec.columns.map((c) => c.name).filter((n) => n === column.name || spec.key.includes(n))
              : spec.key.filter((n) => n !== column.name),
          },
        });
        if (saved) onClose();
      }}
    >
      <TextField
        label="The file's header calls it"
        value={draft.header ?? ""}
        onChange={(header) => set({ header })}
        placeholder={column.name}
        help={`Empty: ${column.name}, its name in this spec.`}
        mono
      />
      <Select
        label="An empty cell"
        options={[
          { value: "allowed", label: "Is nothing to tell" },
          { value: "error", label: "Is an error" },
          { value: "warning", label: "Is a warning" },
        ]}
        value={empty === "allowed" ? "allowed" : empty.required}
        onChange={(value) =>
          set({ empty: (value === "allowed" ? value : { required: value as Severity }) satisfies Empty })
        }
      />
      <Select
        label="A filled cell holds"
        options={ruleTypes}
        value={rule.type}
        onChange={(type) => set({ rule: ruleOf(type as Rule["type"], withValues(rule, lines ?? [])) })}
        help={ruleTypes.find((t) => t.value === rule.type)?.detail}
      />
      {rule.type === "date" && (
        <>
          <Select
            label="Written"
            options={dateFormats}
            value={rule.format}
            onChange={(format) => set({ rule: { ...rule, format: format as DateFormat } })}
          />
          <Checkbox
            label="Every day's file has that day in it"
            help="A file without it is doubted, not judged."
            isSelected={draft.daily}
            onChange={(daily) => set({ daily })}
          />
        </>
      )}
      {rule.type === "capitals" && (
        <NumberField
          label="How many letters"
          value={rule.length}
          onChange={(length) => set({ rule: { ...rule, length: length ?? 0 } })}
        />
      )}
      {lines !== undefined && (
        <TextField
          label={rule.type === "currency" ? "Codes besides ISO 4217, one in a line" : "Values, one in a line"}
          value={values}
          onChange={setValues}
          lines={6}
          mono
          help="Exactly as in the file: case and spaces count."
        />
      )}
      {severity && (
        <Select
          label={rule.type === "open" ? "A value that is not in the list is" : "A cell that is not so is"}
          options={severities}
          value={severity}
          onChange={(value) => set({ rule: withSeverity(rule, value as Severity) })}
        />
      )}
      <Checkbox
        label="A file may do without this column"
        isSelected={draft.optional}
        onChange={(optional) => set({ optional })}
      />
      <Checkbox
        label="It is part of the key"
        help="The columns of the key together name a record: each combination occurs once, and files are compared by it."
        isSelected={inKey}
        onChange={setInKey}
      />
    </FormDialog>
  );
}
