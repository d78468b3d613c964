import { Screen } from "../../components";

export function HomeScreen() {
  return <Screen title="Home">{null}</Screen>;
}
