// What an action gives to take away, instead of sending it: a link, or a document for an app on a device.
import { useState } from "react";
import { asFailure, type Failure, type Handout as HandoutView } from "../../host";
import { useSession } from "../../query";
import { Button, CodeBlock, ConfirmDialog, CopyButton, ErrorNote } from "..";
import styles from "./plan.module.css";

export function Handout({ handout }: { handout: HandoutView }) {
  return (
    <section className={styles.stack}>
      <h3>{handout.label}</h3>
      {handout.type === "link" ? (
        <HandedLink url={handout.url} />
      ) : (
        <CodeBlock label={handout.label} code={JSON.stringify(handout.json, null, 2)} />
      )}
    </section>
  );
}

function HandedLink({ url }: { url: string }) {
  const { host } = useSession();
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<Failure | undefined>(undefined);
  const open = async () => {
    setError(undefined);
    try {
      await host.openLink(url);
      setAsking(false);
    } catch (thrown) {
      setError(asFailure(thrown));
    }
  };
  return (
    <>
      <code className={styles.link}>{url}</code>
      <div className={styles.buttons}>
        <CopyButton text={url} label="Copy link" />
        <Button icon="external-link" onPress={() => setAsking(true)}>
          Open in the browser…
        </Button>
      </div>
      <ConfirmDialog
        title="Open in the browser?"
        isOpen={asking}
        onClose={() => setAsking(false)}
        confirmLabel={`Open ${hostOf(url)}`}
        onConfirm={() => void open()}
      >
        <p>
          <strong>{hostOf(url)}</strong> opens outside of Patchbay, as whoever is logged in there. What is
          done on that page is not in the history.
        </p>
        {error && <ErrorNote error={error} />}
      </ConfirmDialog>
    </>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
