// Prompts of the app: kept, judged and covered as the backend does it, in short.
import type {
  ChainAction,
  Coverage,
  Finding,
  Interaction,
  Param,
  Prompt,
  PromptDetail,
  PromptSummary,
  Rehearsed,
} from "..";
import type { Handlers } from ".";
import { failure } from ".";
import type { State } from "./state";

const order: Interaction[] = ["accept", "secondary_accept", "decline", "dismiss", "timeout"];

interface Place {
  interaction: Interaction;
  index: number;
  action: ChainAction;
}

function places(prompt: Prompt): Place[] {
  return order.flatMap((interaction) =>
    (prompt.interactions[interaction] ?? []).map((action, index) => ({ interaction, index, action })),
  );
}

function knownTraits(state: State): string[] {
  const all = new Set(["country", ...state.users.flatMap((u) => Object.keys(u.traits))]);
  return [...all].sort();
}

export function judge(state: State, prompt: Prompt): Finding[] {
  const findings: Finding[] = [];
  const add = (gravity: Finding["gravity"], at: string, message: string, remedy: string, place?: Place) =>
    findings.push({
      gravity,
      ...(place ? { interaction: place.interaction, action: place.action.id } : {}),
      at: place ? `/interactions/${place.interaction}/${place.index}/${at}` : at,
      message,
      remedy,
    });
  if (!/^[a-z0-9-]+$/.test(prompt.id)) {
    add("error", "/id", `"${prompt.id}" is no id`, "Use lower-case letters, digits and dashes: win-back");
  }
  if (prompt.name.trim() === "") {
    add("error", "/name", "it has no name", "Give it a name of at most 100 characters");
  }
  for (const [index, field] of prompt.form.entries()) {
    if (field.label === "") {
      add("error", `/form/${index}/label`, `the form field ${field.key} has no label`, "Say what is asked");
    }
  }
  const placeholders = (place: Place, at: string, text: string) => {
    for (const [, kind, name = ""] of text.matchAll(/%(trait|form)\.([^%]*)%/g)) {
      const inForm = prompt.form.some((f) => f.key === name) || (name === "survey" && prompt.survey);
      if (kind === "form" && !inForm) {
        add(
          "error",
          at,
          `%form.${name}%: the prompt has no form field ${name}`,
          "Add the field to the form, or remove the placeholder",
          place,
        );
      }
      if (kind === "trait" && !knownTraits(state).includes(name)) {
        add(
          "warning",
          at,
          `no known user has the trait ${name}`,
          "Check its spelling against a test user",
          place,
        );
      }
    }
  };
  for (const place of places(prompt)) {
    const { does, only_if: condition } = place.action;
    if (condition && condition.trait === "") {
      add(
        "error",
        "only_if/trait",
        "the condition names no trait",
        "Name the trait, or remove the condition",
        place,
      );
    }
    if ("redirect" in does) {
      if (!/^https:\/\/[^/%]+/.test(does.redirect.url)) {
        const why = does.redirect.url === "" ? "is empty" : "does not begin with https:// and a host";
        add(
          "error",
          "does/redirect/url",
          `the address of the redirect ${why}`,
          "Give an https address, with placeholders only after its host",
          place,
        );
      }
      placeholders(place, "does/redirect/url", does.redirect.url);
      continue;
    }
    const { connector, action: id, params } = does.action;
    const of = state.connectors.find((c) => c.definition.id === connector);
    const action = of?.definition.actions.find((a) => a.id === id);
    if (!of || !action) {
      add("error", "does/action/action", `there is no action ${id}`, "Choose another action", place);
      continue;
    }
    const { name } = of.definition;
    if (!of.active) {
      add(
        "broken",
        "does/action/connector",
        `${name} is not active: ${action.name} would not run`,
        `Switch ${name} on under Connectors, or remove the action`,
        place,
      );
    }
    for (const param of action.params) {
      const at = `does/action/params/${param.key}`;
      const value = params[param.key] ?? "";
      if (value === "" && param.required && param.default === null) {
        add("error", at, `${param.label} is required`, "Fill it in", place);
      }
      placeholders(place, at, value);
      archived(state, connector, param, value, (message) =>
        add("broken", at, message, `Choose another ${param.label.toLowerCase()}`, place),
      );
    }
    const unasked = { dismiss: "closes the prompt without an answer", timeout: "does nothing at all" };
    const how = unasked[place.interaction as keyof typeof unasked];
    if (how && (action.moves_money || action.destructive)) {
      const what = action.moves_money ? "may charge or refund money" : "takes something away";
      add(
        "warning",
        "does/action/action",
        `${action.name} ${what} when the subscriber ${how}`,
        "Move it to an interaction that says yes, unless just this is meant",
        place,
      );
    }
  }
  const gravities = ["error", "broken", "warning"];
  return findings.sort((a, b) => gravities.indexOf(a.gravity) - gravities.indexOf(b.gravity));
}

function archived(state: State, connector: string, param: Param, id: string, tell: (why: string) => void) {
  if (param.kind.type !== "catalogue") return;
  const entries = state.catalogues[`${connector}/${param.kind.catalogue}`]?.entries ?? [];
  const entry = entries.find((e) => e.id === id);
  if (entry && entry.state !== "active") tell(`${param.label} ${entry.name} is ${entry.state}`);
}

