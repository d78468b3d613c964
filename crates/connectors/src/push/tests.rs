use serde_json::json;

use super::*;
use crate::testing::tiny::{LIMITS, TINY};
use crate::testing::{account, intent, session_on};
use crate::{Acceptance, Action, Definition, Effect, Idempotency, Kind, Road};

static PUSHES: Definition = Definition {
    settings: &[],
    actions: &[Action {
        id: "push",
        name: "Push",
        description: "",
        requires: &[],
        params: &[TITLE.required(), BODY, DATA],
        effect: Effect::Notifies,
        destructive: false,
        moves_money: false,
        reaches_person: true,
        idempotency: Idempotency::None,
        acceptance: Acceptance::Queued,
    }],
    limits: LIMITS,
    ..TINY
};

fn with(data: &str) -> Intent {
    let (session, _) = session_on(account(&PUSHES, &[], &[]).unwrap(), &Road::new());
    let params = [("title", "Hello"), ("data", data)];
    intent(&session, "push", &[], &params).unwrap()
}

#[test]
fn data_is_an_object_or_nothing() {
    let given = with(r#"{ "n": 1, "a": { "b": "c" } }"#);
    let expected = json!({ "n": 1, "a": { "b": "c" } });
    assert_eq!(Value::Object(object(&given, "data").unwrap()), expected);
    assert!(object(&with(""), "data").unwrap().is_empty());
    assert_eq!(object(&given, "title").unwrap_err().kind, Kind::Invalid);
}

#[test]
fn what_is_no_text_is_named_where_texts_alone_are_delivered() {
    assert_eq!(texts(&with(r#"{"a":"1"}"#), "data").unwrap()["a"], "1");
    let error = texts(&with(r#"{"a":"1","n":1}"#), "data").unwrap_err();
    assert_eq!(error.field.as_deref(), Some("data"));
    assert_eq!(
        error.message,
        "data: n is not a text, and only texts are delivered"
    );
}

#[test]
fn a_message_that_is_too_long_is_no_plan() {
    assert_eq!(
        size(4096, 4096).unwrap(),
        Fact::new("Size", "4096 of 4096 bytes")
    );
    let error = size(4097, 4096).unwrap_err();
    assert_eq!(error.kind, Kind::Invalid);
    assert_eq!(
        error.message,
        "the message has 4097 bytes, and at most 4096 are delivered"
    );
}
