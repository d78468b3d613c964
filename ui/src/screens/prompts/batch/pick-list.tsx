// A list to choose several of: checkboxes, all at once, by keyboard as well.
import { Checkbox } from "react-aria-components/Checkbox";
import { GridList, GridListItem } from "react-aria-components/GridList";
import { Button, cx, Icon, plural } from "../../../components";
import styles from "./batch.module.css";

interface Pick {
  id: string;
  name: string;
  detail?: string | undefined;
}

interface PickListProps {
  label: string;
  /** What one is called: "user". */
  one: string;
  items: Pick[];
  /** How they are called, chosen or not; what a search hides stays chosen. */
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

export function PickList({ label, one, items, chosen, onChange }: PickListProps) {
  const shown = items.map((i) => i.id);
  const hidden = chosen.filter((id) => !shown.includes(id));
  const all = shown.length > 0 && shown.every((id) => chosen.includes(id));
  return (
    <div className={styles.pick}>
      <div className={styles.pickBar}>
        <span className={styles.quiet}>
          {plural(chosen.length, one)} chosen
          {hidden.length > 0 && `, ${hidden.length} of them not shown`}
        </span>
        <Button
          onPress={() => onChange(all ? hidden : [...hidden, ...shown])}
          isDisabled={shown.length === 0}
        >
          {all ? "Choose none" : `Choose all ${shown.length}`}
        </Button>
      </div>
      <GridList
        className={cx(styles.picks)}
        aria-label={label}
        items={items}
        selectionMode="multiple"
        selectedKeys={chosen.filter((id) => shown.includes(id))}
        onSelectionChange={(keys) =>
          onChange([...hidden, ...(keys === "all" ? shown : [...keys].map(String))])
        }
        renderEmptyState={() => <p className={styles.none}>Nothing fits.</p>}
      >
        {(item) => (
          <GridListItem id={item.id} textValue={item.name} className={cx(styles.item)}>
            <Checkbox slot="selection" className={cx(styles.check)}>
              {({ isSelected }) => (
                <span className={styles.box}>{isSelected && <Icon name="check" size={12} />}</span>
              )}
            </Checkbox>
            <span className={styles.text}>
              <span>{item.name}</span>
              {item.detail && <span className={styles.detail}>{item.detail}</span>}
            </span>
          </GridListItem>
        )}
      </GridList>
    </div>
  );
}
