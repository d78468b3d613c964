import { FileTrigger } from "react-aria-components/FileTrigger";
import { Button, TextField } from "../../components";
import styles from "./connectors.module.css";

interface FileContentProps {
  label: string;
  help: string;
  value: string;
  onChange: (content: string) => void;
  isRequired?: boolean;
  isDisabled: boolean;
  error: string | undefined;
}

/** The content of a small text file, chosen or pasted. The page gets the content, never the path. */
export function FileContent({ value, onChange, ...field }: FileContentProps) {
  return (
    <div className={styles.secret}>
      <TextField {...field} value={value} onChange={onChange} lines={4} mono />
      <div className={styles.fileRow}>
        <FileTrigger
          onSelect={async (files) => {
            const content = await files?.[0]?.text();
            if (content !== undefined) onChange(content);
          }}
        >
          <Button icon="folder-open" isDisabled={field.isDisabled}>
            Choose a file
          </Button>
        </FileTrigger>
        <span className={styles.quiet}>or paste its content</span>
      </div>
    </div>
  );
}
