// Choosing whom something is tried on: a test user, one of an open export, or typed traits.

import type { Failure, Trait } from "../../host";
import type { Change } from "../../query";
import { Button, ErrorNote, IconButton, Note, Panel, Progress } from "..";
import { RemoveUser, SaveUser } from "./save-user";
import { Traits } from "./traits";
import { UserSearch } from "./user-search";
import { isEdited, put, type Whom, withUser } from "./whom";
import styles from "./whom.module.css";

interface UserPanelProps<W extends Whom> {
  whom: W;
  change: (next: (whom: W) => W) => void;
  /** One trait of each group is needed. */
  requires: string[][];
  /** What is said when none is. */
  none: string;
  /** Known traits with their labels. */
  known: Trait[];
  find: Change<"users.find">;
  onFind: (id: string) => void;
  /** The plan's error, if it is about a trait. */
  error: Failure | undefined;
}

const sources = { saved: "test user", sandbox: "sandbox customer", export: "from an export" };

/** Whom it is tried on, and with which traits. */
export function UserPanel<W extends Whom>({ whom, change, find, onFind, ...needs }: UserPanelProps<W>) {
  const { user } = whom;
  if (find.isPending) {
    return (
      <Panel title="User">
        <Progress
          label={`Looking up ${find.request?.id ?? "the user"}`}
          progress={find.progress}
          onCancel={find.cancel}
        />
      </Panel>
    );
  }
  if (!user && !whom.typed) {
    return (
      <Panel title="User">
        <UserSearch onChoose={(chosen) => change((d) => withUser(d, chosen))} onFind={onFind} />
        {find.error && <ErrorNote error={find.error} />}
        <Button
          variant="quiet"
          icon="pencil"
          onPress={() => change((d) => ({ ...d, typed: true, traits: {} }))}
        >
          Type traits instead
        </Button>
      </Panel>
    );
  }
  const leave = () => {
    find.reset();
    change((d) => withUser(d, null));
  };
  return (
    <Panel
      title="User"
      actions={
        <>
          {user && user.source !== "export" && <RemoveUser user={user} onRemoved={leave} />}
          <IconButton icon="x" label="Choose another user" onPress={leave} />
        </>
      }
    >
      <div className={styles.user}>
        <strong>{user ? user.name : "Typed traits"}</strong>
        <span className={styles.quiet}>
          {user
            ? [user.id === user.name ? "" : user.id, sources[user.source ?? "saved"], user.note]
                .filter(Boolean)
                .join(" · ")
            : "For nobody in particular: the vendor knows them by these values"}
        </span>
      </div>
      {/* Each of several records has traits of its own; which of them are meant is the operator's to say. */}
      {user?.source === "export" && user.note?.includes(" records in ") && (
        <Note tone="warn">
          <p>To take another record, open it under Exports and test from there.</p>
        </Note>
      )}
      <Traits
        traits={whom.traits}
        {...needs}
        onChange={(key, value) => change((d) => ({ ...d, traits: put(d.traits, key, value) }))}
      />
      {(!user || user.source === "export" || isEdited(whom)) && (
        <SaveUser whom={whom} onSaved={(saved) => change((d) => withUser(d, saved))} />
      )}
    </Panel>
  );
}
