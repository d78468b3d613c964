import { expect, test } from "vitest";
import type { Prompt } from "../../host";
import {
  addAction,
  chainOf,
  copyAction,
  dropAction,
  emptyPrompt,
  moveAction,
  nextId,
  removeAction,
  same,
  suggestId,
  suggestKey,
} from "./draft";
import { begin, step } from "./editor/history";
import { sourceOf } from "./editor/source";

const redirect = { redirect: { url: "https://example.com" } };
const of = (...ids: string[]): Prompt =>
  ids.reduce((prompt, id) => addAction(prompt, "accept", id, redirect), emptyPrompt);
const ids = (prompt: Prompt) => chainOf(prompt, "accept").map((a) => a.id);

test("an action is dropped before or after another, never lost", () => {
  const three = of("a1", "a2", "a3");
  expect(ids(dropAction(three, "a3", "a1", "before"))).toEqual(["a3", "a1", "a2"]);
  expect(ids(dropAction(three, "a1", "a2", "after"))).toEqual(["a2", "a1", "a3"]);
  expect(ids(dropAction(three, "a1", "a3", "after"))).toEqual(["a2", "a3", "a1"]);
  expect(dropAction(three, "a1", "a1", "after")).toBe(three);
  expect(dropAction(three, "a1", "gone", "after")).toBe(three);
});

test("an action is moved to another chain; an empty chain is none", () => {
  const moved = moveAction(of("a1"), "a1", "decline", 9);
  expect(moved.interactions).toEqual({ decline: [{ id: "a1", does: redirect, on_error: "stop" }] });
  expect(removeAction(moved, "a1").interactions).toEqual({});
});

test("ids are the prompt's own, wherever an action is", () => {
  const prompt = moveAction(of("a1", "a3"), "a3", "timeout", 0);
  expect(nextId(prompt)).toBe("a4");
  expect(chainOf(copyAction(prompt, "a1", "timeout", "a2"), "timeout").map((a) => a.id)).toEqual([
    "a3",
    "a2",
  ]);
});

test("ids and keys are made of names", () => {
  expect(suggestId("Été – 50 % off!", [])).toBe("ete-50-off");
  expect(suggestId("Win back", ["win-back", "win-back-2"])).toBe("win-back-3");
  expect(suggestId("日本", [])).toBe("");
  expect(suggestKey("Why are you leaving?", ["why_are_you_leaving"])).toBe("why_are_you_leaving_2");
});

test("the same prompt, in whatever order it was written", () => {
  const { name, ...rest } = of("a1");
  expect(same(of("a1"), { ...rest, name })).toBe(true);
  expect(same(of("a1", "a2"), of("a2", "a1"))).toBe(false);
});

test("typing on in one place is one step back", () => {
  const named = (name: string) => ({
    type: "change" as const,
    about: "name",
    next: (p: Prompt) => ({ ...p, name }),
  });
  let history = [named("a"), named("ab")].reduce(step, begin(emptyPrompt));
  history = step(history, { type: "change", next: (p) => ({ ...p, kind: "push" }) });
  history = step(history, named("abc"));
  const back = (n: number) =>
    Array.from({ length: n }).reduce<typeof history>((h) => step(h, { type: "undo" }), history).now;
  expect([back(1), back(2), back(3)].map((p) => `${p.name} ${p.kind}`)).toEqual([
    "ab push",
    "ab overlay",
    " overlay",
  ]);
  expect(back(9)).toEqual(emptyPrompt);
  const again = step(step(history, { type: "undo" }), { type: "redo" });
  expect(again.now).toEqual(history.now);
});

test("the source of a value is read off it", () => {
  expect(["gold", "%trait.plan%", "%form.why%", "x-%trait.plan%", "50 % off"].map(sourceOf)).toEqual([
    "fixed",
    "trait",
    "form",
    "text",
    "fixed",
  ]);
});
