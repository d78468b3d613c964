// The active cell in full: one line under the grid, all of it in a window.
import { Button, bytes, CodeBlock, count, Dialog, Facts, IconButton, Note } from "../../components";
import styles from "./exports.module.css";
import type { Mark } from "./marks";

export interface ActiveCell {
  record: number;
  column: string;
  /** Undefined while it is on its way, null where the record has no such cell. */
  text: string | null | undefined;
  /** Length of the whole cell in bytes, if only its beginning is here. */
  cut: number | undefined;
  mark: Mark | undefined;
}

interface CellBarProps {
  cell: ActiveCell;
  onCopy: () => void;
  onOpen: () => void;
}

export function CellBar({ cell, onCopy, onOpen }: CellBarProps) {
  return (
    <div className={styles.cellBar}>
      <span className={styles.cellPlace}>
        {count(cell.record)} · <strong>{cell.column}</strong>
      </span>
      <span className={styles.cellText}>
        {cell.text === undefined ? (
          "…"
        ) : cell.text === null ? (
          <em>no such cell in this record</em>
        ) : cell.text === "" ? (
          <em>empty</em>
        ) : (
          cell.text
        )}
      </span>
      {cell.mark && <span className={styles.cellMark}>{cell.mark.what}</span>}
      {cell.cut !== undefined && <span className={styles.cellMark}>cut, {bytes(cell.cut)} in the file</span>}
      <IconButton icon="copy" label="Copy this cell" onPress={onCopy} isDisabled={!cell.text} />
      <IconButton icon="search" label="Show the whole cell" onPress={onOpen} isDisabled={!cell.text} />
    </div>
  );
}

export function CellDialog({
  cell,
  onClose,
  onCopy,
}: {
  cell: ActiveCell;
  onClose: () => void;
  onCopy: () => void;
}) {
  return (
    <Dialog
      title={`${cell.column}, record ${count(cell.record)}`}
      isOpen
      onClose={onClose}
      wide
      footer={
        <Button icon="copy" onPress={onCopy}>
          Copy for a spreadsheet
        </Button>
      }
    >
      {cell.mark && (
        <Note tone="warn">
          <p>The check says: {cell.mark.what}</p>
        </Note>
      )}
      <CodeBlock code={cell.text ?? ""} label="The cell" wrap />
      <Facts
        facts={[
          { label: "Characters here", value: count([...(cell.text ?? "")].length) },
          ...(cell.cut === undefined
            ? []
            : [{ label: "In the file", value: `${bytes(cell.cut)}; only its beginning is shown` }]),
        ]}
      />
    </Dialog>
  );
}
