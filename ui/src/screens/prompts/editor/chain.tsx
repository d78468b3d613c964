// The chain of one interaction: in order, moved by dragging (mouse or keyboard), by Alt and the arrow keys, or by menu.
import { type KeyboardEvent, useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { GridList, GridListItem } from "react-aria-components/GridList";
import { DropIndicator, useDragAndDrop } from "react-aria-components/useDragAndDrop";
import { type Command, cx, Icon, type IconName, MenuButton, plural } from "../../../components";
import type { ActionView, ChainAction, Does, Interaction } from "../../../host";
import { chainOf, copyAction, dropAction, moveAction, nextId, removeAction } from "../draft";
import { conditionWords, doesWords, interactions, interactionWords, onErrorWords } from "../words";
import styles from "./chain.module.css";
import { useEditing } from "./context";
import { FindingList } from "./findings";
import { useFirstPress } from "./use-first-press";

interface ChainProps {
  interaction: Interaction;
  /** The id of the action whose form is open. */
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
}

export function Chain({ interaction, selected, onSelect }: ChainProps) {
  const { prompt, change, findings, locked, actions } = useEditing();
  const [said, say] = useState("");
  const chain = chainOf(prompt, interaction);
  useFirstPress();
  const move = (id: string, by: 1 | -1) => {
    const index = chain.findIndex((a) => a.id === id);
    const to = index + by;
    const action = chain[index];
    if (!action || to < 0 || to >= chain.length || locked) return;
    change((p) => moveAction(p, id, interaction, to));
    say(`${titleOf(action.does, actions)} is now ${to + 1} of ${chain.length}`);
  };
  const { dragAndDropHooks } = useDragAndDrop<ChainAction>({
    isDisabled: locked !== undefined,
    getItems: (_, items) => items.map((a) => ({ "text/plain": titleOf(a.does, actions) })),
    getAllowedDropOperations: () => ["move"],
    onReorder: ({ keys, target }) => {
      const [id] = keys;
      change((p) => dropAction(p, String(id), String(target.key), target.dropPosition));
    },
    renderDropIndicator: (target) => <DropIndicator target={target} className={cx(styles.drop)} />,
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const row = (event.target as Element).closest("[role=row]");
    const id = row?.getAttribute("data-key");
    if (!id) return;
    event.preventDefault();
    event.stopPropagation();
    move(id, event.key === "ArrowUp" ? -1 : 1);
  };
  const commands = (action: ChainAction, index: number): Command[][] => {
    const others = interactions.filter((i) => i !== interaction);
    return [
      [
        {
          id: "up",
          label: "Move up",
          icon: "arrow-up",
          keys: "Alt ↑",
          isDisabled: index === 0,
          onAction: () => move(action.id, -1),
        },
        {
          id: "down",
          label: "Move down",
          icon: "arrow-down",
          keys: "Alt ↓",
          isDisabled: index === chain.length - 1,
          onAction: () => move(action.id, 1),
        },
      ],
      others.map((other) => ({
        id: `move ${other}`,
        label: `Move to ${interactionWords[other].name}`,
        icon: "arrow-right",
        onAction: () => {
          change((p) => moveAction(p, action.id, other, chainOf(p, other).length));
          say(`${titleOf(action.does, actions)} is now the last of ${interactionWords[other].name}`);
        },
      })),
      [interaction, ...others].map((other) => ({
        id: `copy ${other}`,
        label: other === interaction ? "Copy to the end" : `Copy to ${interactionWords[other].name}`,
        icon: "copy",
        onAction: () => {
          change((p) => copyAction(p, action.id, other, nextId(p)));
          say(`${titleOf(action.does, actions)} was copied to ${interactionWords[other].name}`);
        },
      })),
      [
        {
          id: "remove",
          label: "Remove",
          icon: "trash-2",
          onAction: () => change((p) => removeAction(p, action.id)),
        },
      ],
    ];
  };
  return (
    <div className={styles.wrap} onKeyDownCapture={onKeyDown}>
      <GridList
        className={cx(styles.chain)}
        aria-label={`Chain of ${interactionWords[interaction].name}`}
        items={chain}
        dependencies={[chain, findings, locked, actions, prompt]}
        selectionMode="single"
        selectionBehavior="replace"
        disallowEmptySelection
        selectedKeys={selected ? [selected] : []}
        onSelectionChange={(keys) => {
          if (keys !== "all") onSelect([...keys].map(String)[0]);
        }}
        dragAndDropHooks={dragAndDropHooks}
      >
        {(action) => {
          const index = chain.indexOf(action);
          const title = titleOf(action.does, actions);
          const mine = findings.filter((f) => f.action === action.id);
          return (
            <GridListItem
              id={action.id}
              textValue={`${index + 1}. ${title}`}
              className={cx(styles.item)}
              data-grave={mine.some((f) => f.gravity !== "warning") || undefined}
            >
              {locked === undefined && (
                <AriaButton slot="drag" className={cx(styles.handle)} aria-label={`Drag ${title}`}>
                  <Icon name="grip-vertical" size={14} />
                </AriaButton>
              )}
              <span className={styles.number}>{index + 1}</span>
              <div className={styles.body}>
                <p className={styles.title}>
                  <Icon name={iconOf(action.does, actions)} size={14} />
                  {title}
                </p>
                <Summary action={action} />
                <FindingList findings={mine} />
              </div>
              {locked === undefined && (
                <MenuButton label={`More for ${index + 1}. ${title}`} groups={commands(action, index)} />
              )}
            </GridListItem>
          );
        }}
      </GridList>
      {locked === undefined && chain.length > 1 && (
        <p className={styles.hint}>
          Drag by the dots. With the keyboard: → to the dots, Enter, the arrow keys, Enter; or Alt ↑ and Alt
          ↓.
        </p>
      )}
      <p role="status" className={styles.said}>
        {said}
      </p>
    </div>
  );
}

/** Its parameters in words, for whom, and what becomes of the rest when it fails. */
function Summary({ action }: { action: ChainAction }) {
  const { actions } = useEditing();
  const { does } = action;
  const of =
    "action" in does
      ? actions.find((a) => a.connector === does.action.connector && a.id === does.action.action)
      : undefined;
  const given = "action" in does ? Object.keys(does.action.params).length : 0;
  const summary = of || "redirect" in does ? doesWords(does, of?.params ?? []) : plural(given, "parameter");
  return (
    <>
      {summary && <p className={styles.summary}>{summary}</p>}
      <p className={styles.rules}>
        {action.only_if && (
          <span>
            <Icon name="filter" size={12} />
            {conditionWords(action.only_if)}
          </span>
        )}
        <span title={onErrorWords[action.on_error].meaning}>
          <Icon name={action.on_error === "stop" ? "circle-stop" : "arrow-right"} size={12} />
          on error: {onErrorWords[action.on_error].name.toLowerCase()}
        </span>
      </p>
    </>
  );
}

/** "Chargify: Cancel subscription", "Redirect". */
export function titleOf(does: Does, actions: ActionView[]): string {
  if ("redirect" in does) return "Redirect";
  const { connector, action } = does.action;
  const of = actions.find((a) => a.connector === connector && a.id === action);
  return of ? `${of.connector_name}: ${of.name}` : `${connector}: ${action}`;
}

function iconOf(does: Does, actions: ActionView[]): IconName {
  if ("redirect" in does) return "arrow-up-right";
  const of = actions.find((a) => a.connector === does.action.connector && a.id === does.action.action);
  if (of?.effect === "emails") return "mail";
  return of?.effect === "texts" ? "message-square" : "plug";
}
