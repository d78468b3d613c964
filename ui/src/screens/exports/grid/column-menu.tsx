import type { RefObject } from "react";
import { Menu, MenuItem, MenuSection } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { cx, Icon, type IconName, plural } from "../../../components";
import styles from "./grid.module.css";

interface ColumnMenuProps {
  name: string;
  pinned: boolean;
  /** How many columns are hidden. */
  hidden: number;
  trigger: RefObject<HTMLElement | null>;
  actions: {
    profile?: (() => void) | undefined;
    next?: (() => void) | undefined;
    pin: () => void;
    hide: () => void;
    fit: () => void;
    select: () => void;
    showAll: () => void;
    reset: () => void;
  };
  onClose: () => void;
}

/** What can be done with a column. */
export function ColumnMenu({ name, pinned, hidden, trigger, actions, onClose }: ColumnMenuProps) {
  const item = (id: keyof typeof actions, icon: IconName, text: string) => (
    <MenuItem id={id} textValue={text} className={cx(styles.menuItem)}>
      <Icon name={icon} size={14} />
      {text}
    </MenuItem>
  );
  return (
    <Popover
      className={cx(styles.menu)}
      placement="bottom end"
      triggerRef={trigger}
      isOpen
      onOpenChange={(open) => !open && onClose()}
    >
      <Menu
        className={cx(styles.menuList)}
        aria-label={`Column ${name}`}
        autoFocus="first"
        onClose={onClose}
        onAction={(key) => actions[key as keyof typeof actions]?.()}
      >
        {actions.profile && item("profile", "chart-column", "Profile")}
        {actions.next && item("next", "triangle-alert", "Next issue in this column")}
        {item("pin", "pin", pinned ? "Unpin" : "Pin to the left")}
        {item("hide", "eye-off", "Hide")}
        {item("fit", "chevrons-up-down", "Fit to what is on screen")}
        {item("select", "table", "Select the whole column")}
        <MenuSection className={cx(styles.menuLast)} aria-label="All columns">
          {hidden > 0 && item("showAll", "list", `Show ${plural(hidden, "hidden column")}`)}
          {item("reset", "rotate-ccw", "Reset all columns")}
        </MenuSection>
      </Menu>
    </Popover>
  );
}
