// Scrolling a large export in the window of a release build. A frame is the goal: for a page of records, from asking to
// having it in the page, and for what is seen, from the movement to the painted records.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { basename } from "node:path";
import { App } from "./app.mjs";
import { figures, isExamined, open, pagesAsked, scrolled, WAYS } from "./scrolling.mjs";

const FRAME_MS = 16.7;
const file = process.env.PATCHBAY_BIG_EXPORT;
assert.ok(file, "PATCHBAY_BIG_EXPORT names no file: run this with ./dev bench window");

const app = await App.start({ file });
try {
  await isExamined(app);
  const { rows } = await open(app);
  console.log(`\n${basename(file)}, ${(statSync(file).size / 1e6).toFixed(0)} MB, ${rows.toLocaleString("en")} records`);
  console.log(`${"".padEnd(40)}     median       95 %      worst   goal ${FRAME_MS} ms   empty rows first`);
  const told = (what, all) => {
    const { median, most, worst } = figures(all);
    const cells = [median, most, worst].map((ms) => `${ms.toFixed(1)} ms`.padStart(10));
    const verdict = (median <= FRAME_MS ? "reached" : "missed").padStart(12);
    const empty = all.skeletons === undefined ? "" : `   ${all.skeletons} of ${all.took.length}`;
    console.log(`${what.padEnd(40)} ${cells.join(" ")} ${verdict}${empty}`);
  };
  told("a page of 100 records, asked and there", await pagesAsked(app, 200));
  for (const [way, what, count] of WAYS) told(`${what}, painted`, await scrolled(app, way, count));
} finally {
  await app.stop();
}
