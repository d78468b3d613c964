// The parameters of an action, drawn from its definition. What a value may be is judged by the backend.
import { Fragment, type ReactNode } from "react";
import type { Param } from "../../host";
import { NumberField, Select, TextField } from "../field";
import styles from "./action-form.module.css";
import { CatalogueField } from "./catalogue-field";
import { isAsked, standing } from "./values";

interface ParamsProps {
  params: Param[];
  values: Record<string, string>;
  /** Whether something is wrong with a parameter: it is not folded away. */
  isWrong: (key: string) => boolean;
  /** One parameter at the value that it stands at. */
  field: (param: Param, value: string) => ReactNode;
}

/** Those that are asked for as the others stand, the advanced ones folded away. */
export function Params({ params, values, isWrong, field }: ParamsProps) {
  const asked = params.filter((p) => isAsked(p, params, values));
  const usual = asked.filter((p) => !p.advanced);
  const advanced = asked.filter((p) => p.advanced);
  const each = (param: Param) => <Fragment key={param.key}>{field(param, standing(param, values))}</Fragment>;
  // Never fold away what is filled in or wrong.
  const matters = advanced.some((p) => values[p.key] !== undefined || isWrong(p.key));
  return (
    <div className={styles.stack}>
      {usual.map(each)}
      {advanced.length > 0 && (
        <details className={styles.fold} open={matters || undefined}>
          <summary>Advanced ({advanced.length})</summary>
          <div className={styles.others}>{advanced.map(each)}</div>
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
  isDisabled?: boolean;
  /** Hides the label from view, where it stands elsewhere. */
  hideLabel?: boolean;
  onChange: (value: string) => void;
}

/** The field of one parameter, by its kind. */
export function ParamField({
  connector,
  param,
  value,
  error,
  isDisabled = false,
  hideLabel = false,
  onChange,
}: ParamFieldProps) {
  const { kind, label, required: isRequired } = param;
  const common = { label, isRequired, isDisabled, hideLabel, error, onChange };
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
    isDisabled: boolean;
    hideLabel: boolean;
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
