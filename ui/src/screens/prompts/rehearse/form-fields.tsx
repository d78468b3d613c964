// What the subscriber fills in, drawn from the prompt's form and survey. Whether it fits is judged by the backend.
import { Checkbox, failureText, Select, TextField } from "../../../components";
import { put } from "../../../components/whom/whom";
import type { Failure, FieldKind, FormField } from "../../../host";
import styles from "./rehearse.module.css";

interface FormFieldsProps {
  fields: FormField[];
  values: Record<string, string>;
  /** An error about one of them: its field is `form.KEY`. */
  error: Failure | undefined;
  onChange: (values: Record<string, string>) => void;
}

export function FormFields({ fields, values, error, onChange }: FormFieldsProps) {
  return (
    <div className={styles.stack}>
      {fields.map((field) => (
        <Field
          key={field.key}
          field={field}
          value={values[field.key] ?? ""}
          error={error?.field === `form.${field.key}` ? failureText(error) : undefined}
          onChange={(value) => onChange(put(values, field.key, value))}
        />
      ))}
    </div>
  );
}

/** Stands for no answer; React Aria takes no empty key. */
const NONE = "—";

const helps: Record<FieldKind, string | undefined> = {
  text: undefined,
  email: "An e-mail address.",
  phone: "A telephone number.",
  number: "A number.",
  choice: undefined,
  checkbox: undefined,
};

function Field({
  field,
  value,
  error,
  onChange,
}: {
  field: FormField;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const { label, kind, required: isRequired, choices = [] } = field;
  if (kind === "checkbox") {
    return (
      <Checkbox
        label={label}
        isSelected={value === "true"}
        onChange={(on) => onChange(on ? "true" : isRequired ? "false" : "")}
        {...(error === undefined ? {} : { help: error })}
      />
    );
  }
  if (kind === "choice") {
    const options = choices.map((choice) => ({ value: choice, label: choice }));
    return (
      <Select
        label={label}
        isRequired={isRequired}
        error={error}
        value={value || (isRequired ? null : NONE)}
        options={isRequired ? options : [{ value: NONE, label: "Not answered" }, ...options]}
        onChange={(chosen) => onChange(chosen === NONE ? "" : chosen)}
      />
    );
  }
  return (
    <TextField
      label={label}
      isRequired={isRequired}
      error={error}
      help={helps[kind]}
      value={value}
      onChange={onChange}
    />
  );
}
