import { useState } from "react";
import { Select } from "../../../components";
import type { FileRules, TraitSpec } from "../../../host";
import { useChange } from "../../../query";
import { FormDialog } from "../app-dialogs";
import { fileRules } from "./words";

/** How grave faults are that no column has alone. */
export function FileRulesDialog({ spec, onClose }: { spec: TraitSpec; onClose: () => void }) {
  const save = useChange("specs.save");
  const [draft, setDraft] = useState(spec.file);
  return (
    <FormDialog
      title="Rules of the file"
      save="Save"
      isPending={save.isPending}
      error={save.error}
      fields={[]}
      onClose={onClose}
      onSave={async () => {
        if (await save.run({ spec: { ...spec, file: draft } })) onClose();
      }}
    >
      {fileRules.map(({ key, label, canBeNothing }) => (
        <Select
          key={key}
          label={label}
          options={[
            { value: "error", label: "An error" },
            { value: "warning", label: "A warning" },
            ...(canBeNothing ? [{ value: "nothing", label: "Nothing to tell" }] : []),
          ]}
          value={draft[key] ?? "nothing"}
          onChange={(value) => setDraft({ ...draft, [key]: value === "nothing" ? null : value } as FileRules)}
        />
      ))}
    </FormDialog>
  );
}
