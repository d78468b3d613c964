import { useEffect } from "react";
import { CopyButton, Facts, IconButton, RelativeTime, StatusBadge, words } from "../../components";
import type { CatalogueEntry } from "../../host";
import styles from "./catalogue.module.css";

/** An entry with all its fields, beside the table. Escape closes it. */
export function Entry({ entry, onClose }: { entry: CatalogueEntry; onClose: () => void }) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => event.key === "Escape" && onClose();
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [onClose]);
  return (
    <aside className={styles.entry} aria-label={`Entry ${entry.name}`}>
      <header className={styles.entryHead}>
        <h2>{entry.name}</h2>
        <IconButton icon="x" label="Close" onPress={onClose} />
      </header>
      <div className={styles.entryBody}>
        <Facts
          facts={[
            {
              label: "Id",
              value: (
                <span className={styles.entryId}>
                  <code>{entry.id}</code> <CopyButton text={entry.id} />
                </span>
              ),
            },
            { label: "State", value: <StatusBadge item={entry.state} /> },
            ...(entry.group ? [{ label: "Group", value: entry.group }] : []),
            ...(entry.detail ? [{ label: "Detail", value: entry.detail }] : []),
            { label: "First synced", value: <RelativeTime at={entry.first_seen} /> },
            { label: "Last listed", value: <RelativeTime at={entry.last_seen} /> },
          ]}
        />
        {Object.keys(entry.fields).length > 0 && (
          <>
            <h3>Fields of the vendor</h3>
            <Facts
              facts={Object.entries(entry.fields).map(([key, value]) => ({
                label: words(key),
                value:
                  value !== null && typeof value === "object" ? (
                    <code>{JSON.stringify(value)}</code>
                  ) : (
                    String(value ?? "–")
                  ),
              }))}
            />
          </>
        )}
      </div>
    </aside>
  );
}
