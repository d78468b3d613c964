import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import {
  Button,
  count,
  ErrorNote,
  Facts,
  IconButton,
  Panel,
  Progress,
  plural,
  TextField,
} from "../../components";
import type { Found } from "../../host";
import { useChange } from "../../query";
import styles from "./exports.module.css";
import { readable } from "./readable";

interface FindPanelProps {
  id: string;
  /** The export's name. */
  name: string;
  /** Whom to find at once; empty for nobody. */
  customer: string;
  onPlace: (record: number, column: string | undefined) => void;
  onClose: () => void;
}

/** All records of one customer, and the way from a record to Test action. */
export function FindPanel({ id, name, customer, onPlace, onClose }: FindPanelProps) {
  const [text, setText] = useState(customer);
  const { run, isPending, progress, data, error, request, cancel } = useChange("exports.find", {
    cancelOnLeave: true,
  });
  const asked = useRef("");
  const find = (wanted: string) => {
    if (wanted.trim() === "") return;
    void run({ export: id, customer: wanted.trim() });
  };
  useEffect(() => {
    if (customer === "" || asked.current === customer) return;
    asked.current = customer;
    void run({ export: id, customer });
  }, [customer, id, run]);
  return (
    <Panel
      title="Find a user"
      className={styles.side}
      flush
      actions={<IconButton icon="x" label="Close the search" onPress={onClose} />}
    >
      <div className={styles.sideBody}>
        <form
          className={styles.find}
          onSubmit={(event) => {
            event.preventDefault();
            find(text);
          }}
        >
          <TextField
            label="customer_id"
            value={text}
            onChange={setText}
            help="Exactly as in the file."
            mono
            autoFocus
          />
          <Button type="submit" icon="search" isDisabled={isPending || text.trim() === ""}>
            Find
          </Button>
        </form>
        {isPending && (
          <Progress
            label={`Searching for ${request?.customer ?? ""}`}
            progress={readable(progress)}
            onCancel={cancel}
          />
        )}
        {error && <ErrorNote error={error} onRetry={() => find(text)} />}
        {data && !data.found && (
          <p>
            No record has this customer_id. It must be written exactly as in the file, with its leading zeros
            and its case.
          </p>
        )}
        {data?.found && (
          <>
            <p className={styles.quiet}>
              {data.records.length === 1
                ? "One record"
                : `${plural(data.records.length, "record")}: one for each package`}
            </p>
            <ul className={styles.issues} aria-label="Records found">
              {data.records.map((found) => (
                <FoundRecord key={found.record} found={found} name={name} onPlace={onPlace} />
              ))}
            </ul>
          </>
        )}
      </div>
    </Panel>
  );
}

function FoundRecord({
  found,
  name,
  onPlace,
}: {
  found: Found;
  name: string;
  onPlace: FindPanelProps["onPlace"];
}) {
  const navigate = useNavigate();
  const filled = Object.entries(found.traits).filter(([, value]) => value !== "");
  const test = () => {
    const id = found.traits.customer_id ?? "";
    void navigate({
      to: "/test-action",
      state: {
        user: {
          id,
          name: id,
          traits: Object.fromEntries(filled),
          note: `record ${found.record} of ${name}`,
          source: "export",
        },
      },
    });
  };
  return (
    <li className={styles.issue}>
      <p className={styles.issueHead}>
        <Button variant="quiet" icon="table" onPress={() => onPlace(found.record, "customer_id")}>
          Record {count(found.record)}
        </Button>
        <span className={styles.quiet}>line {count(found.line)}</span>
      </p>
      <Button icon="flask-conical" onPress={test}>
        Test an action with this user
      </Button>
      <Facts facts={filled.map(([label, value]) => ({ label, value }))} />
    </li>
  );
}
