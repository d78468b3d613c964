import { ProgressBar as AriaProgressBar } from "react-aria-components/ProgressBar";
import type { Progress as Report } from "../host";
import { Button } from "./button";
import { cx } from "./cx";
import { count } from "./format";
import styles from "./progress.module.css";

interface ProgressProps {
  /** What is being done, until the backend says more. */
  label: string;
  progress: Report | undefined;
  onCancel?: (() => void) | undefined;
}

/** How far a long piece of work is, with cancel. Without a total the bar only moves. */
export function Progress({ label, progress, onCancel }: ProgressProps) {
  const total = progress?.total;
  const known = total !== undefined && total > 0;
  const percentage = known ? Math.min(100, ((progress?.done ?? 0) / total) * 100) : 0;
  return (
    <div className={styles.row}>
      <AriaProgressBar
        className={cx(styles.progress)}
        aria-label={label}
        value={percentage}
        isIndeterminate={!known}
      >
        <span className={styles.caption}>
          <span className={styles.what}>{progress?.what ?? label}…</span>
          {progress && progress.done > 0 && (
            <span className={styles.figure}>
              {known ? `${count(progress.done)} of ${count(total)}` : count(progress.done)}
            </span>
          )}
        </span>
        <span className={styles.track}>
          <span
            className={cx(styles.fill, !known && styles.moving)}
            style={known ? { width: `${percentage}%` } : {}}
          />
        </span>
      </AriaProgressBar>
      {onCancel && <Button onPress={onCancel}>Cancel</Button>}
    </div>
  );
}
