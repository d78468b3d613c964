// Evergent's trait spec, in short, another built-in one, and one of the app's own.
import type { Column, TraitSpec } from "..";
import type { Handlers } from ".";
import { failure } from ".";
import { COLUMNS } from "./export-files";
import { known, reading } from "./exports";
import type { State } from "./state";

const text = (name: string): Column => ({
  name,
  header: null,
  optional: false,
  first: null,
  daily: false,
  empty: "allowed",
  rule: { type: "text" },
});

const rules: Record<string, Partial<Column>> = {
  customer_id: { empty: { required: "error" } },
  country: { empty: { required: "error" }, rule: { type: "capitals", length: 2, severity: "warning" } },
  current_payment_method: {
    empty: { required: "warning" },
    rule: {
      type: "open",
      values: ["Google Wallet", "App Store Billing", "Credit Card", "Roku Payment", "Coupon"],
      unlisted: "warning",
    },
  },
  pack_id: { empty: { required: "error" } },
  pack_price: { empty: { required: "error" }, rule: { type: "decimal", severity: "error" } },
  currency_code: { rule: { type: "currency", severity: "error", unlisted: "warning", also: [] } },
  valid_from_date: { rule: { type: "date", format: "iso", severity: "error" } },
  valid_to_date: { rule: { type: "date", format: "iso", severity: "error" } },
  payment_status: { rule: { type: "one_of", values: ["Declined", "Posted"], severity: "error" } },
  payment_date: { daily: true, rule: { type: "date", format: "iso", severity: "error" } },
};

const evergent: TraitSpec = {
  name: "evergent",
  title: "Evergent daily export",
  source: "https://docs.recurly.com/recurly-engage/docs/evergent",
  note: "The page lists the columns and four lists of values; two of them end with “etc.”, so a new value only warns.",
  columns: COLUMNS.map((name) => ({ ...text(name), ...rules[name] })),
  key: ["customer_id", "pack_id"],
  customer: "customer_id",
  orders: [{ earlier: "valid_from_date", later: "valid_to_date", severity: "error" }],
  conditions: [
    // biome-ignore lint/suspicious/noThenProperty: a text, and the backend's name for it
    { when: "payment_status", is: "Declined", then: "declined_reason", expect: "filled", severity: "error" },
  ],
  file: {
    missing_column: "error",
    unexpected_column: "warning",
    spaced_column: null,
    column_order: "warning",
    duplicate_key: "error",
    ragged_row: "error",
    bad_encoding: "error",
    bad_quote: "error",
  },
};

const generic: TraitSpec = {
  ...evergent,
  name: "generic",
  title: "User traits: user_id and any columns",
  note: null,
  columns: [{ ...text("user_id"), first: "error" }],
  key: ["user_id"],
  customer: "user_id",
  orders: [],
  conditions: [],
};

const builtin = [evergent, generic];

export function ownSpecs(): TraitSpec[] {
  return [{ ...evergent, name: "streamly", title: "Streamly's daily export", source: null, note: null }];
}

function named(state: State, name: string): TraitSpec {
  const all = [...state.specs, ...builtin];
  const spec = all.find((s) => s.name === name);
  if (!spec) {
    throw failure("not_found", `there is no trait spec ${name}`, {
      hint: `The trait specs are: ${all.map((s) => s.name).join(", ")}`,
    });
  }
  return spec;
}

export const specHandlers: Handlers = {
  "specs.list": (_, { state }) =>
    [...state.specs, ...builtin].map((s) => ({
      name: s.name,
      title: s.title ?? s.name,
      builtin: builtin.includes(s),
      columns: s.columns.length,
      source: s.source,
    })),
  "specs.show": ({ name }, { state }) => named(state, name),
  "specs.save": ({ spec }, { state }) => {
    if (!/^[a-z][a-z0-9_-]{0,39}$/.test(spec.name)) {
      throw failure("file", `the trait spec ${spec.name} has a name that is not made of small letters`, {
        hint: "Mend it",
      });
    }
    if (builtin.some((s) => s.name === spec.name)) {
      throw failure("invalid", `the trait spec ${spec.name} is built in`, {
        field: "name",
        hint: "Give yours another name",
      });
    }
    const empty = spec.columns.find((c) => c.rule.type === "one_of" && c.rule.values.length === 0);
    if (empty) throw failure("file", `the trait spec ${spec.name} lists no value for ${empty.name}`);
    state.specs = [spec, ...state.specs.filter((s) => s.name !== spec.name)];
    return spec;
  },
  "specs.remove": ({ name }, { state }) => {
    named(state, name);
    state.specs = state.specs.filter((s) => s.name !== name);
    return {};
  },
  "specs.from_export": async ({ export: handle, name, extends: start }, call) => {
    known(call.state, handle);
    await reading(call, "Profiling");
    const from = start === undefined ? undefined : named(call.state, start);
    return { ...(from ?? evergent), name, title: from?.title ?? null, source: null, note: null };
  },
};
