// Catalogues: what is synced from the vendors to fill the choices of actions.
import { useParams } from "@tanstack/react-router";
import { Entries } from "./entries";
import { Overview } from "./overview";

export function CatalogueScreen() {
  const { connector, kind } = useParams({ strict: false });
  if (connector && kind) return <Entries key={`${connector}/${kind}`} connector={connector} kind={kind} />;
  return <Overview only={connector} />;
}
