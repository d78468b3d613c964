import { Screen } from "../../components";

export function ExportsScreen() {
  return <Screen title="Exports">{null}</Screen>;
}
