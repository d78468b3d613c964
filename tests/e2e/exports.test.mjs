// What an analyst does with the day's export in the window: finds a text in it, and compares it with yesterday's.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { App, newFolder } from "./app.mjs";
import { until } from "./webdriver.mjs";

const HEADER =
  "customer_id,business_unit,country,current_payment_method,pack_id,package,pack_price,pack_type,currency_code," +
  "valid_from_date,valid_to_date,payment_status,payment_type,payment_date,declined_reason,promotion_amount," +
  "promotion_code,coupon_code,cancellation_requested_date,classification";
const RECORDS = 20_000;

/** One day's file. Of the later one, every hundredth price is another, ten records are gone and five are new. */
function day(later) {
  const lines = [HEADER];
  for (let i = 0; i < RECORDS + (later ? 5 : 0); i += 1) {
    if (later && i >= 100 && i < 110) continue;
    const price = later && i % 100 === 0 ? "11.99" : "9.99";
    const kind = later && i === 4_000 ? "Gift" : "Paid";
    const pack = i === 12_345 ? "a needle in a haystack" : "Gold monthly";
    lines.push(
      `cust-${i},Streamly US,US,Credit Card,pack-${i % 40},${pack},${price},SVOD,USD,2026-11-01,2026-12-01,Posted,Renewal,2026-11-01,,,,,,${kind}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

describe("yesterday's export and today's", () => {
  let app;
  let old;
  let today;
  before(async () => {
    const folder = newFolder("days");
    [old, today] = ["evergent-2026-11-20.csv", "evergent-2026-11-21.csv"].map((name) => join(folder, name));
    writeFileSync(old, day(false));
    writeFileSync(today, day(true));
    // A file that is given at the start is open, and in the list from then on.
    app = await App.start({ file: old });
    await app.sees("cust-0");
    const { dataDir } = app;
    await app.stop();
    app = await App.start({ dataDir, file: today });
    await app.sees("cust-0");
  });
  after(() => app?.stop());

  test("a text is found among all cells, and leads to its record", async () => {
    await app.driver.press("Control", "f");
    await app.find("textbox", "Text");
    await app.driver.type("NEEDLE");
    await app.driver.press("Enter");
    await app.sees("1 cell in the whole file");
    await app.picture("export-search");
    await app.driver.press("F3");
    await until("the record is on screen", async () => (await app.all("gridcell", "a needle in a haystack")).length === 1);
    await app.picture("export-search-found");
  });

  test("a text that is nowhere is said so, with a way on", async () => {
    await app.driver.press("Control", "f");
    await app.driver.type("no such text");
    await app.driver.press("Enter");
    await app.sees("Nothing found");
  });

  test("the two days are compared: numbers first, then every difference, then its record", async () => {
    await app.click("button", "Compare");
    await app.click("button", /Old file/);
    await app.click("option", /evergent-2026-11-20\.csv/);
    await app.sees(/evergent-2026-11-20\.csv[\s\S]*evergent-2026-11-21\.csv/);
    await app.click("button", "Compare");
    await app.sees("Records");
    await app.find("button", /^added\s*5/);
    await app.find("button", /^removed\s*10/);
    // Every hundredth but the one that is gone, and the one that is a gift, which is one of them.
    await app.find("button", /^changed\s*199/);
    await app.sees("Gift");
    await app.picture("compare");
    await app.click("button", /^pack_price/);
    await app.find("grid", "Differences");
    await app.sees("9.99 → 11.99");
    await app.click("row", /cust-200 ·/);
    await app.sees(/Record 200 of the old file/);
    await app.picture("compare-differences");
    await app.click("link", /^Record 190 of the new file/);
    await app.find("grid", /^Records of evergent-2026-11-21\.csv/);
    await until("the record is on screen", async () => (await app.all("gridcell", "cust-200")).length === 1);
  });

  test("the comparison is still there", async () => {
    await app.go("Exports");
    await app.click("link", "Compare");
    await app.sees(/Record 200 of the old file/);
  });
});
