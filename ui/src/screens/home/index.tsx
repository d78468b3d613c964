// Home: what needs attention, and what happened of late.
import { Button } from "../../components/button";
import { Loading } from "../../components/empty-state";
import { ErrorNote } from "../../components/error-note";
import { Screen } from "../../components/panel";
import type { Home } from "../../host";
import { useOperation } from "../../query";
import { Attention } from "./attention";
import styles from "./home.module.css";
import { CatalogueList, ConnectorList, ExportList, RunList, SourceList } from "./lists";
import { ScheduleList } from "./schedule";
import { Welcome } from "./welcome";

export function HomeScreen() {
  const { data, error, refetch, isFetching } = useOperation("home.show", {});
  if (!data) {
    return (
      <Screen title="Home">
        {error ? (
          <ErrorNote error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading label="Loading Home" lines={6} />
        )}
      </Screen>
    );
  }
  if (data.first_start) return <Welcome />;
  return (
    <Screen
      title="Home"
      lead={data.app.name}
      actions={
        <Button icon="refresh-cw" isPending={isFetching} onPress={() => void refetch()}>
          Refresh
        </Button>
      }
    >
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      <Overview home={data} />
    </Screen>
  );
}

function Overview({ home }: { home: Home }) {
  return (
    <>
      <Attention all={home.attention} />
      <div className={styles.columns}>
        <ConnectorList all={home.connectors} />
        <CatalogueList all={home.catalogues} />
        <ExportList all={home.exports} />
        <SourceList all={home.sources} />
        <ScheduleList all={home.schedule} />
        <RunList all={home.runs} />
      </div>
    </>
  );
}
