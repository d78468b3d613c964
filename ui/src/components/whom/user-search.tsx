// Search as you type over the app's test users; whom it does not find may be in an open export.
import { Link } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Text } from "react-aria-components/Text";
import type { User } from "../../host";
import { useOperation } from "../../query";
import { Button, count, cx, ErrorNote, Loading, SearchField } from "..";
import styles from "./whom.module.css";

const ROWS = 50;

interface UserSearchProps {
  onChoose: (user: User) => void;
  /** Looks an id up, in the open exports too. */
  onFind: (id: string) => void;
}

export function UserSearch({ onChoose, onFind }: UserSearchProps) {
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.trim());
  const { data, error, refetch } = useOperation(
    "users.list",
    { search: wanted, rows: ROWS },
    { keepPrevious: true },
  );
  const open = useOperation("exports.recent", {}).data?.filter((e) => e.export !== undefined).length ?? 0;
  const id = search.trim();
  return (
    <>
      <Autocomplete inputValue={search} onInputChange={setSearch}>
        <SearchField
          label="Find a test user"
          placeholder="Name, customer_id or a trait"
          value={search}
          onChange={setSearch}
        />
        {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Loading label="Loading test users" lines={3} />}
        {data && (
          <ListBox
            className={cx(styles.users)}
            aria-label="Test users"
            items={data.users}
            onAction={(key) => {
              const chosen = data.users.find((u) => u.id === key);
              if (chosen) onChoose(chosen);
            }}
            renderEmptyState={() => (
              <p className={styles.quiet}>
                {id
                  ? `No test user has “${id}”.`
                  : "There are no test users yet. Type traits, or find one in an export; then save them."}
              </p>
            )}
          >
            {(user) => (
              <ListBoxItem id={user.id} textValue={user.name} className={cx(styles.userItem)}>
                <Text slot="label">{user.name}</Text>
                <Text slot="description" className={cx(styles.quiet, styles.note)}>
                  {[user.id === user.name ? "" : user.id, user.note].filter(Boolean).join(" · ")}
                </Text>
              </ListBoxItem>
            )}
          </ListBox>
        )}
      </Autocomplete>
      {data && data.total > data.users.length && (
        <p className={styles.quiet}>
          The first {count(data.users.length)} of {count(data.total)}; search to see others.
        </p>
      )}
      {open > 0 && id !== "" && (
        <Button icon="search" onPress={() => onFind(id)}>
          Find customer_id “{id}” in {open === 1 ? "the open export" : `${open} open exports`}
        </Button>
      )}
      {open === 0 && (
        <p className={styles.quiet}>
          Users of an export can be found by customer_id, too: open one under{" "}
          <Link to="/exports">Exports</Link>.
        </p>
      )}
    </>
  );
}
