import {
  type Column,
  count,
  DataTable,
  EmptyState,
  ErrorNote,
  Loading,
  Segments,
  Select,
} from "../../../components";
import type { ComparisonView, Difference, DifferenceKind, ResponseOf } from "../../../host";
import { useOperation, useWindow } from "../../../query";
import styles from "./compare.module.css";
import { Detail } from "./detail";
import { visible } from "./figures";
import { KindLook } from "./kind";

export interface Filter {
  kind: DifferenceKind | undefined;
  column: string | undefined;
}

interface DifferencesProps {
  view: ComparisonView;
  /** Handles of the two files, to show a record in its grid. */
  files: { old: string; new: string };
  names: { old: string; new: string };
  filter: Filter;
  onFilter: (filter: Filter) => void;
  /** Index of the difference that is open beside the list. */
  at: number | undefined;
  onAt: (index: number | undefined) => void;
  /** The comparison is gone in the backend: make it anew. */
  onAgain: () => void;
}

const pick = (page: ResponseOf<"exports.differences">) => ({ rows: page.differences, total: page.total });

const columns: Column<Difference>[] = [
  { id: "kind", header: "What", width: "108px", cell: (d) => <KindLook kind={d.kind} /> },
  {
    id: "key",
    header: "Record",
    width: "minmax(140px, 2fr)",
    cell: (d) => <code>{d.key.map(visible).join(" · ")}</code>,
  },
  { id: "cells", header: "Cells", width: "minmax(160px, 3fr)", cell: (d) => <Cells difference={d} /> },
];

/** Every record that differs, by kind and column, with its cells beside each other. */
export function Differences({ view, files, names, filter, onFilter, at, onAt, onAgain }: DifferencesProps) {
  const { kind, column } = filter;
  const wanted = {
    comparison: view.comparison,
    ...(kind ? { kind } : {}),
    ...(column === undefined ? {} : { column }),
  };
  const list = useWindow("exports.differences", wanted, pick);
  // By itself, so that it stays when the list is scrolled away from it.
  const shown = useOperation(
    "exports.differences",
    { ...wanted, start: at ?? 0, rows: 1 },
    { enabled: at !== undefined },
  ).data?.differences[0];
  return (
    <div className={styles.differences}>
      <p className={styles.names}>
        From <strong>{names.old}</strong> to <strong>{names.new}</strong>
      </p>
      <Filters comparison={view} filter={filter} onFilter={onFilter} />
      {list.error && (
        <ErrorNote error={list.error} onRetry={list.error.code === "not_found" ? onAgain : list.retry} />
      )}
      {list.isLoading && <Loading label="Loading the differences" lines={6} />}
      {list.total === 0 && (
        <EmptyState icon="equal" title="No difference of this kind">
          {column === undefined
            ? "Choose another kind above."
            : `No record changed in ${column}. Choose another column above, or all of them.`}
        </EmptyState>
      )}
      {list.total !== undefined && list.total > 0 && (
        <div className={styles.work} data-side={at !== undefined || undefined}>
          <div className={styles.list}>
            <DataTable
              key={`${kind} ${column}`}
              label="Differences"
              columns={columns}
              total={list.total}
              row={list.row}
              onRange={list.onRange}
              open={at}
              onOpen={(_, index) => onAt(index)}
            />
          </div>
          {at !== undefined && (
            <Detail
              difference={shown}
              keyColumns={view.key}
              files={files}
              column={column}
              onClose={() => onAt(undefined)}
            />
          )}
        </div>
      )}
    </div>
  );
}

/** The first cells that differ, in one line. */
function Cells({ difference: { kind, cells } }: { difference: Difference }) {
  const shown = cells.slice(0, 3);
  const rest = cells.length - shown.length;
  return (
    <span className={styles.cells}>
      {shown.map((cell) => (
        <span key={cell.column}>
          <span className={styles.quiet}>{cell.column}</span>{" "}
          {kind === "changed" ? (
            <>
              <Text of={cell.old} /> → <Text of={cell.new} />
            </>
          ) : (
            <Text of={cell.new ?? cell.old} />
          )}
        </span>
      ))}
      {rest > 0 && <span className={styles.quiet}>and {count(rest)} more</span>}
    </span>
  );
}

function Text({ of }: { of: string | undefined }) {
  return of ? visible(of) : <em>empty</em>;
}

interface FiltersProps {
  comparison: ComparisonView;
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

const ALL = "all";

function Filters({ comparison, filter, onFilter }: FiltersProps) {
  const { added, removed, changed } = comparison;
  const some = comparison.columns.filter((c) => c.changed > 0).sort((a, b) => b.changed - a.changed);
  return (
    <div className={styles.filters}>
      <Segments
        label="What happened"
        options={[
          { value: ALL, label: "All", count: added + removed + changed },
          { value: "added", label: "Added", count: added },
          { value: "removed", label: "Removed", count: removed },
          { value: "changed", label: "Changed", count: changed },
        ]}
        value={filter.kind ?? ALL}
        onChange={(value) => {
          const kind = value === ALL ? undefined : value;
          // Only a changed record has changed in a column.
          onFilter({ kind, column: kind === "changed" ? filter.column : undefined });
        }}
      />
      <div className={styles.column}>
        <Select
          label="Changed in"
          hideLabel
          options={[
            { value: ALL, label: "In any column" },
            ...some
              .slice(0, 200)
              .map((c) => ({ value: `=${c.name}`, label: `${c.name} (${count(c.changed)})` })),
          ]}
          value={filter.column === undefined ? ALL : `=${filter.column}`}
          onChange={(value) =>
            onFilter(
              value === ALL ? { ...filter, column: undefined } : { kind: "changed", column: value.slice(1) },
            )
          }
          isDisabled={some.length === 0}
        />
      </div>
    </div>
  );
}
