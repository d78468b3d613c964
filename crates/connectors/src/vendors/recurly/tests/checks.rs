//! Checks: each verdict that a check can come to.

use serde_json::{Value, json};

use super::{SITE, error, list, site};
use crate::testing::golden::{Golden, with};
use crate::vendors::recurly::Recurly;

async fn checked(status: u16, body: &Value) -> String {
    let golden = Golden::new(&Recurly, &[]).await;
    golden.json(SITE, status, body);
    golden.checked().await
}

#[tokio::test]
async fn every_verdict() {
    let mut out = String::new();
    for (status, body) in [
        (200, list(&[site("sandbox")])),
        (200, list(&[site("production")])),
        (
            200,
            list(&[with(
                site("sandbox"),
                json!({ "mode": null, "features": [] }),
            )]),
        ),
        (200, list(&[])),
        (200, list(&[json!({ "id": "s1" })])),
        (401, error("unauthorized", "The API key is invalid")),
        (403, error("invalid_api_key", "Not of this site")),
        (403, error("invalid_permissions", "May not read")),
        (402, error("payment", "The site is not in good standing")),
        (404, error("not_found", "No such path")),
        (406, error("invalid_api_version", "Unknown version")),
    ] {
        out += &checked(status, &body).await;
    }
    insta::assert_snapshot!(out);
}

#[tokio::test]
async fn the_key_is_the_user_and_the_version_is_pinned() {
    let golden = Golden::new(&Recurly, &[]).await;
    golden.json(SITE, 200, &list(&[site("sandbox")]));
    golden.session.check(&Recurly).await.unwrap();
    insta::assert_snapshot!(crate::testing::golden::received(&golden.vendor).await);
}
