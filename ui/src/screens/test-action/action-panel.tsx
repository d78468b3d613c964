import { Link } from "@tanstack/react-router";
import { Label } from "react-aria-components/Label";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import {
  ActionBadges,
  cx,
  EmptyState,
  ErrorNote,
  failureText,
  Loading,
  Note,
  Panel,
  Select,
} from "../../components";
import { ParamField, Params, stillAsked } from "../../components/action-form";
import beside from "../../components/plan/beside.module.css";
import { put } from "../../components/whom/whom";
import type { ActionView, Failure } from "../../host";
import type { useOperation } from "../../query";
import { type Draft, withAction } from "./draft";
import styles from "./test-action.module.css";

interface ActionPanelProps {
  draft: Draft;
  change: (next: (draft: Draft) => Draft) => void;
  actions: ReturnType<typeof useOperation<"actions.list">>;
  action: ActionView | undefined;
  /** The plan's error, if it is about a parameter. */
  error: Failure | undefined;
}

/** Connector, action and parameters. */
export function ActionPanel({ draft, change, actions, action, error }: ActionPanelProps) {
  if (actions.error) {
    return (
      <Panel title="Action">
        <ErrorNote error={actions.error} onRetry={() => void actions.refetch()} />
      </Panel>
    );
  }
  if (!actions.data) {
    return (
      <Panel title="Action">
        <Loading label="Loading actions" />
      </Panel>
    );
  }
  if (actions.data.length === 0) {
    return (
      <Panel title="Action">
        <EmptyState icon="plug" title="No connector has an action">
          Set up a connector first: <Link to="/connectors">Connectors</Link>
        </EmptyState>
      </Panel>
    );
  }
  const connectors = connectorsOf(actions.data);
  const chosen = connectors.find((c) => c.id === draft.connector);
  const offered = actions.data.filter((a) => a.connector === draft.connector);
  return (
    <Panel title="Action">
      <Select
        label="Connector"
        placeholder="Choose a connector…"
        value={draft.connector || null}
        onChange={(connector) => change((d) => withAction(d, connector, ""))}
        options={connectors.map((c) => ({
          value: c.id,
          label: c.name,
          ...(c.active ? {} : { detail: "inactive in this app" }),
        }))}
      />
      {chosen && !chosen.active && (
        <Note tone="warn" title={`${chosen.name} is inactive in this app`}>
          <p>
            Its actions can be looked at, not planned.{" "}
            <Link to="/connectors/$id" params={{ id: chosen.id }}>
              Save its settings and switch it on
            </Link>
          </p>
        </Note>
      )}
      {offered.length > 0 && (
        <RadioGroup
          className={cx(beside.options)}
          value={draft.action}
          onChange={(id) => change((d) => withAction(d, d.connector, id))}
        >
          <Label className={cx(styles.caption)}>Action</Label>
          {offered.map((each) => (
            <Radio key={each.id} value={each.id} className={cx(beside.option)}>
              <span className={beside.dot} />
              <span className={styles.actionName}>{each.name}</span>
              <ActionBadges action={each} />
            </Radio>
          ))}
        </RadioGroup>
      )}
      {draft.action !== "" && !action && (
        <Note tone="warn" title={`${chosen?.name ?? draft.connector} has no action ${draft.action}`}>
          <p>Choose one of those above.</p>
        </Note>
      )}
      {action && <p className={styles.description}>{action.description}</p>}
      {action && (
        <Params
          params={action.params}
          values={draft.params}
          isWrong={(key) => error?.field === key}
          field={(param, value) => (
            <ParamField
              connector={action.connector}
              param={param}
              value={value}
              error={error?.field === param.key ? failureText(error) : undefined}
              onChange={(next) =>
                change((d) => ({ ...d, params: stillAsked(action.params, put(d.params, param.key, next)) }))
              }
            />
          )}
        />
      )}
    </Panel>
  );
}

interface Offered {
  id: string;
  name: string;
  active: boolean;
}

/** Active ones first, each once. */
function connectorsOf(actions: ActionView[]): Offered[] {
  const all = new Map<string, Offered>();
  for (const { connector, connector_name, active } of actions) {
    all.set(connector, { id: connector, name: connector_name, active });
  }
  return [...all.values()].sort((a, b) => Number(b.active) - Number(a.active));
}
