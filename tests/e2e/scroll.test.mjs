// A large export in the real window: how long it takes from a scroll to the painted records, wherever it leads.
// PATCHBAY_BIG_EXPORT names a file; without it, one of 300,000 records is made.
import assert from "node:assert/strict";
import { createWriteStream, statSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { App, newFolder } from "./app.mjs";
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

/** Runs in the page: goes through some steps, each after the last was painted; how long each took, in milliseconds. */
async function timed(kind, count, seed) {
  const grid = document.querySelector("[role=grid]");
  const painted = () =>
    new Promise((done) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now());
        channel.port2.postMessage(0);
      }),
    );
  const bar = document.querySelector("[role=scrollbar][aria-orientation=vertical]");
  let state = seed;
  const any = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const steps = {
    jump: () => {
      const { left, top, height } = bar.getBoundingClientRect();
      const at = { bubbles: true, cancelable: true, button: 0, clientX: left + 3, clientY: top + any() * height };
      bar.dispatchEvent(new PointerEvent("pointerdown", at));
      window.dispatchEvent(new PointerEvent("pointerup", at));
    },
    wheel: () => {
      // Below a notch: moved at once, not glided to.
      grid.dispatchEvent(new WheelEvent("wheel", { deltaY: 45, bubbles: true, cancelable: true }));
    },
    page: () => {
      grid.dispatchEvent(new KeyboardEvent("keydown", { key: "PageDown", bubbles: true, cancelable: true }));
    },
  };
  const took = [];
  let skeletons = 0;
  grid.focus();
  for (let i = 0; i < count; i += 1) {
    const since = performance.now();
    steps[kind]();
    let at = await painted();
    if (grid.getAttribute("aria-busy") === "true") skeletons += 1;
    while (grid.getAttribute("aria-busy") === "true" && at - since < 10_000) at = await painted();
    took.push(at - since);
  }
  return { took, skeletons };
}

function told(what, { took, skeletons }) {
  const sorted = took.toSorted((a, b) => a - b);
  const ms = (n) => `${n.toFixed(1)} ms`;
  const median = sorted[Math.floor(sorted.length / 2)];
  const worst = sorted.at(-1);
  console.log(
    `${what}: median ${ms(median)}, 95 % ${ms(sorted[Math.floor(sorted.length * 0.95)])}, worst ${ms(worst)}; ${skeletons} of ${took.length} showed an empty row first`,
  );
  return { median, worst };
}

describe("a large export", () => {
  let app;
  before(async () => {
    const file = process.env.PATCHBAY_BIG_EXPORT ?? (await largeFile());
    console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(0)} MB`);
    app = await App.start({ file });
    await until("the first records are painted", () => app.driver.run(() => document.querySelector("[role=grid]")?.getAttribute("aria-busy") === "false"));
    await app.driver.runAsync(() => new Promise((done) => setTimeout(done, 1_000)));
    await until(
      "the records are counted",
      () => app.driver.run(() => Number(document.querySelector("[role=grid]")?.getAttribute("aria-rowcount")) > 1),
      120_000,
    );
    // What is examined meanwhile would be measured, too.
    await until("it is examined", () => app.driver.run(() => !/Examining|Counting/.test(document.body.innerText)), 300_000);
  });
  after(() => app?.stop());

  for (const [kind, what, count] of [
    ["jump", "to anywhere by the scrollbar", 80],
    ["wheel", "on by the wheel", 200],
    ["page", "on by Page Down", 80],
  ]) {
    test(what, async () => {
      // A few at a time: one call of the driver has a time-out.
      const all = { took: [], skeletons: 0 };
      for (let done = 0; done < count; done += 10) {
        const { took, skeletons } = await app.driver.runAsync(timed, kind, 10, done + 1);
        all.took.push(...took);
        all.skeletons += skeletons;
      }
      const { median, worst } = told(what, all);
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
