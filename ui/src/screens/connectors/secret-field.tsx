import { useId } from "react";
import { Button, StatusBadge, sentence, TextField } from "../../components";
import type { Setting, SettingState } from "../../host";
import styles from "./connectors.module.css";
import { FileContent } from "./file-content";
import { helpOf } from "./setting-field";

interface SecretFieldProps {
  setting: Setting;
  state: SettingState;
  /** undefined: it stays; null: it will be removed; a text: it will be replaced. */
  value: string | null | undefined;
  onChange: (value: string | null | undefined) => void;
  isDisabled: boolean;
  error: string | undefined;
}

/** A secret: whether it is there, and the ways to replace or remove it. Its value is never shown. */
export function SecretField({ setting, state, value, onChange, isDisabled, error }: SecretFieldProps) {
  const id = useId();
  const { label, required } = setting;
  const there = state !== "missing";
  if (typeof value === "string" || (!there && value === undefined)) {
    const common = {
      label,
      isRequired: required,
      isDisabled,
      error,
      help: `${sentence(helpOf(setting))} Kept in the keychain; it cannot be read back.`,
      value: value ?? "",
      onChange: (text: string) => onChange(text === "" && !there ? undefined : text),
    };
    return (
      <div className={styles.secret}>
        {setting.kind.type === "file" || setting.kind.type === "json" ? (
          <FileContent {...common} />
        ) : (
          <TextField {...common} type="password" mono autoFocus={there} />
        )}
        {there && (
          <div className={styles.secretRow}>
            <Button variant="quiet" onPress={() => onChange(undefined)}>
              Keep the present one
            </Button>
          </div>
        )}
      </div>
    );
  }
  return (
    <fieldset className={styles.secretFieldset} aria-labelledby={id} aria-describedby={`${id}-help`}>
      <span id={id} className={styles.secretLabel}>
        {label}
      </span>
      <span className={styles.secretRow}>
        {value === null ? (
          <span className={styles.unsaved}>Will be removed when you save</span>
        ) : (
          <StatusBadge setting={state} />
        )}
        {value === null ? (
          <Button isDisabled={isDisabled} onPress={() => onChange(undefined)}>
            Keep it
          </Button>
        ) : (
          <>
            <Button
              icon="key-round"
              isDisabled={isDisabled}
              aria-label={`Replace ${label}`}
              onPress={() => onChange("")}
            >
              Replace
            </Button>
            <Button
              variant="quiet"
              isDisabled={isDisabled}
              aria-label={`Remove ${label}`}
              onPress={() => onChange(null)}
            >
              Remove
            </Button>
          </>
        )}
      </span>
      <span id={`${id}-help`} className={styles.quiet}>
        {state === "unreadable"
          ? "The keychain cannot be read now, so nobody can tell whether it is right."
          : `${sentence(setting.help)} Kept in the keychain; it cannot be read back.`}
      </span>
      {error && <span className={styles.fieldError}>{error}</span>}
    </fieldset>
  );
}
