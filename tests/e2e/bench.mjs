// Start and memory of Patchbay beside an empty Tauri window, in turns, in one run: only their ratio means something.
// "Painted" is when the heading's pixels are in the display's memory; the clock starts before the process does.
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
// Where both pages have their heading.
const HEADING = { left: 232, right: 560, top: 40, bottom: 110 };

const { offset, stride } = new Screen(process.env.XVFB_SCREEN);
const screen = openSync(process.env.XVFB_SCREEN, "r");
const rows = Buffer.alloc((HEADING.bottom - HEADING.top) * stride);

/** How much of the heading's place is light, and how much is dark: text is dark on light. */
function heading() {
  readSync(screen, rows, 0, rows.length, offset + HEADING.top * stride);
  let [light, dark] = [0, 0];
  for (let y = 0; y < HEADING.bottom - HEADING.top; y++) {
    for (let x = HEADING.left; x < HEADING.right; x++) {
      const green = rows[y * stride + x * 4 + 1];
      if (green > 200) light++;
      else if (green < 90) dark++;
    }
  }
  return { light, dark };
}

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
  await until("the display is empty", () => heading().light === 0);
  const since = performance.now();
  const running = spawn(binary, args, { stdio: "ignore" });
  const ended = new Promise((resolve) => running.once("exit", resolve));
  let painted;
  while (painted === undefined) {
    const { light, dark } = heading();
    const now = performance.now() - since;
    if (light > 5000 && dark > 60) painted = now;
    else if (now > 30_000) throw new Error(`${binary} painted nothing in 30 s`);
    else await new Promise((resolve) => setTimeout(resolve, 2));
  }
  // Memory settles; this is a measurement, not a wait for something to happen.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const pss = memory(running.pid);
  running.kill();
  await ended;
  return { painted, pss };
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

const measured = { empty: [], patchbay: [] };
for (const name of Object.keys(apps)) await measure(apps[name]); // the first start fills caches
for (let i = 0; i < RUNS; i++) for (const name of Object.keys(apps)) measured[name].push(await measure(apps[name]));
closeSync(screen);

console.log(`start and memory, median of ${RUNS}   empty window     patchbay    ratio   goal`);
for (const [what, key, unit, goal] of [
  ["start to first paint", "painted", "ms", 1.15],
  ["memory (PSS)", "pss", "MiB", 1.25],
]) {
  const [floor, ours] = ["empty", "patchbay"].map((name) => median(measured[name].map((m) => m[key])));
  const cells = [what.padEnd(31), `${floor.toFixed(0)} ${unit}`.padStart(15), `${ours.toFixed(0)} ${unit}`.padStart(12)];
  console.log(`${cells.join(" ")} ${(ours / floor).toFixed(2).padStart(8)} ${goal.toFixed(2).padStart(6)}`);
}
