import { type FormEvent, type ReactNode, useId, useState } from "react";
import {
  Button,
  Dialog,
  ErrorNote,
  environmentWords,
  failureText,
  Note,
  Select,
  TextField,
  toast,
} from "../../components";
import type { App, Environment, Failure } from "../../host";
import { useChange } from "../../query";
import styles from "./settings.module.css";

function options(environments: Environment[]) {
  return environments.map((value) => {
    const { word, meaning } = environmentWords(value);
    return { value, label: word, detail: meaning };
  });
}

interface FormDialogProps {
  title: string;
  save: string;
  isPending: boolean;
  error: Failure | undefined;
  /** Fields that show their own error. */
  fields: string[];
  onClose: () => void;
  onSave: () => void;
  children: ReactNode;
}

/** A dialog that is a form; Enter saves. */
export function FormDialog({
  title,
  save,
  isPending,
  error,
  fields,
  onClose,
  onSave,
  children,
}: FormDialogProps) {
  const id = useId();
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" isPending={isPending}>
            {save}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className={styles.form}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (!isPending) onSave();
        }}
      >
        {children}
        {error && !fields.includes(error.field ?? "") && <ErrorNote error={error} />}
      </form>
    </Dialog>
  );
}

/** The sentence for a field, when the failure is about it. */
export function errorAt(error: Failure | undefined, field: string): string | undefined {
  return error?.field === field ? failureText(error) : undefined;
}

export function NewApp({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [id, setId] = useState<string>();
  const [environment, setEnvironment] = useState<Environment>("test");
  const create = useChange("apps.create");
  // A proposal, until the id is typed.
  const proposed = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-$/g, "");
  return (
    <FormDialog
      title="New app"
      save="Make the app"
      isPending={create.isPending}
      error={create.error}
      fields={["name", "id", "environment"]}
      onClose={onClose}
      onSave={async () => {
        const made = await create.run({ id: id ?? proposed, name, environment });
        if (!made) return;
        toast(`The app ${made.name} is made`);
        onClose();
      }}
    >
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        isRequired
        autoFocus
        error={errorAt(create.error, "name")}
      />
      <TextField
        label="Id"
        help="Lower-case letters, digits and dashes. It cannot be changed later."
        value={id ?? proposed}
        onChange={setId}
        isRequired
        mono
        error={errorAt(create.error, "id")}
      />
      <Select
        label="Environment"
        options={options(["test", "production", "sandbox"])}
        value={environment}
        onChange={(value) => setEnvironment(value as Environment)}
        help={environmentWords(environment).meaning}
        error={errorAt(create.error, "environment")}
      />
      <Consequence before={undefined} after={environment} />
    </FormDialog>
  );
}

export function EditApp({ app, onClose }: { app: App; onClose: () => void }) {
  const [name, setName] = useState(app.name);
  const [environment, setEnvironment] = useState(app.environment);
  const [zone, setZone] = useState(app.time_zone);
  const update = useChange("apps.update", { app: app.id });
  return (
    <FormDialog
      title={`Edit ${app.name}`}
      save="Save"
      isPending={update.isPending}
      error={update.error}
      fields={["name", "environment", "time_zone"]}
      onClose={onClose}
      onSave={async () => {
        const saved = await update.run({ name, environment, time_zone: zone });
        if (!saved) return;
        toast(`The app ${saved.name} is saved`);
        onClose();
      }}
    >
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        isRequired
        error={errorAt(update.error, "name")}
      />
      <Select
        label="Environment"
        options={options(app.environment === "sandbox" ? ["sandbox"] : ["test", "production"])}
        value={environment}
        onChange={(value) => setEnvironment(value as Environment)}
        isDisabled={app.environment === "sandbox"}
        help={
          app.environment === "sandbox" ? "A sandbox app stays one." : environmentWords(environment).meaning
        }
        error={errorAt(update.error, "environment")}
      />
      <Consequence before={app.environment} after={environment} />
      <TextField
        label="Time zone"
        help="For dates and schedules. An IANA name, for example Europe/Berlin"
        value={zone}
        onChange={setZone}
        error={errorAt(update.error, "time_zone")}
      />
    </FormDialog>
  );
}

/** What another environment changes. */
function Consequence({ before, after }: { before: Environment | undefined; after: Environment }) {
  if (before === after) return null;
  if (after === "production") {
    return (
      <Note tone="warn" title="Real people and real money">
        <p>Every changing run in this app will need a typed confirmation.</p>
      </Note>
    );
  }
  if (before !== "production") return null;
  return (
    <Note tone="warn" title="Runs will not ask any more">
      <p>
        The connectors keep their settings. If these are of a live account, runs reach real people without a
        typed confirmation.
      </p>
    </Note>
  );
}
