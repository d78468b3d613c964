import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import {
  Button,
  bytes,
  count,
  EmptyState,
  ErrorNote,
  Panel,
  RelativeTime,
  StatusBadge,
} from "../../../components";
import type { PullView, SourceView } from "../../../host";
import { useChange, useWhyNot } from "../../../query";
import { AlertBadge } from "./alerts";
import { OpenPulled } from "./open-pulled";
import { PullPlot } from "./pull-plot";
import styles from "./sources.module.css";
import { fileName } from "./words";

/** So many are listed at first. */
const SHOWN = 7;

/** What was pulled, day by day. */
export function Pulls({ source: { pulls } }: { source: SourceView }) {
  const [all, setAll] = useState(false);
  const shown = all ? pulls : pulls.slice(0, SHOWN);
  return (
    <Panel title="Recent pulls" flush actions={<CompareLast pulls={pulls} />}>
      {pulls.length === 0 ? (
        <EmptyState icon="download" title="Nothing was pulled yet">
          Pull the newest export now, or give the source a daily time: then it is pulled when it is due.
        </EmptyState>
      ) : (
        <>
          <PullPlot pulls={pulls} />
          <ul className={styles.pulls} aria-label="Recent pulls">
            {shown.map((pull) => (
              <li key={pull.id} className={styles.pull}>
                <span className={styles.pullFile}>
                  <strong>{pull.day ?? "an older file"}</strong>
                  <span className={styles.quiet}>{fileName(pull.key)}</span>
                  <span className={styles.quiet}>
                    {pull.rows === undefined ? "not examined" : `${count(pull.rows)} records`} ·{" "}
                    {bytes(pull.bytes)} · pulled <RelativeTime at={pull.pulled_at} />
                    {pull.error && ` · ${pull.error.message}`}
                  </span>
                </span>
                <span className={styles.badges}>
                  {pull.broken
                    .filter((kind) => kind !== "invalid" || pull.verdict !== "invalid")
                    .map((kind) => (
                      <AlertBadge key={kind} kind={kind} />
                    ))}
                  {pull.verdict && <StatusBadge exportVerdict={pull.verdict} />}
                </span>
                <span className={styles.pullActions}>
                  {pull.export === undefined ? (
                    <span className={styles.quiet}>
                      {pull.path ? "taken off the list of exports" : "removed to make room"}
                    </span>
                  ) : (
                    <OpenPulled pull={pull} />
                  )}
                </span>
              </li>
            ))}
          </ul>
          {pulls.length > SHOWN && (
            <p className={styles.more}>
              <Button variant="quiet" onPress={() => setAll(!all)}>
                {all ? "Show fewer" : `Show all ${count(pulls.length)}`}
              </Button>
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

/** Opens the last two files that are still here, and compares them. */
function CompareLast({ pulls }: { pulls: PullView[] }) {
  const reopen = useChange("exports.reopen");
  const whyNot = useWhyNot("exports.reopen");
  const navigate = useNavigate();
  const [later, earlier] = pulls.filter((p) => p.day !== undefined && p.export !== undefined);
  if (later?.export === undefined || earlier?.export === undefined) return null;
  const ids = { old: earlier.export, new: later.export };
  return (
    <>
      {reopen.error && <ErrorNote error={reopen.error} />}
      <Button
        icon="git-compare"
        whyNot={whyNot}
        isPending={reopen.isPending}
        onPress={async () => {
          const old = await reopen.run({ id: ids.old });
          const next = old && (await reopen.run({ id: ids.new }));
          if (old && next) {
            void navigate({ to: "/exports/compare", search: { old: old.export, new: next.export } });
          }
        }}
      >
        Compare the last two
      </Button>
    </>
  );
}
