// The form of a source. The secret key is write-only: it goes to the keychain and is forgotten here once saved.
import { useBlocker } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import {
  Button,
  Checkbox,
  ConfirmDialog,
  ErrorNote,
  failureText,
  NumberField,
  Panel,
  Select,
  TextField,
  toast,
} from "../../../components";
import type { AddressStyle, Setting, SourceSettings, SourceView } from "../../../host";
import { useChange, useOperation, useWhyNot } from "../../../query";
import { SecretField } from "../../connectors/secret-field";
import styles from "./sources.module.css";
import { useTimeZone } from "./words";

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
  const zone = useTimeZone();
  const form = useRef<HTMLFormElement>(null);
  const saved = useRef(false);
  const isDisabled = whyNot !== undefined || save.isPending;

  const dirty =
    JSON.stringify(draft) !== JSON.stringify(start) ||
    (secret !== undefined && secret !== "") ||
    daily !== (start.due !== undefined);
  const blocker = useBlocker({
    shouldBlockFn: () => dirty && !saved.current,
    withResolver: true,
    enableBeforeUnload: false,
  });

  /** An empty field stands for what is absent. */
  const set = (change: { [K in keyof SourceSettings]?: SourceSettings[K] | undefined | null }) =>
    setDraft((now) => {
      const next = { ...now, ...change };
      for (const key of Object.keys(change) as (keyof SourceSettings)[]) {
        if (next[key] === undefined || next[key] === null) delete next[key];
      }
      return next as SourceSettings;
    });
  const text = (key: "endpoint" | "access_key" | "due") => ({
    value: draft[key] ?? "",
    onChange: (value: string) => set({ [key]: value || undefined }),
  });
  const errorAt = (field: string) => (save.error?.field === field ? failureText(save.error) : undefined);
  const common = (field: string) => ({ isDisabled, error: errorAt(field) });

  const wrong = FIELDS.find((f) => f === save.error?.field);
  useEffect(() => {
    if (wrong) form.current?.querySelector<HTMLElement>(`[data-field="${wrong}"] input`)?.focus();
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

  const field = (name: string, children: ReactNode) => <div data-field={name}>{children}</div>;
  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate autoComplete="off">
      <Panel title="Where the files are">
        <div className={styles.fields}>
          {field(
            "name",
            <TextField
              label="Name"
              value={draft.name}
              onChange={(name) => set({ name })}
              help={source ? "A source keeps its name." : "Small letters, digits and dashes: evergent-daily."}
              isRequired
              mono
              autoFocus={!source}
              {...common("name")}
              isDisabled={isDisabled || source !== undefined}
            />,
          )}
          {field(
            "bucket",
            <TextField
              label="Bucket"
              value={draft.bucket}
              onChange={(bucket) => set({ bucket })}
              help="Its bare name: acme-exports."
              isRequired
              mono
              {...common("bucket")}
            />,
          )}
          {field(
            "prefix",
            <TextField
              label="Prefix"
              value={draft.prefix ?? ""}
              onChange={(prefix) => set({ prefix })}
              help="What the keys begin with, letter by letter: daily/evergent. Empty for the whole bucket."
              mono
              {...common("prefix")}
            />,
          )}
          {field(
            "region",
            <TextField
              label="Region"
              value={draft.region}
              onChange={(region) => set({ region })}
              help="As the store's console shows it: eu-west-1. Other stores often take us-east-1 or auto."
              isRequired
              mono
              {...common("region")}
            />,
          )}
        </div>
        <details
          className={styles.fold}
          open={draft.endpoint !== undefined || draft.style !== undefined || wrong === "endpoint"}
        >
          <summary>A store that is not Amazon's</summary>
          <div className={styles.fields}>
            {field(
              "endpoint",
              <TextField
                label="Endpoint"
                {...text("endpoint")}
                placeholder="https://minio.example.com"
                help="The address of a store that speaks like S3. Empty means Amazon."
                mono
                {...common("endpoint")}
              />,
            )}
            <Select
              label="The bucket's name stands"
              options={[
                {
                  value: "auto",
                  label: "Where it usually does",
                  detail: "In the host at Amazon's, in the path elsewhere",
                },
                { value: "path", label: "In the path", detail: "https://host/bucket" },
                { value: "virtual_host", label: "In the host", detail: "https://bucket.host" },
              ]}
              value={draft.style ?? "auto"}
              onChange={(style) => set({ style: style === "auto" ? undefined : (style as AddressStyle) })}
              isDisabled={isDisabled}
            />
          </div>
        </details>
      </Panel>
      <Panel title="Keys">
        <div className={styles.fields}>
          {field(
            "access_key",
            <TextField
              label="Access key id"
              {...text("access_key")}
              help="A key that may list and read this bucket, no more. Empty for a bucket that anybody may read."
              mono
              {...common("access_key")}
            />,
          )}
          {draft.access_key !== undefined &&
            field(
              "secret",
              <SecretField
                setting={SECRET}
                state={source?.secret ?? "missing"}
                value={secret}
                onChange={setSecret}
                isDisabled={isDisabled}
                error={errorAt("secret")}
              />,
            )}
        </div>
      </Panel>
      <Panel title="Every day">
        <Checkbox
          label="Pull the new file each day"
          help="While Patchbay runs. The command line does the same: patchbay schedule run-due."
          isSelected={daily}
          onChange={setDaily}
          isDisabled={isDisabled}
        />
        {daily && (
          <div className={styles.fields}>
            {field(
              "due",
              <TextField
                label={`Due at (${zone})`}
                {...text("due")}
                placeholder="06:30"
                help={`When the day's file should be there, in the app's time zone: ${zone}.`}
                isRequired
                {...common("due")}
              />,
            )}
            {field(
              "late_minutes",
              <NumberField
                label="Late after (minutes)"
                value={draft.late_minutes ?? null}
                onChange={(late) => set({ late_minutes: late })}
                help="So long after that time, a file that is not there is missing, and one that comes is late."
                {...common("late_minutes")}
              />,
            )}
          </div>
        )}
      </Panel>
      <Panel title="Rules for what is pulled">
        <p className={styles.quiet}>
          Every file that is pulled is checked; one that is invalid raises an alert. So does one that differs
          from the day before by more than this, in its records or its bytes:
        </p>
        <div className={styles.fields}>
          {field(
            "smaller_percent",
            <NumberField
              label="Smaller by (%)"
              value={draft.smaller_percent ?? null}
              onChange={(percent) => set({ smaller_percent: percent })}
              help="Empty: no rule."
              {...common("smaller_percent")}
            />,
          )}
          {field(
            "larger_percent",
            <NumberField
              label="Larger by (%)"
              value={draft.larger_percent ?? null}
              onChange={(percent) => set({ larger_percent: percent })}
              help="Empty: no rule."
              {...common("larger_percent")}
            />,
          )}
          {field(
            "keep",
            <NumberField
              label="Keep files on this machine"
              value={draft.keep ?? null}
              onChange={(keep) => set({ keep })}
              help="From 1 to 400. Older ones are removed, here only: the bucket is never changed."
              {...common("keep")}
            />,
          )}
          <SpecSelect value={draft.spec} onChange={(spec) => set({ spec })} isDisabled={isDisabled} />
        </div>
      </Panel>
      {save.error && !wrong && <ErrorNote error={save.error} />}
      <div className={styles.buttons}>
        <Button type="submit" variant="primary" whyNot={whyNot} isPending={save.isPending}>
          {source ? "Save" : "Add the source"}
        </Button>
        <Button onPress={onCancel}>Cancel</Button>
        {whyNot && <span className={styles.quiet}>{whyNot}.</span>}
      </div>
      <ConfirmDialog
        title="Leave without saving?"
        isOpen={blocker.status === "blocked"}
        onClose={() => blocker.reset?.()}
        confirmLabel="Leave"
        danger
        onConfirm={() => blocker.proceed?.()}
      >
        <p>The source is not saved.</p>
      </ConfirmDialog>
    </form>
  );
}

const FITTING = "";

function SpecSelect({
  value,
  onChange,
  isDisabled,
}: {
  value: string | undefined;
  onChange: (spec: string | undefined) => void;
  isDisabled: boolean;
}) {
  const specs = useOperation("specs.list", {}).data ?? [];
  return (
    <Select
      label="Trait spec"
      options={[
        { value: FITTING, label: "The one that fits the header best" },
        ...specs.map((s) => ({ value: s.name, label: s.title, detail: s.name })),
        // One that was removed since is still what is kept.
        ...(value !== undefined && !specs.some((s) => s.name === value) ? [{ value, label: value }] : []),
      ]}
      value={value ?? FITTING}
      onChange={(spec) => onChange(spec === FITTING ? undefined : spec)}
      help="What files are checked against."
      isDisabled={isDisabled}
    />
  );
}
