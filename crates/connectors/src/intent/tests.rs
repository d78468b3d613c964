use super::*;
use crate::testing::account;
use crate::testing::tiny::{KEYS, SITE, TINY};

fn judged(
    action: &str,
    traits: &[(&str, &str)],
    params: &[(&str, &str)],
    form: &[(&str, &str)],
) -> Result<Intent> {
    let map = |pairs: &[(&str, &str)]| {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    };
    let order = Order {
        action: action.into(),
        user: Some("Ana".into()),
        traits: map(traits),
        params: map(params),
        form: map(form),
    };
    Intent::new(&account(&TINY, SITE, KEYS).unwrap(), &order)
}

const TRAITS: &[(&str, &str)] = &[("tiny_id", "7"), ("plan", "gold")];

fn with(params: &[(&str, &str)]) -> Result<Intent> {
    let params: Vec<_> = params.iter().chain(&[("to", "silver")]).copied().collect();
    judged("do_it", TRAITS, &params, &[])
}

#[test]
fn an_order_is_completed_and_typed() {
    let intent = judged(
        "do_it",
        &[("tiny_id", " 007 "), ("plan", "gold"), ("colour", " red ")],
        &[("to", " silver "), ("days", "+30"), ("on", "2028-02-29")],
        &[],
    )
    .unwrap();
    assert_eq!(intent.action.id, "do_it");
    assert_eq!(intent.user.as_deref(), Some("Ana"));
    assert_eq!(intent.trait_value("tiny_id"), Some("007"));
    // A trait that the connector does not know is passed on as it is.
    assert_eq!(intent.trait_value("colour"), Some(" red "));
    assert_eq!(intent.required("to").unwrap(), "silver");
    assert_eq!(intent.param("days"), Some("30"));
    assert_eq!(intent.param("on"), Some("2028-02-29"));
    // Defaults, of which one holds a placeholder.
    assert_eq!(intent.param("prorate"), Some("false"));
    assert_eq!(intent.param("region"), Some("us"));
    assert_eq!(intent.param("note"), None);
    assert_eq!(intent.param("when"), None);
    assert!(intent.required("note").is_err());
}

#[test]
fn an_unknown_action_or_parameter_is_said_with_the_known_ones() {
    let error = judged("undo", TRAITS, &[], &[]).unwrap_err();
    assert_eq!(error.kind, Kind::NotFound);
    assert_eq!(error.message, "Tiny has no action undo");
    assert_eq!(error.hint.as_deref(), Some("Its actions are: do_it"));
    let error = with(&[("tow", "x")]).unwrap_err();
    assert_eq!(error.kind, Kind::Invalid);
    assert_eq!(error.field.as_deref(), Some("tow"));
    assert_eq!(error.message, "Do it has no parameter tow");
}

#[test]
fn one_trait_of_each_group_is_needed() {
    let to = &[("to", "silver")];
    let mail = ("email_address", "ana@example.com");
    let plan = ("plan", "gold");
    assert!(judged("do_it", &[mail, plan], to, &[]).is_ok());
    assert!(judged("do_it", &[("tiny_id", "7"), mail, plan], to, &[]).is_ok());
    // Empty ones do not count.
    for traits in [
        &[plan][..],
        &[plan, ("tiny_id", " "), ("email_address", "")],
    ] {
        let error = judged("do_it", traits, to, &[]).unwrap_err();
        assert_eq!(
            error.message,
            "Do it needs the trait tiny_id or email_address, and Ana has none"
        );
        assert_eq!(error.field.as_deref(), Some("tiny_id"));
    }
    let error = judged("do_it", &[mail], to, &[]).unwrap_err();
    assert_eq!(error.field.as_deref(), Some("plan"));
}

#[test]
fn a_trait_that_cannot_be_is_refused() {
    let traits = &[("tiny_id", "7 or 1=1"), ("plan", "gold")];
    let error = judged("do_it", traits, &[("to", "x")], &[]).unwrap_err();
    assert_eq!(error.message, "the trait tiny_id must be a number");
}

#[test]
fn traits_may_hold_placeholders() {
    let to = &[("to", "%trait.plan%-2")];
    let traits = &[
        ("tiny_id", "%form.id%"),
        ("plan", "%credential.region%-%trait.colour%"),
        ("colour", "red"),
    ];
    let intent = judged("do_it", traits, to, &[("id", " 7 ")]).unwrap();
    assert_eq!(intent.trait_value("tiny_id"), Some("7"));
    assert_eq!(intent.trait_value("plan"), Some("us-red"));
    assert_eq!(intent.param("to"), Some("us-red-2"));
    // What a placeholder brings in is judged like what was typed.
    let error = judged("do_it", traits, to, &[("id", "x")]).unwrap_err();
    assert_eq!(error.field.as_deref(), Some("tiny_id"));
    let error = judged("do_it", traits, to, &[("id", "")]).unwrap_err();
    assert!(
        error.message.contains("needs the trait tiny_id or"),
        "{error}"
    );
}

#[test]
fn placeholders_do_not_turn_in_circles() {
    let traits = &[("tiny_id", "%trait.plan%"), ("plan", "%trait.tiny_id%")];
    let error = judged("do_it", traits, &[("to", "x")], &[]).unwrap_err();
    assert_eq!(error.kind, Kind::Invalid);
}

