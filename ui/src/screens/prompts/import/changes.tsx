// What a document would change: for each prompt and connector the places, before and after.
import { Badge, Icon } from "../../../components";
import type { ImportChange } from "../../../host";
import styles from "./import.module.css";

export function Changes({ changes }: { changes: ImportChange[] }) {
  return (
    <ul className={styles.changes} aria-label="Changes">
      {changes.map((each) => (
        <li key={`${each.what} ${each.id}`} className={styles.change}>
          <header className={styles.head}>
            <Icon name={each.what === "prompt" ? "list" : "plug"} />
            <h3>{each.name}</h3>
            <span className={styles.quiet}>
              {each.what} <code>{each.id}</code>
            </span>
            <Badge tone={each.new ? "good" : "warn"} icon={each.new ? "circle-plus" : "pencil"}>
              {each.new ? "new" : "changed"}
            </Badge>
          </header>
          <table className={styles.lines} aria-label={`Differences of ${each.name}`}>
            <thead>
              <tr>
                <th scope="col">Place</th>
                <th scope="col">Here now</th>
                <th scope="col">Would be</th>
              </tr>
            </thead>
            <tbody>
              {each.lines.map((line, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a place may be named twice
                <tr key={i}>
                  <th scope="row">{line.place}</th>
                  <td>{shown(line.before)}</td>
                  <td className={line.after === undefined ? undefined : styles.after}>
                    <Icon name="arrow-right" size={13} className={styles.arrow} />
                    {shown(line.after)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </li>
      ))}
    </ul>
  );
}

function shown(value: string | undefined) {
  if (value === undefined) return <span className={styles.absent}>nothing</span>;
  return value === "" ? <span className={styles.absent}>empty</span> : value;
}
