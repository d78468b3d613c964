//! The error decoder: all shapes that Chargify uses for its messages.

use crate::vendors::chargify::client::messages;

#[test]
fn all_six_shapes_become_a_list() {
    let shapes = [
        ("plain text", "HTTP Basic: Access denied.\n"),
        (
            "list",
            r#"{"errors":["Bank routing number: cannot be blank.","Bank account number: cannot be blank."]}"#,
        ),
        (
            "string under errors",
            r#"{"errors":"Coupon code could not be found."}"#,
        ),
        (
            "string under error",
            r#"{"error":"The subscription is already canceled"}"#,
        ),
        (
            "map of lists",
            r#"{"coupon_codes":["Coupon Codes: 'A' - That coupon is not stackable"],"subscription":["Coupon is invalid."]}"#,
        ),
        (
            "map under errors",
            r#"{"errors":{"page":["must be greater than 0"],"base":["No such site"],"per_page":["per page is too small"]}}"#,
        ),
    ];
    let all: Vec<String> = shapes
        .into_iter()
        .map(|(shape, body)| format!("{shape}: {:?}", messages(body)))
        .collect();
    insta::assert_snapshot!(all.join("\n"), @r#"
    plain text: ["HTTP Basic: Access denied"]
    list: ["Bank routing number: cannot be blank", "Bank account number: cannot be blank"]
    string under errors: ["Coupon code could not be found"]
    string under error: ["The subscription is already canceled"]
    map of lists: ["Coupon Codes: 'A' - That coupon is not stackable", "subscription: Coupon is invalid"]
    map under errors: ["page: must be greater than 0", "No such site", "per page is too small"]
    "#);
}

#[test]
fn what_is_no_message_is_not_made_one() {
    assert!(messages("").is_empty());
    assert!(messages("  \n").is_empty());
    assert!(messages("{}").is_empty());
    assert!(messages("null").is_empty());
    assert!(messages(r#"{"errors":[]}"#).is_empty());
    assert!(messages(r#"{"errors":["",null]}"#).is_empty());
    assert_eq!(
        messages("<html><body>502 Bad Gateway</body></html>"),
        ["a web page"]
    );
    assert_eq!(messages(r#"{"errors":[{"code":[17]}]}"#), ["code: 17"]);
    assert_eq!(messages(&"ä".repeat(2000))[0].chars().count(), 500);
}
