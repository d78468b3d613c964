// The action of a chain that is selected: its parameters, for whom, and what becomes of the rest when it fails.
import { Link } from "@tanstack/react-router";
import { Label } from "react-aria-components/Label";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { ActionBadges, Checkbox, cx, Note, Panel, Select, TextField } from "../../../components";
import { Params, stillAsked } from "../../../components/action-form";
import { put } from "../../../components/whom/whom";
import type { ChainAction, ConnectorAction, OnError, TraitCondition, TraitTest } from "../../../host";
import { changeAction } from "../draft";
import { onErrorWords } from "../words";
import { faultAt, findingsAt, useEditing } from "./context";
import styles from "./editor.module.css";
import { Doubts, FindingList } from "./findings";
import { SourceField } from "./source-field";
import { TraitField } from "./trait-field";

interface ActionPanelProps {
  action: ChainAction;
  number: number;
  /** Its path in the prompt. */
  at: string;
}

export function ActionPanel({ action, number, at }: ActionPanelProps) {
  const { actions, change, locked } = useEditing();
  const { does } = action;
  const set = (next: (action: ChainAction) => ChainAction, about: string) =>
    change((prompt) => changeAction(prompt, action.id, next), `${action.id} ${about}`);
  const of =
    "action" in does
      ? actions.find((a) => a.connector === does.action.connector && a.id === does.action.action)
      : undefined;
  const title =
    "redirect" in does
      ? "Redirect"
      : of
        ? `${of.connector_name}: ${of.name}`
        : `${does.action.connector}: ${does.action.action}`;
  return (
    <Panel title={`${number}. ${title}`} className={styles.action}>
      {of && (
        <div className={styles.about}>
          <p className={styles.quiet}>{of.description}</p>
          <p className={styles.badges}>
            <ActionBadges action={of} />
          </p>
        </div>
      )}
      {"redirect" in does ? (
        <RedirectFields url={does.redirect.url} at={at} set={set} />
      ) : (
        <ConnectorFields does={does.action} at={at} set={set} />
      )}
      <Condition condition={action.only_if} at={at} set={set} />
      <RadioGroup
        className={cx(styles.onError)}
        value={action.on_error}
        isDisabled={locked !== undefined}
        onChange={(on_error) => set((a) => ({ ...a, on_error: on_error as OnError }), "on_error")}
      >
        <Label className={cx(styles.caption)}>On error</Label>
        {(["stop", "continue"] as const).map((each) => (
          <Radio key={each} value={each} className={cx(styles.choice)}>
            <span className={styles.dot} />
            <span>
              <strong>{onErrorWords[each].name}</strong> {onErrorWords[each].meaning}
            </span>
          </Radio>
        ))}
      </RadioGroup>
    </Panel>
  );
}

type Set = (next: (action: ChainAction) => ChainAction, about: string) => void;

function ConnectorFields({ does, at, set }: { does: ConnectorAction; at: string; set: Set }) {
  const { actions, findings } = useEditing();
  const of = actions.find((a) => a.connector === does.connector && a.id === does.action);
  const path = `${at}/does/action`;
  const general = findingsAt(findings, path, `${path}/connector`, `${path}/action`, `${path}/params/`);
  if (!of) return <FindingList findings={general} />;
  const write = (key: string, value: string) =>
    set(
      (action) =>
        "redirect" in action.does
          ? action
          : {
              ...action,
              does: {
                action: {
                  ...action.does.action,
                  params: stillAsked(of.params, put(action.does.action.params, key, value)),
                },
              },
            },
      key,
    );
  return (
    <>
      {!of.active && (
        <Note tone="warn" title={`${of.connector_name} is inactive in this app`}>
          <p>
            The action stays, and would not run.{" "}
            <Link to="/connectors/$id" params={{ id: of.connector }}>
              Save its settings and switch it on
            </Link>
          </p>
        </Note>
      )}
      <FindingList findings={of.active ? general : general.filter((f) => f.gravity !== "broken")} />
      {of.requires.length > 0 && (
        <p className={styles.quiet}>
          Needs of the subscriber:{" "}
          {of.requires.map((group, index) => (
            <span key={group.join()}>
              {index > 0 && "; "}
              {group.map((key, n) => (
                <span key={key}>
                  {n > 0 && " or "}
                  <code>{key}</code>
                </span>
              ))}
            </span>
          ))}
        </p>
      )}
      <Params
        params={of.params}
        values={does.params}
        isWrong={(key) => findingsAt(findings, `${path}/params/${key}`).length > 0}
        field={(param, value) => (
          <SourceField
            connector={of.connector}
            param={param}
            value={value}
            at={`${path}/params/${param.key}`}
            onChange={(next) => write(param.key, next)}
          />
        )}
      />
    </>
  );
}

function RedirectFields({ url, at, set }: { url: string; at: string; set: Set }) {
  const { findings, locked } = useEditing();
  const path = `${at}/does/redirect/url`;
  return (
    <>
      <p className={styles.quiet}>Leads the subscriber to a page. Nothing is sent to any vendor.</p>
      <TextField
        label="Address"
        type="url"
        value={url}
        isRequired
        isDisabled={locked !== undefined}
        placeholder="https://example.com/offers/%trait.plan%"
        help="https alone. After the host, %trait.NAME% and %form.KEY% are filled in."
        error={faultAt(findings, path)}
        mono
        onChange={(next) => set((action) => ({ ...action, does: { redirect: { url: next } } }), "url")}
      />
      <Doubts at={path} />
      <FindingList findings={findingsAt(findings, `${at}/does/redirect`)} />
    </>
  );
}

const tests: { value: TraitTest; label: string }[] = [
  { value: "present", label: "is present" },
  { value: "missing", label: "is missing" },
  { value: "is", label: "is" },
  { value: "is_not", label: "is not" },
];

function Condition({ condition, at, set }: { condition: TraitCondition | undefined; at: string; set: Set }) {
  const { findings, locked } = useEditing();
  const write = (only_if: TraitCondition | undefined, about: string) =>
    set(({ only_if: _, ...action }) => (only_if ? { ...action, only_if } : action), about);
  const compares = condition?.test === "is" || condition?.test === "is_not";
  return (
    <div className={styles.condition}>
      <Checkbox
        label="Only for some subscribers"
        help={condition ? undefined : "By one of their traits; for everybody otherwise."}
        isSelected={condition !== undefined}
        isDisabled={locked !== undefined}
        onChange={(on) => write(on ? { trait: "", test: "present" } : undefined, "condition")}
      />
      {condition && (
        <div className={styles.conditionFields}>
          <TraitField
            label="Trait"
            value={condition.trait}
            error={faultAt(findings, `${at}/only_if/trait`)}
            onChange={(trait) => write({ ...condition, trait }, "condition trait")}
          />
          <Select
            label="Test"
            options={tests}
            value={condition.test}
            isDisabled={locked !== undefined}
            onChange={(test) => {
              const { value, ...rest } = condition;
              const keeps = (test === "is" || test === "is_not") && value !== undefined;
              write({ ...rest, test: test as TraitTest, ...(keeps ? { value } : {}) }, "condition test");
            }}
          />
          {compares && (
            <TextField
              label="Value"
              value={condition.value ?? ""}
              isDisabled={locked !== undefined}
              help="Letter by letter."
              error={faultAt(findings, `${at}/only_if/value`)}
              mono
              onChange={(value) => write({ ...condition, value }, "condition value")}
            />
          )}
        </div>
      )}
      <Doubts at={`${at}/only_if/trait`} />
    </div>
  );
}
