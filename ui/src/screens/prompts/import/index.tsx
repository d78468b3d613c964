// Import and export: prompts and connector settings as a file, compared before anything is changed.
import { Screen } from "../../../components";
import { Sections } from "../sections";
import { ExportPanel } from "./export-panel";
import styles from "./import.module.css";
import { ImportPanel } from "./import-panel";

export function ImportScreen() {
  return (
    <Screen title="Import and export" lead={<Sections />}>
      <div className={styles.parts}>
        <ImportPanel />
        <ExportPanel />
      </div>
    </Screen>
  );
}
