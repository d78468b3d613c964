import { Checkbox, CodeBlock, Select, sentence, TextField } from "../../components";
import type { Setting } from "../../host";
import { FileContent } from "./file-content";

interface SettingFieldProps {
  setting: Setting;
  value: string;
  onChange: (value: string) => void;
  isDisabled: boolean;
  error: string | undefined;
}

/** What the help says of an empty field and a good value. */
export function helpOf({ help, kind, default: fallback, example }: Setting) {
  return [
    help && sentence(help),
    // A document as default stands below the field, folded.
    fallback && kind.type !== "json" ? `Empty means ${fallback}.` : "",
    example ? `For example ${example}` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** One setting that is not secret, by its kind. */
export function SettingField({ setting, value, onChange, isDisabled, error }: SettingFieldProps) {
  const { kind, label, required, help } = setting;
  const common = { label, isRequired: required, isDisabled, error, help: helpOf(setting) };
  switch (kind.type) {
    case "choice": {
      const fallback = kind.choices.find((c) => c.value === setting.default);
      const options =
        required && !fallback
          ? kind.choices
          : [{ value: "", label: fallback ? `Default: ${fallback.label}` : "None" }, ...kind.choices];
      return (
        <Select
          {...common}
          help={help}
          options={options}
          value={value || (required && !fallback ? null : "")}
          onChange={onChange}
        />
      );
    }
    case "boolean":
      return (
        <Checkbox
          label={label}
          help={error ?? help}
          isSelected={(value || setting.default) === "true"}
          onChange={(on) => onChange(on ? "true" : "false")}
          isDisabled={isDisabled}
        />
      );
    case "json":
      return (
        <>
          <TextField {...common} value={value} onChange={onChange} lines={8} mono />
          {setting.default && (
            <details>
              <summary>What an empty field means</summary>
              <CodeBlock label={`Default of ${label}`} code={setting.default} />
            </details>
          )}
        </>
      );
    case "list":
      return <TextField {...common} value={value} onChange={onChange} lines={6} mono />;
    case "file":
      return <FileContent {...common} value={value} onChange={onChange} />;
    case "url":
    case "host":
      return (
        <TextField
          {...common}
          value={value}
          onChange={onChange}
          mono
          placeholder={setting.default ?? undefined}
        />
      );
    case "text":
      return (
        <TextField {...common} value={value} onChange={onChange} placeholder={setting.default ?? undefined} />
      );
  }
}
