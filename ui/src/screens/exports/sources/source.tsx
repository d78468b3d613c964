import { Link, useNavigate } from "@tanstack/react-router";
import {
  Button,
  ErrorNote,
  Facts,
  Icon,
  Note,
  Panel,
  plural,
  RelativeTime,
  Screen,
  StatusBadge,
} from "../../../components";
import type { SourceView } from "../../../host";
import { useOperation, useWhyNot } from "../../../query";
import { Alerts } from "./alerts";
import { Check } from "./check";
import { PullState } from "./pull-state";
import { Pulls } from "./pulls";
import { RemoteFiles } from "./remote-files";
import { RemoveSource } from "./remove-source";
import styles from "./sources.module.css";
import { usePull } from "./use-pull";
import { address, useTimeZone } from "./words";

/** One source: how it stands, what was pulled, and what is in the bucket. */
export function Source({ source }: { source: SourceView }) {
  const navigate = useNavigate();
  const pulling = usePull(source.name);
  const isPulling = pulling.pull?.isPending === true;
  const notAllowed = useWhyNot("sources.pull");
  const mayNotSave = useWhyNot("sources.save");
  const whyNot =
    notAllowed ?? (source.pulling && !isPulling ? "A pull of this source is under way elsewhere" : undefined);
  const edit = () =>
    void navigate({
      to: "/exports/sources/$source",
      params: { source: source.name },
      search: { edit: "yes" },
    });
  return (
    <Screen
      title={source.name}
      lead={
        <span className={styles.facts}>
          <Link to="/exports/sources" className={styles.back}>
            <Icon name="chevron-left" size={13} />
            All sources
          </Link>
          <code>{address(source)}</code>
        </span>
      }
      actions={
        <>
          <RemoveSource source={source} />
          <Button icon="pencil" whyNot={mayNotSave} onPress={edit}>
            Edit
          </Button>
          <Button
            variant="primary"
            icon="download"
            whyNot={whyNot}
            isDisabled={isPulling}
            onPress={() => void pulling.start({ name: source.name, if_new: true })}
          >
            Pull the newest
          </Button>
        </>
      }
    >
      <PullState source={source} pulling={pulling} />
      {source.access_key && source.secret === "missing" && (
        <Note
          tone="warn"
          title="The secret key is missing"
          actions={
            <Button icon="key-round" whyNot={mayNotSave} onPress={edit}>
              Enter it
            </Button>
          }
        >
          <p>Without it nothing can be listed or pulled with the access key id {source.access_key}.</p>
        </Note>
      )}
      {source.keychain && <ErrorNote error={source.keychain} />}
      {source.error && !isPulling && !pulling.pull?.error && <ErrorNote error={source.error} />}
      <Alerts all={source.alerts} />
      <div className={styles.columns}>
        <div className={styles.main}>
          <Pulls source={source} />
          <RemoteFiles
            source={source}
            isPulling={isPulling}
            onPull={(key) => void pulling.start({ name: source.name, key })}
          />
        </div>
        <div className={styles.main}>
          <About source={source} />
          <Check source={source} />
        </div>
      </div>
    </Screen>
  );
}

function About({ source }: { source: SourceView }) {
  const zone = useTimeZone();
  const {
    due,
    late_minutes: late = 60,
    smaller_percent: smaller,
    larger_percent: larger,
    keep = 14,
  } = source;
  return (
    <Panel title="Settings">
      <Facts
        facts={[
          { label: "Region", value: <code>{source.region}</code> },
          {
            label: "Access key id",
            value: source.access_key ? <code>{source.access_key}</code> : "none: requests are not signed",
          },
          ...(source.access_key
            ? [{ label: "Secret key", value: <StatusBadge setting={source.secret} /> }]
            : []),
          {
            label: "Daily pull",
            value: due ? `${due} ${zone}, late after ${plural(late, "minute")}` : "off, pulled by hand",
          },
          ...(source.next_due ? [{ label: "Next due", value: <RelativeTime at={source.next_due} /> }] : []),
          {
            label: "Alert when",
            value: [
              "invalid",
              ...(due ? ["missing or late"] : []),
              ...(smaller === undefined ? [] : [`over ${smaller} % smaller`]),
              ...(larger === undefined ? [] : [`over ${larger} % larger`]),
            ].join(", "),
          },
          { label: "Trait spec", value: source.spec ? <code>{source.spec}</code> : "the one that fits" },
          { label: "Files kept", value: plural(keep, "file") },
          ...(source.looked_at
            ? [{ label: "Last asked", value: <RelativeTime at={source.looked_at} /> }]
            : []),
        ]}
      />
    </Panel>
  );
}

/** The source of the address, once the list is there. */
export function useSource(name: string) {
  const { data, error, refetch } = useOperation("sources.list", {});
  return { source: data?.find((s) => s.name === name), isLoading: !data && !error, error, refetch };
}
