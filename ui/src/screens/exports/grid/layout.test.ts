import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { recall, remember, signature, useLayout } from "./layout";

const NONE = { widths: {}, pinned: [], hidden: [] };

test("a header is told from every other", () => {
  const headers = [["a", "b"], ["ab"], ["b", "a"], ["a", "b", ""], [], [""], ["a,b"], ["A", "b"]];
  expect(new Set(headers.map(signature)).size).toBe(headers.length);
  expect(signature(["a", "b"])).toBe(signature(["a", "b"]));
  expect(signature(["a"])).toMatch(/^[0-9a-f]{16}$/);
});

test("is remembered by header, the last ones only, and never by name", () => {
  for (let i = 0; i < 60; i += 1) remember(signature([`secret ${i}`]), { ...NONE, hidden: [i] });
  expect(recall(signature(["secret 59"])).hidden).toEqual([59]);
  expect(recall(signature(["secret 3"]))).toEqual(NONE);
  expect(localStorage.getItem("patchbay.columns")).not.toContain("secret");
});

test("a storage with nonsense in it is none", () => {
  for (const nonsense of [
    "",
    "{",
    "7",
    "null",
    '[["x"]]',
    '[["x",{"widths":{"0":9e9},"pinned":["a",-1,2]}]]',
  ]) {
    localStorage.setItem("patchbay.columns", nonsense);
    expect(recall("x")).toEqual(nonsense.includes("pinned") ? { ...NONE, pinned: [2] } : NONE);
  }
});

test("pins, hides, resizes and forgets; another header has a layout of its own", () => {
  const { result, rerender } = renderHook((names: string[] | undefined) => useLayout(names), {
    initialProps: undefined as string[] | undefined,
  });
  expect(result.current.layout).toEqual(NONE);
  rerender(["a", "b", "c"]);
  act(() => result.current.pin(2));
  act(() => result.current.pin(0));
  act(() => result.current.pin(2));
  act(() => result.current.hide(1));
  act(() => result.current.resize(0, 5));
  expect(result.current.layout).toEqual({ widths: { 0: 40 }, pinned: [0], hidden: [1] });
  rerender(["other"]);
  expect(result.current.layout).toEqual(NONE);
  rerender(["a", "b", "c"]);
  expect(result.current.layout).toEqual({ widths: { 0: 40 }, pinned: [0], hidden: [1] });
  act(() => result.current.show([1]));
  expect(result.current.layout.hidden).toEqual([]);
  act(() => result.current.reset());
  expect(recall(signature(["a", "b", "c"]))).toEqual(NONE);
});
