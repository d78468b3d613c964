import { type FormEvent, useState } from "react";
import { useTheme } from "../../app/theme";
import {
  Badge,
  Button,
  CopyButton,
  ErrorNote,
  Facts,
  Loading,
  NumberField,
  Panel,
  plural,
  Select,
  toast,
} from "../../components";
import type { Settings } from "../../host";
import { useChange, useOperation, useWhyNot } from "../../query";
import { errorAt } from "./app-dialogs";
import styles from "./settings.module.css";

/** Where data and secrets live, and how long the history is kept. */
export function Workspace() {
  const { data, error, refetch } = useOperation("settings.show", {});
  return (
    <Panel title="This workspace">
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading label="Loading the settings" lines={4} />}
      {data && (
        <>
          <Facts
            facts={[
              {
                label: "Keychain",
                value: (
                  <span className={styles.path}>
                    {data.keychain_name}
                    {/* The remedy is in the frame's banner. */}
                    {data.keychain ? (
                      <Badge tone="bad" icon="circle-x">
                        cannot be used
                      </Badge>
                    ) : (
                      <Badge tone="good" icon="circle-check">
                        in use
                      </Badge>
                    )}
                  </span>
                ),
              },
              {
                label: "Data directory",
                value: (
                  <span className={styles.path}>
                    <code>{data.data_dir}</code>
                    <CopyButton text={data.data_dir} />
                  </span>
                ),
              },
              { label: "Version", value: `${data.version} (schema ${data.schema})` },
            ]}
          />
          <Retention key={data.retention_days} settings={data} />
        </>
      )}
    </Panel>
  );
}

function Retention({ settings }: { settings: Settings }) {
  const [days, setDays] = useState<number | null>(settings.retention_days);
  const update = useChange("settings.update");
  const whyNot = useWhyNot("settings.update");
  const fewer = days !== null && days < settings.retention_days;
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={async (event: FormEvent) => {
        event.preventDefault();
        if (whyNot || days === null || update.isPending) return;
        const saved = await update.run({ retention_days: days });
        if (saved) toast(`The history is kept for ${plural(saved.retention_days, "day")}`);
      }}
    >
      <div className={styles.inline}>
        <NumberField
          label="Keep history for (days)"
          value={days}
          onChange={setDays}
          isDisabled={whyNot !== undefined}
          error={errorAt(update.error, "retention_days")}
        />
        <Button
          type="submit"
          whyNot={whyNot}
          isDisabled={days === null || days === settings.retention_days}
          isPending={update.isPending}
        >
          Save
        </Button>
      </div>
      <p className={styles.quiet}>
        {fewer
          ? "Closed runs that are older will be removed when you save. This cannot be undone."
          : "Closed runs that are older are removed. From 1 to 3,650 days."}
        {whyNot && ` ${whyNot}.`}
      </p>
      {update.error && update.error.field !== "retention_days" && <ErrorNote error={update.error} />}
    </form>
  );
}

/** Dark or light, on this machine. */
export function Appearance() {
  const [theme, setTheme] = useTheme();
  return (
    <Panel title="Appearance">
      <Select
        label="Theme"
        options={[
          { value: "system", label: "As the system" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
        value={theme}
        onChange={(value) => setTheme(value as typeof theme)}
      />
    </Panel>
  );
}
