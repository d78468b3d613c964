// What a batch came to: how many did what they should, and for each prompt users by interactions.
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { cx, Icon, Panel, plural, Segments } from "../../../components";
import type { Batch, BatchCell } from "../../../host";
import { SaveReport } from "../rehearse/save-report";
import { interactions, interactionWords } from "../words";
import styles from "./batch.module.css";

export function Results({ batch: { cells, left } }: { batch: Batch }) {
  const [view, setView] = useState<"all" | "wrong">("all");
  const wrong = cells.filter((c) => !c.succeeded).length;
  const prompts = [...new Map(cells.map((c) => [c.prompt, c.prompt_name]))];
  return (
    <>
      <Panel title="What came of it" actions={<SaveReport rehearsals={cells.map((c) => c.rehearsal)} />}>
        <Bar good={cells.length - wrong} wrong={wrong} left={left} />
        <div>
          <Segments
            label="What is shown"
            options={[
              { value: "all", label: "All", count: cells.length },
              { value: "wrong", label: "Did not do what they should", count: wrong },
            ]}
            value={view}
            onChange={setView}
          />
        </div>
        {view === "wrong" && wrong === 0 && <p className={styles.quiet}>There is none.</p>}
      </Panel>
      {prompts.map(([id, name]) => (
        <Table
          key={id}
          name={name}
          cells={cells.filter((c) => c.prompt === id)}
          wrongAlone={view === "wrong"}
        />
      ))}
    </>
  );
}

/** How many of each, as lengths and in words. */
function Bar({ good, wrong, left }: { good: number; wrong: number; left: number }) {
  const parts = [
    { key: "good", n: good, icon: "circle-check", word: "did what they should", style: styles.goodPart },
    { key: "wrong", n: wrong, icon: "circle-x", word: "did not", style: styles.badPart },
    { key: "left", n: left, icon: "circle-dashed", word: "not rehearsed", style: styles.leftPart },
  ] as const;
  const shown = parts.filter((p) => p.n > 0);
  return (
    <div className={styles.plot}>
      <div className={styles.parts} aria-hidden="true">
        {shown.map(({ key, n, style }) => (
          <span key={key} className={style} style={{ flexGrow: n }} />
        ))}
      </div>
      <p className={styles.legend}>
        {shown.map(({ key, n, icon, word }) => (
          <span key={key}>
            <Icon name={icon} size={14} /> <strong>{n}</strong> {word}
          </span>
        ))}
      </p>
    </div>
  );
}

function Table({ name, cells, wrongAlone }: { name: string; cells: BatchCell[]; wrongAlone: boolean }) {
  const columns = interactions.filter((i) => cells.some((c) => c.interaction === i));
  const users = [...new Set(cells.map((c) => c.user))].filter(
    (user) => !wrongAlone || cells.some((c) => c.user === user && !c.succeeded),
  );
  if (users.length === 0) return null;
  const wrong = cells.filter((c) => !c.succeeded).length;
  return (
    <Panel
      title={`${name}: ${wrong === 0 ? `all ${cells.length} did what they should` : `${plural(wrong, "rehearsal")} of ${cells.length} did not`}`}
      flush
    >
      <div className={styles.scroll}>
        <table className={styles.table} aria-label={name}>
          <thead>
            <tr>
              <th scope="col">User</th>
              {columns.map((i) => (
                <th key={i} scope="col">
                  {interactionWords[i].name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <tr key={user}>
                <th scope="row">{user}</th>
                {columns.map((i) => (
                  <td key={i}>
                    <Cell cell={cells.find((c) => c.user === user && c.interaction === i)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Cell({ cell }: { cell: BatchCell | undefined }) {
  if (!cell) return <span className={styles.quiet}>not rehearsed</span>;
  return (
    <Link
      to="/prompts/$id/rehearsals/$rehearsal"
      params={{ id: cell.prompt, rehearsal: cell.rehearsal }}
      className={cx(styles.cell, cell.succeeded ? styles.good : styles.bad)}
      title={cell.summary}
    >
      <span className={styles.word}>
        <Icon name={cell.succeeded ? "circle-check" : "circle-x"} size={14} />
        {cell.succeeded ? "did what it should" : "did not"}
      </span>
      <span className={styles.said}>{cell.summary}</span>
    </Link>
  );
}
