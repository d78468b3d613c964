import { type ReactNode, type Ref, useId } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { Tooltip, TooltipTrigger } from "react-aria-components/Tooltip";
import styles from "./button.module.css";
import { cx } from "./cx";
import { Icon, type IconName } from "./icons";

interface ButtonProps extends Omit<AriaButtonProps, "children" | "className" | "isDisabled"> {
  variant?: "primary" | "secondary" | "quiet" | "danger";
  icon?: IconName | undefined;
  children: ReactNode;
  isDisabled?: boolean | undefined;
  /** Why it cannot be used now. It can still be focused, and says so; pressing does nothing. */
  whyNot?: string | undefined;
  ref?: Ref<HTMLButtonElement>;
}

/** A button. One `primary` per screen; `danger` for what takes something away. */
export function Button({
  variant = "secondary",
  icon,
  children,
  whyNot,
  isDisabled = false,
  ...props
}: ButtonProps) {
  const content = (
    <>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </>
  );
  const className = cx(styles.button, styles[variant], whyNot && styles.refused);
  const id = useId();
  const refused = { onPress: nothing, type: "button", "aria-describedby": id, "data-refused": true } as const;
  // One shape for both, so that the focus stays when the reason comes or goes.
  return (
    <TooltipTrigger delay={200} closeDelay={0} isDisabled={whyNot === undefined}>
      <AriaButton
        {...props}
        isDisabled={isDisabled && !whyNot}
        className={className}
        {...(whyNot ? refused : {})}
      >
        {content}
        {whyNot && (
          <span id={id} hidden>
            {whyNot}
          </span>
        )}
      </AriaButton>
      <Tooltip className={cx(styles.tooltip)} offset={6}>
        {whyNot}
      </Tooltip>
    </TooltipTrigger>
  );
}

function nothing() {}

interface IconButtonProps extends Omit<AriaButtonProps, "children" | "className" | "aria-label"> {
  icon: IconName;
  /** Its name, for screen readers and as tooltip. */
  label: string;
}

/** A button that is an icon alone; its name shows as a tooltip. */
export function IconButton({ icon, label, ...props }: IconButtonProps) {
  return (
    <TooltipTrigger delay={400} closeDelay={0}>
      <AriaButton {...props} aria-label={label} className={cx(styles.button, styles.quiet, styles.iconOnly)}>
        <Icon name={icon} />
      </AriaButton>
      <Tooltip className={cx(styles.tooltip)} offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
