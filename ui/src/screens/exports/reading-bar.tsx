// How the file is read: the sign between cells, the encoding, the header. It was found by looking at the file, and can
// be said otherwise.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Checkbox, ErrorNote, Progress, Select } from "../../components";
import type { Encoding, ExportView, RereadRequest } from "../../host";
import { useChange, useSession, useWhyNot } from "../../query";
import styles from "./exports.module.css";
import { readable } from "./readable";

type Reading = Required<Omit<RereadRequest, "export">>;

const delimiters: Record<string, string> = { ",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar" };
const encodings: Record<Encoding, string> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16, little-endian",
  "utf-16be": "UTF-16, big-endian",
  "windows-1252": "Windows-1252",
};

/** A delimiter as people call it. */
export function delimiterName(sign: string): string {
  return delimiters[sign] ?? `“${sign}”`;
}

/** How a file is read instead of as it was found: what is asked of the backend and kept for the way back. */
function useReread(view: ExportView) {
  const { app } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const change = useChange("exports.reread");
  const now: Reading = { delimiter: view.delimiter, encoding: view.encoding, header: view.header };
  const found = client.getQueryData<Reading>(["exports.found", app, view.export]) ?? now;
  const read = async (wanted: Partial<Reading>) => {
    const next = { ...now, ...wanted };
    const request: RereadRequest = { export: view.export };
    if (next.delimiter !== found.delimiter) request.delimiter = next.delimiter;
    if (next.encoding !== found.encoding) request.encoding = next.encoding;
    if (next.header !== found.header) request.header = next.header;
    const opened = await change.run(request);
    if (!opened) return;
    client.setQueryDefaults(["exports.found"], { gcTime: Number.POSITIVE_INFINITY });
    client.setQueryData(["exports.found", app, opened.export], found);
    await navigate({ to: "/exports/$export", params: { export: opened.export }, replace: true });
  };
  const same = (Object.keys(found) as (keyof Reading)[]).every((key) => found[key] === now[key]);
  return { change, found, read, same };
}

export function ReadingBar({ view }: { view: ExportView }) {
  const { change, found, read, same } = useReread(view);
  const whyNot = useWhyNot("exports.reread");
  const isDisabled = change.isPending || whyNot !== undefined;
  const detail = (is: boolean, guessed = false) =>
    is ? { detail: guessed ? "a guess: nothing in the file says so" : "as found in the file" } : {};
  const signs = [...new Set([...Object.keys(delimiters), found.delimiter, view.delimiter])];
  return (
    <>
      <fieldset className={styles.reading} aria-label="How the file is read">
        <span className={styles.readingWord} aria-hidden="true">
          Separated by
        </span>
        <Select
          label="Separated by"
          hideLabel
          isDisabled={isDisabled}
          options={signs.map((sign) => ({
            value: sign,
            label: delimiterName(sign),
            ...detail(sign === found.delimiter),
          }))}
          value={view.delimiter}
          onChange={(delimiter) => void read({ delimiter })}
        />
        <span className={styles.readingWord} aria-hidden="true">
          written in
        </span>
        <Select
          label="Written in"
          hideLabel
          isDisabled={isDisabled}
          options={(Object.keys(encodings) as Encoding[]).map((encoding) => ({
            value: encoding,
            label:
              encodings[encoding] + (encoding === view.encoding && view.encoding_guessed ? " (a guess)" : ""),
            ...detail(encoding === found.encoding, view.encoding_guessed),
          }))}
          value={view.encoding}
          onChange={(encoding) => void read({ encoding: encoding as Encoding })}
        />
        <Checkbox
          label="With a header"
          isSelected={view.header}
          isDisabled={isDisabled}
          onChange={(header) => void read({ header })}
        />
        {!same && (
          <Button icon="rotate-ccw" isDisabled={isDisabled} onPress={() => void read(found)}>
            Read as found
          </Button>
        )}
      </fieldset>
      {change.isPending && (
        <Progress label="Opening it again" progress={readable(change.progress)} onCancel={change.cancel} />
      )}
      {change.error && <ErrorNote error={change.error} />}
    </>
  );
}
