import { Screen } from "../../components";

export function SettingsScreen() {
  return <Screen title="Settings">{null}</Screen>;
}
