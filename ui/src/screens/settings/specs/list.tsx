import { useState } from "react";
import { Badge, Button, ErrorNote, Loading, Panel, plural, Row, Rows } from "../../../components";
import { useOperation, useWhyNot } from "../../../query";
import styles from "../settings.module.css";
import { MakeSpec } from "./make-spec";

/** What exports are checked against: the app's own specs, then those that come with the program. */
export function Specs() {
  const { data, error, refetch } = useOperation("specs.list", {});
  const whyNot = useWhyNot("specs.save");
  const [isNew, setNew] = useState(false);
  return (
    <Panel
      title="Trait specs"
      actions={
        <Button icon="plus" whyNot={whyNot} onPress={() => setNew(true)}>
          Make one
        </Button>
      }
      flush
    >
      {error && (
        <div className={styles.state}>
          <ErrorNote error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!data && !error && (
        <div className={styles.state}>
          <Loading label="Loading the trait specs" />
        </div>
      )}
      {data && (
        <Rows label="Trait specs">
          {data.map((spec) => (
            <Row
              key={spec.name}
              to={`/settings/specs/${spec.name}`}
              title={spec.title}
              detail={<code>{spec.name}</code>}
              end={
                <>
                  <span>{plural(spec.columns, "column")}</span>
                  {spec.builtin ? <span>built in</span> : <OwnBadge />}
                </>
              }
            />
          ))}
        </Rows>
      )}
      {isNew && <MakeSpec taken={data?.map((s) => s.name) ?? []} onClose={() => setNew(false)} />}
    </Panel>
  );
}

export function OwnBadge() {
  return (
    <Badge tone="good" icon="pencil">
      this app's
    </Badge>
  );
}
