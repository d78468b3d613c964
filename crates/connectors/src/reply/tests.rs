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

#[test]
fn a_status_usually_means_this() {
    for (status, kind) in [
        (302, Kind::Malformed),
        (400, Kind::Refused),
        (401, Kind::Unauthorized),
        (403, Kind::Forbidden),
        (404, Kind::NotFound),
        (408, Kind::NoAnswer),
        (410, Kind::NotFound),
        (422, Kind::Refused),
        (429, Kind::RateLimited),
        (500, Kind::NoAnswer),
        (501, Kind::Refused),
        (503, Kind::NoAnswer),
    ] {
        assert_eq!(reply(status, false, b"").kind(), kind, "{status}");
    }
}

#[test]
fn a_web_page_is_known_by_its_first_sign() {
    assert!(reply(200, false, b"\n <!DOCTYPE html>").is_page());
    assert!(!reply(200, false, b"{}").is_page());
    let typed = |kind: &str| {
        let mut typed = reply(200, false, b"<plans/>");
        typed.headers.insert("content-type".into(), kind.into());
        typed.is_page()
    };
    assert!(!typed("application/xml; charset=utf-8"));
    assert!(typed("application/xhtml+xml"));
}
