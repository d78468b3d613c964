// Rehearsals, batches and documents of prompts, as the backend does them. A coupon SAVE25 is refused; once a
// subscription is cancelled, what comes after it is about the customer's other one, and differs from what was shown.
import type {
  ActionState,
  BatchCell,
  ChainAction,
  ImportChange,
  Interaction,
  Prompt,
  PromptDocument,
  Rehearsal,
  RehearsedAction,
  RunView,
  ShownPlan,
  TraitCondition,
} from "..";
import type { Handlers } from ".";
import { failure, inSteps } from ".";
import { actionHandlers } from "./actions";
import { documentFault, located } from "./document";
import type { State } from "./state";

type Call = Parameters<NonNullable<Handlers["prompts.plan"]>>[1];

const OTHER_SUBSCRIPTION = "71220119";
const INTERACTIONS: Interaction[] = ["accept", "secondary_accept", "decline", "dismiss", "timeout"];

function promptOf(state: State, id: string): Prompt {
  const found = state.prompts.find((p) => p.prompt.id === id);
  if (!found) throw failure("not_found", `there is no prompt ${id}`);
  return found.prompt;
}

function titleOf(state: State, action: ChainAction): string {
  if ("redirect" in action.does) return `Redirect to ${action.does.redirect.url}`;
  const { connector, action: id } = action.does.action;
  const definition = state.connectors.find((c) => c.definition.id === connector)?.definition;
  return `${definition?.name ?? connector}: ${definition?.actions.find((a) => a.id === id)?.name ?? id}`;
}

function holds({ trait, test, value }: TraitCondition, traits: Record<string, string>): boolean {
  const has = (traits[trait] ?? "").trim();
  if (test === "present") return has !== "";
  if (test === "missing") return has === "";
  return (has === value) === (test === "is");
}

/** Placeholders filled in; a missing one is an error before anything is sent. */
function filled(text: string, { traits, form }: Pick<Rehearsal, "traits" | "form">): string {
  return text.replaceAll(/%(trait|form)\.(\w+)%/g, (whole, kind: string, key: string) => {
    const value = (kind === "trait" ? traits : form)[key];
    if (value === undefined) {
      throw failure("invalid", `${whole} has no value`, { field: key, hint: `Give the ${kind} ${key}` });
    }
    return value;
  });
}

async function planAction(call: Call, action: ChainAction, of: Rehearsal): Promise<RehearsedAction> {
  const title = titleOf(call.state, action);
  const { only_if: condition } = action;
  if (condition && !holds(condition, of.traits)) {
    const words = `${condition.trait} ${condition.test.replace("_", " ")} ${condition.value ?? ""}`.trim();
    return {
      action,
      title,
      state: { state: "left_out", why: `only if ${words}, which is not so for ${of.user}` },
    };
  }
  try {
    if ("redirect" in action.does) {
      return { action, title, state: { state: "would_show", url: filled(action.does.redirect.url, of) } };
    }
    const { connector, action: id, params } = action.does.action;
    if (!call.state.connectors.find((c) => c.definition.id === connector)?.active) {
      throw failure("not_ready", `${title.split(":")[0]} is inactive in this app`, {
        hint: "Switch it on under Connectors",
      });
    }
    const cancelled = of.actions.some(
      (a) =>
        a.state.state === "done" &&
        a.state.run.outcome === "succeeded" &&
        a.plan?.connector === connector &&
        a.plan?.action.startsWith("cancel"),
    );
    const given = Object.fromEntries(Object.entries(params).map(([key, text]) => [key, filled(text, of)]));
    const reply = await actionHandlers["actions.plan"]?.(
      {
        connector,
        order: {
          action: id,
          user: of.user,
          traits: of.traits,
          form: of.form,
          params: cancelled ? { ...given, subscription_id: OTHER_SUBSCRIPTION } : given,
        },
      },
      call,
    );
    if (!reply) throw failure("internal", "no plan");
    const { id: _, expires_at: __, confirm, ...plan } = reply;
    if (confirm !== undefined) of.confirm = confirm;
    return {
      action,
      title,
      state: { state: "planned" },
      plan: { ...plan, differs: false },
    };
  } catch (thrown) {
    const error = thrown as ReturnType<typeof failure>;
    if (error.code === "cancelled") throw thrown;
    return { action, title, state: { state: "unplanned", error } };
  }
}

