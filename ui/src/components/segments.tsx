import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { cx } from "./cx";
import { count } from "./format";
import styles from "./segments.module.css";

interface SegmentsProps<Value extends string> {
  /** What is chosen here, for screen readers. */
  label: string;
  options: { value: Value; label: string; count?: number | undefined }[];
  value: Value;
  onChange: (value: Value) => void;
}

/** One of a few, side by side, taking effect at once: a view, a filter. */
export function Segments<Value extends string>({ label, options, value, onChange }: SegmentsProps<Value>) {
  return (
    <RadioGroup
      className={cx(styles.segments)}
      aria-label={label}
      orientation="horizontal"
      value={value}
      onChange={(next) => onChange(next as Value)}
    >
      {options.map((option) => (
        <Radio key={option.value} value={option.value} className={cx(styles.segment)}>
          {option.label}
          {option.count !== undefined && <span className={styles.count}>{count(option.count)}</span>}
        </Radio>
      ))}
    </RadioGroup>
  );
}
