use serde_json::json;

use super::*;

fn reply(status: u16, changes: bool, body: &[u8]) -> Reply {
    Reply {
        status,
        headers: BTreeMap::new(),
        body: body.to_vec(),
        changes,
        in_doubt: false,
        about: "POST https://x.example.com/a".into(),
    }
}

#[test]
fn only_2xx_is_success() {
    let good: Vec<u16> = (100..600)
        .filter(|s| reply(*s, false, b"").is_success())
        .collect();
    assert_eq!(good, (200..300).collect::<Vec<_>>());
}

#[test]
fn a_body_is_read_as_json_or_text() {
    let good = reply(200, true, br#"{"id":7}"#);
    assert_eq!(good.json::<Value>().unwrap(), json!({ "id": 7 }));
    assert_eq!(reply(200, true, b"\xffa").text(), "\u{fffd}a");
}

#[test]
fn an_answer_to_a_change_that_cannot_be_read_is_unknown() {
    for (status, changes, kind) in [
        (200, true, Kind::Unknown),
        (200, false, Kind::Malformed),
        (404, true, Kind::Malformed),
        (404, false, Kind::Malformed),
    ] {
        let error = reply(status, changes, b"<html>")
            .json::<Value>()
            .unwrap_err();
        assert_eq!(error.kind, kind, "{status} {changes}");
        let start = format!(
            "POST https://x.example.com/a answered {status} with a body that cannot be read: "
        );
        assert!(error.message.starts_with(&start), "{error}");
        assert_eq!(error.details, Some(json!({ "status": status })));
        assert!(error.hint.is_some());
    }
}

#[test]
fn a_no_is_a_no_unless_in_doubt() {
    let no = || Error::new(Kind::NotFound, "gone").hint("Look");
    let mut reply = reply(200, true, b"");
    assert_eq!(reply.verdict(no()).kind, Kind::NotFound);
    reply.in_doubt = true;
    let error = reply.verdict(no());
    assert_eq!(error.kind, Kind::Unknown);
    assert_eq!(
        error.message,
        "gone: the request was sent, but whether it took effect is not known"
    );
    // Said once.
    assert_eq!(reply.verdict(error.clone()).message, error.message);
}
