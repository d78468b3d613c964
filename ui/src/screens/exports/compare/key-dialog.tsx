import { useState } from "react";
import { Button, Checkbox, Dialog, ErrorNote, Loading, Note, SearchField } from "../../../components";
import { useOperation } from "../../../query";
import styles from "./compare.module.css";

/** So many columns are offered at once; the search finds the others. */
const SHOWN = 100;

interface KeyDialogProps {
  old: string;
  new: string;
  chosen: string[];
  /** Undefined: the backend's choice. */
  onChoose: (key: string[] | undefined) => void;
  onClose: () => void;
}

/** Which columns together name a record. Only columns that both files have can. */
export function KeyDialog({ old, new: later, chosen, onChoose, onClose }: KeyDialogProps) {
  const before = useOperation("exports.page", { export: old, start: 0, rows: 1 });
  const after = useOperation("exports.page", { export: later, start: 0, rows: 1 });
  const [key, setKey] = useState(chosen);
  const [search, setSearch] = useState("");
  const there = new Set(before.data?.columns ?? []);
  const common = [...new Set((after.data?.columns ?? []).filter((c) => there.has(c)))];
  const fit = common.filter((c) => c.toLowerCase().includes(search.toLowerCase()));
  const error = before.error ?? after.error;
  const ready = before.data !== undefined && after.data !== undefined;
  const set = (column: string, on: boolean) =>
    setKey((now) =>
      on ? common.filter((c) => c === column || now.includes(c)) : now.filter((c) => c !== column),
    );
  return (
    <Dialog
      title="What names a record"
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={() => onChoose(undefined)}>Use the usual ones</Button>
          <Button variant="primary" isDisabled={key.length === 0} onPress={() => onChoose(key)}>
            Use {key.length === 1 ? "this column" : "these columns"}
          </Button>
        </>
      }
    >
      <p className={styles.quiet}>
        A record of the old file and one of the new file are the same record when all of these columns agree.
      </p>
      {error && <ErrorNote error={error} />}
      {!ready && !error && <Loading label="Reading the columns" />}
      {ready && common.length === 0 && (
        <Note tone="warn" title="The files have no column in common">
          <p>Look whether both have a header, and are read with the right delimiter.</p>
        </Note>
      )}
      {common.length > 12 && <SearchField label="Search the columns" value={search} onChange={setSearch} />}
      <ul className={styles.columns} aria-label="Columns of both files">
        {fit.slice(0, SHOWN).map((column) => (
          <li key={column}>
            <Checkbox
              label={<code>{column || "(no name)"}</code>}
              isSelected={key.includes(column)}
              onChange={(on) => set(column, on)}
            />
          </li>
        ))}
      </ul>
      {ready && fit.length === 0 && common.length > 0 && (
        <p className={styles.quiet}>No column is called so.</p>
      )}
      {fit.length > SHOWN && (
        <p className={styles.quiet}>And {fit.length - SHOWN} more: search to see them.</p>
      )}
    </Dialog>
  );
}
