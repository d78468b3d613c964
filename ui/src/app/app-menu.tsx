import { useNavigate } from "@tanstack/react-router";
import type { RefObject } from "react";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { EnvironmentBadge } from "../components/badge";
import { cx } from "../components/cx";
import { Icon } from "../components/icons";
import type { App } from "../host";
import { useSession } from "../query";
import styles from "./frame.module.css";

interface AppMenuProps {
  apps: App[];
  trigger: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}

/** The apps to switch to. */
export default function AppMenu({ apps, trigger, onClose }: AppMenuProps) {
  const { app, switchApp } = useSession();
  const navigate = useNavigate();
  return (
    <Popover
      className={cx(styles.menu)}
      placement="bottom start"
      triggerRef={trigger}
      isOpen
      onOpenChange={(open) => !open && onClose()}
    >
      <Menu
        className={cx(styles.menuList)}
        aria-label="Apps"
        autoFocus="first"
        onClose={onClose}
        onAction={(key) => (key === "+" ? void navigate({ to: "/settings" }) : switchApp(String(key)))}
      >
        {apps.map((each) => (
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
  );
}
