import { useState } from "react";
import {
  Badge,
  Button,
  ConfirmDialog,
  ErrorNote,
  Loading,
  Panel,
  Row,
  Rows,
  Select,
  TextField,
  toast,
} from "../../components";
import type { Operator, Role } from "../../host";
import { useChange, useOperation, useSession, useWhyNot } from "../../query";
import { errorAt, FormDialog } from "./app-dialogs";
import styles from "./settings.module.css";

const roles: { value: Role; label: string; detail: string }[] = [
  { value: "company_admin", label: "company_admin", detail: "Everything, in every app" },
  { value: "app_admin", label: "app_admin", detail: "Everything of one app" },
  { value: "app_member", label: "app_member", detail: "Test actions and open exports of one app" },
  { value: "read_only", label: "read_only", detail: "Look, in one app" },
];

/** Who may be at the keyboard, and what their role allows. */
export function Operators() {
  const { data, error, refetch } = useOperation("operators.list", {});
  const whyNot = useWhyNot("operators.add");
  const [isNew, setNew] = useState(false);
  return (
    <Panel
      title="Operators"
      actions={
        <Button icon="plus" whyNot={whyNot} onPress={() => setNew(true)}>
          Add operator
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
          <Loading label="Loading the operators" />
        </div>
      )}
      {data && (
        <Rows label="Operators">
          {data.operators.map((operator) => (
            <OperatorRow key={operator.id} operator={operator} isCurrent={operator.id === data.current.id} />
          ))}
        </Rows>
      )}
      {isNew && <NewOperator onClose={() => setNew(false)} />}
    </Panel>
  );
}

function OperatorRow({ operator, isCurrent }: { operator: Operator; isCurrent: boolean }) {
  const { app, switchApp } = useSession();
  const change = useChange("operators.switch");
  const remove = useChange("operators.remove");
  const notAllowed = useWhyNot("operators.remove", operator.app ?? app);
  const [asks, setAsks] = useState(false);
  const whyNot = notAllowed ?? (isCurrent ? "Switch to another operator first" : undefined);
  const take = async () => {
    const now = await change.run({ id: operator.id });
    if (!now) return;
    // Whoever belongs to one app sees nothing of another.
    if (operator.app !== undefined && operator.app !== app) switchApp(operator.app);
    toast(`${operator.name} is at the keyboard`);
  };
  return (
    <>
      <Row
        title={operator.name}
        detail={
          change.error?.message ?? (
            <>
              <code>{operator.role}</code>
              {operator.app ? ` of ${operator.app}` : " of the company"}
            </>
          )
        }
        end={
          <>
            {isCurrent ? (
              <Badge tone="good" icon="user">
                at the keyboard
              </Badge>
            ) : (
              <Button isPending={change.isPending} onPress={take} aria-label={`Switch to ${operator.name}`}>
                Switch to
              </Button>
            )}
            <Button
              variant="quiet"
              icon="trash-2"
              whyNot={whyNot}
              onPress={() => setAsks(true)}
              aria-label={`Remove ${operator.name}`}
            >
              Remove
            </Button>
          </>
        }
      />
      <ConfirmDialog
        title={`Remove ${operator.name}?`}
        isOpen={asks}
        onClose={() => {
          setAsks(false);
          remove.reset();
        }}
        danger
        confirmLabel={`Remove ${operator.name}`}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={async () => {
          if (!(await remove.run({ id: operator.id }))) return;
          setAsks(false);
          toast(`${operator.name} was removed`);
        }}
      >
        <p>The history keeps the runs of {operator.name}.</p>
      </ConfirmDialog>
    </>
  );
}

function NewOperator({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const apps = useOperation("apps.list", {}).data ?? [];
  const current = useOperation("operators.list", {}).data?.current;
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("app_member");
  const [app, setApp] = useState(session.app);
  const add = useChange("operators.add");
  return (
    <FormDialog
      title="Add operator"
      save="Add"
      isPending={add.isPending}
      error={add.error}
      fields={["name", "app"]}
      onClose={onClose}
      onSave={async () => {
        const added = await add.run(role === "company_admin" ? { name, role } : { name, role, app });
        if (!added) return;
        toast(`${added.name} was added`);
        onClose();
      }}
    >
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        isRequired
        autoFocus
        error={errorAt(add.error, "name")}
      />
      <Select
        label="Role"
        options={current?.role === "company_admin" ? roles : roles.slice(1)}
        value={role}
        onChange={(value) => setRole(value as Role)}
        help={roles.find((r) => r.value === role)?.detail}
      />
      {role !== "company_admin" && (
        <Select
          label="App"
          options={apps.map((a) => ({ value: a.id, label: a.name }))}
          value={app}
          onChange={setApp}
          error={errorAt(add.error, "app")}
        />
      )}
    </FormDialog>
  );
}
