import { Button, bytes, count, Dialog, ErrorNote, Loading, plural, RelativeTime } from "../../../components";
import type { RemoteObject, RemotePreview, SourceView } from "../../../host";
import { useOperation, useWhyNot } from "../../../query";
import styles from "./sources.module.css";
import { fileName } from "./words";

interface PreviewDialogProps {
  source: SourceView;
  object: RemoteObject;
  isPulling: boolean;
  onPull: () => void;
  onClose: () => void;
}

/** So much is drawn: a head is to be looked over. */
const COLUMNS = 60;
const ROWS = 50;

/** The first records of a remote file; only its beginning is read. */
export function PreviewDialog({ source, object, isPulling, onPull, onClose }: PreviewDialogProps) {
  const { data, error, refetch } = useOperation("sources.preview", {
    name: source.name,
    key: object.key,
    rows: ROWS,
  });
  const whyNot =
    useWhyNot("sources.pull") ?? (isPulling ? "Another pull of this source is under way" : undefined);
  const columns = data?.page.columns.slice(0, COLUMNS) ?? [];
  return (
    <Dialog
      title={fileName(object.key)}
      isOpen
      onClose={onClose}
      wide
      footer={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button variant="primary" icon="download" whyNot={whyNot} onPress={onPull}>
            Pull this file
          </Button>
        </>
      }
    >
      <p className={styles.quiet}>
        <code>{object.key}</code> · {bytes(object.bytes)} · written <RelativeTime at={object.modified} />
      </p>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading label="Reading the beginning of the file" lines={6} />}
      {data && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <section className={styles.head} tabIndex={0} aria-label="First records">
            <table>
              <thead>
                <tr>
                  {columns.map((name, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: names may stand twice
                    <th key={i} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {data.page.rows.map((row, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: records have no other name
                  <tr key={i}>
                    {row.slice(0, COLUMNS).map((cell, j) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name
                      <td key={j}>{cell.length > 120 ? `${cell.slice(0, 120)}…` : cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <p className={styles.quiet}>
            {extent(data)}
            {data.page.columns.length > COLUMNS &&
              ` ${count(data.page.columns.length - COLUMNS)} more columns are not shown.`}
          </p>
        </>
      )}
    </Dialog>
  );
}

/** How much of the file is shown. Only its beginning was read, so that there may be more is all that is known. */
function extent({ whole, page: { rows } }: RemotePreview): string {
  const shown = plural(rows.length, "record");
  return whole && rows.length < ROWS
    ? `The whole file: ${shown}.`
    : `The first ${shown}. Pull the file to see all of it.`;
}
