// What is above the grid of an open export: what the file is, and what can be done with it.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button, bytes, count, Icon, IconButton, plural, StatusBadge } from "../../components";
import type { Examined, ExportView, IssueFilter, RecentExport } from "../../host";
import styles from "./exports.module.css";
import { filterWords } from "./issues/filters";
import type { Side } from "./open-export";

export function Back() {
  return (
    <Link to="/exports" className={styles.back}>
      <Icon name="chevron-left" size={13} />
      All exports
    </Link>
  );
}

interface FactsProps {
  entry: RecentExport | undefined;
  view: ExportView | undefined;
  /** Undefined while they are counted. */
  rows: number | undefined;
  columns: number | undefined;
  examined: Examined | undefined;
  onSide: (side: Side) => void;
}

/** One line of what the file is. */
export function Facts({ entry, view, rows, columns, examined, onSide }: FactsProps) {
  const size = view?.bytes ?? entry?.bytes;
  return (
    <span className={styles.facts}>
      <Back />
      {size !== undefined && <span title={entry?.folder}>{bytes(size)}</span>}
      {view?.compressed && (
        <span>
          {view.compressed.by}, {bytes(view.compressed.bytes)} on the disk
        </span>
      )}
      <span>{rows === undefined ? "counting records…" : plural(rows, "record")}</span>
      {columns !== undefined && <span>{plural(columns, "column")}</span>}
      {view?.header === false && <span>no header: columns are numbered</span>}
      {examined && <StatusBadge exportVerdict={examined.check.verdict} />}
      {examined && examined.doubts.length > 0 && (
        <button type="button" className={styles.doubts} onClick={() => onSide("profile")}>
          <Icon name="circle-question-mark" size={13} />
          {plural(examined.doubts.length, "doubt")}
        </button>
      )}
    </span>
  );
}

/** As exact as there is room for: the panel has the figures. */
function issueCount(n: number): string {
  return n < 10_000 ? plural(n, "issue") : `${compact.format(n)} issues`;
}
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

interface ToolsProps {
  side: Side;
  onSide: (side: Side) => void;
  examined: Examined | undefined;
  onCompare: () => void;
}

export function Tools({ side, onSide, examined, onCompare }: ToolsProps) {
  const toggle = (to: Side) => ({
    "aria-pressed": side === to,
    onPress: () => onSide(side === to ? null : to),
  });
  const issues = examined?.check.issues.reduce((sum, issue) => sum + issue.count, 0);
  return (
    <div className={styles.tools}>
      <Button icon="search" {...toggle("search")}>
        Search
      </Button>
      <Button icon="user" {...toggle("find")}>
        Find a user
      </Button>
      <Button icon="git-compare" onPress={onCompare}>
        Compare
      </Button>
      <Button icon="chart-column" {...toggle("profile")}>
        Profile
      </Button>
      <Button variant="primary" icon="square-check-big" {...toggle("issues")}>
        {issues === undefined ? "Issues" : issueCount(issues)}
      </Button>
    </div>
  );
}

interface ViewProps {
  reading: ReactNode;
  /** Which records are shown; null for all. */
  only: IssueFilter | null;
  rows: number | undefined;
  hidden: number;
  onAll: () => void;
  onGo: () => void;
  onColumns: () => void;
  onKeys: () => void;
}

/** How the file is read and which part of it is shown. */
export function View({ reading, only, rows, hidden, onAll, onGo, onColumns, onKeys }: ViewProps) {
  return (
    <div className={styles.view}>
      {only !== null && (
        <p className={styles.only} role="status">
          <Icon name="filter" size={14} />
          <span>
            {rows === undefined ? "Records" : plural(rows, "record")} with{" "}
            <strong>{filterWords(only)}</strong>
          </span>
          <Button onPress={onAll}>Show all</Button>
        </p>
      )}
      {only === null && reading}
      <span className={styles.viewEnd}>
        <Button icon="arrow-right" onPress={onGo}>
          Go to record
        </Button>
        <Button icon="columns-3" onPress={onColumns}>
          {hidden > 0 ? `Columns (${count(hidden)} hidden)` : "Columns"}
        </Button>
        <IconButton icon="info" label="Keys of the grid (F1)" onPress={onKeys} />
      </span>
    </div>
  );
}
