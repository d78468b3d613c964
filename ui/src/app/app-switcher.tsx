import { lazy, Suspense, useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { cx } from "../components/cx";
import { Icon } from "../components/icons";
import { useOperation, useSession } from "../query";
import styles from "./frame.module.css";

const AppMenu = lazy(() => import("./app-menu"));

/** The app that everything on screen belongs to, and the way to another. */
export function AppSwitcher() {
  const { app } = useSession();
  const { data } = useOperation("apps.list", {});
  const [isOpen, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  if (!data) return <div className={styles.switcher}>&nbsp;</div>;
  const current = data.find((a) => a.id === app);
  return (
    <>
      <Button
        ref={trigger}
        className={cx(styles.switcher)}
        aria-label={`App ${current?.name ?? app}. Switch app`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPress={() => setOpen(true)}
      >
        <span className={styles.switcherText}>
          <span className={styles.switcherName}>{current?.name ?? app}</span>
          <span className={styles.switcherCompany}>{current?.company ?? "not found"}</span>
        </span>
        <Icon name="chevrons-up-down" size={14} />
      </Button>
      {isOpen && (
        <Suspense>
          <AppMenu apps={data} trigger={trigger} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
