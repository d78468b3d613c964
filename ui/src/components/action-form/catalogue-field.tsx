// A parameter that is chosen from a catalogue. The backend searches; what is typed freely stays, for what no sync has seen.
import { useDeferredValue } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { ComboBox } from "react-aria-components/ComboBox";
import { FieldError } from "react-aria-components/FieldError";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Text } from "react-aria-components/Text";
import type { CatalogueEntry } from "../../host";
import { useChange, useOperation, useWhyNot } from "../../query";
import { StatusBadge } from "../badge";
import { Button } from "../button";
import { cx } from "../cx";
import { ErrorNote } from "../error-note";
import field from "../field.module.css";
import { ago, count } from "../format";
import { Icon } from "../icons";
import { Progress } from "../progress";
import styles from "./action-form.module.css";

const ROWS = 50;
const OLD_MS = 7 * 86_400_000;

interface CatalogueFieldProps {
  connector: string;
  /** The catalogue's id. */
  kind: string;
  label: string;
  help: string;
  value: string;
  error: string | undefined;
  isRequired: boolean;
  isDisabled?: boolean;
  hideLabel?: boolean;
  onChange: (value: string) => void;
}

export function CatalogueField(props: CatalogueFieldProps) {
  const {
    connector,
    kind,
    label,
    help,
    value,
    error,
    isRequired,
    isDisabled = false,
    hideLabel = false,
    onChange,
  } = props;
  const search = useDeferredValue(value);
  const list = useOperation(
    "catalogue.list",
    { connector, kind, search, archived: true, rows: ROWS },
    { keepPrevious: true },
  );
  const items = list.data?.items ?? [];
  const chosen = value === "" ? undefined : items.find((i) => i.id === value);
  return (
    <div className={styles.stack}>
      <ComboBox
        className={cx(field.field)}
        items={items}
        inputValue={value}
        onInputChange={onChange}
        onChange={(key) => key !== null && onChange(String(key))}
        allowsCustomValue
        allowsEmptyCollection
        menuTrigger="focus"
        defaultFilter={() => true}
        isRequired={isRequired}
        isDisabled={isDisabled}
        isInvalid={error !== undefined}
        validationBehavior="aria"
      >
        <Label className={cx(field.label, hideLabel && field.hidden)}>
          {label}
          {isRequired && <span className={field.required}> required</span>}
        </Label>
        <Group className={cx(field.input, field.combo)}>
          <Input className={cx(field.comboInput)} placeholder="Search by name or id" spellCheck="false" />
          <AriaButton className={cx(field.comboButton)} aria-label={`Show ${label}`}>
            <Icon name="chevron-down" size={14} />
          </AriaButton>
        </Group>
        <Text slot="description" className={cx(field.help)}>
          {chosen ? describe(chosen) : help}
        </Text>
        <FieldError className={cx(field.error)}>
          <Icon name="circle-alert" size={14} />
          <span>{error}</span>
        </FieldError>
        <Popover className={cx(field.popover)}>
          <ListBox<CatalogueEntry>
            className={cx(field.list)}
            renderEmptyState={() => (
              <p className={field.none}>Nothing in the catalogue fits; what is typed is taken as it is</p>
            )}
          >
            {(entry) => (
              // The id is the text, so that the field shows what will be sent.
              <ListBoxItem id={entry.id} textValue={entry.id} className={cx(field.option)}>
                <span className={field.optionText}>
                  <Text slot="label">{entry.name}</Text>
                  <Text slot="description" className={cx(field.optionDetail)}>
                    {[entry.id === entry.name ? "" : entry.id, entry.group, entry.detail]
                      .filter(Boolean)
                      .join(" · ")}
                  </Text>
                </span>
                {entry.state !== "active" && <StatusBadge item={entry.state} />}
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
      {chosen && chosen.state !== "active" && (
        <p className={styles.caution}>
          <Icon name="triangle-alert" size={14} />
          {chosen.name} is {chosen.state} at the vendor.
        </p>
      )}
      {list.data && list.data.total > items.length && value !== "" && !chosen && (
        <p className={styles.quiet}>
          {count(list.data.total)} fit; the first {items.length} are shown.
        </p>
      )}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && <SyncHint connector={connector} kind={kind} syncedAt={list.data.synced_at} />}
    </div>
  );
}

function describe(entry: CatalogueEntry): string {
  return [entry.name, entry.group, entry.detail].filter(Boolean).join(" · ");
}

/** Says when the catalogue was never synced, or long ago, and syncs it. */
function SyncHint({
  connector,
  kind,
  syncedAt,
}: {
  connector: string;
  kind: string;
  syncedAt: string | undefined;
}) {
  const sync = useChange("catalogue.sync", { cancelOnLeave: true });
  const whyNot = useWhyNot("catalogue.sync");
  const now = Date.now();
  const old = syncedAt === undefined || now - new Date(syncedAt).getTime() > OLD_MS;
  if (sync.isPending) {
    return <Progress label={`Syncing ${kind}`} progress={sync.progress} onCancel={sync.cancel} />;
  }
  if (sync.error) {
    return <ErrorNote error={sync.error} onRetry={() => void sync.run({ connector, kind })} />;
  }
  if (!old) return null;
  return (
    <p className={styles.hint}>
      {syncedAt === undefined
        ? "This catalogue was never synced."
        : `Last synced ${ago(syncedAt, now)}: it may be out of date.`}
      <Button icon="refresh-cw" whyNot={whyNot} onPress={() => void sync.run({ connector, kind })}>
        Sync
      </Button>
    </p>
  );
}
