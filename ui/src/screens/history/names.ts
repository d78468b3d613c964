// Runs are kept by ids; people read names.
import { words } from "../../components";
import type { ActionView } from "../../host";
import { useOperation } from "../../query";

/** Names of connectors and actions, the ids where they are not known (any more). */
export function useNames() {
  const actions = useOperation("actions.list", {}).data;
  return {
    connector: (id: string) => actions?.find((a) => a.connector === id)?.connector_name ?? id,
    action: (connector: string, id: string) => find(actions, connector, id)?.name ?? words(id),
    connectors: [...new Map((actions ?? []).map((a) => [a.connector, a.connector_name])).entries()],
  };
}

function find(actions: ActionView[] | undefined, connector: string, id: string): ActionView | undefined {
  return actions?.find((a) => a.connector === connector && a.id === id);
}
