import { expect, test } from "vitest";
import type { PullView } from "../../../host";
import { days } from "./days";

const pull = (id: number, day?: string) => ({ id, ...(day ? { day } : {}) }) as PullView;
const shown = (pulls: PullView[]) => days(pulls).map((d) => `${d.day.slice(5)} ${d.pull?.id ?? "-"}`);

test("every day from the first to the last, also those without a file, over the end of a month", () => {
  expect(shown([pull(3, "2026-03-02"), pull(2, "2026-02-28"), pull(1, "2026-02-27")])).toEqual([
    "02-27 1",
    "02-28 2",
    "03-01 -",
    "03-02 3",
  ]);
});

test("the last pull of a day counts, and older files pulled by their key do not", () => {
  expect(shown([pull(5, "2026-02-28"), pull(4), pull(3, "2026-02-28")])).toEqual(["02-28 5"]);
});

test("no more than a month is drawn", () => {
  const all = days([pull(2, "2026-11-21"), pull(1, "2020-01-01")]);
  expect(all).toHaveLength(30);
  expect(all.at(-1)?.pull?.id).toBe(2);
});

test("nothing pulled is nothing drawn", () => expect(days([])).toEqual([]));