function known(state: State, id: string): PromptDetail {
  const found = state.prompts.find((p) => p.prompt.id === id);
  if (found) return found;
  throw failure("not_found", `there is no prompt ${id}`, {
    hint: `The prompts are: ${state.prompts.map((p) => p.prompt.id).join(", ")}`,
  });
}

function detail(state: State, kept: PromptDetail): PromptDetail {
  return { ...kept, findings: judge(state, kept.prompt) };
}

function summary(state: State, { prompt, changed_at }: PromptDetail): PromptSummary {
  const findings = judge(state, prompt);
  const warnings = findings.filter((f) => f.gravity === "warning").length;
  return {
    id: prompt.id,
    name: prompt.name,
    kind: prompt.kind,
    ...(prompt.segment === undefined ? {} : { segment: prompt.segment }),
    actions: Object.fromEntries(
      Object.entries(prompt.interactions).map(([interaction, chain]) => [interaction, chain.length]),
    ),
    broken: findings.length - warnings,
    warnings,
    changed_at,
  };
}

function titleOf(state: State, { does }: ChainAction): string {
  if ("redirect" in does) return "Redirect";
  const of = state.connectors.find((c) => c.definition.id === does.action.connector);
  return of?.definition.actions.find((a) => a.id === does.action.action)?.name ?? does.action.action;
}

function coverage(state: State): Coverage {
  const connectors: Coverage["connectors"] = {};
  const rows = [...state.prompts].sort((a, b) => a.prompt.name.localeCompare(b.prompt.name));
  return {
    connectors,
    prompts: rows.map(({ prompt, rehearsed }) => {
      const findings = judge(state, prompt);
      const cells: Coverage["prompts"][number]["cells"] = {};
      for (const interaction of order) {
        const chain = prompt.interactions[interaction] ?? [];
        if (chain.length === 0) continue;
        const mine = findings.filter((f) => f.interaction === interaction);
        cells[interaction] = {
          actions: chain.map((action) => {
            const connector = "action" in action.does ? action.does.action.connector : undefined;
            const of = state.connectors.find((c) => c.definition.id === connector);
            if (connector) connectors[connector] = of?.definition.name ?? connector;
            return {
              ...(connector ? { connector } : {}),
              name: titleOf(state, action),
              broken: mine.some((f) => f.action === action.id && f.gravity !== "warning"),
            };
          }),
          broken: mine.filter((f) => f.gravity !== "warning").length,
          warnings: mine.filter((f) => f.gravity === "warning").length,
          rehearsed: rehearsed[interaction] ?? { state: "never" },
        };
      }
      return { prompt: prompt.id, name: prompt.name, cells };
    }),
  };
}

/** How each chain stands after a change: one that is another now was rehearsed before that. */
function stale(rehearsed: PromptDetail["rehearsed"], from: Prompt | undefined, to: Prompt) {
  const next: PromptDetail["rehearsed"] = {};
  for (const interaction of order) {
    const chain = to.interactions[interaction] ?? [];
    if (chain.length === 0) continue;
    const was: Rehearsed = rehearsed[interaction] ?? { state: "never" };
    const changed = JSON.stringify(chain) !== JSON.stringify(from?.interactions[interaction]);
    next[interaction] = changed && was.state === "as_it_is" ? { state: "before", at: was.at } : was;
  }
  return next;
}

export const promptHandlers: Handlers = {
  "prompts.list": (_, { state }) =>
    state.prompts.map((p) => summary(state, p)).sort((a, b) => a.name.localeCompare(b.name)),
  "prompts.show": ({ id }, { state }) => detail(state, known(state, id)),
  "prompts.judge": (prompt, { state }) => judge(state, prompt),
  "prompts.choices": (_, { state }) => ({
    traits: knownTraits(state),
    actions: state.connectors.flatMap((c) =>
      c.definition.actions.map((a) => ({ connector: c.definition.id, action: a.id, active: c.active })),
    ),
  }),
  "prompts.save": ({ prompt, revision }, { state }) => {
    const [fault] = judge(state, prompt).filter((f) => f.gravity === "error");
    if (fault) throw failure("invalid", fault.message, { field: fault.at, hint: fault.remedy });
    const kept = state.prompts.find((p) => p.prompt.id === prompt.id);
    if (kept?.revision !== revision) {
      if (revision === undefined) {
        throw failure("invalid", `there is a prompt ${prompt.id} already`, {
          field: "/id",
          hint: "Give it another id",
        });
      }
      throw failure("invalid", `the prompt ${prompt.id} was changed elsewhere since you opened it`, {
        hint: "Copy what you need, load it again, and make your change there",
      });
    }
    const saved: PromptDetail = {
      prompt,
      findings: [],
      revision: (revision ?? 0) + 1,
      changed_at: new Date().toISOString(),
      rehearsed: stale(kept?.rehearsed ?? {}, kept?.prompt, prompt),
    };
    state.prompts = [...state.prompts.filter((p) => p !== kept), saved];
    return detail(state, saved);
  },
  "prompts.remove": ({ id }, { state }) => {
    const kept = known(state, id);
    state.prompts = state.prompts.filter((p) => p !== kept);
    return {};
  },
  "prompts.coverage": (_, { state }) => coverage(state),
};
