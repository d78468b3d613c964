import { useState } from "react";
import { Button, ErrorNote, Icon, Panel, plural, toast } from "../../../components";
import { asFailure, type Failure } from "../../../host";
import { useOperation, useSession, useWhyNot } from "../../../query";
import styles from "./import.module.css";

/** The app's prompts and connector settings, to a file. */
export function ExportPanel() {
  const { host, app } = useSession();
  const prompts = useOperation("prompts.list", {}).data;
  const whyNot = useWhyNot("prompts.export");
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<Failure | undefined>(undefined);
  const save = async () => {
    setSaving(true);
    setError(undefined);
    try {
      const name = await host.saveDocument(app);
      if (name !== null) toast(`The prompts are in ${name}`);
    } catch (thrown) {
      setError(asFailure(thrown));
    }
    setSaving(false);
  };
  return (
    <Panel title="Export">
      <p>
        {prompts && `${plural(prompts.length, "prompt")} and the settings of the connectors`} as one file that
        people can read and keep under version control.
      </p>
      <div className={styles.buttons}>
        <Button icon="upload" whyNot={whyNot} isDisabled={saving} onPress={() => void save()}>
          Export to a file…
        </Button>
        <span className={styles.quiet}>
          <Icon name="key-round" size={13} /> No secret is in it: they stay in the keychain.
        </span>
      </div>
      {error && <ErrorNote error={error} />}
    </Panel>
  );
}
