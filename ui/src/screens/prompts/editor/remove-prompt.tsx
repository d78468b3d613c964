import { useNavigate } from "@tanstack/react-router";
import { ConfirmDialog, toast } from "../../../components";
import type { Prompt } from "../../../host";
import { useChange } from "../../../query";

interface RemovePromptProps {
  prompt: Prompt;
  onClose: () => void;
  /** It is gone, and the screen is about to be left. */
  onRemoved: () => void;
}

export function RemovePrompt({ prompt, onClose, onRemoved }: RemovePromptProps) {
  const remove = useChange("prompts.remove");
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      title={`Delete ${prompt.name}?`}
      isOpen
      onClose={onClose}
      danger
      confirmLabel={`Delete ${prompt.name}`}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={async () => {
        if (!(await remove.run({ id: prompt.id }))) return;
        onRemoved();
        toast(`${prompt.name} was deleted`);
        await navigate({ to: "/prompts" });
      }}
    >
      <p>Its chains are gone for good. Rehearsals of it stay, for their reports.</p>
    </ConfirmDialog>
  );
}
