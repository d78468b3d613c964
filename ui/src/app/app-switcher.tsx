import { useNavigate } from "@tanstack/react-router";
import { Button } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { EnvironmentBadge, Icon } from "../components";
import { cx } from "../components/cx";
import { useOperation, useSession } from "../query";
import styles from "./frame.module.css";

/** The app that everything on screen belongs to, and the way to another. */
export function AppSwitcher() {
  const { app, switchApp } = useSession();
  const { data } = useOperation("apps.list", {});
  const navigate = useNavigate();
  const current = data?.find((a) => a.id === app);
  if (!data) return <div className={styles.switcher}>&nbsp;</div>;
  return (
    <MenuTrigger>
      <Button className={cx(styles.switcher)} aria-label={`App ${current?.name ?? app}. Switch app`}>
        <span className={styles.switcherText}>
          <span className={styles.switcherName}>{current?.name ?? app}</span>
          <span className={styles.switcherCompany}>{current?.company ?? "not found"}</span>
        </span>
        <Icon name="chevrons-up-down" size={14} />
      </Button>
      <Popover className={cx(styles.menu)} placement="bottom start">
        <Menu
          className={cx(styles.menuList)}
          aria-label="Apps"
          onAction={(key) => (key === "+" ? void navigate({ to: "/settings" }) : switchApp(String(key)))}
        >
          {data.map((each) => (
            <MenuItem key={each.id} id={each.id} textValue={each.name} className={cx(styles.menuItem)}>
              <span className={styles.menuName}>
                {each.id === app ? <Icon name="check" size={14} /> : <span className={styles.menuGap} />}
                {each.name}
              </span>
              <EnvironmentBadge environment={each.environment} />
            </MenuItem>
          ))}
          <MenuItem id="+" textValue="Manage apps" className={cx(styles.menuItem, styles.menuLast)}>
            <span className={styles.menuName}>
              <Icon name="settings" size={14} />
              Manage apps
            </span>
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
