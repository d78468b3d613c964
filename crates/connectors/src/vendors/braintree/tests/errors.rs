//! The error decoder, and what each status of a look-up comes to.

use std::fmt::Write as _;

use wiremock::ResponseTemplate;

use super::{BY_ID, CUSTOMER, GOLD, golden, refused};
use crate::vendors::braintree::errors::faults;
use crate::xml::Element;

#[test]
fn errors_are_found_however_deep_they_are() {
    let told = Element::parse(
        b"<api-error-response><errors><errors type=\"array\"><error><code>1</code><attribute>base</attribute>\
          <message>At the top.</message></error></errors><subscription><errors type=\"array\"/><discounts><add><index-0>\
          <errors type=\"array\"><error><code>92013</code><attribute type=\"symbol\">inherited_from_id</attribute>\
          <message>Inherited from ID is invalid.</message></error><error/></errors></index-0></add></discounts></subscription>\
          </errors></api-error-response>",
    )
    .unwrap();
    let said: Vec<_> = faults(&told)
        .iter()
        .map(|f| format!("{} at [{}]: {}", f.code, f.path, f.message))
        .collect();
    insta::assert_snapshot!(said.join("\n"));
    assert!(faults(&Element::new("api-error-response")).is_empty());
}

#[tokio::test]
async fn every_status_of_a_look_up() {
    let mut said = String::new();
    for (status, body) in [
        (401, "<html>Unauthorized</html>"),
        (403, ""),
        (400, "Bad Request"),
        (422, "<html>proxy</html>"),
        (426, ""),
        (429, ""),
        (500, "<html>Internal Server Error</html>"),
        (501, ""),
        (503, ""),
        (504, ""),
        (200, ""),
        (200, "<html><p>Sign in</p></html>"),
        (200, "<customer><id>cust_81</id>"),
        (200, "<customer><email>ada@example.com</email></customer>"),
    ] {
        let golden = golden().await;
        let reply = ResponseTemplate::new(status)
            .set_body_raw(body, "text/html")
            // "Not today", so that nothing is repeated.
            .insert_header("retry-after", "3600");
        golden.vendor.reply(CUSTOMER, reply);
        said += &golden.not_planned("subscribe_plan", BY_ID, GOLD).await;
    }
    insta::assert_snapshot!(said);
}

/// A refusal inside a success is one, and a message without errors is repeated.
#[tokio::test]
async fn a_refusal_in_a_success() {
    let mut said = String::new();
    for body in [
        refused("91904", "plan_id", "Plan ID is invalid."),
        "<api-error-response><message>Something else.</message></api-error-response>".to_owned(),
        "<api-error-response/>".to_owned(),
    ] {
        let golden = golden().await;
        let reply = ResponseTemplate::new(200).set_body_raw(body, "application/xml");
        golden.vendor.reply(CUSTOMER, reply);
        let error = golden
            .plan("subscribe_plan", BY_ID, GOLD)
            .await
            .err()
            .unwrap();
        writeln!(said, "{:?}: {}", error.kind, error.message).unwrap();
    }
    insta::assert_snapshot!(said);
}
