use serde_json::json;

use super::*;
use crate::error::Kind;
use crate::testing::tiny::{KEYS, SITE, TINY, change, read};
use crate::testing::{CANARY, NOW, account};

const BASE: &str = "https://api.example.com/v1/";

fn signed(request: &Request) -> crate::Result<Signed> {
    sign(
        request,
        &account(&TINY, SITE, KEYS).unwrap(),
        None,
        NOW.parse().unwrap(),
    )
}

fn form(fields: &[(&str, &str)]) -> Body {
    Body::Form(
        fields
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect(),
    )
}

fn text(signed: &Signed) -> String {
    String::from_utf8(signed.body.clone().unwrap()).unwrap()
}

#[test]
fn secrets_stand_where_they_belong_on_the_wire_and_as_masks_on_paper() {
    let key = "api_key";
    let header = |name, value: String| (name, value);
    for (credential, (name, sent), shown) in [
        (
            Credential::BasicUser {
                setting: key,
                password: "x",
            },
            header(
                "authorization",
                "Basic Y2FuYXJ5LUszWS05ZjhlN2Q2YzViNGE6eA==".into(),
            ),
            "Basic ‹api_key›:x",
        ),
        (
            Credential::BasicPassword {
                user: "a@example.com/token".into(),
                setting: key,
            },
            header(
                "authorization",
                "Basic YUBleGFtcGxlLmNvbS90b2tlbjpjYW5hcnktSzNZLTlmOGU3ZDZjNWI0YQ==".into(),
            ),
            "Basic a@example.com/token:‹api_key›",
        ),
        (
            Credential::Header {
                name: "x-api-key",
                prefix: "Key ",
                setting: key,
            },
            header("x-api-key", format!("Key {CANARY}")),
            "Key ‹api_key›",
        ),
    ] {
        let request = read(BASE, "a").credential(credential);
        let signed = signed(&request).unwrap();
        assert_eq!(signed.headers, [(name.to_owned(), sent, true)]);
        assert_eq!(request.shown_headers()[name], shown);
    }
}

#[test]
fn a_secret_in_the_query_stands_behind_what_is_there() {
    let request = read(BASE, "a?b=c").credential(Credential::Query {
        name: "api-key",
        setting: "api_key",
    });
    assert_eq!(
        signed(&request).unwrap().url.as_str(),
        format!("{BASE}a?b=c&api-key={CANARY}")
    );
    assert_eq!(
        request.shown_url(),
        format!("{BASE}a?b=c&api-key=‹api_key›")
    );
    assert_eq!(request.url.as_str(), format!("{BASE}a?b=c"));
}

#[test]
fn a_secret_in_the_path_is_one_segment_of_it() {
    let path = format!("keys/{}/transactions/7?a=b", segment("pin"));
    let request = read(BASE, &path).credential(Credential::Path { setting: "pin" });
    assert_eq!(
        request.shown_url(),
        format!("{BASE}keys/‹pin›/transactions/7?a=b")
    );
    let with = |pin: &str| {
        let account = account(&TINY, SITE, &[("api_key", CANARY), ("pin", pin)]).unwrap();
        sign(&request, &account, None, NOW.parse().unwrap())
    };
    assert_eq!(
        with("a/../b c?#%2F").unwrap().url.as_str(),
        format!("{BASE}keys/a%2F..%2Fb%20c%3F%23%252F/transactions/7?a=b")
    );
    for dots in [".", ".."] {
        let error = with(dots).err().unwrap();
        assert_eq!(error.message, "the secret pin cannot stand in a URL");
    }
    // Not as a part of a segment, not in the query, not twice.
    for path in ["keys", "keys/x‹pin›", "keys?key=‹pin›", "‹pin›/‹pin›"] {
        let request = read(BASE, path).credential(Credential::Path { setting: "pin" });
        let account = account(&TINY, SITE, &[("api_key", CANARY), ("pin", "1")]).unwrap();
        let error = sign(&request, &account, None, NOW.parse().unwrap());
        assert_eq!(error.err().unwrap().kind, Kind::Invalid, "{path}");
    }
}

