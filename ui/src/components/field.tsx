// Fields of a form: label, help, and the error where it belongs. Errors come from the backend; nothing is validated here.
import { type ReactNode, useId } from "react";
import { Button } from "react-aria-components/Button";
import { Checkbox as AriaCheckbox } from "react-aria-components/Checkbox";
import { FieldError } from "react-aria-components/FieldError";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { NumberField as AriaNumberField } from "react-aria-components/NumberField";
import { Popover } from "react-aria-components/Popover";
import { SearchField as AriaSearchField } from "react-aria-components/SearchField";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import { Switch as AriaSwitch } from "react-aria-components/Switch";
import { Text } from "react-aria-components/Text";
import { TextArea } from "react-aria-components/TextArea";
import { TextField as AriaTextField } from "react-aria-components/TextField";
import { cx } from "./cx";
import styles from "./field.module.css";
import { Icon } from "./icons";

interface FieldProps {
  label: string;
  /** What it is for and where to find it. */
  help?: ReactNode;
  /** What is wrong with it, in a sentence. */
  error?: string | undefined;
  isRequired?: boolean | undefined;
  isDisabled?: boolean | undefined;
  /** Hides the label from view, not from screen readers. */
  hideLabel?: boolean;
  name?: string;
}

function Caption({ label, isRequired, hideLabel }: Pick<FieldProps, "label" | "isRequired" | "hideLabel">) {
  return (
    <Label className={cx(styles.label, hideLabel && styles.hidden)}>
      {label}
      {isRequired && <span className={styles.required}> required</span>}
    </Label>
  );
}

function Notes({ help, error }: Pick<FieldProps, "help" | "error">) {
  return (
    <>
      {help && (
        <Text slot="description" className={cx(styles.help)}>
          {help}
        </Text>
      )}
      <FieldError className={cx(styles.error)}>
        <Icon name="circle-alert" size={14} />
        <span>{error}</span>
      </FieldError>
    </>
  );
}

interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  /** `password` for secrets: not shown, not kept by the browser. */
  type?: "text" | "password" | "url" | "date";
  placeholder?: string | undefined;
  /** Lines; more than one makes it a text area. */
  lines?: number;
  /** For keys, URLs and JSON. */
  mono?: boolean;
  autoFocus?: boolean;
  onBlur?: () => void;
}

/** One line of text, or several (`lines`). */
export function TextField({ type = "text", lines = 1, mono, placeholder, ...props }: TextFieldProps) {
  const { label, help, error, hideLabel, isRequired = false, isDisabled = false, value, onChange } = props;
  const className = cx(styles.input, mono && styles.mono);
  return (
    <AriaTextField
      className={cx(styles.field)}
      type={type === "date" ? "text" : type}
      value={value}
      onChange={onChange}
      isRequired={isRequired}
      isDisabled={isDisabled}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      autoComplete="off"
      spellCheck="false"
      autoCorrect="off"
      {...(props.name ? { name: props.name } : {})}
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
      autoFocus={props.autoFocus ?? false}
    >
      <Caption label={label} isRequired={isRequired} hideLabel={hideLabel ?? false} />
      {lines > 1 ? (
        <TextArea className={className} rows={lines} placeholder={placeholder ?? ""} />
      ) : (
        <Input
          className={className}
          placeholder={placeholder ?? ""}
          {...(type === "date" ? { type: "date" } : {})}
        />
      )}
      <Notes help={help} error={error} />
    </AriaTextField>
  );
}

interface NumberFieldProps extends FieldProps {
  value: number | null;
  onChange: (value: number | null) => void;
  min?: number;
  max?: number;
}

/** A whole number, typed or stepped with the arrow keys. */
export function NumberField({
  label,
  help,
  error,
  hideLabel,
  value,
  onChange,
  min,
  max,
  ...props
}: NumberFieldProps) {
  return (
    <AriaNumberField
      className={cx(styles.field)}
      value={value ?? Number.NaN}
      onChange={(next) => onChange(Number.isNaN(next) ? null : next)}
      {...(min === undefined ? {} : { minValue: min })}
      {...(max === undefined ? {} : { maxValue: max })}
      formatOptions={{ maximumFractionDigits: 0 }}
      isRequired={props.isRequired ?? false}
      isDisabled={props.isDisabled ?? false}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <Caption label={label} isRequired={props.isRequired} hideLabel={hideLabel ?? false} />
      <Input className={cx(styles.input, styles.number)} />
      <Notes help={help} error={error} />
    </AriaNumberField>
  );
}

