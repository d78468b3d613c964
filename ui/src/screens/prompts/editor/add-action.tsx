// The picker: what an interaction can trigger. The built-ins first, then the actions by connector; what cannot be
// assigned is shown with the reason.
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { Header } from "react-aria-components/Header";
import { Input } from "react-aria-components/Input";
import { ListBox, ListBoxItem, ListBoxSection } from "react-aria-components/ListBox";
import { SearchField } from "react-aria-components/SearchField";
import { Text } from "react-aria-components/Text";
import { ActionBadges, cx, Dialog, Icon, type IconName } from "../../../components";
import field from "../../../components/field.module.css";
import type { ActionView, Does } from "../../../host";
import styles from "./add-action.module.css";
import { useEditing } from "./context";

interface Choice {
  id: string;
  name: string;
  detail: string;
  icon: IconName;
  of?: ActionView;
  does: Does;
}

interface AddActionProps {
  /** "Accept". */
  to: string;
  onAdd: (does: Does) => void;
  onClose: () => void;
}

export function AddAction({ to, onAdd, onClose }: AddActionProps) {
  const { actions } = useEditing();
  const [search, setSearch] = useState("");
  const fits = (...texts: string[]) => {
    const all = texts.join(" ").toLowerCase();
    return search
      .toLowerCase()
      .split(/\s+/)
      .every((word) => all.includes(word));
  };
  const builtIn = builtIns(actions).filter((c) => fits("built in", c.name, c.detail));
  const connectors = byConnector(actions).flatMap((c) => {
    const fitting = c.actions.filter((a) => fits(c.name, a.name, a.description));
    return fitting.length > 0 ? [{ ...c, actions: fitting }] : [];
  });
  const sections = [
    ...(builtIn.length > 0 ? [{ id: "built-in", name: "Built in", choices: builtIn }] : []),
    ...connectors
      .filter((c) => c.active)
      .map((c) => ({ id: c.id, name: c.name, choices: c.actions.map((a) => choiceOf(a)) })),
  ];
  const off = connectors.filter((c) => !c.active);
  const choices = sections.flatMap((s) => s.choices);
  return (
    <Dialog title={`Add an action to ${to}`} isOpen onClose={onClose} wide>
      <Autocomplete inputValue={search} onInputChange={setSearch}>
        <SearchField className={cx(field.search)} aria-label="Search actions" autoFocus>
          <Icon name="search" className={field.searchIcon} />
          <Input className={cx(field.input, field.searchInput)} placeholder="A connector, an action…" />
        </SearchField>
        <div className={styles.scroll}>
          <ListBox
            className={cx(styles.list)}
            aria-label="Actions"
            items={sections}
            selectionMode="none"
            renderEmptyState={() => <p className={styles.none}>No action of an active connector fits.</p>}
            onAction={(key) => {
              const choice = choices.find((c) => c.id === key);
              if (choice) onAdd(choice.does);
            }}
          >
            {(section) => (
              <ListBoxSection id={section.id}>
                <Header className={cx(styles.header)}>{section.name}</Header>
                {section.choices.map((choice) => (
                  <ListBoxItem
                    key={choice.id}
                    id={choice.id}
                    textValue={`${section.name} ${choice.name}`}
                    className={cx(styles.option)}
                  >
                    <Icon name={choice.icon} size={14} />
                    <span className={styles.text}>
                      <Text slot="label" className={cx(styles.name)}>
                        {choice.name}
                      </Text>
                      <Text slot="description" className={cx(styles.detail)}>
                        {choice.detail}
                      </Text>
                    </span>
                    {choice.of && (
                      <span className={styles.badges}>
                        <ActionBadges action={choice.of} />
                      </span>
                    )}
                  </ListBoxItem>
                ))}
              </ListBoxSection>
            )}
          </ListBox>
          <Unassignable connectors={off} actions={actions} isSearching={search.trim() !== ""} />
        </div>
      </Autocomplete>
    </Dialog>
  );
}

interface Connector {
  id: string;
  name: string;
  active: boolean;
  actions: ActionView[];
}

interface UnassignableProps {
  /** Those of an inactive connector that fit the search. */
  connectors: Connector[];
  actions: ActionView[];
  isSearching: boolean;
}

/** What could be assigned, and what it takes. */
function Unassignable({ connectors, actions, isSearching }: UnassignableProps) {
  const senders = (effect: ActionView["effect"]) => actions.filter((a) => a.effect === effect);
  const missing = [
    { what: "Send an email", by: senders("emails") },
    { what: "Send an SMS", by: senders("texts") },
  ].filter(({ by }) => by.length > 0 && !by.some((a) => a.active));
  if (connectors.length === 0 && (missing.length === 0 || isSearching)) return null;
  return (
    <section className={styles.off} aria-label="Not assignable yet">
      <h3>Not assignable yet</h3>
      <ul>
        {!isSearching &&
          missing.map(({ what, by }) => (
            <li key={what}>
              <strong>{what}</strong>: no active connector can.{" "}
              {by.map((a, index) => (
                <span key={a.connector}>
                  {index > 0 && ", "}
                  <Link to="/connectors/$id" params={{ id: a.connector }}>
                    Configure {a.connector_name} under Connectors
                  </Link>
                </span>
              ))}
            </li>
          ))}
        {connectors.map((connector) => (
          <li key={connector.id}>
            <strong>{connector.name}</strong> is inactive in this app:{" "}
            {connector.actions.map((a) => a.name).join(", ")}.{" "}
            <Link to="/connectors/$id" params={{ id: connector.id }}>
              Switch {connector.name} on
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function doing(action: ActionView): Does {
  return { action: { connector: action.connector, action: action.id, params: {} } };
}

function choiceOf(of: ActionView): Choice {
  return {
    id: `${of.connector} ${of.id}`,
    name: of.name,
    detail: of.description,
    icon: "plug",
    of,
    does: doing(of),
  };
}

/** A redirect, and what sends an e-mail or an SMS. */
function builtIns(actions: ActionView[]): Choice[] {
  const sending = (effect: ActionView["effect"], name: string, icon: IconName) => {
    const by = actions.filter((a) => a.effect === effect && a.active);
    return by.map((of) => ({
      id: `built-in ${of.connector} ${of.id}`,
      name,
      detail: `${of.connector_name}: ${of.name}`,
      icon,
      does: doing(of),
    }));
  };
  return [
    {
      id: "redirect",
      name: "Redirect",
      detail: "Leads the subscriber to a page. Nothing is sent.",
      icon: "arrow-up-right",
      does: { redirect: { url: "" } },
    },
    ...sending("emails", "Send an email", "mail"),
    ...sending("texts", "Send an SMS", "message-square"),
  ];
}

function byConnector(actions: ActionView[]): Connector[] {
  const all = new Map<string, Connector>();
  for (const action of actions) {
    const { connector: id, connector_name: name, active } = action;
    const known = all.get(id) ?? { id, name, active, actions: [] };
    known.actions.push(action);
    all.set(id, known);
  }
  return [...all.values()];
}
