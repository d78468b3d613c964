// The command palette: a screen, a connector, an action, a prompt, another app, the sandbox. Comes when first asked for.
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { Autocomplete, useFilter } from "react-aria-components/Autocomplete";
import { Dialog } from "react-aria-components/Dialog";
import { Input } from "react-aria-components/Input";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { SearchField } from "react-aria-components/SearchField";
import { cx, Icon, type IconName } from "../components";
import { useOperation, useSession, useWhyNot } from "../query";
import { useExplore } from "./explore";
import styles from "./palette.module.css";
import { screens } from "./screens";

interface Command {
  id: string;
  name: string;
  /** What kind of thing it is. */
  kind: string;
  icon: IconName;
  go: () => void;
}

function useCommands(): Command[] {
  const navigate = useNavigate();
  const { app, switchApp } = useSession();
  const explore = useExplore();
  const mayExplore = useWhyNot("sandbox.explore") === undefined;
  const connectors = useOperation("connectors.list", {}).data ?? [];
  const actions = useOperation("actions.list", {}).data ?? [];
  const sources = useOperation("sources.list", {}).data ?? [];
  const prompts = useOperation("prompts.list", {}).data ?? [];
  const apps = useOperation("apps.list", {}).data ?? [];
  return [
    ...screens.map(({ to, name, icon }) => ({
      id: to,
      name: `Go to ${name}`,
      kind: "Screen",
      icon,
      go: () => void navigate({ to }),
    })),
    {
      id: "compare",
      name: "Compare two exports",
      kind: "Exports",
      icon: "git-compare" as const,
      go: () => void navigate({ to: "/exports/compare" }),
    },
    {
      id: "sources",
      name: "Sources of exports",
      kind: "Exports",
      icon: "download" as const,
      go: () => void navigate({ to: "/exports/sources" }),
    },
    ...sources.map(({ name }) => ({
      id: `source ${name}`,
      name,
      kind: "Source",
      icon: "download" as const,
      go: () => void navigate({ to: "/exports/sources/$source", params: { source: name } }),
    })),
    {
      id: "coverage",
      name: "Coverage of prompts",
      kind: "Prompts",
      icon: "table" as const,
      go: () => void navigate({ to: "/prompts/coverage" }),
    },
    ...prompts.map(({ id, name }) => ({
      id: `prompt ${id}`,
      name,
      kind: "Prompt",
      icon: "mouse-pointer-click" as const,
      go: () => void navigate({ to: "/prompts/$id", params: { id } }),
    })),
    ...connectors.map(({ id, name }) => ({
      id: `connector ${id}`,
      name,
      kind: "Connector",
      icon: "plug" as const,
      go: () => void navigate({ to: "/connectors/$id", params: { id } }),
    })),
    ...actions
      .filter((a) => a.active)
      .map((a) => ({
        id: `action ${a.connector} ${a.id}`,
        name: `Test: ${a.name}`,
        kind: a.connector_name,
        icon: "flask-conical" as const,
        go: () => void navigate({ to: "/test-action", search: { connector: a.connector, action: a.id } }),
      })),
    ...apps
      .filter((a) => a.id !== app)
      .map((a) => ({
        id: `app ${a.id}`,
        name: `Switch to ${a.name}`,
        kind: a.environment.toUpperCase(),
        icon: "chevrons-up-down" as const,
        go: () => switchApp(a.id),
      })),
    ...(mayExplore
      ? [
          {
            id: "explore",
            name: "Explore with the sandbox",
            kind: "Sandbox",
            icon: "box" as const,
            go: explore,
          },
        ]
      : []),
  ];
}

export default function Palette({ onClose }: { onClose: () => void }) {
  const commands = useCommands();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const { contains } = useFilter({ sensitivity: "base" });
  const everyWord = (text: string, typed: string) => typed.split(/\s+/).every((word) => contains(text, word));
  return (
    <ModalOverlay
      className={cx(styles.overlay)}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      isDismissable
    >
      <Modal className={cx(styles.modal)}>
        <Dialog className={cx(styles.dialog)} aria-label="Go to">
          <Autocomplete filter={everyWord}>
            <SearchField
              className={cx(styles.search)}
              aria-label="Go to a screen, a connector, an action, a prompt or an app"
            >
              <Icon name="search" />
              <Input
                ref={input}
                className={cx(styles.input)}
                placeholder="A screen, a connector, an action, an app…"
              />
            </SearchField>
            <Menu
              className={cx(styles.list)}
              aria-label="Commands"
              items={commands}
              renderEmptyState={() => <p className={styles.none}>Nothing fits. Try fewer letters.</p>}
              onAction={(key) => {
                onClose();
                commands.find((c) => c.id === key)?.go();
              }}
            >
              {(command) => (
                <MenuItem
                  id={command.id}
                  textValue={`${command.name} ${command.kind}`}
                  className={cx(styles.item)}
                >
                  <Icon name={command.icon} />
                  <span className={styles.name}>{command.name}</span>
                  <span className={styles.kind}>{command.kind}</span>
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
