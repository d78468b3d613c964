export { ConnectorScreen } from "./connector";
export { ConnectorsScreen } from "./list";
