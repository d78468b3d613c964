import { useId, useState } from "react";
import type { User } from "../../host";
import { useChange, useWhyNot } from "../../query";
import { Button, ConfirmDialog, Dialog, ErrorNote, IconButton, TextField, toast } from "..";
import type { Whom } from "./whom";
import styles from "./whom.module.css";

/** Keeps the user with the traits as they stand. */
export function SaveUser({ whom, onSaved }: { whom: Whom; onSaved: (user: User) => void }) {
  const [isOpen, setOpen] = useState(false);
  const whyNot = useWhyNot("users.save");
  return (
    <>
      <Button icon="user" onPress={() => setOpen(true)} whyNot={whyNot}>
        Save as test user
      </Button>
      {isOpen && <SaveDialog whom={whom} onSaved={onSaved} onClose={() => setOpen(false)} />}
    </>
  );
}

function SaveDialog({
  whom,
  onSaved,
  onClose,
}: {
  whom: Whom;
  onSaved: (user: User) => void;
  onClose: () => void;
}) {
  const { user } = whom;
  const [id, setId] = useState(user?.id ?? whom.traits.customer_id ?? "");
  const [name, setName] = useState(user && user.name !== user.id ? user.name : "");
  const [note, setNote] = useState(user?.source === "export" ? "" : (user?.note ?? ""));
  const form = useId();
  const save = useChange("users.save");
  const submit = async () => {
    const saved = await save.run({ id, name, note, traits: whom.traits });
    if (!saved) return;
    toast(`${saved.name} is kept as a test user`);
    onSaved(saved);
    onClose();
  };
  const at = (field: string) => (save.error?.field === field ? save.error.message : undefined);
  return (
    <Dialog
      title="Save as test user"
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" isPending={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        className={styles.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (!save.isPending) void submit();
        }}
      >
        <TextField
          label="Id"
          value={id}
          onChange={setId}
          help="How they are called: their customer_id, or any name. A test user of this id is replaced."
          error={at("id")}
          isRequired
          autoFocus
        />
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          help="What people read; the id if empty."
          error={at("name")}
        />
        <TextField label="Note" value={note} onChange={setNote} help="One line on what state they are in." />
      </form>
      {save.error && !save.error.field && <ErrorNote error={save.error} />}
    </Dialog>
  );
}

/** Takes a user out of the test users; nothing changes at the vendor. */
export function RemoveUser({ user, onRemoved }: { user: User; onRemoved: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const whyNot = useWhyNot("users.remove");
  const remove = useChange("users.remove");
  if (whyNot) return null;
  return (
    <>
      <IconButton icon="trash-2" label="Remove from the test users" onPress={() => setOpen(true)} />
      <ConfirmDialog
        title={`Remove ${user.name}?`}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        confirmLabel="Remove test user"
        danger
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={async () => {
          if (await remove.run({ id: user.id })) onRemoved();
        }}
      >
        <p>They are taken out of the list of test users. Nothing changes at the vendor.</p>
      </ConfirmDialog>
    </>
  );
}
