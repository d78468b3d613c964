// A large export in the real window: how long it takes from a scroll to the painted records, wherever it leads.
// PATCHBAY_BIG_EXPORT names a file; without it, one of 300,000 records is made.
import assert from "node:assert/strict";
import { createWriteStream, statSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { App, newFolder } from "./app.mjs";
import { figures, isExamined, scrolled, WAYS } from "./scrolling.mjs";
import { until } from "./webdriver.mjs";

/** What a person still takes for at once, in milliseconds; on a machine that has other things to do as well. */
const MEDIAN_MS = 150;
const WORST_MS = 2_000;

async function largeFile() {
  const path = join(newFolder("large"), "large.csv");
  const out = createWriteStream(path);
  out.write("customer_id,business_unit,country,package,pack_price,currency_code,valid_from_date,valid_to_date,payment_status\n");
  for (let record = 0; record < 300_000; ) {
    let some = "";
    for (const end = record + 10_000; record < end; record += 1) {
      some += `${record},"Streamly, ${record % 3}",${["US", "GB", "DE"][record % 3]},"Gold ""monthly""",${(record % 50) + 0.99},USD,2026-01-01,2027-01-01,Posted\n`;
    }
    if (!out.write(some)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  return path;
}

describe("a large export", () => {
  let app;
  before(async () => {
    const file = process.env.PATCHBAY_BIG_EXPORT ?? (await largeFile());
    console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(0)} MB`);
    app = await App.start({ file });
    await isExamined(app);
  });
  after(() => app?.stop());

  for (const [way, what, count] of WAYS) {
    test(what, async () => {
      const all = await scrolled(app, way, count);
      const { median, most, worst } = figures(all);
      const ms = (n) => `${n.toFixed(1)} ms`;
      console.log(`${what}: median ${ms(median)}, 95 % ${ms(most)}, worst ${ms(worst)}; ${all.skeletons} of ${count} showed an empty row first`);
      assert.ok(median < MEDIAN_MS, `the median is ${median} ms`);
      assert.ok(worst < WORST_MS, `the worst is ${worst} ms`);
    });
  }

  test("the names of the columns stay over the records", async () => {
    const over = await app.driver.run(() => {
      const { left, top } = document.querySelector("[role=grid]").getBoundingClientRect();
      return Boolean(document.elementFromPoint(left + 240, top + 10)?.closest("[role=columnheader]"));
    });
    assert.ok(over, "something lies over the header");
  });

  test("to the last record and back, by the keyboard", async () => {
    const rows = await app.driver.run(() => Number(document.querySelector("[role=grid]").getAttribute("aria-rowcount")) - 1);
    await app.driver.press("Control", "End");
    const at = () =>
      app.driver.run(() => {
        const cell = document.getElementById(document.querySelector("[role=grid]").getAttribute("aria-activedescendant"));
        return [Number(cell?.closest("[data-row]")?.dataset.row), cell?.innerText];
      });
    await until("the last record is shown", async () => (await at())[0] === rows - 1 && (await at())[1] !== "");
    await app.picture("export-large-end");
    await app.driver.press("Control", "Home");
    await until("the first record is shown", async () => (await at())[0] === 0);
  });
});
