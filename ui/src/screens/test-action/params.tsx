// The parameters of an action, drawn from its definition. What a value may be is judged by the backend.
import { failureText, NumberField, Select, TextField } from "../../components";
import type { Failure, Param } from "../../host";
import { CatalogueField } from "./catalogue-field";
import { isAsked, standing } from "./draft";
import styles from "./test-action.module.css";

interface ParamsProps {
  connector: string;
  params: Param[];
  values: Record<string, string>;
  error: Failure | undefined;
  onChange: (key: string, value: string) => void;
}

export function Params({ connector, params, values, error, onChange }: ParamsProps) {
  const asked = params.filter((p) => isAsked(p, params, values));
  const usual = asked.filter((p) => !p.advanced);
  const advanced = asked.filter((p) => p.advanced);
  const field = (param: Param) => (
    <ParamField
      key={param.key}
      connector={connector}
      param={param}
      value={standing(param, values)}
      error={error?.field === param.key ? failureText(error) : undefined}
      onChange={(value) => onChange(param.key, value)}
    />
  );
  // Never fold away what is filled in or wrong.
  const matters = advanced.some((p) => values[p.key] !== undefined || error?.field === p.key);
  return (
    <div className={styles.stack}>
      {usual.map(field)}
      {advanced.length > 0 && (
        <details className={styles.fold} open={matters || undefined}>
          <summary>Advanced ({advanced.length})</summary>
          <div className={styles.others}>{advanced.map(field)}</div>
        </details>
      )}
    </div>
  );
}

interface ParamFieldProps {
  connector: string;
  param: Param;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

function ParamField({ connector, param, value, error, onChange }: ParamFieldProps) {
  const { kind, label, required: isRequired } = param;
  const common = { label, isRequired, error, onChange };
  const byDefault = param.default === null ? "" : ` ${param.default} if left empty.`;
  switch (kind.type) {
    case "text":
      return (
        <TextField
          {...common}
          value={value}
          help={`${param.help}${byDefault}`}
          lines={kind.max > 500 ? 3 : 1}
        />
      );
    case "integer":
      // Without bounds of its own: a number out of them is refused by the backend in words, not changed silently here.
      return (
        <NumberField
          {...common}
          value={value === "" ? null : Number(value)}
          help={`${param.help} From ${kind.min} to ${kind.max}.${byDefault}`}
          onChange={(n) => onChange(n === null ? "" : String(n))}
        />
      );
    case "decimal":
      return <TextField {...common} value={value} help={`${param.help}${byDefault}`} />;
    case "json":
      return <TextField {...common} value={value} help={`${param.help}${byDefault}`} lines={4} mono />;
    case "date":
      return <TextField {...common} type="date" value={value} help={`${param.help}${byDefault}`} />;
    case "boolean":
      return choice(param, value, common, [
        { value: "true", label: "Yes" },
        { value: "false", label: "No" },
      ]);
    case "choice":
      return choice(param, value, common, kind.choices);
    case "catalogue":
      return (
        <CatalogueField
          {...common}
          connector={connector}
          kind={kind.catalogue}
          value={value}
          help={param.help}
        />
      );
  }
}

/** Stands for no value; React Aria takes no empty key. */
const NONE = "—";

function choice(
  param: Param,
  value: string,
  common: {
    label: string;
    isRequired: boolean;
    error: string | undefined;
    onChange: (value: string) => void;
  },
  choices: { value: string; label: string }[],
) {
  const optional = !param.required && param.default === null;
  const options = choices.map((c) => ({ ...c, ...(c.value === param.default ? { detail: "default" } : {}) }));
  return (
    <Select
      {...common}
      value={value || (optional ? NONE : null)}
      options={optional ? [{ value: NONE, label: "Leave to the vendor" }, ...options] : options}
      help={param.help}
      onChange={(chosen) => common.onChange(chosen === NONE ? "" : chosen)}
    />
  );
}
