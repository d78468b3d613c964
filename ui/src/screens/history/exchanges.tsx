import { useState } from "react";
import { Badge, cx, dateTime, Icon } from "../../components";
import { Body, Headers, RequestLine } from "../../components/request";
import type { Exchange } from "../../host";
import styles from "./history.module.css";

/** Every request as it left, and its answer; folded, the changing ones marked. */
export function Exchanges({ exchanges }: { exchanges: Exchange[] }) {
  if (exchanges.length === 0) return <p className={styles.quiet}>Nothing was sent by this run.</p>;
  return (
    <ol className={styles.steps}>
      {exchanges.map((each) => (
        <OneExchange key={each.number} exchange={each} />
      ))}
    </ol>
  );
}

function OneExchange({ exchange }: { exchange: Exchange }) {
  const { number, purpose, method, url, headers, body, changes, attempts, status, reply, elapsed_ms, error } =
    exchange;
  const [isOpen, setOpen] = useState(changes);
  return (
    <li className={cx(styles.exchange, changes && styles.changes)}>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={styles.head}>
          <span className={styles.quiet}>{number}</span>
          <span className={styles.purpose}>
            {purpose}
            <RequestLine method={method} url={url} />
          </span>
          <span className={styles.badges}>
            <Badge tone={tone(status)}>{status === undefined ? "no answer" : String(status)}</Badge>
            {elapsed_ms !== undefined && <span className={styles.quiet}>{elapsed_ms} ms</span>}
            {attempts > 1 && <Badge tone="warn">{`${attempts} attempts`}</Badge>}
          </span>
          <Icon name="chevron-down" size={14} className={styles.chevron} />
        </summary>
        {isOpen && (
          <div className={styles.sides}>
            <section className={styles.one}>
              <h3>Request</h3>
              <p className={styles.quiet}>sent {dateTime(exchange.sent_at)}</p>
              <Headers headers={headers} />
              <Body body={body} label={`Body of request ${number}`} />
            </section>
            <section className={styles.one}>
              <h3>Reply</h3>
              {error ? (
                <p className={styles.noAnswer}>{error}</p>
              ) : (
                <Body body={reply} label={`Reply to request ${number}`} />
              )}
            </section>
          </div>
        )}
      </details>
    </li>
  );
}

function tone(status: number | undefined) {
  if (status === undefined) return "unsure";
  return status < 400 ? "good" : "bad";
}
