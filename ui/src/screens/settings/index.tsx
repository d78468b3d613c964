// Settings: apps, operators, schedules, trait specs, and where this workspace lives.
import { Screen } from "../../components";
import { Apps } from "./apps";
import { Operators } from "./operators";
import { Schedules } from "./schedules";
import styles from "./settings.module.css";
import { Specs } from "./specs/list";
import { Appearance, Workspace } from "./workspace";

export function SettingsScreen() {
  return (
    <Screen title="Settings">
      <div className={styles.columns}>
        <Apps />
        <Operators />
        <Schedules />
        <Specs />
        <Workspace />
        <Appearance />
      </div>
    </Screen>
  );
}
