// A trait's name: one that users are known to have, or any other.
import { Button as AriaButton } from "react-aria-components/Button";
import { ComboBox } from "react-aria-components/ComboBox";
import { FieldError } from "react-aria-components/FieldError";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { cx, Icon } from "../../../components";
import field from "../../../components/field.module.css";
import { useEditing } from "./context";

interface TraitFieldProps {
  label: string;
  hideLabel?: boolean;
  value: string;
  error?: string | undefined;
  onChange: (name: string) => void;
}

export function TraitField({ label, hideLabel = false, value, error, onChange }: TraitFieldProps) {
  const { traits, locked } = useEditing();
  const typed = value.toLowerCase();
  // A name that is complete is not a search any more: all are offered in its place.
  const items = (traits.includes(value) ? traits : traits.filter((t) => t.toLowerCase().includes(typed))).map(
    (name) => ({ name }),
  );
  return (
    <ComboBox
      className={cx(field.field)}
      items={items}
      inputValue={value}
      onInputChange={(text) => onChange(text.trim())}
      onChange={(key) => key !== null && onChange(String(key))}
      allowsCustomValue
      allowsEmptyCollection
      menuTrigger="focus"
      defaultFilter={() => true}
      isDisabled={locked !== undefined}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <Label className={cx(field.label, hideLabel && field.hidden)}>{label}</Label>
      <Group className={cx(field.input, field.combo)}>
        <Input
          className={cx(field.comboInput, field.mono)}
          placeholder="Name of the trait"
          spellCheck="false"
        />
        <AriaButton className={cx(field.comboButton)} aria-label="Show the traits">
          <Icon name="chevron-down" size={14} />
        </AriaButton>
      </Group>
      <FieldError className={cx(field.error)}>
        <Icon name="circle-alert" size={14} />
        <span>{error}</span>
      </FieldError>
      <Popover className={cx(field.popover)}>
        <ListBox<{ name: string }>
          className={cx(field.list)}
          renderEmptyState={() => (
            <p className={field.none}>No known user has such a trait; what is typed is taken as it is</p>
          )}
        >
          {({ name }) => (
            <ListBoxItem id={name} textValue={name} className={cx(field.option, field.mono)}>
              {name}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
