// Sources: the buckets that exports are pulled from.
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ErrorNote, Icon, Loading, Screen } from "../../../components";
import { SourceList } from "./list";
import { Source, useSource } from "./source";
import { SourceForm } from "./source-form";
import styles from "./sources.module.css";
import { usePull } from "./use-pull";

export function SourcesScreen() {
  const { add } = useSearch({ from: "/exports/sources" });
  const navigate = useNavigate();
  if (add === undefined) return <SourceList />;
  return (
    <Screen title="Add a source" lead={<Back />}>
      <SourceForm
        onSaved={(source) => void navigate({ to: "/exports/sources/$source", params: { source } })}
        onCancel={() => void navigate({ to: "/exports/sources" })}
      />
    </Screen>
  );
}

export function SourceScreen() {
  const { source: name } = useParams({ from: "/exports/sources/$source" });
  const { edit } = useSearch({ from: "/exports/sources/$source" });
  const navigate = useNavigate();
  const { source, isLoading, error, refetch } = useSource(name);
  const { pull, reset } = usePull(name);
  if (!source) {
    return (
      <Screen title={name} lead={<Back />}>
        {isLoading && <Loading label={`Loading ${name}`} lines={6} />}
        {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {!isLoading && !error && (
          <ErrorNote
            error={{ code: "not_found", message: `There is no source ${name}`, retryable: false }}
            actions={<Link to="/exports/sources">All sources</Link>}
          />
        )}
      </Screen>
    );
  }
  if (edit === undefined) return <Source key={name} source={source} />;
  const show = () => void navigate({ to: "/exports/sources/$source", params: { source: name } });
  const saved = () => {
    // How the last pull ended was said of other settings.
    if (!pull?.isPending) reset();
    show();
  };
  return (
    <Screen title={`Edit ${name}`} lead={<Back />}>
      <SourceForm key={name} source={source} onSaved={saved} onCancel={show} />
    </Screen>
  );
}

function Back() {
  return (
    <Link to="/exports/sources" className={styles.back}>
      <Icon name="chevron-left" size={13} />
      All sources
    </Link>
  );
}
