//! Check: what each answer proves, and that nothing else is claimed.

use serde_json::json;
use wiremock::ResponseTemplate;

use super::{session, session_at, site};
use crate::Verdict;
use crate::testing::golden::{received, shown_check, with};
use crate::testing::{self, Vendor};
use crate::vendors::chargify::Chargify;

const SITE: &str = "GET /site.json";
const PRODUCT: &str = "GET /products.json?page=1&per_page=1&include_archived=true";
const COUPON: &str = "GET /coupons.json?page=1&per_page=1&filter%5Binclude_archived%5D=true";

async fn checked(vendor: &Vendor) -> String {
    let (session, _) = session(vendor);
    let report = session.check(&Chargify).await.unwrap();
    vendor.transcript().await;
    shown_check(&report, vendor)
}

/// The check of a site that answers `reply` as often as the road asks.
async fn answered(times: usize, reply: ResponseTemplate) -> String {
    let vendor = Vendor::start().await;
    for _ in 0..times {
        vendor.reply(SITE, reply.clone());
    }
    checked(&vendor).await
}

fn text(status: u16, text: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(text.to_owned(), "application/json; charset=utf-8")
}

fn page(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(
        "<!DOCTYPE html><html><title>Sign in</title></html>",
        "text/html",
    )
}

#[tokio::test]
async fn good_credentials_are_proven() {
    let vendor = Vendor::start().await;
    vendor.json(SITE, 200, &site());
    vendor.json(PRODUCT, 200, &json!([]));
    vendor.json(COUPON, 200, &json!([{ "coupon": {} }]));
    let (session, _) = session(&vendor);
    let report = session.check(&Chargify).await.unwrap();
    insta::assert_snapshot!(shown_check(&report, &vendor), @r#"
    Proven
    Credentials: Proven: Connected to Acme (acme), USD, test
    Read products: Proven: The API key may read products
    Read coupons: Proven: The API key may read coupons
    "#);
    insta::assert_snapshot!(received(&vendor).await);
}

#[tokio::test]
async fn a_simulator_may_stand_in_the_domain_itself() {
    let vendor = Vendor::start().await;
    vendor.json(SITE, 200, &site());
    vendor.json(PRODUCT, 200, &json!([]));
    vendor.json(COUPON, 200, &json!([]));
    let (session, _) = testing::session(&Chargify, &[("domain", &vendor.url())]);
    let report = session.check(&Chargify).await.unwrap();
    assert_eq!(report.verdict, Verdict::Proven);
    assert!(report.checks.iter().all(|c| c.what != "Domain"));
    assert_eq!(vendor.transcript().await.matches("GET ").count(), 3);
}

#[tokio::test]
async fn a_no_that_is_not_about_the_key_says_nothing_of_it() {
    let seen = answered(1, text(400, r#"{"errors":["Bad request."]}"#)).await;
    assert!(seen.contains("Credentials: Unknown: "), "{seen}");
}

#[tokio::test]
async fn a_live_site_is_called_so_and_another_site_is_noticed() {
    let vendor = Vendor::start().await;
    let mut other = site();
    other["site"] = with(
        other["site"].take(),
        json!({ "subdomain": "globex", "test": false, "currency": null }),
    );
    vendor.json(SITE, 200, &other);
    vendor.json(PRODUCT, 200, &json!([]));
    vendor.json(COUPON, 200, &json!([]));
    insta::assert_snapshot!(checked(&vendor).await, @r#"
    Unknown
    Credentials: Proven: Connected to Acme (globex), currency not told, live
    Domain: Unknown: The site that answers is globex, but Domain says acme: actions would change globex. Correct Domain or the Base URL
    Read products: Proven: The API key may read products
    Read coupons: Proven: The API key may read coupons
    "#);
}

#[tokio::test]
async fn a_right_that_is_missing_is_named() {
    let vendor = Vendor::start().await;
    vendor.json(SITE, 200, &site());
    vendor.json(PRODUCT, 403, &json!({ "errors": ["Not allowed"] }));
    vendor.json(COUPON, 200, &json!([]));
    insta::assert_snapshot!(checked(&vendor).await, @r#"
    Refused
    Credentials: Proven: Connected to Acme (acme), USD, test
    Read products: Refused: Chargify answered 403 when asked to list products, page 1: Not allowed. The API key is known but may not do this: use one that may
    Read coupons: Proven: The API key may read coupons
    "#);
}

#[tokio::test]
async fn a_wrong_key_is_refused_with_the_remedy() {
    let refused = answered(1, text(401, "HTTP Basic: Access denied.\n")).await;
    insta::assert_snapshot!(refused, @r#"
    Refused
    Credentials: Refused: Chargify does not accept the API key at 127.0.0.1: HTTP Basic: Access denied. Paste the key itself, not its ID, and one that was made on this site: a key opens no other site
    "#);
}

#[tokio::test]
async fn a_key_without_the_right_is_told_from_a_wrong_one() {
    insta::assert_snapshot!(answered(1, text(403, "")).await, @r#"
    Refused
    Credentials: Refused: Chargify answered 403 when asked to read the site, without a message. The API key is known but may not do this: use one that may
    "#);
}

#[tokio::test]
async fn a_site_that_does_not_exist_says_nothing_of_the_key() {
    insta::assert_snapshot!(answered(1, page(404)).await, @r#"
    Refused
    Domain: Refused: There is no Chargify site at 127.0.0.1. Check the subdomain or the Base URL, and whether the site is in the US (chargify.com) or in the EU (ebilling.maxio.com)
    "#);
}

#[tokio::test]
async fn a_blocked_account_is_quoted() {
    let blocked =
        json!({ "errors": ["Your trial has expired. Please choose a plan to continue."] });
    let reply = ResponseTemplate::new(422).set_body_json(blocked);
    insta::assert_snapshot!(answered(1, reply).await, @r#"
    Refused
    Account: Refused: Chargify answered 422 when asked to read the site: Your trial has expired. Please choose a plan to continue. Correct what Chargify names, or look at it there, before trying again
    "#);
}

#[tokio::test]
async fn too_many_requests_say_nothing_of_the_key() {
    let said = "Your request was denied due to a usage violation. You can track this request with support by referencing ab12.";
    insta::assert_snapshot!(answered(3, text(429, said)).await, @r#"
    RateLimited
    Credentials: RateLimited: Chargify answered 429 when asked to read the site: Your request was denied due to a usage violation. You can track this request with support by referencing ab12. Chargify takes 4 requests at once for a site, from all programs together. This one was not carried out: wait some minutes before the next
    "#);
}

#[tokio::test]
async fn trouble_at_the_vendor_says_nothing_of_the_key() {
    insta::assert_snapshot!(answered(3, page(503)).await, @r#"
    Unreachable
    Credentials: Unreachable: Chargify answered 503 when asked to read the site: a web page. Chargify has trouble: try again later
    "#);
}

#[tokio::test]
async fn a_web_page_proves_nothing() {
    insta::assert_snapshot!(answered(1, page(200)).await, @r#"
    Unknown
    Credentials: Unknown: GET http://vendor/site.json answered 200 with a body that cannot be read: it is a web page. Check that the domain or base URL leads to the vendor and not to a proxy or a web page
    "#);
    insta::assert_snapshot!(answered(1, page(401)).await, @r#"
    Unknown
    Credentials: Unknown: Chargify answered 401 when asked to read the site: a web page. Something between here and Chargify answers with a web page: check the domain, the Base URL and the proxy
    "#);
}

#[tokio::test]
async fn another_document_proves_nothing() {
    insta::assert_snapshot!(answered(1, text(200, "{\"ok\":true}")).await, @r#"
    Unknown
    Credentials: Unknown: GET http://vendor/site.json answered 200 with a body that cannot be read: missing field `site` at line 1 column 11. Check that the domain or base URL leads to the vendor and not to a proxy or a web page
    "#);
}

/// Nobody listens there: never "bad credentials".
#[tokio::test]
async fn a_site_that_cannot_be_reached_says_nothing_of_the_key() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let (session, _) = session_at(&url);
    let report = session.check(&Chargify).await.unwrap();
    assert_eq!(report.checks.len(), 1);
    assert_eq!(report.verdict, crate::Verdict::Unreachable);
    // The cause in between is the system's.
    let said = report.checks[0].detail.replace(&url, "http://nobody");
    assert!(
        said.starts_with("GET http://nobody/site.json could not connect ("),
        "{said}"
    );
    assert!(
        said.ends_with(
            "). Check the domain or base URL, and that nothing on the network blocks it"
        ),
        "{said}"
    );
}
