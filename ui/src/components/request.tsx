// Requests and replies as they go over the wire. The backend has masked every secret already.
import type { JsonValue, Method } from "../host";
import { CodeBlock } from "./code-block";
import { cx } from "./cx";
import styles from "./request.module.css";

/** A body to be read: JSON in lines, text as it is. */
export function pretty(body: JsonValue): string {
  return typeof body === "string" ? body : JSON.stringify(body, null, 2);
}

/** Method and URL in one line that wraps. */
export function RequestLine({ method, url }: { method: Method; url: string }) {
  return (
    <code className={styles.line}>
      <span className={cx(styles.method, method !== "GET" && styles.changes)}>{method}</span> {url}
    </code>
  );
}

/** Headers in lines. */
export function Headers({ headers }: { headers: { [key: string]: string } }) {
  const all = Object.entries(headers);
  if (all.length === 0) return <p className={styles.none}>No headers</p>;
  return (
    <dl className={styles.headers}>
      {all.map(([name, value]) => (
        <div key={name}>
          <dt>{name}:</dt> <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A body with a copy button, or a word that there is none. */
export function Body({ body, label }: { body: JsonValue | null | undefined; label: string }) {
  if (body === null || body === undefined || body === "") return <p className={styles.none}>No body</p>;
  return <CodeBlock code={pretty(body)} label={label} wrap />;
}
