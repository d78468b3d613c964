//! Sync: every page, one after the other; what is archived or expired is said; never half a catalogue.

use serde_json::{Value, json};

use super::{gold, session, site};
use crate::Item;
use crate::testing::Vendor;
use crate::testing::golden::{received, shown_error, with};
use crate::vendors::chargify::Chargify;

const COUPONS: &str = "GET /coupons.json?page=1&per_page=200&filter%5Binclude_archived%5D=true";
const REASONS: &str = "GET /reason_codes.json?page=1&per_page=200";

fn products_page(page: u32) -> String {
    format!("GET /products.json?page={page}&per_page=200&include_archived=true")
}

fn wrapped(wrapper: &str, rows: impl IntoIterator<Item = Value>) -> Value {
    rows.into_iter()
        .map(|row| json!({ wrapper: row }))
        .collect()
}

fn numbered(ids: impl Iterator<Item = u64>) -> Value {
    wrapped(
        "product",
        ids.map(|id| {
            with(
                gold(),
                json!({ "id": id, "handle": format!("p{id}"), "name": format!("Plan {id}") }),
            )
        }),
    )
}

async fn synced(vendor: &Vendor, catalogue: &str) -> Vec<Item> {
    let (session, _) = session(vendor);
    session.sync(&Chargify, catalogue).await.unwrap()
}

async fn not_synced(vendor: &Vendor, catalogue: &str) -> String {
    let (session, _) = session(vendor);
    let error = session.sync(&Chargify, catalogue).await.unwrap_err();
    vendor.transcript().await;
    shown_error(&error, vendor)
}

#[tokio::test]
async fn products_are_said_in_words() {
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &site());
    let rows = [
        gold(),
        json!({ "id": 21, "handle": null, "name": "Nameless", "price_in_cents": 5, "interval": 3, "interval_unit": "month",
            "trial_interval": 1, "trial_interval_unit": "month", "trial_price_in_cents": 100, "require_credit_card": true,
            "unheard_of": { "new": true } }),
        with(
            gold(),
            json!({ "id": 22, "handle": "old", "name": "Old", "archived_at": "2025-01-01T00:00:00Z", "trial_interval": null }),
        ),
        // The handle of an archived product can be in use again: the one that is sold wins, wherever it stands.
        with(
            gold(),
            json!({ "id": 23, "handle": "again", "name": "Again, shelved", "archived_at": "2025-01-01T00:00:00Z" }),
        ),
        with(
            gold(),
            json!({ "id": 24, "handle": "again", "name": "Again", "description": "the new one" }),
        ),
    ];
    vendor.json(&products_page(1), 200, &wrapped("product", rows));
    let items = synced(&vendor, "products").await;
    insta::assert_json_snapshot!(items);
    insta::assert_snapshot!(received(&vendor).await);
}

#[tokio::test]
async fn pages_are_read_to_the_end() {
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &site());
    vendor.json(&products_page(1), 200, &numbered(1..=200));
    // Something was added meanwhile, and the last row of page 1 moved to page 2.
    vendor.json(&products_page(2), 200, &numbered(200..=399));
    vendor.json(&products_page(3), 200, &numbered(400..=401));
    let (session, tape) = session(&vendor);
    let items = session.sync(&Chargify, "products").await.unwrap();
    assert_eq!(items.len(), 401);
    assert_eq!(items[400].id, "p401");
    vendor.transcript().await;
    let progress: Vec<String> = tape
        .progress
        .lock()
        .unwrap()
        .iter()
        .map(|p| format!("{}: {} of {:?}", p.what, p.done, p.total))
        .collect();
    insta::assert_snapshot!(progress.join("\n"), @r#"
    Products, page 1: 200 of None
    Products, page 2: 399 of None
    Products, page 3: 401 of None
    "#);
}

#[tokio::test]
async fn a_full_last_page_is_followed_by_an_empty_one() {
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &site());
    vendor.json(&products_page(1), 200, &numbered(1..=200));
    vendor.json(&products_page(2), 200, &json!([]));
    assert_eq!(synced(&vendor, "products").await.len(), 200);
    vendor.transcript().await;
}

#[tokio::test]
async fn an_empty_catalogue_is_fine() {
    let vendor = Vendor::start().await;
    vendor.json(REASONS, 200, &json!([]));
    assert!(synced(&vendor, "reason_codes").await.is_empty());
    vendor.transcript().await;
}

