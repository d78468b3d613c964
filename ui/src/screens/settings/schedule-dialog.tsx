import { useState } from "react";
import { Note, Select, TextField, toast } from "../../components";
import type { SyncEntry } from "../../host";
import { useChange, useOperation, useSession } from "../../query";
import { errorAt, FormDialog } from "./app-dialogs";

interface ScheduleDialogProps {
  /** The one whose time is changed; a connector is chosen when absent. */
  entry?: SyncEntry;
  onClose: () => void;
}

/** Sets when a connector's catalogues are synced every day. */
export function ScheduleDialog({ entry, onClose }: ScheduleDialogProps) {
  const { app } = useSession();
  const zone = useOperation("apps.list", {}).data?.find((a) => a.id === app)?.time_zone;
  const catalogues = useOperation("catalogue.status", {}).data ?? [];
  const [picked, setPicked] = useState(entry?.connector);
  const [due, setDue] = useState(entry?.due ?? "");
  const set = useChange("schedule.set");
  // Each connector once; those that are switched on come first, as only they are synced.
  const known = [...new Map(catalogues.map((c) => [c.connector, c])).values()].toSorted(
    (a, b) => Number(b.active) - Number(a.active),
  );
  const connector = picked ?? known[0]?.connector ?? "";
  const chosen = known.find((c) => c.connector === connector);
  return (
    <FormDialog
      title={entry ? `Sync ${entry.connector_name}` : "Schedule a sync"}
      save="Save"
      isPending={set.isPending}
      error={set.error}
      fields={["due", "connector"]}
      onClose={onClose}
      onSave={async () => {
        const saved = await set.run({ connector, due });
        if (!saved) return;
        toast(`${saved.connector_name} is synced every day at ${due}`);
        onClose();
      }}
    >
      {!entry && (
        <Select
          label="Connector"
          options={known.map((c) => ({
            value: c.connector,
            label: c.connector_name,
            ...(c.active ? {} : { detail: "inactive" }),
          }))}
          value={connector}
          onChange={setPicked}
          isRequired
          help="All of its catalogues are synced."
          error={errorAt(set.error, "connector")}
        />
      )}
      <TextField
        label="Each day at"
        value={due}
        onChange={setDue}
        placeholder="06:30"
        isRequired
        autoFocus={entry !== undefined}
        help={`Hours and minutes${zone ? ` in the app's time zone, ${zone}` : ""}. What is missed while Patchbay does not run is done once, when it runs again.`}
        error={errorAt(set.error, "due")}
      />
      {chosen && !chosen.active && (
        <Note tone="info">
          {chosen.connector_name} is inactive. Nothing is synced until it is switched on.
        </Note>
      )}
    </FormDialog>
  );
}
