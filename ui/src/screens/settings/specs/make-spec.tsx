import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Progress, Select, TextField, toast } from "../../../components";
import { useChange, useOperation } from "../../../query";
import { readable } from "../../exports/readable";
import { FormDialog } from "../app-dialogs";

interface MakeSpecProps {
  /** Names that there are already. */
  taken: string[];
  onClose: () => void;
}

const NOTHING = "";

/** Makes a spec of the app's own from an open export, alone or widening one that there is. */
export function MakeSpec({ taken, onClose }: MakeSpecProps) {
  const navigate = useNavigate();
  const open = useOperation("exports.recent", {}).data?.filter((e) => e.export !== undefined) ?? [];
  const specs = useOperation("specs.list", {}).data ?? [];
  const [name, setName] = useState("");
  const [handle, setHandle] = useState<string | null>(null);
  const [start, setStart] = useState(NOTHING);
  const make = useChange("specs.from_export", { cancelOnLeave: true });
  const save = useChange("specs.save");
  const file = handle ?? open[0]?.export;
  const wrong = taken.includes(name)
    ? "There is a trait spec of that name already"
    : (make.error ?? save.error)?.field === "name"
      ? (make.error ?? save.error)?.message
      : undefined;
  const isPending = make.isPending || save.isPending;
  return (
    <FormDialog
      title="Make a trait spec"
      save="Make it"
      isPending={isPending}
      error={make.error ?? save.error}
      fields={["name"]}
      onClose={onClose}
      onSave={async () => {
        if (file === undefined || wrong || name === "") return;
        const made = await make.run({
          export: file,
          name,
          ...(start === NOTHING ? {} : { extends: start }),
        });
        const saved = made && (await save.run({ spec: made }));
        if (!saved) return;
        toast(`The trait spec ${saved.name} is made: look it over`);
        await navigate({ to: "/settings/specs/$spec", params: { spec: saved.name } });
      }}
    >
      <p>
        Columns, types, lists of values and the key are taken from a file that is open. What you do not want
        can be changed afterwards.
      </p>
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        help="Lower-case letters, digits and dashes: acme-daily."
        error={wrong}
        isRequired
        mono
        autoFocus
      />
      <Select
        label="From the export"
        options={open.map((e) => ({ value: e.export ?? "", label: e.name, detail: e.folder }))}
        value={file ?? null}
        onChange={setHandle}
        error={open.length === 0 ? "No export is open. Open one under Exports first." : undefined}
        isRequired
      />
      <Select
        label="Starting from"
        options={[
          { value: NOTHING, label: "Nothing", detail: "All is taken from the file" },
          ...specs.map((s) => ({
            value: s.name,
            label: s.title,
            detail: "Widened by what the file has besides",
          })),
        ]}
        value={start}
        onChange={setStart}
      />
      {make.isPending && (
        <Progress
          label="Looking through the file"
          progress={readable(make.progress)}
          onCancel={make.cancel}
        />
      )}
    </FormDialog>
  );
}
