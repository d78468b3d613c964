import {
  Button,
  bytes,
  count,
  EmptyState,
  ErrorNote,
  IconButton,
  Loading,
  Panel,
  Progress,
  RelativeTime,
  Screen,
  StatusBadge,
} from "../../components";
import type { RecentExport } from "../../host";
import { useChange, useOperation, useWhyNot } from "../../query";
import styles from "./exports.module.css";
import { readable } from "./readable";
import { Sections } from "./sections";
import { useOpen } from "./use-open";

/** The exports of late, and the way to open another. */
export function ExportList() {
  const { data, error, refetch } = useOperation("exports.recent", {});
  const open = useOpen();
  const forget = useChange("exports.forget");
  const openButton = (
    <Button
      variant="primary"
      icon="folder-open"
      whyNot={open.whyNot}
      isPending={open.isPending}
      onPress={() => void open.choose()}
    >
      Open an export…
    </Button>
  );
  return (
    <Screen
      title="Exports"
      lead={
        <>
          Files of user traits that the vendor writes daily. Any size opens at once; nothing is copied or
          changed.
          <Sections />
        </>
      }
      actions={data && data.length > 0 && openButton}
    >
      {open.error && <ErrorNote error={open.error} />}
      {open.progress && (
        <Progress label="Opening" progress={readable(open.progress)} onCancel={open.cancel} />
      )}
      {forget.error && <ErrorNote error={forget.error} />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading label="Loading the recent exports" />}
      {data && data.length === 0 && (
        <Panel className={styles.empty}>
          <EmptyState icon="file-spreadsheet" title="No export was opened yet" actions={openButton}>
            Open the CSV file that your vendor wrote, or drop it anywhere on this window. Then look through
            it, check it against the trait spec, and find a user to test an action with.
          </EmptyState>
        </Panel>
      )}
      {data && data.length > 0 && (
        <Panel title="Recently opened" flush>
          <ul className={styles.list}>
            {data.map((each) => (
              <Recent
                key={each.id}
                recent={each}
                open={open}
                onForget={() => void forget.run({ id: each.id })}
              />
            ))}
          </ul>
          <p className={styles.dropHint}>A file dropped anywhere on this window is opened here, too.</p>
        </Panel>
      )}
    </Screen>
  );
}

interface RecentProps {
  recent: RecentExport;
  open: ReturnType<typeof useOpen>;
  onForget: () => void;
}

function Recent({ recent, open, onForget }: RecentProps) {
  const whyNot = useWhyNot("exports.forget");
  const { export: handle } = recent;
  return (
    <li className={styles.recent}>
      <div className={styles.file}>
        <strong>{recent.name}</strong>
        <span className={styles.quiet}>{recent.folder}</span>
        <span className={styles.quiet}>
          {bytes(recent.bytes)} ·{" "}
          {recent.rows === undefined ? "records not counted" : `${count(recent.rows)} records`} · opened{" "}
          <RelativeTime at={recent.opened_at} />
        </span>
      </div>
      <div className={styles.fileState}>
        {recent.verdict ? (
          <StatusBadge exportVerdict={recent.verdict} />
        ) : (
          <span className={styles.quiet}>not checked</span>
        )}
      </div>
      <div className={styles.fileActions}>
        {handle === undefined ? (
          <Button
            aria-label={`Open ${recent.name} again`}
            whyNot={open.whyNot}
            isPending={open.reopening === recent.id}
            onPress={() => void open.reopen(recent.id)}
          >
            Open again
          </Button>
        ) : (
          <Button aria-label={`Show ${recent.name}`} icon="table" onPress={() => void open.show(handle)}>
            Show
          </Button>
        )}
        {!whyNot && (
          <IconButton icon="x" label={`Forget ${recent.name}; the file stays`} onPress={onForget} />
        )}
      </div>
    </li>
  );
}
