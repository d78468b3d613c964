// What is seen before the shell has answered: the frame and Home's heading, so that the window is never blank. It is part of
// index.html too (`draw-frame.ts`), which is painted before any script has run.
import { Loading } from "../components/empty-state";
import { ErrorNote } from "../components/error-note";
import { Icon } from "../components/icons";
import { Screen } from "../components/panel";
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
        <div className={styles.find}>&nbsp;</div>
        <div className={styles.links}>
          {screens.map(({ to, name, icon }) => (
            <span key={name} className={styles.link} aria-current={to === "/" ? "page" : undefined}>
              <Icon name={icon} />
              {name}
            </span>
          ))}
        </div>
      </div>
      <main className={styles.main} aria-busy="true">
        <div className={styles.content}>
          <Screen title="Home">
            <Loading label="Loading Home" lines={6} />
          </Screen>
        </div>
      </main>
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
