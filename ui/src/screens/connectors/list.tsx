// Every connector by category, with how it is.
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Button, EmptyState, ErrorNote, Loading, Screen, SearchField, StatusBadge } from "../../components";
import type { Category, ConnectorHealth, ConnectorView } from "../../host";
import { useOperation } from "../../query";
import styles from "./connectors.module.css";

const categories: [Category, string][] = [
  ["billing", "Billing"],
  ["app_stores_push", "App stores and push"],
  ["crm_marketing", "CRM and marketing"],
  ["analytics_events", "Analytics and events"],
];

export function ConnectorsScreen() {
  const { data, error, refetch } = useOperation("connectors.list", {});
  // How each is comes from the same place as on Home, in the same words.
  const home = useOperation("home.show", {}).data;
  const [search, setSearch] = useState("");
  const fit = data?.filter((c) =>
    `${c.name} ${c.id} ${c.summary}`.toLowerCase().includes(search.trim().toLowerCase()),
  );
  return (
    <Screen
      title="Connectors"
      lead="One vendor integration each. Inactive until its settings are saved and Active is on."
      actions={<SearchField label="Search connectors" value={search} onChange={setSearch} />}
    >
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!fit && !error && <Loading label="Loading connectors" lines={6} />}
      {fit?.length === 0 && (
        <EmptyState
          icon="search"
          title={`No connector fits “${search}”`}
          actions={<Button onPress={() => setSearch("")}>Show all</Button>}
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
                <Card key={c.id} connector={c} health={home?.connectors.find((h) => h.id === c.id)} />
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
