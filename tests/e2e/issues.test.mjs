// An export with faults in the real window: examined by itself, gone through, filtered, profiled, read otherwise.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { App, newFolder } from "./app.mjs";
import { until } from "./webdriver.mjs";

const COLUMNS =
  "customer_id,business_unit,country,current_payment_method,pack_id,package,pack_price,pack_type,currency_code,valid_from_date,valid_to_date,payment_status,payment_type,payment_date,declined_reason,promotion_amount,promotion_code,coupon_code,cancellation_requested_date,classification";
const F8 = "\uE038";

function dirtyFile() {
  const path = join(newFolder("dirty"), "dirty.csv");
  const today = new Date().toISOString().slice(0, 10);
  const records = Array.from({ length: 400 }, (_, i) => {
    const price = i === 120 ? "9;99" : `${(i % 30) + 0.99}`;
    const date = i % 100 === 50 ? "21/11/2026" : today;
    const unit = i === 7 ? '=HYPERLINK(""https://evil.example"")' : "StreamCo";
    return `c-${i},"${unit}",US,Credit Card,pack-${i % 4},Gold,${price},SVOD,USD,2026-01-01,2027-01-01,Posted,Purchase,${date},,,,,,Paid`;
  });
  writeFileSync(path, `${COLUMNS}\n${records.join("\n")}\n`);
  return path;
}

describe("an export with faults", () => {
  let app;
  /** The number of the active cell's record, and the cell's text. */
  const at = () =>
    app.driver.run(() => {
      const cell = document.getElementById(document.querySelector("[role=grid]")?.getAttribute("aria-activedescendant"));
      return [cell?.closest("[role=row]").querySelector("[role=rowheader]").innerText.trim(), cell?.innerText];
    });
  const goesTo = (record, text) =>
    until(`record ${record}`, async () => {
      const [number, shown] = await at();
      return number === record && shown === text;
    });
  before(async () => {
    app = await App.start({ file: dirtyFile() });
  });
  after(() => app?.stop());

  test("is examined by itself, and its issues are gone through", async () => {
    await app.click("button", /^\d+ issues$/);
    await app.sees("against the trait spec");
    await app.driver.run(() => document.querySelector("[role=grid]").focus());
    for (const [record, text] of [
      ["50", "21/11/2026"],
      ["120", "9;99"],
      ["150", "21/11/2026"],
    ]) {
      await app.driver.press(F8);
      await goesTo(record, text);
    }
    await app.driver.press("Shift", F8);
    await goesTo("120", "9;99");
    await app.picture("export-issues");
  });

  test("shows only the records with an issue, with their numbers", async () => {
    const issues = await app.all("listitem", /payment_date.*not a date/);
    assert.ok(issues.length > 0);
    await app.click("button", "Only these", { within: { role: "listitem", name: /payment_date.*not a date/ } });
    await app.sees(/4 records with payment_date: not a date/);
    const numbers = () =>
      app.driver.run(() => [...document.querySelectorAll("[role=rowheader]")].map((e) => e.innerText.trim()));
    await until("their numbers", async () => (await numbers()).join() === "50,150,250,350");
    await app.picture("export-only");
    await app.click("button", "Show all");
    await goesTo("150", await app.driver.run(() => document.getElementById(document.querySelector("[role=grid]").getAttribute("aria-activedescendant"))?.innerText));
  });

  test("has a profile", async () => {
    await app.click("button", "Profile");
    await app.fill("searchbox", "Find a column", "pack_price");
    await app.sees("1 cell is no number");
    await app.find("img", /^pack_price: \d+ values/);
    await app.picture("export-profile");
  });

  test("is read with another sign, and again as it was found", async () => {
    await app.choose(/Separated by/, /^Semicolon/);
    await app.sees("1 column");
    await app.click("button", "Read as found");
    await app.sees("20 columns");
  });
});