#[test]
fn a_secret_in_the_body_has_its_place() {
    let json = read(BASE, "a")
        .body(Body::Json(json!({ "who": { "key": "‹api_key›" }, "n": 1 })))
        .credential(Credential::Json {
            pointer: "/who/key".into(),
            setting: "api_key",
        });
    assert_eq!(
        text(&signed(&json).unwrap()),
        format!(r#"{{"who":{{"key":"{CANARY}"}},"n":1}}"#)
    );
    assert_eq!(
        json.shown_body(),
        Some(json!({ "who": { "key": "‹api_key›" }, "n": 1 }))
    );
    let fields = read(BASE, "a")
        .body(form(&[("a b", "ü&=+")]))
        .credential(Credential::Form {
            name: "key",
            setting: "api_key",
        });
    assert_eq!(
        text(&signed(&fields).unwrap()),
        format!("a+b=%C3%BC%26%3D%2B&key={CANARY}")
    );
    assert_eq!(
        fields.shown_body(),
        Some(json!({ "a b": "ü&=+", "key": "‹api_key›" }))
    );
}

#[test]
fn a_secret_without_a_place_is_an_error_and_no_panic() {
    let field = || Credential::Form {
        name: "key",
        setting: "api_key",
    };
    let pointer = || Credential::Json {
        pointer: "/no/such".into(),
        setting: "api_key",
    };
    for request in [
        read(BASE, "a").credential(field()),
        read(BASE, "a")
            .body(Body::Xml("<a/>".into()))
            .credential(field()),
        read(BASE, "a")
            .body(Body::Json(json!([])))
            .credential(field()),
        read(BASE, "a")
            .body(Body::Json(json!({})))
            .credential(pointer()),
        read(BASE, "a").body(form(&[])).credential(pointer()),
    ] {
        assert_eq!(signed(&request).err().unwrap().kind, Kind::Invalid);
        request.shown_body();
    }
}

#[test]
fn a_form_shows_every_field_that_it_sends() {
    let request = change(BASE, "a", crate::Idempotency::Key).body(form(&[
        ("expand[]", "customer"),
        ("items[0][price]", "p1"),
        ("expand[]", "plan"),
        ("expand[]", "plan.product"),
    ]));
    assert_eq!(
        request.shown_body(),
        Some(json!({
            "expand[]": ["customer", "plan", "plan.product"],
            "items[0][price]": "p1",
        }))
    );
    assert_eq!(
        text(&signed(&request).unwrap()),
        "expand%5B%5D=customer&items%5B0%5D%5Bprice%5D=p1&expand%5B%5D=plan&expand%5B%5D=plan.product"
    );
}

#[test]
fn the_content_type_follows_the_body_unless_a_header_says_otherwise() {
    for (body, expected) in [
        (Body::Json(json!({})), "application/json"),
        (form(&[]), "application/x-www-form-urlencoded"),
        (Body::Xml("<a/>".into()), "application/xml"),
    ] {
        let request = read(BASE, "a").body(body);
        let sent = signed(&request).unwrap().headers;
        assert_eq!(sent, [("content-type".into(), expected.into(), false)]);
        assert_eq!(request.shown_headers()["content-type"], expected);
        let own = request.header("content-type", "text/xml");
        let sent = signed(&own).unwrap().headers;
        assert_eq!(sent, [("content-type".into(), "text/xml".into(), false)]);
        assert_eq!(own.shown_headers()["content-type"], "text/xml");
    }
    assert!(signed(&read(BASE, "a")).unwrap().headers.is_empty());
    assert!(signed(&read(BASE, "a")).unwrap().body.is_none());
}

/// Stripe's second step: the schedule's id and dates come with the first one's answer.
fn second_step() -> Request {
    let path = format!("schedules/{}?for={0}", later("schedule_id"));
    change(BASE, &path, crate::Idempotency::Key)
        .header("x-schedule", format!("<{}>", later("schedule_id")))
        .body(form(&[
            ("phases[0][start_date]", &later("start")),
            ("end_behavior", "release"),
        ]))
        .awaits("schedule_id")
        .awaits("start")
}

#[test]
fn a_later_value_is_shown_as_such_and_filled_in_everywhere() {
    let planned = second_step();
    assert_eq!(
        planned.shown_url(),
        format!("{BASE}schedules/‹schedule_id›?for=‹schedule_id›")
    );
    assert_eq!(
        planned.shown_body().unwrap()["phases[0][start_date]"],
        "‹start›"
    );
    let filled = planned
        .fill("schedule_id", "sub_sched/1 ?#ä")
        .unwrap()
        .fill("start", "1795262400")
        .unwrap();
    let signed = signed(&filled).unwrap();
    // One path segment, whatever it holds.
    assert_eq!(
        signed.url.as_str(),
        format!("{BASE}schedules/sub_sched%2F1%20%3F%23%C3%A4?for=sub_sched%2F1%20%3F%23%C3%A4")
    );
    assert_eq!(signed.headers[0].1, "<sub_sched/1 ?#ä>");
    assert_eq!(
        text(&signed),
        "phases%5B0%5D%5Bstart_date%5D=1795262400&end_behavior=release"
    );
}

#[test]
fn a_later_value_is_filled_into_json_strings() {
    let request = change(BASE, "a", crate::Idempotency::None)
        .body(Body::Json(json!({ "a": [{ "id": later("id") }], "n": 1 })))
        .awaits("id")
        .fill("id", "x\"y")
        .unwrap();
    assert_eq!(
        text(&signed(&request).unwrap()),
        r#"{"a":[{"id":"x\"y"}],"n":1}"#
    );
}

#[test]
fn a_request_that_waits_for_a_value_does_not_leave() {
    let half = second_step().fill("start", "1").unwrap();
    let error = signed(&half).err().unwrap();
    assert_eq!(error.kind, Kind::Invalid);
    assert_eq!(error.message, "Change still waits for schedule_id");
}

#[test]
fn a_value_that_cannot_be_is_not_filled_in() {
    for value in ["", ".", ".."] {
        let error = second_step().fill("schedule_id", value).err().unwrap();
        assert_eq!(
            error.message,
            "Change: the vendor gave no usable schedule_id"
        );
    }
    let error = second_step().fill("schedul", "1").err().unwrap();
    assert_eq!(error.message, "Change has no place for schedul");
    let error = change(BASE, "a", crate::Idempotency::None)
        .awaits("id")
        .fill("id", "1")
        .err()
        .unwrap();
    assert_eq!(error.message, "Change has no place for id");
}

#[test]
fn what_people_wrote_in_such_marks_is_left_alone() {
    let request = change(BASE, "a", crate::Idempotency::None)
        .body(form(&[("note", "‹hello›"), ("id", &later("id"))]))
        .awaits("id")
        .fill("id", "7")
        .unwrap();
    assert_eq!(
        text(&signed(&request).unwrap()),
        "note=%E2%80%B9hello%E2%80%BA&id=7"
    );
}
