import { useState } from "react";
import { Button, ConfirmDialog, toast } from "../../components";
import type { ConnectorDetail } from "../../host";
import { useChange, useOperation, useSession, useWhyNot } from "../../query";

/** Forgets the connector's settings, secrets and catalogue, after a confirmation. */
export function RemoveButton({ detail: { definition, states, simulated } }: { detail: ConnectorDetail }) {
  const [isOpen, setOpen] = useState(false);
  const remove = useChange("connectors.remove");
  const notAllowed = useWhyNot("connectors.remove");
  const { app } = useSession();
  const environment = useOperation("apps.list", {}).data?.find((a) => a.id === app)?.environment;
  if (!Object.values(states).some((state) => state !== "missing")) return null;
  const whyNot = notAllowed ?? (simulated ? "The demo's connectors stay as they are" : undefined);
  return (
    <>
      <Button icon="trash-2" variant="quiet" whyNot={whyNot} onPress={() => setOpen(true)}>
        Remove
      </Button>
      <ConfirmDialog
        title={`Remove ${definition.name}?`}
        isOpen={isOpen}
        onClose={() => {
          setOpen(false);
          remove.reset();
        }}
        danger
        confirmLabel={`Remove ${definition.name}`}
        typed={environment === "production" ? definition.id : undefined}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={async () => {
          if (!(await remove.run({ id: definition.id }))) return;
          setOpen(false);
          toast(`${definition.name} was removed`);
        }}
      >
        <p>
          Its settings, its secrets in the keychain, and its catalogue are forgotten in this app. This cannot
          be undone.
        </p>
        <p>Nothing changes at the vendor. The history stays.</p>
      </ConfirmDialog>
    </>
  );
}