#[test]
fn a_required_parameter_is_asked_for() {
    for params in [&[][..], &[("to", "  ")], &[("to", "%form.to%")]] {
        let error = judged("do_it", TRAITS, params, &[("to", " ")]).unwrap_err();
        assert_eq!(error.message, "Do it needs New plan");
        assert_eq!(
            error.hint.as_deref(),
            Some("Choose one of the plans; if there is none, sync them under Catalogue")
        );
    }
    // One that is not required may come to nothing.
    let params = &[("to", "x"), ("note", "%form.to%")];
    let intent = judged("do_it", TRAITS, params, &[("to", " ")]).unwrap();
    assert_eq!(intent.param("note"), None);
}

#[test]
fn values_that_do_not_fit_their_kind_are_refused() {
    for (key, value, message) in [
        (
            "days",
            "0",
            "Do it: Days must be a whole number from 1 to 730, not \"0\"",
        ),
        (
            "days",
            "731",
            "Do it: Days must be a whole number from 1 to 730, not \"731\"",
        ),
        (
            "days",
            "1.5",
            "Do it: Days must be a whole number from 1 to 730, not \"1.5\"",
        ),
        (
            "days",
            "99999999999999",
            "Do it: Days must be a whole number from 1 to 730, not \"99999999999999\"",
        ),
        (
            "prorate",
            "yes",
            "Do it: Prorate must be true or false, not \"yes\"",
        ),
        (
            "on",
            "2027-02-29",
            "Do it: Date must be a date such as 2026-11-21, not \"2027-02-29\"",
        ),
        (
            "on",
            "21.11.2026",
            "Do it: Date must be a date such as 2026-11-21, not \"21.11.2026\"",
        ),
        (
            "on",
            "2026-11-21T10:00:00",
            "Do it: Date must be a date such as 2026-11-21, not \"2026-11-21T10:00:00\"",
        ),
        (
            "on",
            "20261121",
            "Do it: Date must be a date such as 2026-11-21, not \"20261121\"",
        ),
        (
            "when",
            "Now",
            "Do it: When must be one of now, period_end, not \"Now\"",
        ),
        (
            "note",
            "ääääääääää!",
            "Do it: Note has 11 characters, at most 10 are allowed",
        ),
    ] {
        let error = with(&[(key, value)]).unwrap_err();
        assert_eq!(error.message, message);
        assert_eq!(error.field.as_deref(), Some(key));
    }
    for (key, value) in [
        ("days", "1"),
        ("days", "730"),
        ("prorate", "true"),
        ("when", "period_end"),
        ("note", "ääääääääää"),
    ] {
        assert_eq!(with(&[(key, value)]).unwrap().param(key), Some(value));
    }
}

#[test]
fn a_decimal_is_kept_as_it_is_written() {
    for text in ["0", "12.50", "0.05", "999999999999999.99"] {
        assert_eq!(with(&[("price", text)]).unwrap().param("price"), Some(text));
    }
    for text in [
        "1.234",
        "-1",
        "+1",
        "01",
        ".5",
        "5.",
        "1,5",
        "1e3",
        "NaN",
        "1000000000000000",
    ] {
        let error = with(&[("price", text)]).unwrap_err();
        assert_eq!(error.field.as_deref(), Some("price"), "{text}");
        assert_eq!(
            error.message,
            format!(
                "Do it: Price must be a number such as 12.5 with at most 2 decimals, zero or more, not {text:?}"
            )
        );
    }
    assert_eq!(
        with(&[("units", "-0.125")]).unwrap().param("units"),
        Some("-0.125")
    );
    assert!(with(&[("units", "--1")]).is_err());
}

#[test]
fn a_json_object_is_kept_without_blanks() {
    let intent = with(&[("data", r#" {"b": 1, "a": ["x y"]} "#)]).unwrap();
    assert_eq!(intent.param("data"), Some(r#"{"b":1,"a":["x y"]}"#));
    for (text, message) in [
        (
            "[1]",
            r#"Do it: Data must be a JSON object such as {"key": "value"}, not "[1]""#,
        ),
        (
            "{",
            r#"Do it: Data must be JSON (EOF while parsing an object at line 1 column 1), not "{""#,
        ),
        (
            r#"{"a":"0123456789012345678901234567890123"}"#,
            "Do it: Data has 42 bytes, at most 40 are allowed",
        ),
    ] {
        assert_eq!(with(&[("data", text)]).unwrap_err().message, message);
    }
}

#[test]
fn what_a_placeholder_brings_into_json_stays_inside_its_string() {
    let traits = &[("tiny_id", "7"), ("plan", r#"gold","x":"y"#)];
    let params = &[("to", "silver"), ("data", r#"{"a":["%trait.plan%"]}"#)];
    let intent = judged("do_it", traits, params, &[]).unwrap();
    assert_eq!(intent.param("data"), Some(r#"{"a":["gold\",\"x\":\"y"]}"#));
}

#[test]
fn a_parameter_is_asked_for_only_under_its_condition() {
    let asked = with(&[("when", "now"), ("why", "late"), ("prorate", "true")]).unwrap();
    assert_eq!(asked.param("why"), Some("late"));
    assert_eq!(asked.param("keep"), Some("all"));

    let not_asked = with(&[("when", "period_end")]).unwrap();
    assert_eq!(not_asked.param("why"), None);
    assert_eq!(not_asked.param("keep"), None, "not even its default");

    let missing = with(&[("when", "now")]).unwrap_err();
    assert_eq!(missing.message, "Do it needs Why");

    for params in [
        &[("why", "late")][..],
        &[("why", "late"), ("when", "period_end")],
    ] {
        let error = with(params).unwrap_err();
        assert_eq!(error.field.as_deref(), Some("why"));
        assert_eq!(error.message, "Do it: Why is only for When now");
        assert_eq!(
            error.hint.as_deref(),
            Some("Leave it out, or choose now for When")
        );
    }
}
