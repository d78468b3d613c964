// What a connector can do, and what is assumed of its vendor: all from the definition.
import { Link } from "@tanstack/react-router";
import { ActionBadges, CopyButton, Facts, Note, Panel, plural } from "../../components";
import type { Definition } from "../../host";
import styles from "./connectors.module.css";

/** Never seen on a live account. */
export function Assumptions({ definition }: { definition: Definition }) {
  if (definition.assumptions.length === 0) return null;
  const name = (about: string) =>
    definition.actions.find((a) => a.id === about)?.name ??
    definition.settings.find((s) => s.key === about)?.label ??
    definition.traits.find((t) => t.key === about)?.label ??
    definition.catalogues.find((c) => c.id === about)?.name ??
    definition.name;
  return (
    <Note tone="warn" title="Assumed, not confirmed">
      <ul className={styles.assumptions}>
        {definition.assumptions.map(({ about, text, setting }) => (
          <li key={about + text}>
            <strong>{name(about)}:</strong> {text}
            {setting !== null && ` Change it in the setting ${name(setting)}.`}
          </li>
        ))}
      </ul>
    </Note>
  );
}

export function Actions({ definition, active }: { definition: Definition; active: boolean }) {
  if (definition.actions.length === 0) return null;
  return (
    <Panel title="Actions">
      <ul className={styles.actions}>
        {definition.actions.map((a) => (
          <li key={a.id}>
            <span className={styles.actionHead}>
              <strong>{a.name}</strong>
              <ActionBadges action={a} />
              {active && (
                <Link
                  to="/test-action"
                  search={{ connector: definition.id, action: a.id }}
                  aria-label={`Test ${a.name}`}
                >
                  Test
                </Link>
              )}
            </span>
            <span>{a.description}</span>
            <span className={styles.quiet}>
              {a.requires.length === 0
                ? "Needs no trait"
                : `Needs ${a.requires.map((group) => group.join(" or ")).join(", and ")}`}
              {a.params.length > 0 && ` · ${plural(a.params.length, "parameter")}`}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function Traits({ definition }: { definition: Definition }) {
  if (definition.traits.length === 0) return null;
  return (
    <Panel title="Traits">
      <Facts facts={definition.traits.map((t) => ({ label: t.key, value: `${t.label}. ${t.help}` }))} />
    </Panel>
  );
}

export function About({
  definition: { id, docs_url, catalogues, limits, proves },
}: {
  definition: Definition;
}) {
  const links = catalogues.map((c) => (
    <span key={c.id} className={styles.catalogue}>
      <Link to="/catalogue/$connector/$kind" params={{ connector: id, kind: c.id }}>
        {c.name}
      </Link>{" "}
      {c.help}
    </span>
  ));
  return (
    <Panel title="About">
      <Facts
        facts={[
          { label: "What the check proves", value: proves },
          ...(links.length > 0 ? [{ label: "Catalogues", value: links }] : []),
          {
            label: "Limits",
            value: [
              limits.concurrency === null ? undefined : `${plural(limits.concurrency, "request")} at once`,
              limits.rate === null
                ? undefined
                : `${plural(limits.rate.requests, "request")} in ${plural(limits.rate.per_secs, "second")}`,
              `reads wait ${limits.read_timeout_secs} s, changes ${limits.write_timeout_secs} s`,
            ]
              .filter(Boolean)
              .join(" · "),
          },
          ...(docs_url
            ? [
                {
                  label: "Vendor's documentation",
                  value: (
                    <span className={styles.docs}>
                      <code>{docs_url}</code>
                      <CopyButton text={docs_url} label="Copy link" />
                    </span>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Panel>
  );
}
