import { Screen } from "../../components";

export function CatalogueScreen() {
  return <Screen title="Catalogue">{null}</Screen>;
}
