use serde_json::json;

use super::*;

#[test]
fn how_a_run_ended_follows_from_its_error() {
    for (kind, outcome) in [
        (Kind::Unknown, Outcome::Unknown),
        (Kind::Refused, Outcome::Refused),
        (Kind::Unauthorized, Outcome::Refused),
        (Kind::Forbidden, Outcome::Refused),
        (Kind::NotFound, Outcome::Refused),
        (Kind::Ambiguous, Outcome::Refused),
        (Kind::Invalid, Outcome::Failed),
        (Kind::Unsupported, Outcome::Failed),
        (Kind::RateLimited, Outcome::Failed),
        (Kind::Unreachable, Outcome::Failed),
        (Kind::NoAnswer, Outcome::Failed),
        (Kind::Malformed, Outcome::Failed),
        (Kind::Cancelled, Outcome::Failed),
    ] {
        let report = RunReport::ended(Error::new(kind, "why"));
        assert_eq!(report.outcome, outcome, "{kind:?}");
        assert_eq!(report.summary, "why");
        assert_eq!(report.error.unwrap().kind, kind);
        // Once something was changed, nothing may say that nothing was.
        let report = RunReport::partly("Schedule made", Error::new(kind, "why"));
        assert_eq!(report.outcome, Outcome::Unknown, "{kind:?}");
        assert_eq!(report.summary, "Schedule made, but then: why");
        assert_eq!(report.error.unwrap().kind, kind);
    }
}

#[test]
fn vendor_values_are_kept_when_there_are_any() {
    let report = RunReport::succeeded("Done")
        .with("id", 71)
        .with("none", Value::Null)
        .with("state", "active");
    assert_eq!(report.outcome, Outcome::Succeeded);
    assert_eq!(
        Value::Object(report.vendor),
        json!({ "id": 71, "state": "active" })
    );
}
