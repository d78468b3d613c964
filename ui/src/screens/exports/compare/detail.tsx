import { Link } from "@tanstack/react-router";
import { count, Facts, Icon, IconButton, Loading, Panel } from "../../../components";
import { FactsCompare } from "../../../components/facts-compare";
import type { Difference } from "../../../host";
import styles from "./compare.module.css";
import { visible } from "./figures";
import { KindLook } from "./kind";

interface DetailProps {
  /** Undefined while it is on its way. */
  difference: Difference | undefined;
  keyColumns: string[];
  files: { old: string; new: string };
  /** The column that was filtered by: the jump leads to its cell. */
  column: string | undefined;
  onClose: () => void;
}

/** One record of both files, cell by cell, and the way to it. */
export function Detail({ difference, keyColumns, files, column, onClose }: DetailProps) {
  const to = column ?? difference?.cells[0]?.column;
  return (
    <Panel
      title="Record"
      className={styles.detail}
      flush
      actions={<IconButton icon="x" label="Close the record" onPress={onClose} />}
    >
      <div className={styles.detailBody}>
        {!difference && <Loading label="Loading the record" />}
        {difference && (
          <>
            <p className={styles.detailHead}>
              <KindLook kind={difference.kind} />
              {keyColumns.map((label, i) => (
                <span key={label}>
                  <span className={styles.quiet}>{label}</span>{" "}
                  <code>{visible(difference.key[i] ?? "")}</code>
                </span>
              ))}
            </p>
            <p className={styles.jumps}>
              {difference.old_record !== undefined && (
                <Jump file={files.old} record={difference.old_record} column={to} side="old" />
              )}
              {difference.new_record !== undefined && (
                <Jump file={files.new} record={difference.new_record} column={to} side="new" />
              )}
            </p>
            {difference.kind === "changed" ? (
              <FactsCompare
                label="What changed"
                heads={["Old", "New"]}
                before={difference.cells.map((c) => ({ label: c.column, value: visible(c.old ?? "") }))}
                after={difference.cells.map((c) => ({ label: c.column, value: visible(c.new ?? "") }))}
              />
            ) : (
              <Facts
                facts={difference.cells
                  .filter((c) => !keyColumns.includes(c.column))
                  .map((c) => ({ label: c.column, value: visible(c.new ?? c.old ?? "") }))}
              />
            )}
          </>
        )}
      </div>
    </Panel>
  );
}

interface JumpProps {
  file: string;
  record: number;
  column: string | undefined;
  side: "old" | "new";
}

function Jump({ file, record, column, side }: JumpProps) {
  return (
    <Link
      to="/exports/$export"
      params={{ export: file }}
      search={{ record: String(record), ...(column === undefined ? {} : { column }) }}
    >
      <Icon name="table" size={13} /> Record {count(record)} of the {side} file
    </Link>
  );
}
