import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import {
  Button,
  ErrorNote,
  IconButton,
  Note,
  Panel,
  Progress,
  plural,
  SearchField,
} from "../../../components";
import type { Doubt } from "../../../host";
import exportStyles from "../exports.module.css";
import { readable } from "../readable";
import type { Examination } from "../use-examination";
import { withCode } from "../with-code";
import { ColumnCard } from "./column-card";
import styles from "./profile.module.css";

interface ProfilePanelProps {
  examination: Examination;
  /** The column whose card is wanted; another object wants it again. */
  wanted: { column: number } | null;
  onColumn: (column: number) => void;
  onValue: ((column: string, value: string) => void) | undefined;
  onClose: () => void;
}

/** What the columns hold: a card for each, and on top what looks implausible. */
export function ProfilePanel({ examination, ...props }: ProfilePanelProps) {
  const { examined, examine, begin, change, index } = examination;
  const stopped = !change.isPending && !change.error && !index.isPending && !examined;
  return (
    <Panel
      title="Profile"
      className={exportStyles.side}
      flush
      actions={<IconButton icon="x" label="Close the profile" onPress={props.onClose} />}
    >
      {(change.isPending || change.error || stopped || (index.isPending && !examined)) && (
        <div className={styles.notes}>
          {change.isPending && (
            <Progress
              label="Examining every cell"
              progress={readable(change.progress)}
              onCancel={change.cancel}
            />
          )}
          {index.isPending && !change.isPending && <p>The records are counted first.</p>}
          {change.error && change.error.code !== "file_changed" && (
            <ErrorNote error={change.error} onRetry={() => void examine()} />
          )}
          {stopped && (
            <p className={exportStyles.paused}>
              <span>The file was not examined to its end.</span>
              <Button onPress={() => void begin()}>Examine</Button>
            </p>
          )}
        </div>
      )}
      {examined && <Cards {...props} examined={examined} />}
    </Panel>
  );
}

function Doubts({ doubts }: { doubts: Doubt[] }) {
  if (doubts.length === 0) return null;
  return (
    <div className={styles.doubted}>
      <Note tone="warn" title="This looks implausible">
        <ul className={styles.doubts}>
          {doubts.map((doubt) => (
            <li key={`${doubt.kind} ${doubt.column}`}>{withCode(doubt.message)}</li>
          ))}
        </ul>
      </Note>
    </div>
  );
}

function Cards({
  examined: { profile, doubts },
  wanted,
  onColumn,
  onValue,
}: Omit<ProfilePanelProps, "examination" | "onClose"> & {
  examined: NonNullable<Examination["examined"]>;
}) {
  const [text, setText] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const fitting = useMemo(() => {
    const needle = text.trim().toLowerCase();
    return profile.columns
      .map((column, index) => ({ column, index }))
      .filter(({ column }) => column.name.toLowerCase().includes(needle));
  }, [profile, text]);
  // The doubts are above the cards and scroll with them.
  const list = useRef<HTMLDivElement>(null);
  const [above, setAbove] = useState(0);
  useLayoutEffect(() => setAbove(list.current?.offsetTop ?? 0), []);
  const virtual = useVirtualizer({
    count: fitting.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 320,
    getItemKey: (i) => fitting[i]?.index ?? i,
    overscan: 2,
    gap: 10,
    scrollMargin: above,
    initialRect: { width: 360, height: 600 },
  });
  const reached = useRef<object | null>(null);
  useEffect(() => {
    if (!wanted || reached.current === wanted) return;
    const at = fitting.findIndex(({ index }) => index === wanted.column);
    if (at < 0) return setText("");
    reached.current = wanted;
    virtual.scrollToIndex(at, { align: "start" });
  }, [wanted, fitting, virtual]);
  return (
    <>
      <div className={styles.notes}>
        {profile.columns.length > 6 && (
          <SearchField
            label="Find a column"
            value={text}
            onChange={setText}
            placeholder={`Find one of ${plural(profile.columns.length, "column")}`}
          />
        )}
        {fitting.length === 0 && <p className={exportStyles.quiet}>No column is called so.</p>}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={scroller} className={styles.cards} tabIndex={0} aria-label="Columns">
        <Doubts doubts={doubts} />
        <div ref={list} className={styles.slots} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const each = fitting[item.index];
            if (!each) return null;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={styles.slot}
                style={{ transform: `translateY(${item.start - above}px)` }}
              >
                <ColumnCard
                  column={each.column}
                  chosen={wanted?.column === each.index}
                  onShow={() => onColumn(each.index)}
                  onValue={onValue && ((value) => onValue(each.column.name, value))}
                />
              </div>
            );
          })}
        </div>
      </section>
    </>
  );
}
