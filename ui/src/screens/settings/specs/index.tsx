// One trait spec: its columns with what they ask of their cells, and what it asks of the file as a whole.
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import {
  Button,
  ConfirmDialog,
  CopyButton,
  count,
  DataTable,
  Dialog,
  ErrorNote,
  Facts,
  Icon,
  Loading,
  Panel,
  plural,
  Screen,
  type Column as TableColumn,
  toast,
} from "../../../components";
import type { Column, TraitSpec } from "../../../host";
import { useChange, useOperation, useWhyNot } from "../../../query";
import { ColumnDialog } from "./column-dialog";
import { CopySpec } from "./copy-spec";
import { FileRulesDialog } from "./file-rules-dialog";
import { OwnBadge } from "./list";
import styles from "./specs.module.css";
import { emptyWords, fileRules, ruleWords, severityOf, titleOf, togetherWords, valuesOf } from "./words";

export function SpecScreen() {
  const { spec: name } = useParams({ from: "/settings/specs/$spec" });
  const { data, error, refetch } = useOperation("specs.show", { name });
  const builtin = useOperation("specs.list", {}).data?.find((s) => s.name === name)?.builtin;
  if (!data) {
    return (
      <Screen title={name} lead={<Back />}>
        {error ? (
          <ErrorNote
            error={error}
            {...(error.code === "not_found" ? {} : { onRetry: () => void refetch() })}
            actions={<Link to="/settings">All trait specs</Link>}
          />
        ) : (
          <Loading label={`Loading ${name}`} lines={6} />
        )}
      </Screen>
    );
  }
  return <Spec key={name} spec={data} builtin={builtin ?? true} />;
}

const columns: TableColumn<Column>[] = [
  { id: "name", header: "Column", width: "minmax(150px, 1.4fr)", cell: (c) => <Name column={c} /> },
  { id: "empty", header: "Empty", width: "minmax(128px, 1fr)", cell: (c) => emptyWords(c.empty) },
  {
    id: "rule",
    header: "Filled",
    width: "minmax(150px, 1.2fr)",
    cell: (c) => {
      const severity = severityOf(c.rule);
      return `${ruleWords(c.rule)}${severity ? ` (${severity})` : ""}`;
    },
  },
  {
    id: "values",
    header: "Values",
    width: "minmax(110px, 2fr)",
    cell: (c) => {
      const values = valuesOf(c.rule);
      return values && values.length > 0 ? <span title={values.join("\n")}>{values.join(", ")}</span> : "";
    },
  },
];

function Name({ column }: { column: Column }) {
  return (
    <>
      <code>{titleOf(column)}</code>
      {column.optional && <span className={styles.quiet}> optional</span>}
      {column.daily && <span className={styles.quiet}> daily</span>}
    </>
  );
}

