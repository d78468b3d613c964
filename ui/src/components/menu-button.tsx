import { Button as AriaButton } from "react-aria-components/Button";
import { Menu, MenuItem, MenuSection, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { cx } from "./cx";
import { Icon, type IconName } from "./icons";
import styles from "./menu-button.module.css";

export interface Command {
  id: string;
  label: string;
  icon: IconName;
  /** The keys that do the same. */
  keys?: string | undefined;
  isDisabled?: boolean | undefined;
  onAction: () => void;
}

interface MenuButtonProps {
  /** Its name, for screen readers. */
  label: string;
  /** The commands, in groups with a line between them. */
  groups: Command[][];
}

/** Three dots, and what can be done behind them. */
export function MenuButton({ label, groups }: MenuButtonProps) {
  const filled = groups.filter((group) => group.length > 0);
  const disabled = filled.flat().flatMap((c) => (c.isDisabled ? [c.id] : []));
  return (
    <MenuTrigger>
      <AriaButton aria-label={label} className={cx(styles.button)}>
        <Icon name="ellipsis-vertical" />
      </AriaButton>
      <Popover className={cx(styles.popover)} placement="bottom end">
        <Menu
          className={cx(styles.menu)}
          aria-label={label}
          disabledKeys={disabled}
          onAction={(key) =>
            filled
              .flat()
              .find((c) => c.id === key)
              ?.onAction()
          }
        >
          {filled.map((group, index) => (
            <MenuSection
              // biome-ignore lint/suspicious/noArrayIndexKey: the groups have no identity
              key={index}
              aria-label={group.map((c) => c.label).join(", ")}
              className={cx(index > 0 && styles.group)}
            >
              {group.map((command) => (
                <MenuItem
                  key={command.id}
                  id={command.id}
                  textValue={command.label}
                  className={cx(styles.item)}
                >
                  <Icon name={command.icon} size={14} />
                  <span className={styles.label}>{command.label}</span>
                  {command.keys && <kbd className={styles.keys}>{command.keys}</kbd>}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
