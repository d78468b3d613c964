// The active cell: one line under the grid, all of it in a window.
import { useState } from "react";
import {
  Button,
  bytes,
  CodeBlock,
  count,
  Dialog,
  ErrorNote,
  Facts,
  IconButton,
  Loading,
  Note,
} from "../../../components";
import { useOperation } from "../../../query";
import styles from "../exports.module.css";
import type { Fault } from "./marks";

export interface ActiveCell {
  /** Undefined while it is on its way. */
  record: number | undefined;
  /** Its index in the record. */
  index: number;
  column: string;
  /** Undefined while it is on its way, null where the record has no such cell. */
  text: string | null | undefined;
  /** Length of the whole cell in bytes, if only its beginning is here. */
  cut: number | undefined;
  fault: Fault | undefined;
}

interface CellBarProps {
  cell: ActiveCell;
  /** How many cells are selected. */
  selected: number;
  onCopy: () => void;
  onOpen: () => void;
}

export function CellBar({ cell, selected, onCopy, onOpen }: CellBarProps) {
  return (
    <div className={styles.cellBar}>
      <span className={styles.cellPlace}>
        {cell.record === undefined ? "…" : count(cell.record)} · <strong>{cell.column}</strong>
      </span>
      <span className={styles.cellText}>
        {cell.text === undefined ? (
          "…"
        ) : cell.text === null ? (
          <em>
            {cell.cut === undefined
              ? "no such cell in this record"
              : "this record is too wide to be shown whole"}
          </em>
        ) : cell.text === "" ? (
          <em>empty</em>
        ) : (
          cell.text
        )}
      </span>
      {selected > 1 && <span className={styles.cellPlace}>{count(selected)} cells selected</span>}
      {cell.fault && (
        <span className={styles.cellMark} data-severity={cell.fault.severity}>
          {cell.fault.what}
        </span>
      )}
      {cell.cut !== undefined && <span className={styles.cellPlace}>cut, {bytes(cell.cut)} in the file</span>}
      <IconButton
        icon="copy"
        label={selected > 1 ? "Copy the selected cells" : "Copy this cell"}
        onPress={onCopy}
        isDisabled={selected <= 1 && !cell.text}
      />
      <IconButton icon="search" label="Show the whole cell" onPress={onOpen} isDisabled={!cell.text} />
    </div>
  );
}

interface CellDialogProps {
  /** The export's handle. */
  id: string;
  cell: ActiveCell;
  onClose: () => void;
}

/** Bytes of a cell that are shown at a time: much more would take seconds to lay out. */
const PART = 65_536;

/** Bytes of a cell that a check judges; that there are more is a fault of its own. */
const JUDGED = 1_048_576;

/** A cell as it is in the file; one that a page shows in part comes part by part. */
export function CellDialog({ id, cell, onClose }: CellDialogProps) {
  // Where the parts begin, up to the one that is shown.
  const [starts, setStarts] = useState([0]);
  const from = starts.at(-1) ?? 0;
  const { data, error, refetch } = useOperation(
    "exports.cell",
    { export: id, record: cell.record ?? 0, column: cell.index, from, limit: PART },
    { enabled: cell.cut !== undefined && cell.record !== undefined, keepPrevious: true },
  );
  const text = cell.cut === undefined ? (cell.text ?? "") : data?.text;
  // Until the part that is asked for is here, the one before is shown.
  const next = data?.from === from ? data.next : undefined;
  const parts = from > 0 || next !== undefined;
  return (
    <Dialog title={`${cell.column}, record ${count(cell.record ?? 0)}`} isOpen onClose={onClose} wide>
      {cell.fault && (
        <Note tone="warn">
          <p>The check says: {cell.fault.what}</p>
          {(cell.cut ?? 0) > JUDGED && <p>It judges the first {bytes(JUDGED)} of a cell.</p>}
        </Note>
      )}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {text === undefined && !error && <Loading label="Reading the cell" />}
      {text !== undefined && (
        <>
          {/^[=+\-@\t\r\n]/.test(text) && (
            <p className={styles.quiet}>
              Copied here it stays as it is. From the grid it is copied so that no spreadsheet runs it.
            </p>
          )}
          {parts && (
            <div className={styles.parts}>
              <Button onPress={() => setStarts(starts.slice(0, -1))} isDisabled={from === 0}>
                Part before
              </Button>
              <span>
                {data &&
                  `bytes ${count(data.from)} to ${count(data.next ?? data.bytes)} of ${count(data.bytes)}`}
              </span>
              <Button
                onPress={() => next !== undefined && setStarts([...starts, next])}
                isDisabled={next === undefined}
              >
                Next part
              </Button>
            </div>
          )}
          <CodeBlock code={text} label={parts ? "This part of the cell" : "The cell"} wrap />
          <Facts
            facts={[
              { label: "Characters", value: count([...text].length) },
              ...(data ? [{ label: "In the file", value: bytes(data.bytes) }] : []),
            ]}
          />
        </>
      )}
    </Dialog>
  );
}