function Spec({ spec, builtin }: { spec: TraitSpec; builtin: boolean }) {
  const [column, setColumn] = useState<Column | null>(null);
  const [dialog, setDialog] = useState<"copy" | "rules" | "remove" | null>(null);
  const mayNotSave = useWhyNot("specs.save");
  const close = () => setDialog(null);
  const title = spec.title ?? spec.name;
  return (
    <Screen
      title={title}
      lead={
        <span className={styles.facts}>
          <Back />
          <code>{spec.name}</code>
          <span>{plural(spec.columns.length, "column")}</span>
          {builtin ? <span>built in</span> : <OwnBadge />}
        </span>
      }
      actions={
        <>
          {!builtin && (
            <RemoveSpec
              spec={spec}
              isOpen={dialog === "remove"}
              onAsk={() => setDialog("remove")}
              onClose={close}
            />
          )}
          <Button icon="copy" whyNot={mayNotSave} onPress={() => setDialog("copy")}>
            {builtin ? "Copy to change it" : "Copy"}
          </Button>
        </>
      }
    >
      {(spec.note || spec.source) && (
        <Panel>
          {spec.note && <p className={styles.note}>{spec.note}</p>}
          {spec.source && (
            <p className={styles.source}>
              <code>{spec.source}</code>
              <CopyButton text={spec.source} label="Copy link" />
            </p>
          )}
        </Panel>
      )}
      <Panel title="Columns" flush>
        <p className={styles.caption}>
          {builtin || mayNotSave
            ? "In the order of the file. Enter or a click shows all of one."
            : "In the order of the file. Enter or a click changes one."}
        </p>
        <div className={styles.table} style={{ height: Math.min(13, spec.columns.length + 1) * 38 + 2 }}>
          <DataTable
            label="Columns of the spec"
            columns={columns}
            total={spec.columns.length}
            row={(index) => spec.columns[index]}
            onOpen={setColumn}
          />
        </div>
      </Panel>
      <div className={styles.columns}>
        <Panel title="Columns together">
          <ul className={styles.sentences}>
            {togetherWords(spec).map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </Panel>
        <Panel
          title="Rules of the file"
          actions={
            !builtin && (
              <Button icon="pencil" whyNot={mayNotSave} onPress={() => setDialog("rules")}>
                Change
              </Button>
            )
          }
        >
          <Facts
            facts={fileRules.map(({ key, label }) => ({ label, value: spec.file[key] ?? "nothing to tell" }))}
          />
        </Panel>
      </div>
      {column && !builtin && !mayNotSave && (
        <ColumnDialog spec={spec} column={column} onClose={() => setColumn(null)} />
      )}
      {column && (builtin || mayNotSave) && (
        <ShownColumn spec={spec} column={column} onClose={() => setColumn(null)} />
      )}
      {dialog === "copy" && <CopySpec spec={spec} onClose={close} />}
      {dialog === "rules" && <FileRulesDialog spec={spec} onClose={close} />}
    </Screen>
  );
}

function ShownColumn({ spec, column, onClose }: { spec: TraitSpec; column: Column; onClose: () => void }) {
  const values = valuesOf(column.rule) ?? [];
  const severity = severityOf(column.rule);
  return (
    <Dialog title={titleOf(column)} isOpen onClose={onClose}>
      <Facts
        facts={[
          ...(column.header ? [{ label: "Name in the spec", value: <code>{column.name}</code> }] : []),
          { label: "An empty cell", value: emptyWords(column.empty) },
          { label: "A filled cell", value: ruleWords(column.rule) },
          ...(severity ? [{ label: "If it is not so", value: severity }] : []),
          { label: "In the file", value: column.optional ? "may be missing" : "must be there" },
          { label: "Part of the key", value: spec.key.includes(column.name) ? "yes" : "no" },
          ...(column.daily ? [{ label: "Every day", value: "has that day in it" }] : []),
        ]}
      />
      {values.length > 0 && (
        <>
          <h3>{count(values.length)} values</h3>
          <ul className={styles.values} aria-label="Values">
            {values.map((value) => (
              <li key={value}>
                <code>{value}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}

interface RemoveSpecProps {
  spec: TraitSpec;
  isOpen: boolean;
  onAsk: () => void;
  onClose: () => void;
}

function RemoveSpec({ spec, isOpen, onAsk, onClose }: RemoveSpecProps) {
  const remove = useChange("specs.remove");
  const whyNot = useWhyNot("specs.remove");
  const navigate = useNavigate();
  return (
    <>
      <Button icon="trash-2" variant="quiet" whyNot={whyNot} onPress={onAsk}>
        Remove
      </Button>
      <ConfirmDialog
        title={`Remove ${spec.name}?`}
        isOpen={isOpen}
        onClose={() => {
          remove.reset();
          onClose();
        }}
        danger
        confirmLabel={`Remove ${spec.name}`}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={async () => {
          if (!(await remove.run({ name: spec.name }))) return;
          toast(`The trait spec ${spec.name} was removed`);
          await navigate({ to: "/settings" });
        }}
      >
        <p>Files that it fitted are checked against the spec that fits next best. No file is changed.</p>
      </ConfirmDialog>
    </>
  );
}

function Back() {
  return (
    <Link to="/settings" className={styles.back}>
      <Icon name="chevron-left" size={13} />
      Settings
    </Link>
  );
}
