import { Screen } from "../../components";

export function HistoryScreen() {
  return <Screen title="History">{null}</Screen>;
}
