import { type RefObject, useEffect, useRef, useState } from "react";
import {
  Button,
  Checkbox,
  count,
  EmptyState,
  ErrorNote,
  IconButton,
  Panel,
  Progress,
  plural,
  Select,
  TextField,
} from "../../../components";
import { readable } from "../readable";
import { HitList } from "./hit-list";
import styles from "./search.module.css";
import { MOST, type Search, useSearch, type Wanted } from "./use-search";

interface SearchPanelProps {
  id: string;
  columns: string[];
  /** How many records there are, if they were counted. */
  rows: number | undefined;
  /** What to look for at once; another object looks again. */
  asked?: { text: string; column: string } | null;
  onPlace: (record: number, column: number) => void;
  onClose: () => void;
  className?: string | undefined;
}

/** A text anywhere in the file, in all columns or one; what is found comes while the search goes on. */
export function SearchPanel({ id, columns, rows, asked, onPlace, onClose, className }: SearchPanelProps) {
  const { search, start, goOn, stop } = useSearch(id);
  const [wanted, setWanted] = useState<Wanted>({
    text: search?.text ?? "",
    column: search?.column,
    ignoreCase: search?.ignoreCase ?? true,
  });
  const [active, setActive] = useState(-1);
  const field = useRef<HTMLFormElement>(null);
  const begin = (change: Partial<Wanted> = {}) => {
    const next = { ...wanted, ...change };
    setWanted(next);
    setActive(-1);
    if (next.text !== "") void start(next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that it is asked
  useEffect(() => {
    if (asked) begin({ ...asked, ignoreCase: false });
  }, [asked]);
  const open = (index: number) => {
    const hit = search?.hits[index];
    if (!hit) return;
    setActive(index);
    onPlace(hit.record, hit.cell);
  };
  useStepKeys(search?.hits.length ?? 0, active, open, field);
  return (
    <Panel
      title="Search"
      className={className}
      flush
      actions={<IconButton icon="x" label="Close the search" onPress={onClose} />}
    >
      <div className={styles.panel}>
        <form
          ref={field}
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            begin();
          }}
        >
          <div className={styles.text}>
            <TextField
              label="Text"
              hideLabel
              placeholder="Text to look for"
              value={wanted.text}
              onChange={(text) => setWanted({ ...wanted, text })}
              autoFocus
            />
            <Button type="submit" icon="search" isDisabled={wanted.text === ""}>
              Search
            </Button>
          </div>
          <div className={styles.where}>
            <ColumnField
              columns={columns}
              value={wanted.column}
              onChange={(column) => setWanted({ ...wanted, column })}
            />
            <Checkbox
              label="Ignore case"
              isSelected={wanted.ignoreCase}
              onChange={(ignoreCase) => setWanted({ ...wanted, ignoreCase })}
            />
          </div>
        </form>
        {search && (
          <>
            <State search={search} rows={rows} onGoOn={goOn} onStop={stop} />
            {search.hits.length > 0 ? (
              <HitList
                key={`${search.text} ${search.column} ${search.ignoreCase}`}
                hits={search.hits}
                text={search.text}
                ignoreCase={search.ignoreCase}
                active={active}
                onActive={setActive}
                onOpen={open}
              />
            ) : (
              search.state === "done" && <NothingFound search={search} onAgain={begin} />
            )}
          </>
        )}
        {!search && (
          <EmptyState icon="search" title="Find a text in any cell">
            The file is searched from its first record to its last. F3 goes to the next cell found.
          </EmptyState>
        )}
      </div>
    </Panel>
  );
}

/** How far it is, and what can be done about it. */
function State({
  search,
  rows,
  onGoOn,
  onStop,
}: {
  search: Search;
  rows: number | undefined;
  onGoOn: () => void;
  onStop: () => void;
}) {
  const { state, hits, leftOut, next, error } = search;
  const found = plural(hits.length, "cell");
  const until = next === undefined || next === 0 ? "" : `, up to record ${count(next)}`;
  if (state === "failed" && error) return <ErrorNote error={error} onRetry={onGoOn} />;
  if (state === "searching") {
    const byRecord = rows !== undefined && next ? { what: found, done: next, total: rows } : undefined;
    return (
      <div role="status">
        <Progress
          label={`Searching for ${search.text}`}
          progress={byRecord ?? readable(search.progress)}
          onCancel={onStop}
        />
      </div>
    );
  }
  return (
    <p className={styles.state} role="status">
      {state === "done" && hits.length > 0 && <span>{found} in the whole file</span>}
      {state === "stopped" && <span>{`Stopped: ${found}${until}`}</span>}
      {state === "full" && <span>{`${found} found${until}. There may be more.`}</span>}
      {leftOut > 0 && (
        <span>{`${plural(leftOut, "cell")} more, not listed: a record is listed with 10,000 of them`}</span>
      )}
      {state !== "done" && (
        <Button onPress={onGoOn}>{state === "full" ? `Find ${count(MOST)} more` : "Search on"}</Button>
      )}
    </p>
  );
}

function NothingFound({ search, onAgain }: { search: Search; onAgain: (change: Partial<Wanted>) => void }) {
  return (
    <EmptyState
      icon="search"
      title="Nothing found"
      actions={
        <>
          {search.column !== undefined && (
            <Button onPress={() => onAgain({ column: undefined })}>Search all columns</Button>
          )}
          {!search.ignoreCase && <Button onPress={() => onAgain({ ignoreCase: true })}>Ignore case</Button>}
        </>
      }
    >
      {`No cell ${search.column === undefined ? "" : `of ${search.column} `}holds “${search.text}”${
        search.ignoreCase ? "" : ", written exactly so"
      }.`}
    </EmptyState>
  );
}

const ALL = "all";

/** One column or all of them. A list of thousands would be no help: then its name is typed. */
function ColumnField({
  columns,
  value,
  onChange,
}: {
  columns: string[];
  value: string | undefined;
  onChange: (column: string | undefined) => void;
}) {
  if (columns.length > 300) {
    return (
      <TextField
        label="Column"
        hideLabel
        placeholder="Column; empty for all"
        value={value ?? ""}
        onChange={(name) => onChange(name === "" ? undefined : name)}
        error={value === undefined || columns.includes(value) ? undefined : "No column is called so"}
        mono
      />
    );
  }
  return (
    <Select
      label="Column"
      hideLabel
      options={[
        { value: ALL, label: "All columns" },
        ...[...new Set(columns)].map((name) => ({ value: `=${name}`, label: name || "(no name)" })),
      ]}
      value={value === undefined ? ALL : `=${value}`}
      onChange={(name) => onChange(name === ALL ? undefined : name.slice(1))}
    />
  );
}

/** F3 and Shift F3 go through what was found, wherever the focus is; Ctrl F comes back to the text. */
function useStepKeys(
  total: number,
  active: number,
  open: (index: number) => void,
  form: RefObject<HTMLFormElement | null>,
) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "F3" && total > 0) {
        event.preventDefault();
        open((active + (event.shiftKey ? -1 : 1) + total) % total);
      } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f") {
        event.preventDefault();
        const input = form.current?.querySelector("input");
        input?.focus();
        input?.select();
      }
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  });
}
