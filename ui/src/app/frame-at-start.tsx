// What is seen before the shell has answered: the frame without content, so that the window is never blank.
import { ErrorNote } from "../components/error-note";
import { Icon } from "../components/icons";
import type { Failure } from "../host";
import { Brand } from "./brand";
import styles from "./frame.module.css";
import { screens } from "./screens";

export function FrameAtStart() {
  return (
    <div className={styles.frame}>
      <div className={styles.band}>&nbsp;</div>
      <div className={styles.nav}>
        <Brand />
        <div className={styles.switcher}>&nbsp;</div>
        <div className={styles.links}>
          {screens.map(({ name, icon }) => (
            <span key={name} className={styles.link}>
              <Icon name={icon} />
              {name}
            </span>
          ))}
        </div>
      </div>
      <main className={styles.main} aria-busy="true" />
    </div>
  );
}

/** The workspace could not be opened: this and nothing else. */
export function StartFailed({ error }: { error: Failure }) {
  return (
    <main className={styles.startFailed}>
      <Brand />
      <h1>Patchbay cannot open its workspace</h1>
      <ErrorNote error={error} />
      <p>Close this window, follow the remedy, and start Patchbay again. Nothing was changed.</p>
    </main>
  );
}
