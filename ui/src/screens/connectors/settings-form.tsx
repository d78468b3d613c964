// The form, drawn from the definition. It holds only what was changed; secrets are write-only and forgotten once saved.
import { useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button, ErrorNote, failureText, LeaveGuard, Panel, toast } from "../../components";
import type { ConnectorDetail, Setting } from "../../host";
import { useChange, useWhyNot } from "../../query";
import styles from "./connectors.module.css";
import { SecretField } from "./secret-field";
import { SettingField } from "./setting-field";

/** Changes by key. For a secret: absent stays, null removes, a text replaces. */
type Draft = Record<string, string | null>;

export function SettingsForm({
  detail,
  onDirty,
}: {
  detail: ConnectorDetail;
  onDirty: (dirty: boolean) => void;
}) {
  const { definition, values, states, simulated } = detail;
  const [draft, setDraft] = useState<Draft>({});
  const save = useChange("connectors.set");
  const notAllowed = useWhyNot("connectors.set");
  const form = useRef<HTMLFormElement>(null);
  const { focus } = useSearch({ strict: false });
  const isDisabled = simulated || notAllowed !== undefined || save.isPending;

  const changed = definition.settings.filter(({ key, secret }) => {
    const now = draft[key];
    // An empty text in a secret's field is no wish to remove it: that is said with null.
    return now !== undefined && (secret ? now !== "" : (now ?? "") !== (values[key] ?? ""));
  });
  const dirty = changed.length > 0;
  useEffect(() => onDirty(dirty), [dirty, onDirty]);

  const errorField = definition.settings.find(
    (s) => s.key === save.error?.field || s.label === save.error?.field,
  );
  const errorOf = (setting: Setting) =>
    setting === errorField && save.error ? failureText(save.error) : undefined;

  // A field at fault, or one that a link speaks of, is shown and focused.
  const wanted = errorField?.key ?? focus;
  useEffect(() => {
    if (!wanted) return;
    const field = form.current?.querySelector(`[data-setting="${CSS.escape(wanted)}"]`);
    const fold = field?.closest("details");
    if (fold) fold.open = true;
    field?.querySelector<HTMLElement>("input, textarea, button")?.focus();
  }, [wanted]);

  const set = (key: string, value: string | null | undefined) =>
    setDraft(({ [key]: _, ...rest }) => (value === undefined ? rest : { ...rest, [key]: value }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!dirty || isDisabled) return;
    const pick = (secret: boolean) =>
      Object.fromEntries(
        changed.filter((s) => s.secret === secret).map((s) => [s.key, draft[s.key] || null]),
      );
    const saved = await save.run({ id: definition.id, values: pick(false), secrets: pick(true) });
    if (!saved) return;
    setDraft({});
    save.reset();
    toast(`The settings of ${definition.name} are saved`);
  };

  const field = (setting: Setting) => (
    <div key={setting.key} data-setting={setting.key}>
      {setting.secret ? (
        <SecretField
          setting={setting}
          state={states[setting.key] ?? "missing"}
          value={draft[setting.key]}
          onChange={(value) => set(setting.key, value)}
          isDisabled={isDisabled}
          error={errorOf(setting)}
        />
      ) : (
        <SettingField
          setting={setting}
          value={draft[setting.key] ?? (draft[setting.key] === null ? "" : (values[setting.key] ?? ""))}
          onChange={(value) => set(setting.key, value)}
          isDisabled={isDisabled}
          error={errorOf(setting)}
        />
      )}
    </div>
  );
  const advanced = definition.settings.filter((s) => s.advanced);

  return (
    <Panel title="Settings">
      <form ref={form} className={styles.form} onSubmit={submit} noValidate autoComplete="off">
        {definition.settings.filter((s) => !s.advanced).map(field)}
        {advanced.length > 0 && (
          <details className={styles.advanced}>
            <summary>Advanced</summary>
            <div className={styles.advancedFields}>{advanced.map(field)}</div>
          </details>
        )}
        {!simulated && (
          <div className={styles.save}>
            {save.error && !errorField && <ErrorNote error={save.error} />}
            <div className={styles.saveButtons}>
              <Button
                type="submit"
                variant="primary"
                whyNot={notAllowed}
                isDisabled={!dirty}
                isPending={save.isPending}
              >
                Save
              </Button>
              {dirty && (
                <>
                  <Button
                    variant="quiet"
                    onPress={() => {
                      setDraft({});
                      save.reset();
                    }}
                  >
                    Discard changes
                  </Button>
                  <span className={styles.unsaved}>Not saved yet</span>
                </>
              )}
              {notAllowed && <span className={styles.quiet}>{notAllowed}.</span>}
            </div>
          </div>
        )}
      </form>
      <LeaveGuard asks={() => dirty} title="Leave without saving?" confirmLabel="Leave">
        <p>Your changes to {definition.name} are not saved.</p>
      </LeaveGuard>
    </Panel>
  );
}
