//! The check: each verdict that it can come to.

use std::fmt::Write as _;

use serde_json::json;

use super::{SEND, TOKEN, answer, golden, named, no, token, with_play};

const LOOK: &str = "GET /androidpublisher/v3/applications/com.acme.player/subscriptions?pageSize=1";

#[tokio::test]
async fn what_a_check_comes_to() {
    let mut all = String::new();
    for (what, reply) in [
        ("good", answer(200, &named().to_string())),
        (
            "bad token",
            no(
                400,
                "INVALID_ARGUMENT",
                "The registration token is not valid",
                Some("INVALID_ARGUMENT"),
            ),
        ),
        (
            "unregistered",
            no(
                404,
                "NOT_FOUND",
                "Requested entity was not found.",
                Some("UNREGISTERED"),
            ),
        ),
        (
            "another sender",
            no(
                403,
                "PERMISSION_DENIED",
                "SenderId mismatch",
                Some("SENDER_ID_MISMATCH"),
            ),
        ),
        (
            "no right",
            no(403, "PERMISSION_DENIED", "Permission denied", None),
        ),
        (
            "no project",
            no(404, "NOT_FOUND", "Project not found", None),
        ),
        (
            "quota",
            no(
                429,
                "RESOURCE_EXHAUSTED",
                "Quota exceeded",
                Some("QUOTA_EXCEEDED"),
            ),
        ),
        ("503", answer(503, "")),
        ("no name", answer(200, "{}")),
        ("page", answer(200, "<html>Log in</html>")),
    ] {
        let golden = golden().await;
        golden.json(TOKEN, 200, &token());
        golden.vendor.reply(SEND, reply);
        write!(all, "# {what}\n{}", golden.checked().await).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn without_a_token_nothing_more_is_asked() {
    let mut all = String::new();
    for (what, reply) in [
        (
            "bad key",
            answer(
                400,
                &json!({ "error": "invalid_grant", "error_description": "Invalid JWT Signature." })
                    .to_string(),
            ),
        ),
        (
            "clock",
            answer(
                400,
                &json!({ "error": "invalid_grant", "error_description": "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe." })
                    .to_string(),
            ),
        ),
        (
            "account gone",
            answer(
                400,
                &json!({ "error": "invalid_grant", "error_description": "Invalid grant: account not found" })
                    .to_string(),
            ),
        ),
        (
            "right",
            answer(400, &json!({ "error": "invalid_scope" }).to_string()),
        ),
        (
            "unknown client",
            answer(401, &json!({ "error": "invalid_client" }).to_string()),
        ),
        ("429", answer(429, "")),
        ("500", answer(500, "")),
        ("page", answer(200, "<html>Log in</html>")),
    ] {
        let golden = golden().await;
        golden.vendor.reply(TOKEN, reply);
        write!(all, "# {what}\n{}", golden.checked().await).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn play_is_checked_where_a_package_is_set() {
    let mut all = String::new();
    for (what, reply) in [
        ("good", answer(200, "{}")),
        (
            "not invited",
            no(
                403,
                "PERMISSION_DENIED",
                "The caller does not have permission",
                None,
            ),
        ),
        ("not a list", answer(200, "null")),
    ] {
        let golden = with_play().await;
        golden.json(TOKEN, 200, &token());
        golden.json(SEND, 200, &named());
        // Another right, another token.
        golden.json(TOKEN, 200, &token());
        golden.vendor.reply(LOOK, reply);
        write!(all, "# {what}\n{}", golden.checked().await).unwrap();
    }
    insta::assert_snapshot!(all);
}

/// All requests of a check, in full: none of them changes anything.
#[tokio::test]
async fn a_check_in_full() {
    let golden = with_play().await;
    golden.json(TOKEN, 200, &token());
    golden.json(SEND, 200, &named());
    golden.json(TOKEN, 200, &token());
    golden.json(
        LOOK,
        200,
        &json!({ "subscriptions": [{ "productId": "gold" }] }),
    );
    golden.session.check(&super::Google).await.unwrap();
    let exchanges = golden.tape.exchanges.lock().unwrap().clone();
    assert!(exchanges.iter().all(|e| !e.changes));
    insta::assert_snapshot!(golden.vendor.transcript().await);
}
