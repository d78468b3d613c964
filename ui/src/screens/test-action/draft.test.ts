import { expect, test } from "vitest";
import { isEdited, missingGroups, put, withUser } from "../../components/whom/whom";
import type { Param, User } from "../../host";
import { candidatesOf } from "./candidates";
import { emptyDraft, notReady, orderOf, signature, withAction } from "./draft";

const grace: User = { id: "84120", name: "Grace", traits: { customer_id: "84120", chargify_id: "7" } };
const param: Param = {
  key: "plan",
  label: "Plan",
  help: "",
  kind: { type: "text", max: 20 },
  required: true,
  advanced: false,
  default: null,
  only_when: null,
};
const action = { requires: [["chargify_id", "customer_id"], ["email_address"]], params: [param] };

test("an order holds what is filled in, and nothing else", () => {
  const draft = { ...withUser(emptyDraft, grace), action: "cancel", params: { plan: "gold", note: "  " } };
  expect(orderOf({ ...draft, traits: { ...draft.traits, country: "" } })).toEqual({
    action: "cancel",
    user: "84120",
    traits: { customer_id: "84120", chargify_id: "7" },
    params: { plan: "gold" },
    form: {},
  });
  expect(orderOf({ ...emptyDraft, typed: true })).not.toHaveProperty("user");
});

test("the signature changes with every input that the plan depends on, and with no other", () => {
  const draft = withAction(withUser(emptyDraft, grace), "chargify", "cancel");
  const same = signature(draft);
  expect(signature({ ...draft, traits: { chargify_id: "7", customer_id: "84120" } })).toBe(same);
  expect(signature({ ...draft, params: { plan: "" } })).toBe(same);
  expect(signature({ ...draft, params: { plan: "gold" } })).not.toBe(same);
  expect(signature({ ...draft, traits: put(draft.traits, "chargify_id", "8") })).not.toBe(same);
  expect(signature({ ...draft, connector: "evergent" })).not.toBe(same);
  expect(signature({ ...draft, action: "pause" })).not.toBe(same);
  expect(signature(withUser(draft, { ...grace, id: "1" }))).not.toBe(same);
});

test("another action drops the parameters, the same one keeps them", () => {
  const draft = { ...withAction(emptyDraft, "chargify", "cancel"), params: { plan: "gold" } };
  expect(withAction(draft, "chargify", "cancel").params).toEqual({ plan: "gold" });
  expect(withAction(draft, "chargify", "pause").params).toEqual({});
  expect(withAction(draft, "evergent", "cancel").params).toEqual({});
});

test("of each group of traits one is needed", () => {
  expect(missingGroups(action.requires, { customer_id: "1", email_address: " " })).toEqual([
    ["email_address"],
  ]);
  expect(missingGroups(action.requires, {})).toEqual(action.requires);
  expect(missingGroups([], {})).toEqual([]);
});

test("what is missing is said, one thing at a time", () => {
  const user = withUser(emptyDraft, { ...grace, traits: { customer_id: "1" } });
  expect(notReady(emptyDraft, undefined)).toBe("Choose a user first, or type traits");
  expect(notReady(user, undefined)).toBe("Choose an action first");
  expect(notReady(user, action)).toBe("The user has no email_address, which this action needs");
  const complete = { ...user, traits: { customer_id: "1", email_address: "a@example.com" } };
  expect(notReady(complete, action)).toBe("Plan is required");
  expect(notReady({ ...complete, params: { plan: "gold" } }, action)).toBeUndefined();
  expect(notReady(complete, { ...action, params: [{ ...param, default: "gold" }] })).toBeUndefined();
});

test("edited means other traits than the user's own", () => {
  const draft = withUser(emptyDraft, grace);
  expect(isEdited(draft)).toBe(false);
  expect(isEdited({ ...draft, traits: { ...draft.traits, extra: "" } })).toBe(false);
  expect(isEdited({ ...draft, traits: put(draft.traits, "chargify_id", "8") })).toBe(true);
});

test("candidates are read from what both kinds of connectors send, and from nothing else", () => {
  const error = (details: unknown) => ({
    code: "ambiguous" as const,
    message: "",
    retryable: false,
    details,
  });
  expect(
    candidatesOf(
      error({
        param: "service",
        candidates: [
          { id: 71, state: "active", canceled_at: null },
          { id: "demo_sports", name: "Demo Sports", valid_until: "2026-12-01" },
          { id: "" },
          { name: "without an id" },
          "text",
        ],
      }),
    ),
  ).toEqual([
    { id: "71", facts: [{ label: "state", value: "active" }] },
    {
      id: "demo_sports",
      facts: [
        { label: "name", value: "Demo Sports" },
        { label: "valid until", value: "2026-12-01" },
      ],
    },
  ]);
  expect(candidatesOf(error(undefined))).toEqual([]);
  expect(candidatesOf(error({ candidates: "71" }))).toEqual([]);
});
