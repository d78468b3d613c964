import { expect, test } from "vitest";
import { failure } from "../../../host/memory";
import { Pages } from "./pages";

/** Pages that come when they are let. */
function setUp(most = 1_000) {
  const asked: number[] = [];
  const stopped: number[] = [];
  const open = new Map<number, { come: (page: string) => void; fail: (error: unknown) => void }>();
  let changes = 0;
  const pages = new Pages<string>({
    load: (page, signal) =>
      new Promise((come, fail) => {
        asked.push(page);
        open.set(page, { come, fail });
        signal.addEventListener("abort", () => stopped.push(page));
      }),
    weigh: (page) => page.length,
    most,
    onChange: () => {
      changes += 1;
    },
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return {
    pages,
    asked,
    stopped,
    come: async (page: number, text = `page ${page}`) => {
      open.get(page)?.come(text);
      await settle();
    },
    fail: async (page: number) => {
      open.get(page)?.fail(failure("storage", "no"));
      await settle();
    },
    changes: () => changes,
  };
}

test("what is seen is asked for at once, what may be next one by one after it", async () => {
  const { pages, asked, come } = setUp();
  pages.want([4, 5], [6, 7]);
  expect(asked).toEqual([4, 5]);
  await come(5);
  expect(asked).toEqual([4, 5]);
  await come(4);
  expect(asked).toEqual([4, 5, 6]);
  await come(6);
  expect(asked).toEqual([4, 5, 6, 7]);
  expect(pages.get(6)).toBe("page 6");
});

test("what nobody looks at any more is stopped, and its late answer is nobody's", async () => {
  const { pages, asked, stopped, come, changes } = setUp();
  pages.want([1], [2]);
  pages.want([90], [91]);
  expect(stopped).toEqual([1]);
  await come(1);
  expect(pages.get(1)).toBeUndefined();
  expect(changes()).toBe(0);
  pages.want([1], []);
  expect(asked).toEqual([1, 90, 1]);
});

test("a page under way that is still wanted is not asked for again", () => {
  const { pages, asked, stopped } = setUp();
  pages.want([1], []);
  pages.want([1, 2], []);
  pages.want([0], [1, 2]);
  expect(asked).toEqual([1, 2, 0]);
  expect(stopped).toEqual([]);
});

test("keeps what was wanted last, within its bound", async () => {
  const { pages, come, asked } = setUp(30);
  for (const page of [1, 2, 3]) {
    pages.want([page], []);
    await come(page, "x".repeat(10));
  }
  pages.want([1], []);
  pages.want([4], []);
  await come(4, "x".repeat(10));
  expect([1, 2, 3, 4].map((page) => pages.get(page) !== undefined)).toEqual([true, false, true, true]);
  // What is on screen stays, however heavy.
  pages.want([5], []);
  await come(5, "x".repeat(100));
  expect(pages.get(5)).toHaveLength(100);
  expect(pages.get(1)).toBeUndefined();
  expect(asked).toEqual([1, 2, 3, 4, 5]);
});

test("a failure is told until it is tried again or left", async () => {
  const { pages, asked, fail, come } = setUp();
  pages.want([1], [2]);
  await fail(1);
  expect(pages.error?.message).toBe("no");
  pages.want([1], [2]);
  expect(asked).toEqual([1, 2]);
  pages.retry();
  expect(pages.error).toBeUndefined();
  expect(asked).toEqual([1, 2, 1]);
  await come(1);
  await come(2);
  pages.want([7], []);
  await fail(7);
  pages.want([8], []);
  expect(pages.error).toBeUndefined();
  pages.want([7], []);
  expect(asked.at(-1)).toBe(7);
});