const isLeft = ({ state }: RehearsedAction) => ["planned", "unplanned", "would_show"].includes(state.state);

function settle(rehearsal: Rehearsal): Rehearsal {
  const next = rehearsal.actions.find(isLeft);
  if (next) rehearsal.next = next.action.id;
  else {
    delete rehearsal.next;
    rehearsal.ended_at = new Date().toISOString();
  }
  return rehearsal;
}

/** Whether it is done, and every action succeeded that its condition did not leave out. */
function succeeded({ actions, ended_at: ended }: Rehearsal): boolean {
  const fine = ({ state }: RehearsedAction) =>
    state.state === "shown" ||
    state.state === "left_out" ||
    (state.state === "done" && state.run.outcome === "succeeded");
  return ended !== undefined && actions.every(fine);
}

function ran(plan: ShownPlan, params: Record<string, string>): RunView {
  const refused = Object.values(params).includes("SAVE25");
  const steps = plan.steps.map((s) => (s.changes ? { ...s, sent: true, status: refused ? 422 : 200 } : s));
  const run = { run: "run-3", vendor: {}, steps, before: plan.before };
  if (refused) {
    const message = "Chargify says: coupon SAVE25 has ended";
    return { ...run, outcome: "refused", summary: message, after: [], error: failure("refused", message) };
  }
  const after = plan.before.map((f) =>
    f.label === "Cancellation" && plan.action.startsWith("cancel")
      ? { ...f, value: "set for 2026-12-01 10:00 UTC" }
      : f,
  );
  return { ...run, outcome: "succeeded", summary: `${plan.summary}: Chargify shows it`, after };
}

const changesOf = (plan: ShownPlan | undefined) =>
  JSON.stringify(plan?.steps.filter((s) => s.changes).map(({ method, url, body }) => [method, url, body]));

async function plan(
  {
    prompt: id,
    interaction,
    user,
    traits = {},
    form = {},
  }: Parameters<NonNullable<Handlers["prompts.plan"]>>[0],
  call: Call,
): Promise<Rehearsal> {
  const { state } = call;
  const prompt = promptOf(state, id);
  const chain = prompt.interactions[interaction] ?? [];
  if (chain.length === 0) {
    throw failure("not_found", `the prompt ${id} triggers nothing on ${interaction}`, {
      field: "interaction",
    });
  }
  for (const field of prompt.form) {
    if (field.kind === "email" && form[field.key] && !form[field.key]?.includes("@")) {
      throw failure(
        "invalid",
        `the form field ${field.label} must be an e-mail address, not "${form[field.key]}"`,
        {
          field: `form.${field.key}`,
        },
      );
    }
  }
  const own = user === undefined ? undefined : await actionHandlers["users.find"]?.({ id: user }, call);
  const current = state.apps.find((a) => a.id === call.app);
  const rehearsal: Rehearsal = {
    id: `rehearsal-${state.rehearsals.length + 1}`,
    prompt: id,
    prompt_name: prompt.name,
    interaction,
    user: own?.id ?? "typed traits",
    traits: { ...own?.traits, ...traits },
    form,
    environment: current?.environment ?? "test",
    operator: state.operators.current.name,
    actions: [],
    started_at: new Date().toISOString(),
  };
  for (const [done, action] of chain.entries()) {
    call.onProgress?.({
      what: `Planning ${done + 1}. ${titleOf(state, action)}`,
      done,
      total: chain.length,
    });
    rehearsal.actions.push(await planAction(call, action, rehearsal));
  }
  state.rehearsals.push(settle(rehearsal));
  return rehearsal;
}

