//! What each answer to a look-up comes to.

use serde_json::json;
use wiremock::ResponseTemplate;

use super::{API, golden};

const TARGET: &[(&str, &str)] = &[("target_url", "https://shop.acme.example/x")];

#[tokio::test]
async fn every_answer_to_a_look_up() {
    let mut said = String::new();
    let coded = |code: &str| {
        json!({ "errors": [{ "message": "In Shopify's words.", "extensions": { "code": code } }] })
            .to_string()
    };
    for (status, body) in [
        (
            401,
            r#"{"errors":[{"message":"","extensions":{"code":"UNAUTHORIZED"}}]}"#.to_owned(),
        ),
        (403, String::new()),
        (402, r#"{"errors":"Unavailable Shop"}"#.into()),
        (404, r#"{"errors":"Not Found"}"#.into()),
        (
            400,
            r#"{"errors":{"query":"Required parameter missing"}}"#.into(),
        ),
        (423, r#"{"errors":"Locked"}"#.into()),
        (429, coded("THROTTLED")),
        (430, "<html>Security</html>".into()),
        (500, "<html>Oops</html>".into()),
        (200, coded("THROTTLED")),
        (200, coded("ACCESS_DENIED")),
        (200, coded("MAX_COMPLEXITY_EXCEEDED")),
        (200, coded("INTERNAL_SERVER_ERROR")),
        (200, coded("OF_THE_FUTURE")),
        (200, r#"{"errors":[{"locations":[]}]}"#.into()),
        (
            200,
            "<html><form action=/password>Enter store using password</form></html>".into(),
        ),
        (200, "<html>Welcome</html>".into()),
        (200, "{\"data\":".into()),
        (200, "[]".into()),
        (200, r#"{"data":{"shop":{}}}"#.into()),
    ] {
        let golden = golden().await;
        let reply = ResponseTemplate::new(status)
            .set_body_raw(body, "application/json")
            // "Not today", so that nothing is repeated.
            .insert_header("retry-after", "3600");
        golden.vendor.reply(API, reply);
        said += &golden.not_planned("redirect", &[], TARGET).await;
    }
    insta::assert_snapshot!(said);
}