#[tokio::test]
async fn a_vendor_that_ignores_the_page_number_is_found_out() {
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &site());
    vendor.json(&products_page(1), 200, &numbered(1..=200));
    vendor.json(&products_page(2), 200, &numbered(1..=200));
    insta::assert_snapshot!(not_synced(&vendor, "products").await, @r#"
    Malformed at Answer
    Chargify's page 2 of products holds nothing that earlier pages did not, so the list cannot be known to be complete
    hint: Check that nothing between here and Chargify drops the page number, such as a proxy at the Base URL
    "#);
}

#[tokio::test]
async fn half_a_catalogue_is_none() {
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &site());
    vendor.json(&products_page(1), 200, &numbered(1..=200));
    vendor.json(
        &products_page(2),
        403,
        &json!({ "errors": ["Not allowed"] }),
    );
    insta::assert_snapshot!(not_synced(&vendor, "products").await, @r#"
    Forbidden at Permission
    Chargify answered 403 when asked to list products, page 2: Not allowed
    hint: The API key is known but may not do this: use one that may
    details: {"status":403,"messages":["Not allowed"]}
    "#);
}

#[tokio::test]
async fn rows_that_cannot_be_read_are_not_skipped() {
    for rows in [
        wrapped("plan", [gold()]),
        wrapped("product", [json!({ "name": "No id" })]),
        wrapped("product", [json!({ "id": 5, "name": null })]),
    ] {
        let vendor = Vendor::start().await;
        vendor.json("GET /site.json", 200, &site());
        vendor.json(&products_page(1), 200, &rows);
        let said = not_synced(&vendor, "products").await;
        insta::allow_duplicates! { insta::assert_snapshot!(said.lines().next().unwrap(), @"Malformed at Answer") }
        assert!(said.contains("Chargify sent a product"), "{said}");
    }
}

#[tokio::test]
async fn coupons_expire_and_are_archived() {
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &site());
    let rows = [
        json!({ "id": 1, "code": "SAVE10", "name": "Save ten", "percentage": "10.0", "product_family_name": "Video",
            "recurring_scheme": "recur_indefinitely", "stackable": true, "start_date": "2026-01-01T00:00:00Z", "end_date": null }),
        json!({ "id": 2, "code": "FIVER", "name": "", "amount_in_cents": 500, "recurring_scheme": "do_not_recur",
            "stackable": false, "start_date": "2026-12-01T00:00:00-05:00", "end_date": "2026-12-31T23:59:59-05:00" }),
        // The clock says 12:00 UTC: this one ended a minute before, the next ends a minute after.
        json!({ "id": 3, "code": "LATE", "name": "Late", "percentage": "12.5", "end_date": "2026-11-21T06:59:00-05:00" }),
        json!({ "id": 4, "code": "JUST", "name": "Just", "percentage": 100, "recurring_scheme": "recur_with_duration", "end_date": "2026-11-21T07:01:00-05:00" }),
        json!({ "id": 5, "code": "SHELF", "name": "Shelved", "percentage": "5.0", "end_date": "2020-01-01T00:00:00Z", "archived_at": "2021-01-01T00:00:00Z" }),
        // Codes are unique in a family, not in the site.
        json!({ "id": 6, "code": "SAVE10", "name": "Save ten", "percentage": "10.0", "product_family_name": "Music", "end_date": null }),
        json!({ "id": 7, "code": "SAVE10", "name": "Save ten", "percentage": "10.0", "product_family_name": "Books", "end_date": "2020-01-01T00:00:00Z" }),
    ];
    vendor.json(COUPONS, 200, &wrapped("coupon", rows));
    let items = synced(&vendor, "coupons").await;
    insta::assert_json_snapshot!(items);
    insta::assert_snapshot!(received(&vendor).await);
}

#[tokio::test]
async fn reason_codes_have_a_description() {
    let vendor = Vendor::start().await;
    let rows = [
        json!({ "id": 1, "code": "CH1", "description": "Too expensive", "position": 1 }),
        json!({ "id": 2, "code": "CH2", "description": null, "position": 2 }),
    ];
    vendor.json(REASONS, 200, &wrapped("reason_code", rows));
    let items = synced(&vendor, "reason_codes").await;
    insta::assert_json_snapshot!(items);
    insta::assert_snapshot!(received(&vendor).await);
}

#[tokio::test]
async fn a_catalogue_that_is_not_there_is_an_error() {
    let vendor = Vendor::start().await;
    let said = not_synced(&vendor, "families").await;
    insta::assert_snapshot!(said.replace(&vendor.url(), "http://vendor"), @r#"
    NotFound at Vendor
    Chargify has no catalogue families
    hint: Its catalogues are: products, coupons, reason_codes
    "#);
}