interface Option {
  value: string;
  label: string;
  /** A second line. */
  detail?: string | undefined;
}

function Options({ options }: { options: Option[] }) {
  return (
    <ListBox
      items={options}
      className={cx(styles.list)}
      renderEmptyState={() => <p className={styles.none}>Nothing fits</p>}
    >
      {(option) => (
        <ListBoxItem id={option.value} textValue={option.label} className={cx(styles.option)}>
          {({ isSelected }) => (
            <>
              <span className={styles.optionText}>
                <Text slot="label">{option.label}</Text>
                {option.detail && (
                  <Text slot="description" className={cx(styles.optionDetail)}>
                    {option.detail}
                  </Text>
                )}
              </span>
              {isSelected && <Icon name="check" size={14} />}
            </>
          )}
        </ListBoxItem>
      )}
    </ListBox>
  );
}

interface SelectProps extends FieldProps {
  options: Option[];
  value: string | null;
  onChange: (value: string) => void;
  placeholder?: string;
}

/** One of a short fixed list. */
export function Select({
  label,
  help,
  error,
  hideLabel,
  options,
  value,
  onChange,
  placeholder,
  ...props
}: SelectProps) {
  return (
    <AriaSelect
      className={cx(styles.field)}
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
      placeholder={placeholder ?? "Choose…"}
      isRequired={props.isRequired ?? false}
      isDisabled={props.isDisabled ?? false}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <Caption label={label} isRequired={props.isRequired} hideLabel={hideLabel ?? false} />
      <Button className={cx(styles.input, styles.select)}>
        <SelectValue className={cx(styles.selectValue)}>
          {({ selectedText, isPlaceholder, defaultChildren }) =>
            isPlaceholder ? defaultChildren : selectedText
          }
        </SelectValue>
        <Icon name="chevron-down" size={14} />
      </Button>
      <Notes help={help} error={error} />
      <Popover className={cx(styles.popover)}>
        <Options options={options} />
      </Popover>
    </AriaSelect>
  );
}

interface ToggleProps {
  label: ReactNode;
  help?: ReactNode;
  isSelected: boolean;
  onChange: (selected: boolean) => void;
  isDisabled?: boolean;
}

/** Yes or no, saved with the rest of a form. */
export function Checkbox({ label, help, isSelected, onChange, isDisabled = false }: ToggleProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <AriaCheckbox
        className={cx(styles.toggle)}
        isSelected={isSelected}
        onChange={onChange}
        isDisabled={isDisabled}
        {...(help ? { "aria-describedby": id } : {})}
      >
        <span className={styles.box}>{isSelected && <Icon name="check" size={12} />}</span>
        <span>{label}</span>
      </AriaCheckbox>
      {help && (
        <span id={id} className={cx(styles.help, styles.under)}>
          {help}
        </span>
      )}
    </div>
  );
}

/** On or off, taking effect at once. */
export function Switch({ label, help, isSelected, onChange, isDisabled = false }: ToggleProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <AriaSwitch
        className={cx(styles.toggle)}
        isSelected={isSelected}
        onChange={onChange}
        isDisabled={isDisabled}
        {...(help ? { "aria-describedby": id } : {})}
      >
        <span className={styles.track} />
        <span>{label}</span>
      </AriaSwitch>
      {help && (
        <span id={id} className={styles.help}>
          {help}
        </span>
      )}
    </div>
  );
}

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
}

/** A search; Escape empties it. */
export function SearchField({ label, value, onChange, placeholder }: SearchFieldProps) {
  return (
    <AriaSearchField className={cx(styles.search)} aria-label={label} value={value} onChange={onChange}>
      <Icon name="search" className={styles.searchIcon} />
      <Input className={cx(styles.input, styles.searchInput)} placeholder={placeholder ?? label} />
      {value && (
        <Button className={cx(styles.clear)} aria-label="Clear the search">
          <Icon name="x" size={14} />
        </Button>
      )}
    </AriaSearchField>
  );
}
