// Every screen in both themes and at both sizes: something is painted, nothing is cut off at the side.
import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "./app.mjs";

const SCREENS = ["Home", "Connectors", "Catalogue", "Exports", "Test action", "History", "Settings"];

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
        for (const screen of SCREENS) {
          await t.test(screen, async () => {
            await app.go(screen);
            const seen = await app.picture(`${dark ? "dark" : "light"}-${width}-${screen.toLowerCase().replace(" ", "-")}`);
            assert.deepEqual([seen.width, seen.height], [width, height]);
            assert.equal(seen.light < 100, dark, `it is ${seen.light} light on average`);
            const over = await app.driver.run(() => document.documentElement.scrollWidth - innerWidth);
            assert.ok(over <= 0, `${over} pixels too wide`);
          });
        }
      } finally {
        await app.stop();
      }
    });
  }
}