async function step(
  { rehearsal: id, action, confirm }: Parameters<NonNullable<Handlers["prompts.step"]>>[0],
  call: Call,
): Promise<Rehearsal> {
  const rehearsal = call.state.rehearsals.find((r) => r.id === id);
  if (rehearsal?.next === undefined) throw failure("plan_gone", "this rehearsal is done");
  const at = rehearsal.actions.findIndex((a) => a.action.id === rehearsal.next);
  const next = rehearsal.actions[at];
  if (!next || next.action.id !== action) {
    throw failure("plan_gone", `the action ${action} is not the next of this rehearsal: ${next?.title} is`);
  }
  const run = async (): Promise<ActionState> => {
    if (next.state.state === "would_show") return { state: "shown", url: next.state.url };
    if (next.state.state === "unplanned") return { state: "failed", error: next.state.error };
    if (rehearsal.confirm !== undefined && confirm !== rehearsal.confirm) {
      throw failure("confirmation_needed", `the app ${rehearsal.confirm} is in production`, {
        details: { confirm: rehearsal.confirm },
      });
    }
    const { does } = next.action;
    if (!next.plan || !("action" in does)) throw failure("internal", "no plan");
    await inSteps(call, [next.plan.summary], call.state.pause * 2);
    return { state: "done", run: ran(next.plan, does.action.params) };
  };
  next.state = await run();
  const failed =
    next.state.state === "failed" || (next.state.state === "done" && next.state.run.outcome !== "succeeded");
  for (const [i, other] of rehearsal.actions.entries()) {
    if (!isLeft(other)) continue;
    if (failed && next.action.on_error === "stop") {
      rehearsal.actions[i] = { ...other, state: { state: "skipped", after: next.action.id } };
    } else if (other.state.state !== "would_show") {
      const again = await planAction(call, other.action, rehearsal);
      if (again.plan) again.plan.differs = changesOf(again.plan) !== changesOf(other.plan);
      rehearsal.actions[i] = again;
    }
  }
  return settle(rehearsal);
}

/** What came of a rehearsal, in a sentence. */
function told(rehearsal: Rehearsal): string {
  const wrong = rehearsal.actions.find(
    ({ state }) => state.state === "failed" || (state.state === "done" && state.run.outcome !== "succeeded"),
  );
  if (wrong?.state.state === "done") return `${wrong.title}: ${wrong.state.run.summary}`;
  if (wrong?.state.state === "failed") return `${wrong.title}: ${wrong.state.error.message}`;
  return rehearsal.actions
    .map((a) => (a.state.state === "left_out" ? `${a.title} left out` : a.title))
    .join(", ");
}

function changesIn(state: State, document: PromptDocument): { changes: ImportChange[]; same: number } {
  const changes: ImportChange[] = [];
  let same = 0;
  for (const prompt of document.prompts) {
    const here = state.prompts.find((p) => p.prompt.id === prompt.id)?.prompt;
    if (here && JSON.stringify(here) === JSON.stringify(prompt)) same += 1;
    else {
      const lines = [
        ...(here?.name === prompt.name ? [] : [line("Name", here?.name, prompt.name)]),
        ...INTERACTIONS.filter(
          (i) => JSON.stringify(here?.interactions[i]) !== JSON.stringify(prompt.interactions[i]),
        ).map((i) =>
          line(`On ${i.replace("_", " ")}`, chainWords(state, here, i), chainWords(state, prompt, i)),
        ),
      ];
      changes.push({ what: "prompt", id: prompt.id, name: prompt.name, new: !here, lines });
    }
  }
  for (const [id, { active }] of Object.entries(document.connectors)) {
    const here = state.connectors.find((c) => c.definition.id === id);
    if (!here || here.active === active) same += 1;
    else {
      const lines = [line("Active", here.active ? "on" : "off", active ? "on" : "off")];
      changes.push({ what: "connector", id, name: here.definition.name, new: false, lines });
    }
  }
  return { changes, same };
}

function chainWords(state: State, prompt: Prompt | undefined, interaction: Interaction): string | undefined {
  const chain = prompt?.interactions[interaction];
  return chain?.map((a, i) => `${i + 1}. ${titleOf(state, a)}`).join(", ");
}

