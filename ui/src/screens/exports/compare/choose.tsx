import { useState } from "react";
import {
  Button,
  bytes,
  ErrorNote,
  Icon,
  IconButton,
  Panel,
  Progress,
  plural,
  Select,
} from "../../../components";
import type { RecentExport } from "../../../host";
import { useOperation } from "../../../query";
import { readable } from "../readable";
import { useOpen } from "../use-open";
import styles from "./compare.module.css";
import { KeyDialog } from "./key-dialog";

export interface Chosen {
  old: string | undefined;
  new: string | undefined;
  /** The columns that name a record; undefined leaves it to the backend. */
  key: string[] | undefined;
}

interface ChooseProps {
  chosen: Chosen;
  onChange: (change: Partial<Chosen>) => void;
  /** The key that a comparison used. */
  used: string[] | undefined;
  onCompare: () => void;
  isPending: boolean;
  /** They were compared as they are here. */
  isDone: boolean;
}

/** The two files and what names a record in them. */
export function Choose({ chosen, onChange, used, onCompare, isPending, isDone }: ChooseProps) {
  const recent = useOperation("exports.recent", {});
  const [asksKey, setAsksKey] = useState(false);
  const same = chosen.old !== undefined && chosen.old === chosen.new;
  const ready = chosen.old !== undefined && chosen.new !== undefined && !same;
  return (
    <Panel>
      {recent.error && <ErrorNote error={recent.error} onRetry={() => void recent.refetch()} />}
      <div className={styles.sides}>
        <Side
          label="Old file"
          recent={recent.data ?? []}
          value={chosen.old}
          onChange={(old) => onChange({ old })}
        />
        <IconButton
          icon="arrow-left-right"
          label="Swap old and new"
          isDisabled={!chosen.old && !chosen.new}
          onPress={() => onChange({ old: chosen.new, new: chosen.old })}
        />
        <Side
          label="New file"
          recent={recent.data ?? []}
          value={chosen.new}
          onChange={(next) => onChange({ new: next })}
        />
      </div>
      <div className={styles.start}>
        <span className={styles.key}>
          <span>Records are the same when these agree:</span>
          <KeyWords chosen={chosen.key} used={used} />
          <Button
            variant="quiet"
            icon="pencil"
            aria-label="Change what names a record"
            isDisabled={!ready}
            onPress={() => setAsksKey(true)}
          >
            Change
          </Button>
        </span>
        {same && <span className={styles.wrong}>Both sides are the same file</span>}
        <Button
          variant={isDone ? "secondary" : "primary"}
          icon={isDone ? "refresh-cw" : "git-compare"}
          isDisabled={!ready || isPending}
          onPress={onCompare}
        >
          {isDone ? "Compare again" : "Compare"}
        </Button>
      </div>
      {asksKey && chosen.old !== undefined && chosen.new !== undefined && (
        <KeyDialog
          old={chosen.old}
          new={chosen.new}
          chosen={chosen.key ?? used ?? []}
          onChoose={(key) => {
            setAsksKey(false);
            onChange({ key });
          }}
          onClose={() => setAsksKey(false)}
        />
      )}
    </Panel>
  );
}

function KeyWords({ chosen, used }: { chosen: string[] | undefined; used: string[] | undefined }) {
  const key = chosen ?? used;
  if (!key) return <strong>the usual key columns of both</strong>;
  return (
    <strong>
      {key.map((column, i) => (
        <span key={column}>
          {i > 0 && " and "}
          <code>{column}</code>
        </span>
      ))}
    </strong>
  );
}

interface SideProps {
  label: string;
  recent: RecentExport[];
  value: string | undefined;
  onChange: (handle: string) => void;
}

const OTHER = "other";

function Side({ label, recent, value, onChange }: SideProps) {
  const open = useOpen(onChange);
  const now = recent.find((e) => value !== undefined && e.export === value);
  const usable = recent.filter((e) => e.export !== undefined || open.whyNot === undefined);
  const options = usable.map((e) => ({
    value: String(e.id),
    label: e.name,
    detail: [
      e.folder,
      bytes(e.bytes),
      ...(e.rows === undefined ? [] : [plural(e.rows, "record")]),
      ...(e.export === undefined ? ["will be opened"] : []),
    ].join(" · "),
  }));
  const choose = (id: string) => {
    if (id === OTHER) return void open.choose();
    const entry = recent.find((e) => String(e.id) === id);
    if (entry?.export !== undefined) onChange(entry.export);
    else if (entry) void open.reopen(entry.id);
  };
  return (
    <div className={styles.side}>
      <Select
        label={label}
        options={[
          ...options,
          ...(open.whyNot === undefined ? [{ value: OTHER, label: "Another file…" }] : []),
        ]}
        value={now ? String(now.id) : null}
        onChange={choose}
        placeholder="Choose a file…"
        isDisabled={open.isPending}
      />
      <span className={styles.quiet}>
        {now ? (
          <>
            <Icon name="file-spreadsheet" size={13} /> {now.folder} · {bytes(now.bytes)}
            {now.rows !== undefined && ` · ${plural(now.rows, "record")}`}
          </>
        ) : (
          open.whyNot && `Only files that are open: ${open.whyNot}`
        )}
      </span>
      {open.progress && (
        <Progress label="Opening" progress={readable(open.progress)} onCancel={open.cancel} />
      )}
      {open.error && <ErrorNote error={open.error} />}
    </div>
  );
}
