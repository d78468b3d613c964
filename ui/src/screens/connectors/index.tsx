import { Screen } from "../../components";

export function ConnectorsScreen() {
  return <Screen title="Connectors">{null}</Screen>;
}

export function ConnectorScreen() {
  return <Screen title="Connector">{null}</Screen>;
}
