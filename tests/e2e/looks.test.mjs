// Every screen in both themes and at both sizes: something is painted, nothing is cut off at the side.
import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "./app.mjs";

const SCREENS = ["Home", "Connectors", "Catalogue", "Exports", "Test action", "History", "Settings"];
/** What has no place of its own in the navigation. */
const PARTS = [
  ["compare", "/exports/compare", "Exports"],
  ["sources", "/exports/sources", "Exports"],
  ["source-form", "/exports/sources?add=yes", "Add a source"],
  ["trait-spec", "/settings/specs/evergent", "Evergent daily export"],
];

for (const dark of [false, true]) {
  for (const [width, height] of [
    [900, 600],
    [1280, 800],
  ]) {
    test(`${dark ? "dark" : "light"}, ${width} by ${height}`, async (t) => {
      const app = await App.start({ dark, size: [width, height] });
      try {
        await app.click("button", "Explore with the sandbox");
        await app.sees("The sandbox is ready");
        const looksRight = async (name) => {
          const seen = await app.picture(`${dark ? "dark" : "light"}-${width}-${name}`);
          assert.deepEqual([seen.width, seen.height], [width, height]);
          assert.equal(seen.light < 100, dark, `it is ${seen.light} light on average`);
          const over = await app.driver.run(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(over <= 0, `${over} pixels too wide`);
        };
        for (const screen of SCREENS) {
          await t.test(screen, async () => {
            await app.go(screen);
            await looksRight(screen.toLowerCase().replace(" ", "-"));
          });
        }
        for (const [name, path, heading] of PARTS) {
          await t.test(name, async () => {
            await app.driver.run((to) => { location.hash = to; }, path);
            await app.find("heading", heading);
            await looksRight(name);
          });
        }
      } finally {
        await app.stop();
      }
    });
  }
}
