// The fields of a source's form, panel by panel. What they mean is in the backend's words: `SourceSettings`.
import { useState } from "react";
import { Checkbox, NumberField, Panel, Select, TextField } from "../../../components";
import type { AddressStyle, SourceSettings } from "../../../host";
import { useOperation } from "../../../query";
import styles from "./sources.module.css";
import { useTimeZone } from "./words";

export interface FormState {
  draft: SourceSettings;
  /** An empty field stands for what is absent. */
  set: (change: { [K in keyof SourceSettings]?: SourceSettings[K] | undefined | null }) => void;
  /** What is wrong with a field, in a sentence. */
  errorAt: (field: string) => string | undefined;
  isDisabled: boolean;
}

function textOf({ draft, set }: FormState, key: "endpoint" | "access_key" | "due") {
  return { value: draft[key] ?? "", onChange: (value: string) => set({ [key]: value || undefined }) };
}

function common({ isDisabled, errorAt }: FormState, field: string) {
  return { isDisabled, error: errorAt(field) };
}

export function AddressFields({ form, isNew }: { form: FormState; isNew: boolean }) {
  const { draft, set, isDisabled } = form;
  const [isOpen, setOpen] = useState(draft.endpoint !== undefined || draft.style !== undefined);
  return (
    <Panel title="Where the files are">
      <div className={styles.fields}>
        <div data-field="name">
          <TextField
            label="Name"
            value={draft.name}
            onChange={(name) => set({ name })}
            help={
              !isNew ? "A source keeps its name." : "Lower-case letters, digits and dashes: evergent-daily."
            }
            isRequired
            mono
            autoFocus={isNew}
            {...common(form, "name")}
            isDisabled={isDisabled || !isNew}
          />
        </div>
        <div data-field="bucket">
          <TextField
            label="Bucket"
            value={draft.bucket}
            onChange={(bucket) => set({ bucket })}
            help="The name alone: acme-exports."
            isRequired
            mono
            {...common(form, "bucket")}
          />
        </div>
        <div data-field="prefix">
          <TextField
            label="Prefix"
            value={draft.prefix ?? ""}
            onChange={(prefix) => set({ prefix })}
            help="What the keys begin with, letter by letter: daily/evergent. Empty for the whole bucket."
            mono
            {...common(form, "prefix")}
          />
        </div>
        <div data-field="region">
          <TextField
            label="Region"
            value={draft.region}
            onChange={(region) => set({ region })}
            help="As the store's console shows it: eu-west-1. Other stores often take us-east-1 or auto."
            isRequired
            mono
            {...common(form, "region")}
          />
        </div>
      </div>
      <details className={styles.fold} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>A store other than Amazon S3</summary>
        <div className={styles.fields}>
          <div data-field="endpoint">
            <TextField
              label="Endpoint"
              {...textOf(form, "endpoint")}
              placeholder="https://minio.example.com"
              help="The address of a store that speaks like S3. Empty means Amazon."
              mono
              {...common(form, "endpoint")}
            />
          </div>
          <Select
            label="Address style"
            options={[
              {
                value: "auto",
                label: "Automatic",
                detail: "Virtual host at Amazon, path elsewhere",
              },
              { value: "path", label: "Path", detail: "https://host/bucket" },
              { value: "virtual_host", label: "Virtual host", detail: "https://bucket.host" },
            ]}
            value={draft.style ?? "auto"}
            onChange={(style) => set({ style: style === "auto" ? undefined : (style as AddressStyle) })}
            isDisabled={isDisabled}
          />
        </div>
      </details>
    </Panel>
  );
}

export function AccessKeyField({ form }: { form: FormState }) {
  return (
    <div data-field="access_key">
      <TextField
        label="Access key id"
        {...textOf(form, "access_key")}
        help="A key that may list and read this bucket, no more. Empty for a bucket that anybody may read."
        mono
        {...common(form, "access_key")}
      />
    </div>
  );
}

interface DailyFieldsProps {
  form: FormState;
  isDaily: boolean;
  onDaily: (daily: boolean) => void;
}

export function DailyFields({ form, isDaily, onDaily }: DailyFieldsProps) {
  const { draft, set, isDisabled } = form;
  const zone = useTimeZone();
  return (
    <Panel title="Daily pull">
      <Checkbox
        label="Pull the new file each day"
        help="While Patchbay runs. The command line does the same: patchbay schedule run-due."
        isSelected={isDaily}
        onChange={onDaily}
        isDisabled={isDisabled}
      />
      {isDaily && (
        <div className={styles.fields}>
          <div data-field="due">
            <TextField
              label={`Due at (${zone})`}
              {...textOf(form, "due")}
              placeholder="06:30"
              help={`When the day's file should be there, in the app's time zone: ${zone}.`}
              isRequired
              {...common(form, "due")}
            />
          </div>
          <div data-field="late_minutes">
            <NumberField
              label="Late after (minutes)"
              value={draft.late_minutes ?? null}
              onChange={(late) => set({ late_minutes: late })}
              help="So long after that time, a file that is not there is missing, and one that comes is late."
              {...common(form, "late_minutes")}
            />
          </div>
        </div>
      )}
    </Panel>
  );
}

export function RuleFields({ form }: { form: FormState }) {
  const { draft, set, isDisabled } = form;
  return (
    <Panel title="Rules for what is pulled">
      <p className={styles.quiet}>
        Every file that is pulled is checked; one that is invalid raises an alert. So does one that differs
        from the day before by more than this, in its records or its bytes:
      </p>
      <div className={styles.fields}>
        <div data-field="smaller_percent">
          <NumberField
            label="Smaller by (%)"
            value={draft.smaller_percent ?? null}
            onChange={(percent) => set({ smaller_percent: percent })}
            help="Empty: no rule."
            {...common(form, "smaller_percent")}
          />
        </div>
        <div data-field="larger_percent">
          <NumberField
            label="Larger by (%)"
            value={draft.larger_percent ?? null}
            onChange={(percent) => set({ larger_percent: percent })}
            help="Empty: no rule."
            {...common(form, "larger_percent")}
          />
        </div>
        <div data-field="keep">
          <NumberField
            label="Keep files on this machine"
            value={draft.keep ?? null}
            onChange={(keep) => set({ keep })}
            help="From 1 to 400. Older ones are removed, here only: the bucket is never changed."
            {...common(form, "keep")}
          />
        </div>
        <SpecSelect value={draft.spec} onChange={(spec) => set({ spec })} isDisabled={isDisabled} />
      </div>
    </Panel>
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
