// The table itself: header and first column stay in sight; one stop in the tab order, arrow keys from cell to cell.
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useRef, useState } from "react";
import { Badge, Icon, RelativeTime } from "../../../components";
import type { CoverageCell, CoverageRow, Interaction, Rehearsed } from "../../../host";
import { interactions, interactionWords } from "../words";
import styles from "./coverage.module.css";

interface MatrixProps {
  rows: CoverageRow[];
  /** Names by id. */
  connectors: Record<string, string | undefined>;
}

/** The prompt itself is the first column. */
const WIDTH = interactions.length + 1;

export function Matrix({ rows, connectors }: MatrixProps) {
  const table = useRef<HTMLTableElement>(null);
  const [active, setActive] = useState({ row: 0, column: 0 });
  const row = Math.min(active.row, rows.length - 1);
  const focus = (to: { row: number; column: number }) => {
    const next = {
      row: Math.max(0, Math.min(rows.length - 1, to.row)),
      column: Math.max(0, Math.min(WIDTH - 1, to.column)),
    };
    setActive(next);
    const cell = table.current?.querySelector(`[data-at="${next.row} ${next.column}"]`);
    (cell?.querySelector("a") ?? (cell as HTMLElement | null))?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { column } = active;
    if (event.key === "ArrowDown") focus({ row: row + 1, column });
    else if (event.key === "ArrowUp") focus({ row: row - 1, column });
    else if (event.key === "ArrowRight") focus({ row, column: column + 1 });
    else if (event.key === "ArrowLeft") focus({ row, column: column - 1 });
    else if (event.key === "Home") focus({ row, column: 0 });
    else if (event.key === "End") focus({ row, column: WIDTH - 1 });
    else return;
    event.preventDefault();
  };
  const tabStop = (r: number, column: number) => ({
    tabIndex: r === row && column === active.column ? 0 : -1,
    onFocus: () => setActive({ row: r, column }),
  });
  return (
    <div className={styles.scroll}>
      <table
        ref={table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its cells are moved through with the arrow keys
        role="grid"
        aria-label="Prompts by interaction"
        className={styles.matrix}
        onKeyDown={onKeyDown}
      >
        <colgroup>
          <col className={styles.first} />
          {interactions.map((interaction) => {
            const used = rows.some((each) => each.cells[interaction]);
            return <col key={interaction} className={used ? styles.used : styles.unused} />;
          })}
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Prompt</th>
            {interactions.map((interaction) => (
              <th key={interaction} scope="col" title={interactionWords[interaction].meaning}>
                {interactionWords[interaction].name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((each, r) => (
            <tr key={each.prompt}>
              <th scope="row" data-at={`${r} 0`}>
                <Link
                  to="/prompts/$id"
                  params={{ id: each.prompt }}
                  search={{ interaction: "prompt" }}
                  className={styles.name}
                  {...tabStop(r, 0)}
                >
                  {each.name}
                </Link>
              </th>
              {interactions.map((interaction, c) => {
                const cell = each.cells[interaction];
                const at = `${r} ${c + 1}`;
                return cell ? (
                  <td key={interaction} data-at={at}>
                    <Link
                      to="/prompts/$id"
                      params={{ id: each.prompt }}
                      search={{ interaction }}
                      className={styles.cell}
                      {...tabStop(r, c + 1)}
                    >
                      <Cell cell={cell} connectors={connectors} />
                    </Link>
                  </td>
                ) : (
                  <td key={interaction} data-at={at} {...tabStop(r, c + 1)}>
                    <Nothing interaction={interaction} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Nothing({ interaction }: { interaction: Interaction }) {
  return (
    <span className={styles.nothing} title={`Nothing is shown for ${interactionWords[interaction].name}`}>
      –
    </span>
  );
}

function Cell({ cell, connectors }: { cell: CoverageCell; connectors: MatrixProps["connectors"] }) {
  return (
    <>
      <ol className={styles.actions}>
        {cell.actions.map((action, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the chain is shown as a whole
          <li key={index} data-broken={action.broken || undefined}>
            {action.connector ? (
              <span className={styles.connector}>{connectors[action.connector] ?? action.connector}</span>
            ) : (
              <Icon name="arrow-up-right" size={13} />
            )}
            <span className={action.connector ? undefined : styles.redirect} title={action.name}>
              {action.name}
              {action.broken && (
                <span className={styles.brokenMark}>
                  <Icon name="circle-alert" size={13} /> broken
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
      <span className={styles.marks}>
        {cell.warnings > 0 && (
          <Badge tone="warn" icon="triangle-alert">
            {cell.warnings === 1 ? "1 warning" : `${cell.warnings} warnings`}
          </Badge>
        )}
        <RehearsedMark rehearsed={cell.rehearsed} />
      </span>
    </>
  );
}

function RehearsedMark({ rehearsed }: { rehearsed: Rehearsed }) {
  switch (rehearsed.state) {
    case "never":
      return (
        <Badge tone="idle" icon="circle-dashed">
          never rehearsed
        </Badge>
      );
    case "before":
      return (
        <Badge tone="unsure" icon="history">
          changed since rehearsed
        </Badge>
      );
    case "as_it_is":
      return (
        <span className={styles.rehearsed}>
          {rehearsed.succeeded ? (
            <Badge tone="good" icon="circle-check">
              rehearsed
            </Badge>
          ) : (
            <Badge tone="bad" icon="circle-x">
              rehearsal failed
            </Badge>
          )}
          <span className={styles.quiet}>
            <RelativeTime at={rehearsed.at} />
          </span>
        </span>
      );
  }
}
