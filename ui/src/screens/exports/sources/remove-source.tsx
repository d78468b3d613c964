import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button, ConfirmDialog, plural, toast } from "../../../components";
import type { SourceView } from "../../../host";
import { useChange, useWhyNot } from "../../../query";

/** Forgets a source, its key, and the files that were pulled from it. The bucket stays as it is. */
export function RemoveSource({ source }: { source: SourceView }) {
  const [asks, setAsks] = useState(false);
  const remove = useChange("sources.remove");
  const whyNot = useWhyNot("sources.remove");
  const navigate = useNavigate();
  const files = source.pulls.filter((p) => p.path !== undefined).length;
  return (
    <>
      <Button icon="trash-2" variant="quiet" whyNot={whyNot} onPress={() => setAsks(true)}>
        Remove
      </Button>
      <ConfirmDialog
        title={`Remove ${source.name}?`}
        isOpen={asks}
        onClose={() => {
          setAsks(false);
          remove.reset();
        }}
        danger
        confirmLabel={`Remove ${source.name}`}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={async () => {
          const removed = await remove.run({ name: source.name });
          if (!removed) return;
          toast(`The source ${removed.name} was removed`);
          await navigate({ to: "/exports/sources" });
        }}
      >
        <p>
          Its settings, its key in the keychain and its alerts are removed
          {files > 0 && `, and the ${plural(files, "file")} that were pulled from it to this machine`}. The
          bucket stays as it is.
        </p>
      </ConfirmDialog>
    </>
  );
}
