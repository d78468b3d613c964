//! The check: each verdict that it can come to. The catalogues: pages, archived entries, pages that fail.

use std::fmt::Write as _;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{answer, golden, no};

const SCOPES: &str = "GET /v3/scopes";
const TEMPLATES: &str = "GET /v3/templates?generations=dynamic&page_size=100";
const LISTS: &str = "GET /v3/marketing/lists?page_size=100";

#[tokio::test]
async fn what_a_check_comes_to() {
    let scopes = |scopes: &[&str]| answer(200, &json!({ "scopes": scopes }));
    let mut all = String::new();
    for (what, reply) in [
        (
            "good",
            scopes(&[
                "mail.send",
                "templates.read",
                "marketing.read",
                "marketing.update",
            ]),
        ),
        ("mail alone", scopes(&["mail.send"])),
        (
            "all but mail",
            scopes(&["mail.batch.read", "templates.read", "marketing.read"]),
        ),
        ("nothing", scopes(&[])),
        (
            "401",
            no(
                401,
                "The provided authorization grant is invalid, expired, or revoked",
                None,
            ),
        ),
        ("403", no(403, "access forbidden", None)),
        ("429", no(429, "too many requests", None)),
        ("500", answer(500, &json!({}))),
        (
            "page",
            ResponseTemplate::new(200).set_body_raw("<html>Log in</html>", "text/html"),
        ),
        ("no list", answer(200, &json!({}))),
        ("no texts", answer(200, &json!({ "scopes": [1] }))),
    ] {
        let golden = golden().await;
        golden.vendor.reply(SCOPES, reply);
        write!(all, "# {what}\n{}", golden.checked().await).unwrap();
    }
    insta::assert_snapshot!(all);
}

fn template(id: &str, name: &str, versions: &Value) -> Value {
    json!({ "id": id, "name": name, "generation": "dynamic", "updated_at": "2026-10-01 10:00:00", "versions": versions })
}

#[tokio::test]
async fn templates_over_two_pages() {
    let golden = golden().await;
    let versions = json!([
        { "id": "v1", "active": 0, "name": "old", "subject": "Old" },
        { "id": "v2", "active": 1, "name": "new", "subject": "Thanks {{name}}" },
    ]);
    // The link names another host than the one that is asked.
    let next = "https://api.sendgrid.com/v3/templates?page_size=100&page_token=p%2F2";
    golden.json(
        TEMPLATES,
        200,
        &json!({ "result": [template("d-1", "Thanks", &versions)], "_metadata": { "next": next, "count": 3 } }),
    );
    golden.json(
        &format!("{TEMPLATES}&page_token=p%2F2"),
        200,
        &json!({
            "result": [
                template("d-2", "Draft", &json!([{ "id": "v3", "active": 0, "name": "v" }])),
                template("d-3", "Without a subject", &json!([{ "id": "v4", "active": 1, "subject": "" }])),
            ],
            "_metadata": { "self": "…", "count": 3 },
        }),
    );
    insta::assert_snapshot!(golden.synced("templates").await);
}

#[tokio::test]
async fn lists_of_one_page() {
    let golden = golden().await;
    golden.json(
        LISTS,
        200,
        &json!({ "result": [
            { "id": "l1", "name": "Winback", "contact_count": 12 },
            { "id": "l2", "name": "VIP", "contact_count": 1 },
            { "id": "l3", "name": "Not counted" },
        ], "_metadata": { "next": "" } }),
    );
    insta::assert_snapshot!(golden.synced("lists").await);
}

#[tokio::test]
async fn a_page_that_fails_is_no_catalogue() {
    let row = json!({ "id": "l1", "name": "Winback" });
    let page = |next: &str| json!({ "result": [row.clone()], "_metadata": { "next": next } });
    let mut all = String::new();
    for (what, second) in [
        ("500", answer(500, &json!({}))),
        ("403", no(403, "access forbidden", None)),
        ("no rows", answer(200, &json!({ "_metadata": {} }))),
        (
            "no id",
            answer(200, &json!({ "result": [{ "name": "Winback" }] })),
        ),
        (
            "round in a circle",
            answer(200, &page("https://x.example/?page_token=2")),
        ),
        (
            "a link without a token",
            answer(200, &page("/v3/marketing/lists?page_size=100")),
        ),
    ] {
        let golden = golden().await;
        golden.json(
            LISTS,
            200,
            &page("/v3/marketing/lists?page_size=100&page_token=2"),
        );
        golden
            .vendor
            .reply(&format!("{LISTS}&page_token=2"), second);
        write!(all, "# {what}\n{}", golden.synced("lists").await).unwrap();
    }
    insta::assert_snapshot!(all);
}
