// Start and memory of Patchbay beside an empty Tauri window, in turns, in one run: only their ratio means something.
// "Painted" is when the heading's pixels are in the display's memory; the clock starts before the process does. "Filled" is
// when what the backend answered is there too: the first start's button, of which the frame at start has nothing.
import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "./app.mjs";
import { Screen } from "./png.mjs";
import { until } from "./webdriver.mjs";

const RUNS = Number(process.env.PATCHBAY_BENCH_RUNS ?? 7);
const release = process.env.PATCHBAY_RELEASE;
const warm = newFolder("bench");
const apps = {
  empty: [join(release, "examples", "empty")],
  patchbay: [join(release, "patchbay-desktop"), "--data-dir", warm],
};
// Where both pages have their heading, and ours the button of a first start.
const HEADING = { left: 232, right: 560, top: 40, bottom: 110 };
const BUTTON = { left: 288, right: 560, top: 340, bottom: 480 };

const { offset, stride } = new Screen(process.env.XVFB_SCREEN);
const screen = openSync(process.env.XVFB_SCREEN, "r");

/** How many pixels of a place are light, dark, and of the accent colour: text is dark on light. */
function tones({ left, right, top, bottom }) {
  const rows = Buffer.alloc((bottom - top) * stride);
  readSync(screen, rows, 0, rows.length, offset + top * stride);
  let [light, dark, accent] = [0, 0, 0];
  for (let y = 0; y < bottom - top; y++) {
    for (let x = left; x < right; x++) {
      const at = y * stride + x * 4;
      const green = rows[at + 1];
      if (green > 200) light++;
      else if (green < 90) dark++;
      if (rows[at] > 180 && green < 100 && rows[at + 2] < 80) accent++;
    }
  }
  return { light, dark, accent };
}

/** Whether the heading is there. A window that is just being cleared is light and dark as well, but not for long. */
async function hasHeading() {
  const seen = () => {
    const { light, dark } = tones(HEADING);
    return light > 5000 && dark > 60;
  };
  if (!seen()) return false;
  await pause(2);
  return seen();
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function family(pid) {
  const parents = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // it ended meanwhile
    }
  }
  const found = [pid];
  for (const member of found) for (const [child, parent] of parents) if (parent === member) found.push(child);
  return found;
}

/** Proportional memory of a process and its children, in MiB: what is shared is shared out. */
function memory(pid) {
  const kib = family(pid).map((p) => Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${p}/smaps_rollup`, "utf8"))?.[1] ?? 0));
  return kib.reduce((a, b) => a + b, 0) / 1024;
}

async function measure([binary, ...args]) {
  await until("the display is empty", () => tones(HEADING).light === 0);
  const since = performance.now();
  const running = spawn(binary, args, { stdio: "ignore" });
  const ended = new Promise((resolve) => running.once("exit", resolve));
  const comes = async (seen) => {
    for (;;) {
      const now = performance.now() - since;
      if (await seen()) return now;
      if (now > 30_000) throw new Error(`${binary} painted nothing in 30 s`);
      await pause(2);
    }
  };
  const painted = await comes(hasHeading);
  const filled = binary === apps.empty[0] ? painted : await comes(() => tones(BUTTON).accent > 1000);
  // Memory settles; this is a measurement, not a wait for something to happen.
  await pause(3000);
  const pss = memory(running.pid);
  running.kill();
  await ended;
  return { painted, filled, pss };
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

const measured = { empty: [], patchbay: [] };
for (const name of Object.keys(apps)) await measure(apps[name]); // the first start fills caches
for (let i = 0; i < RUNS; i++) for (const name of Object.keys(apps)) measured[name].push(await measure(apps[name]));
closeSync(screen);

console.log(`start and memory, median of ${RUNS}   empty window     patchbay    ratio   goal`);
for (const [what, key, unit, goal] of [
  ["start to first paint", "painted", "ms", 1.15],
  ["start to Home filled", "filled", "ms", undefined],
  ["memory (PSS)", "pss", "MiB", 1.25],
]) {
  const [floor, ours] = ["empty", "patchbay"].map((name) => median(measured[name].map((m) => m[key])));
  const cells = [what.padEnd(31), `${floor.toFixed(0)} ${unit}`.padStart(15), `${ours.toFixed(0)} ${unit}`.padStart(12)];
  console.log(`${cells.join(" ")} ${(ours / floor).toFixed(2).padStart(8)} ${(goal?.toFixed(2) ?? "").padStart(6)}`);
}
