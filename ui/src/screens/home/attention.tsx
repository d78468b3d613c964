import { Note } from "../../components/error-note";
import { Icon } from "../../components/icons";
import { Panel } from "../../components/panel";
import { Row, Rows } from "../../components/rows";
import type { Attention as Item } from "../../host";
import styles from "./home.module.css";

/** What needs attention, most urgent first, each with the way to it. */
export function Attention({ all }: { all: Item[] }) {
  if (all.length === 0) return <Note tone="good" title="Nothing needs attention" />;
  return (
    <Panel title="Needs attention" flush>
      <Rows label="Needs attention">
        {all.map((item) => (
          <Row
            key={`${item.link} ${item.title}`}
            to={item.link}
            start={
              <span className={styles[item.urgency]}>
                <Icon name={item.urgency === "problem" ? "circle-alert" : "info"} size={18} />
              </span>
            }
            title={item.title}
            detail={item.remedy}
            end={item.urgency === "problem" ? "problem" : "notice"}
          />
        ))}
      </Rows>
    </Panel>
  );
}
