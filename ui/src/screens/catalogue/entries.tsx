// One catalogue: a table of any length, searched in Rust, with an entry's fields beside it.
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import {
  Checkbox,
  type Column,
  count,
  DataTable,
  EmptyState,
  ErrorNote,
  Loading,
  Panel,
  RelativeTime,
  Screen,
  SearchField,
  Select,
  StatusBadge,
} from "../../components";
import type { CatalogueEntry, CataloguePage, CatalogueStatus } from "../../host";
import { useOperation, useWindow } from "../../query";
import styles from "./catalogue.module.css";
import { Entry } from "./entry";
import { SyncButton, SyncState, useSync } from "./sync";

const columns: Column<CatalogueEntry>[] = [
  { id: "name", header: "Name", width: "minmax(140px, 2fr)", cell: (e) => e.name },
  { id: "id", header: "Id", width: "minmax(120px, 1.4fr)", cell: (e) => <code>{e.id}</code> },
  { id: "group", header: "Group", width: "minmax(80px, 1fr)", cell: (e) => e.group },
  { id: "detail", header: "Detail", width: "minmax(120px, 2fr)", cell: (e) => e.detail },
  { id: "state", header: "State", width: "104px", cell: (e) => <StatusBadge item={e.state} /> },
];

const pick = (page: CataloguePage) => ({ rows: page.items, total: page.total });

export function Entries({ connector, kind }: { connector: string; kind: string }) {
  const navigate = useNavigate();
  const { search: linked = "", archived } = useSearch({ strict: false });
  // The address follows what is typed; it is too slow to be typed into.
  const [search, setSearch] = useState(linked);
  const withArchived = archived === "yes";
  const all = useOperation("catalogue.status", {});
  const status = all.data?.find((c) => c.connector === connector && c.kind === kind);
  const sync = useSync();
  const look = (next: { search?: string; archived?: string | undefined }) =>
    void navigate({
      to: "/catalogue/$connector/$kind",
      params: { connector, kind },
      search: {
        ...(next.search ? { search: next.search } : {}),
        ...(next.archived ? { archived: next.archived } : {}),
      },
      replace: true,
    });

  return (
    <Screen
      fill
      title={status ? `${status.connector_name} · ${status.name}` : "Catalogue"}
      lead={
        <>
          <Link to="/catalogue">All catalogues</Link>
          {status && <LastSynced status={status} />}
        </>
      }
      actions={
        <SyncButton
          sync={sync}
          connector={connector}
          kind={kind}
          active={status?.active ?? true}
          label="Sync"
          variant="primary"
        />
      }
    >
      <SyncState sync={sync} request={{ connector, kind }} label={`Syncing ${status?.name ?? kind}`} />
      {status?.error && !sync.isPending && !sync.error && (
        <ErrorNote error={{ ...status.error, message: `The last sync failed: ${status.error.message}` }} />
      )}
      <div className={styles.tools}>
        <div className={styles.toolSearch}>
          <SearchField
            label="Search name, id, group, detail"
            value={search}
            onChange={(text) => {
              setSearch(text);
              look({ search: text, archived });
            }}
          />
        </div>
        <Checkbox
          label="Archived too"
          isSelected={withArchived}
          onChange={(on) => look({ search, archived: on ? "yes" : undefined })}
        />
        {all.data && all.data.length > 1 && (
          <div className={styles.toolPick}>
            <Select
              label="Catalogue"
              hideLabel
              options={all.data.map((c) => ({
                value: `${c.connector}/${c.kind}`,
                label: `${c.connector_name} · ${c.name}`,
              }))}
              value={`${connector}/${kind}`}
              onChange={(value) => {
                const [to = "", of = ""] = value.split("/");
                void navigate({ to: "/catalogue/$connector/$kind", params: { connector: to, kind: of } });
              }}
            />
          </div>
        )}
      </div>
      <Table
        connector={connector}
        kind={kind}
        search={search}
        archived={withArchived}
        synced={status?.synced_at !== undefined}
      />
    </Screen>
  );
}

function LastSynced({ status }: { status: CatalogueStatus }) {
  if (!status.synced_at) return <> · never synced</>;
  return (
    <>
      {" · last synced "}
      <RelativeTime at={status.synced_at} />
      {` · ${count(status.usable)} usable, ${count(status.archived)} archived`}
    </>
  );
}

interface TableProps {
  connector: string;
  kind: string;
  search: string;
  archived: boolean;
  synced: boolean;
}

function Table({ connector, kind, search, archived, synced }: TableProps) {
  const list = useWindow("catalogue.list", { connector, kind, search, archived }, pick);
  const [open, setOpen] = useState<{ entry: CatalogueEntry; index: number }>();
  if (list.error && list.total === undefined) return <ErrorNote error={list.error} onRetry={list.retry} />;
  return (
    <>
      {list.error && <ErrorNote error={list.error} onRetry={list.retry} />}
      <div className={styles.beside}>
        <Panel flush className={styles.tablePanel}>
          {list.isLoading && (
            <div className={styles.state}>
              <Loading label="Loading entries" lines={8} />
            </div>
          )}
          {list.total === 0 && <Nothing search={search} archived={archived} synced={synced} />}
          {list.total !== undefined && list.total > 0 && (
            <>
              <DataTable
                key={`${search} ${archived}`}
                label="Entries"
                columns={columns}
                total={list.total}
                row={list.row}
                onRange={list.onRange}
                onOpen={(entry, index) => setOpen({ entry, index })}
                open={open && list.row(open.index)?.id === open.entry.id ? open.index : undefined}
              />
              <p className={styles.foot} role="status">
                {count(list.total)} {search ? "fit the search" : archived ? "in all" : "usable"}
              </p>
            </>
          )}
        </Panel>
        {open && <Entry entry={open.entry} onClose={() => setOpen(undefined)} />}
      </div>
    </>
  );
}

function Nothing({ search, archived, synced }: { search: string; archived: boolean; synced: boolean }) {
  if (search) {
    return (
      <EmptyState icon="search" title={`Nothing fits “${search}”`}>
        {archived ? "Try fewer letters." : "Try fewer letters, or look among the archived too."}
      </EmptyState>
    );
  }
  return synced ? (
    <EmptyState icon="library-big" title="The vendor lists nothing here">
      The last sync found no entry. Add some at the vendor, then sync again.
    </EmptyState>
  ) : (
    <EmptyState icon="library-big" title="Never synced">
      Sync it to fill the choices of actions. A sync only reads at the vendor.
    </EmptyState>
  );
}