function line(place: string, before: string | undefined, after: string | undefined) {
  return { place, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function read(text: string, state: State): PromptDocument {
  const document = located<PromptDocument>(text);
  if (document.patchbay !== 1)
    throw documentFault(text, "/patchbay", "this Patchbay reads version 1 of the document");
  for (const [i, prompt] of (document.prompts ?? []).entries()) {
    for (const [interaction, chain] of Object.entries(prompt.interactions ?? {})) {
      for (const [j, action] of (chain ?? []).entries()) {
        if (!("action" in action.does)) continue;
        const { connector } = action.does.action;
        if (state.connectors.some((c) => c.definition.id === connector)) continue;
        const at = `/prompts/${i}/interactions/${interaction}/${j}/does/action/connector`;
        throw documentFault(text, at, `there is no connector ${connector}`, `"${connector}"`);
      }
    }
  }
  return { ...document, connectors: document.connectors ?? {}, prompts: document.prompts ?? [] };
}

function compared(text: string, state: State) {
  const { changes, same } = changesIn(state, read(text, state));
  const warnings = changes
    .filter((c) => c.what === "connector" && c.lines.some((l) => l.after === "on"))
    .map((c) => `${c.name} stays off until its secrets are entered here`);
  return { changes, same, warnings, seen: JSON.stringify(changes) };
}

export const rehearsalHandlers: Handlers = {
  "prompts.plan": plan,
  "prompts.step": step,
  "prompts.rehearsals": ({ id }, { state }) =>
    state.rehearsals
      .filter((r) => r.prompt === id && r.actions.some((a) => !isLeft(a)))
      .map((r) => ({
        id: r.id,
        prompt: r.prompt,
        interaction: r.interaction,
        user: r.user,
        operator: r.operator,
        succeeded: succeeded(r),
        done: r.ended_at !== undefined,
        stale:
          JSON.stringify(r.actions.map((a) => a.action)) !==
          JSON.stringify(
            state.prompts.find((p) => p.prompt.id === id)?.prompt.interactions[r.interaction] ?? [],
          ),
        started_at: r.started_at,
      }))
      .reverse(),
  "prompts.rehearsal": ({ rehearsal: id }, { state }) => {
    const found = state.rehearsals.find((r) => r.id === id);
    if (!found) throw failure("not_found", `there is no rehearsal ${id}`);
    return found;
  },
  "prompts.batch": async ({ prompts, interactions, users, form }, call) => {
    const { state } = call;
    if (state.apps.find((a) => a.id === call.app)?.environment !== "sandbox") {
      throw failure("invalid", "a batch is rehearsed in a sandbox app alone", {
        hint: "Explore with the sandbox first",
      });
    }
    const wanted = state.prompts
      .map((p) => p.prompt)
      .filter((p) => prompts.length === 0 || prompts.includes(p.id))
      .flatMap((prompt) =>
        INTERACTIONS.filter(
          (i) =>
            (interactions.length === 0 || interactions.includes(i)) &&
            (prompt.interactions[i]?.length ?? 0) > 0,
        ).flatMap((interaction) => users.map((user) => ({ prompt, interaction, user }))),
      );
    const cells: BatchCell[] = [];
    for (const { prompt, interaction, user } of wanted) {
      if (call.signal?.aborted) break;
      call.onProgress?.({
        what: `${cells.length + 1} of ${wanted.length}: ${prompt.name}, ${interaction}, ${user}`,
        done: cells.length,
        total: wanted.length,
      });
      if (state.pause > 0) await new Promise((resolve) => setTimeout(resolve, state.pause / 2));
      const silent = {
        ...call,
        state: Object.assign(Object.create(state) as State, { pause: 0 }),
        onProgress: () => {},
      };
      const own = Object.fromEntries(
        Object.entries(form).filter(([key]) => key === "survey" || prompt.form.some((f) => f.key === key)),
      );
      let rehearsal = await plan({ prompt: prompt.id, interaction, user, form: own }, silent);
      while (rehearsal.next !== undefined) {
        rehearsal = await step({ rehearsal: rehearsal.id, action: rehearsal.next }, silent);
      }
      cells.push({
        prompt: prompt.id,
        prompt_name: prompt.name,
        interaction,
        user,
        rehearsal: rehearsal.id,
        succeeded: succeeded(rehearsal),
        summary: told(rehearsal),
      });
    }
    return { cells, left: wanted.length - cells.length };
  },
  "prompts.export": (_, { state }) => ({
    patchbay: 1,
    connectors: Object.fromEntries(
      state.connectors.map((c) => [c.definition.id, { active: c.active, settings: c.values }]),
    ),
    prompts: state.prompts.map((p) => p.prompt),
  }),
  "prompts.compare_import": ({ text }, { state }) => compared(text, state),
  "prompts.import": ({ text, seen }, { state }) => {
    const preview = compared(text, state);
    if (preview.seen !== seen) {
      throw failure("invalid", "what the document would change has changed since you looked", {
        hint: "Compare it again",
      });
    }
    const document = read(text, state);
    for (const prompt of document.prompts) {
      const here = state.prompts.find((p) => p.prompt.id === prompt.id);
      if (here) Object.assign(here, { prompt, revision: here.revision + 1 });
      else {
        const at = new Date().toISOString();
        state.prompts.push({ prompt, revision: 1, changed_at: at, findings: [], rehearsed: {} });
      }
    }
    return preview;
  },
};
