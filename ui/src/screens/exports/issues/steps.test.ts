import { expect, test } from "vitest";
import type { IssueFilter } from "../../../host";
import { memoryHost } from "../../../host/memory";
import { asked, columnsOf, rankOf, type Spot, step } from "./steps";

async function setUp(handle = "export-1") {
  const host = memoryHost();
  const view = await host.call("exports.index", { export: handle }, { app: "default" });
  await host.call("exports.examine", { export: handle }, { app: "default" });
  const ask = asked(host, handle, { app: "default" });
  const go = (filter: IssueFilter, from: Spot, backwards = false) =>
    step(ask, filter, view.columns, from, backwards, view.rows ?? 0);
  return { ask, go, names: view.columns, rows: view.rows ?? 0 };
}

test("goes from issue to issue through the file, both ways", async () => {
  const { go } = await setUp();
  const found: Spot[] = [];
  let at: Spot = { record: 0, column: 0 };
  for (let i = 0; i < 6; i += 1) {
    const next = await go({}, at);
    if (!next) break;
    at = next;
    found.push({ record: at.record, column: at.column });
  }
  expect(found.map(({ record, column }) => [record, column])).toEqual([
    [7, 3],
    [12, 6],
    [29, 10],
    [30, 3],
    [33, 11],
    [41, 2],
  ]);
  const back = await go({}, at, true);
  expect([back?.record, back?.column]).toEqual([33, 11]);
});

test("goes around the ends, and says so", async () => {
  const { go, rows } = await setUp();
  const filter = { kind: "bad_type" } as const;
  expect(await go(filter, { record: 12, column: 6 })).toEqual({ record: 12, column: 6, around: true });
  expect(await go(filter, { record: 0, column: 0 }, true)).toEqual({ record: 12, column: 6, around: true });
  expect(await go(filter, { record: rows - 1, column: 0 })).toMatchObject({ record: 12, around: true });
  expect(await go({ column: "pack_id" }, { record: 0, column: 0 })).toBeUndefined();
});

test("two issues of one record are two steps", () => {
  const marks = [
    { record: 3, column: 6, kind: "bad_type", severity: "error" },
    { record: 3, kind: "ragged_row", severity: "error" },
    { record: 3, column: 2, kind: "bad_value", severity: "warning" },
  ] as const;
  expect(columnsOf(marks, {}, [])).toEqual([0, 2, 6]);
  expect(columnsOf(marks, { severity: "warning" }, [])).toEqual([2]);
  expect(columnsOf(marks, { column: "c" }, ["a", "b", "c"])).toEqual([2]);
});

test("finds a record's place among those with an issue, in a hundred million", async () => {
  const { ask } = await setUp("export-100m");
  for (const rank of [0, 1, 399, 400, 3_000, 6_000]) {
    const { records } = await ask.flagged({}, rank, 1);
    const record = records[0] ?? -1;
    expect(await rankOf(ask, {}, record)).toEqual({ rank, exact: true });
    const before = await ask.flagged({}, rank, 2);
    if ((before.records[1] ?? 0) > record + 1) {
      expect(await rankOf(ask, {}, record + 1)).toEqual({ rank: rank + 1, exact: false });
    }
  }
  const { total } = await ask.flagged({}, 0, 1);
  expect(await rankOf(ask, {}, 99_999_999)).toEqual({ rank: total - 1, exact: false });
});
