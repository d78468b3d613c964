import { useState } from "react";
import {
  Badge,
  Button,
  bytes,
  type Column,
  DataTable,
  EmptyState,
  ErrorNote,
  Loading,
  Panel,
  plural,
  RelativeTime,
} from "../../../components";
import type { RemoteObject, ResponseOf, SourceView } from "../../../host";
import { useWhyNot, useWindow } from "../../../query";
import { PreviewDialog } from "./preview-dialog";
import styles from "./sources.module.css";

const pick = (page: ResponseOf<"sources.objects">) => ({ rows: page.objects, total: page.total });

const columns: Column<RemoteObject>[] = [
  { id: "key", header: "Key", width: "minmax(180px, 3fr)", cell: (o) => <code>{o.key}</code> },
  { id: "bytes", header: "Size", width: "90px", align: "end", cell: (o) => bytes(o.bytes) },
  { id: "age", header: "Written", width: "120px", cell: (o) => <RelativeTime at={o.modified} /> },
  {
    id: "state",
    header: "Pulled",
    width: "120px",
    cell: (o) =>
      o.pulled !== undefined ? (
        <Badge tone="good" icon="check">
          yes
        </Badge>
      ) : o.export ? null : (
        <span className={styles.quiet}>not an export</span>
      ),
  },
];

interface RemoteFilesProps {
  source: SourceView;
  onPull: (key: string) => void;
  isPulling: boolean;
}

/** What is in the bucket below the prefix, newest first. */
export function RemoteFiles(props: RemoteFilesProps) {
  const whyNot = useWhyNot("sources.objects");
  const [asked, setAsked] = useState(false);
  return (
    <Panel title="In the bucket" flush>
      {whyNot ? (
        <p className={styles.padded}>Looking into the bucket is not for everybody: {whyNot}.</p>
      ) : asked || props.source.error === undefined ? (
        <Listed {...props} />
      ) : (
        // It failed of late: not asked again at once, nor behind one's back.
        <div className={styles.padded}>
          <Button icon="refresh-cw" onPress={() => setAsked(true)}>
            List the files
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Listed({ source, onPull, isPulling }: RemoteFilesProps) {
  const list = useWindow("sources.objects", { name: source.name }, pick);
  const [open, setOpen] = useState<RemoteObject | null>(null);
  return (
    <>
      {list.error && (
        <div className={styles.padded}>
          <ErrorNote error={list.error} onRetry={list.retry} />
        </div>
      )}
      {list.isLoading && (
        <div className={styles.padded}>
          <Loading label="Asking the store" />
        </div>
      )}
      {list.total === 0 && (
        <EmptyState icon="folder-open" title="No file is there">
          {source.prefix
            ? `No key of the bucket ${source.bucket} begins with ${source.prefix}. Look at the prefix, letter by letter.`
            : `The bucket ${source.bucket} is empty.`}
        </EmptyState>
      )}
      {list.total !== undefined && list.total > 0 && (
        <>
          <p className={styles.caption}>
            {plural(list.total, "file")}, newest first. Enter or a click shows the first records.
          </p>
          <div className={styles.remote} style={{ height: Math.min(9, list.total + 1) * 38 + 2 }}>
            <DataTable
              label="Files in the bucket"
              columns={columns}
              total={list.total}
              row={list.row}
              onRange={list.onRange}
              onOpen={setOpen}
            />
          </div>
        </>
      )}
      {open && (
        <PreviewDialog
          source={source}
          object={open}
          isPulling={isPulling}
          onPull={() => {
            setOpen(null);
            onPull(open.key);
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
