// Every connector by category, with how it is.
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  Button,
  EmptyState,
  ErrorNote,
  Loading,
  Screen,
  SearchField,
  Segments,
  StatusBadge,
} from "../../components";
import type { Category, ConnectorHealth, ConnectorView } from "../../host";
import { useOperation } from "../../query";
import styles from "./connectors.module.css";

const categories: [Category, string][] = [
  ["billing", "Billing"],
  ["app_stores_push", "App stores and push"],
  ["crm_marketing", "CRM and marketing"],
  ["analytics_events", "Analytics and events"],
];

type Filter = "all" | "set_up" | "attention";

/** What is said when the filter leaves none. */
const none: Record<Filter, string> = {
  all: "There are no connectors",
  set_up: "None is set up",
  attention: "None needs attention",
};

/** Whether a connector belongs to what is filtered for. */
function belongs(filter: Filter, health: ConnectorHealth | undefined): boolean {
  if (filter === "all") return true;
  if (filter === "set_up") return health !== undefined && health.health !== "not_configured";
  return health?.health === "bad";
}

/** What the search looks at: what it is, and what it can do. */
function searched(c: ConnectorView): string {
  return [c.name, c.id, c.summary, ...c.actions.map((a) => a.name)].join("\n").toLowerCase();
}

export function ConnectorsScreen() {
  const { data, error, refetch } = useOperation("connectors.list", {});
  // How each is comes from the same place as on Home, in the same words.
  const home = useOperation("home.show", {}).data;
  const [search, setSearch] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const healthOf = (c: ConnectorView) => home?.connectors.find((h) => h.id === c.id);
  const found = data?.filter((c) => searched(c).includes(search.trim().toLowerCase()));
  const fit = found?.filter((c) => belongs(filter, healthOf(c)));
  const counted = (value: Filter, label: string) => ({
    value,
    label,
    count: found?.filter((c) => belongs(value, healthOf(c))).length,
  });
  const showAll = () => {
    setSearch("");
    setFilter("all");
  };
  return (
    <Screen
      title="Connectors"
      lead="One vendor integration each. Inactive until its settings are saved and Active is on."
      actions={<SearchField label="Search connectors" value={search} onChange={setSearch} />}
    >
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!fit && !error && <Loading label="Loading connectors" lines={6} />}
      {found && (
        <Segments<Filter>
          label="Which connectors"
          options={[
            counted("all", "All"),
            counted("set_up", "Set up"),
            counted("attention", "Needs attention"),
          ]}
          value={filter}
          onChange={setFilter}
        />
      )}
      {fit?.length === 0 && (
        <EmptyState
          icon="search"
          title={search.trim() === "" ? none[filter] : `No connector fits “${search}”`}
          actions={<Button onPress={showAll}>Show all</Button>}
        />
      )}
      {categories.map(([category, title]) => {
        const here = fit?.filter((c) => c.category === category) ?? [];
        if (here.length === 0) return null;
        return (
          <section key={category} className={styles.category}>
            <h2>{title}</h2>
            <ul className={styles.cards}>
              {here.map((c) => (
                <Card key={c.id} connector={c} health={healthOf(c)} />
              ))}
            </ul>
          </section>
        );
      })}
    </Screen>
  );
}

function Card({ connector: c, health }: { connector: ConnectorView; health: ConnectorHealth | undefined }) {
  return (
    <li>
      <Link to="/connectors/$id" params={{ id: c.id }} className={styles.card}>
        <span className={styles.cardHead}>
          <span className={styles.tile} data-category={c.category} aria-hidden="true">
            {initials(c.name)}
          </span>
          <span className={styles.cardName}>{c.name}</span>
          {health ? <StatusBadge health={health.health} /> : <StatusBadge active={c.active} />}
        </span>
        <span className={styles.cardSummary}>{c.summary}</span>
        {health && health.health !== "not_configured" && (
          <span className={styles.cardDetail}>{health.detail}</span>
        )}
      </Link>
    </li>
  );
}

/** Two letters for the tile: of the first two words, else the first two of one. Vendors' logos are theirs. */
function initials(name: string): string {
  const [first = "", second] = name.split(/\s+/);
  return second === undefined ? first.slice(0, 2) : first.slice(0, 1) + second.slice(0, 1);
}
