// The form of a source. The secret key is write-only: it goes to the keychain and is forgotten here once saved.
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button, ErrorNote, failureText, LeaveGuard, Panel, toast } from "../../../components";
import type { Setting, SourceSettings, SourceView } from "../../../host";
import { useChange, useWhyNot } from "../../../query";
import { SecretField } from "../../connectors/secret-field";
import { AccessKeyField, AddressFields, DailyFields, type FormState, RuleFields } from "./source-fields";
import styles from "./sources.module.css";

const SECRET: Setting = {
  key: "secret",
  label: "Secret access key",
  help: "Belongs to the access key id",
  kind: { type: "text" },
  secret: true,
  required: false,
  advanced: false,
  default: null,
  example: "",
};
const FIELDS = [
  "name",
  "bucket",
  "prefix",
  "region",
  "endpoint",
  "access_key",
  "secret",
  "keep",
  "due",
  "late_minutes",
  "smaller_percent",
  "larger_percent",
];

interface SourceFormProps {
  /** The one to edit; a new one when absent. */
  source?: SourceView;
  onSaved: (name: string) => void;
  onCancel: () => void;
}

function settingsOf(source: SourceView): SourceSettings {
  const {
    secret: _,
    keychain: _k,
    next_due: _n,
    pulling: _p,
    looked_at: _l,
    error: _e,
    alerts: _a,
    pulls: _u,
    ...settings
  } = source;
  return settings;
}

const EMPTY: SourceSettings = { name: "", bucket: "", prefix: "", region: "", keep: 14, late_minutes: 60 };

export function SourceForm({ source, onSaved, onCancel }: SourceFormProps) {
  const [start] = useState(() => (source ? settingsOf(source) : EMPTY));
  const [draft, setDraft] = useState<SourceSettings>(start);
  const [secret, setSecret] = useState<string | null | undefined>(undefined);
  const [daily, setDaily] = useState(start.due !== undefined);
  const save = useChange("sources.save");
  const whyNot = useWhyNot("sources.save");
  const form = useRef<HTMLFormElement>(null);
  const saved = useRef(false);
  const isDisabled = whyNot !== undefined || save.isPending;

  const dirty =
    JSON.stringify(draft) !== JSON.stringify(start) ||
    (secret !== undefined && secret !== "") ||
    daily !== (start.due !== undefined);

  const set: FormState["set"] = (change) =>
    setDraft((now) => {
      const next = { ...now, ...change };
      for (const key of Object.keys(change) as (keyof SourceSettings)[]) {
        if (next[key] === undefined || next[key] === null) delete next[key];
      }
      return next as SourceSettings;
    });
  const errorAt = (field: string) => (save.error?.field === field ? failureText(save.error) : undefined);
  const wrong = FIELDS.find((f) => f === save.error?.field);
  useEffect(() => {
    const input = wrong && form.current?.querySelector<HTMLElement>(`[data-field="${wrong}"] input`);
    if (!input) return;
    const fold = input.closest("details");
    if (fold) fold.open = true;
    input.focus();
  }, [wrong]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isDisabled) return;
    const { due: _, ...rest } = draft;
    const settings = daily ? { ...rest, due: draft.due ?? "" } : rest;
    const done = await save.run({
      settings,
      ...(secret === undefined || (secret === "" && source?.secret !== "missing")
        ? {}
        : { secret: secret ?? "" }),
    });
    if (!done) return;
    saved.current = true;
    setSecret(undefined);
    save.reset();
    toast(`The source ${done.name} is saved`);
    onSaved(done.name);
  };

  const fields: FormState = { draft, set, errorAt, isDisabled };
  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate autoComplete="off">
      <AddressFields form={fields} isNew={source === undefined} />
      <Panel title="Keys">
        <div className={styles.fields}>
          <AccessKeyField form={fields} />
          {draft.access_key !== undefined && (
            <div data-field="secret">
              <SecretField
                setting={SECRET}
                state={source?.secret ?? "missing"}
                value={secret}
                onChange={setSecret}
                isDisabled={isDisabled}
                error={fields.errorAt("secret")}
              />
            </div>
          )}
        </div>
      </Panel>
      <DailyFields form={fields} isDaily={daily} onDaily={setDaily} />
      <RuleFields form={fields} />
      {save.error && !wrong && <ErrorNote error={save.error} />}
      <div className={styles.buttons}>
        <Button type="submit" variant="primary" whyNot={whyNot} isPending={save.isPending}>
          {source ? "Save" : "Add the source"}
        </Button>
        <Button onPress={onCancel}>Cancel</Button>
        {whyNot && <span className={styles.quiet}>{whyNot}.</span>}
      </div>
      <LeaveGuard asks={() => dirty && !saved.current} title="Leave without saving?" confirmLabel="Leave">
        <p>The source is not saved.</p>
      </LeaveGuard>
    </form>
  );
}
