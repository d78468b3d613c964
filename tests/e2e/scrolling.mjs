// How long it takes from a scroll to the painted records, and from asking for a page of records to having it.
import { until } from "./webdriver.mjs";

/** The ways to move, what they are called, and how often each is gone. */
export const WAYS = [
  ["jump", "to anywhere by the scrollbar", 80],
  ["wheel", "on by the wheel", 200],
  ["page", "on by Page Down", 80],
];

/** Waits until the file that was given at the start is examined: what goes on meanwhile would be measured, too. */
export async function isExamined(app) {
  const grid = (attribute) => app.driver.run((name) => document.querySelector("[role=grid]")?.getAttribute(name), attribute);
  await until("the first records are painted", async () => (await grid("aria-busy")) === "false");
  await until("the records are counted", async () => Number(await grid("aria-rowcount")) > 1, 120_000);
  await until("it is examined", async () => (await open(app)).verdict !== undefined, 300_000);
  await until("the page shows it", () => app.driver.run(() => !/Examining|Counting/.test(document.body.innerText)));
}

/** The open file, with its handle and its number of records. */
export async function open(app) {
  return (await app.call("exports.recent")).find((recent) => recent.export !== undefined);
}

/** Moves so often; how long each took in milliseconds, and how many showed an empty row before the records. */
export async function scrolled(app, way, count) {
  // A few at a time: one call of the driver has a time-out.
  const all = { took: [], skeletons: 0 };
  for (let done = 0; done < count; done += 10) {
    const { took, skeletons } = await app.driver.runAsync(timed, way, 10, done + 1);
    all.took.push(...took);
    all.skeletons += skeletons;
  }
  return all;
}

/** Asks for pages of 100 records anywhere in the file, as the grid does; how long each took in milliseconds. */
export async function pagesAsked(app, count) {
  const { export: handle, rows } = await open(app);
  const took = [];
  for (let done = 0; done < count; done += 10) {
    const starts = Array.from({ length: 10 }, (_, i) => Math.floor((((done + i) * 0.618_034) % 1) * (rows - 100)));
    took.push(...(await app.driver.runAsync(asked, handle, starts)));
  }
  return { took };
}

/** The median, what 95 of 100 stay below, and the worst. */
export function figures({ took }) {
  const sorted = took.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], most: sorted[Math.floor(sorted.length * 0.95)], worst: sorted.at(-1) };
}

/** Runs in the page: pages of records, one after the other, through the bridge. */
async function asked(handle, starts) {
  const { invoke, transformCallback } = window.__TAURI_INTERNALS__;
  const took = [];
  for (const start of starts) {
    const request = { export: handle, start, rows: 100 };
    const onProgress = `__CHANNEL__:${transformCallback(() => {})}`;
    const since = performance.now();
    const page = await invoke("call", { name: "exports.page", request, app: "default", id: crypto.randomUUID(), onProgress });
    took.push(performance.now() - since);
    if (page.rows.length !== 100) throw new Error(`${page.rows.length} records at ${start}`);
  }
  return took;
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
