import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { TextField, toast } from "../../../components";
import type { TraitSpec } from "../../../host";
import { useChange, useOperation } from "../../../query";
import { errorAt, FormDialog } from "../app-dialogs";

/** A built-in spec stays as it is; a copy is the app's own and can be changed. */
export function CopySpec({ spec, onClose }: { spec: TraitSpec; onClose: () => void }) {
  const navigate = useNavigate();
  const taken = useOperation("specs.list", {}).data ?? [];
  const [name, setName] = useState(`own-${spec.name}`);
  const [title, setTitle] = useState(`${spec.title ?? spec.name}, ours`);
  const save = useChange("specs.save");
  const wrong = taken.some((s) => s.name === name)
    ? "There is a trait spec of that name already"
    : errorAt(save.error, "name");
  return (
    <FormDialog
      title={`Copy ${spec.title ?? spec.name}`}
      save="Make the copy"
      isPending={save.isPending}
      error={save.error}
      fields={["name"]}
      onClose={onClose}
      onSave={async () => {
        if (taken.some((s) => s.name === name)) return;
        const saved = await save.run({ spec: { ...spec, name, title: title || null } });
        if (!saved) return;
        toast(`The trait spec ${saved.name} is this app's own`);
        onClose();
        await navigate({ to: "/settings/specs/$spec", params: { spec: saved.name } });
      }}
    >
      <p>A file that fits both is checked against the copy from then on.</p>
      <TextField label="Name" value={name} onChange={setName} error={wrong} isRequired mono autoFocus />
      <TextField label="Title" value={title} onChange={setTitle} />
    </FormDialog>
  );
}
