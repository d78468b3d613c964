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

fn handing_out(handout: Option<Handout>) -> Plan {
    Plan {
        connector: "tiny",
        action: "do_it",
        user: None,
        summary: "Make a link".into(),
        steps: Vec::new(),
        warnings: Vec::new(),
        preview: Vec::new(),
        before: Vec::new(),
        handout,
        made_at: crate::testing::NOW.parse().unwrap(),
        memo: Map::new(),
    }
}

#[test]
fn what_is_handed_out_is_put_on_record_and_nothing_is_sent() {
    let url = Url::parse("https://shop.example.com/cart/1:2?discount=A%20B").unwrap();
    let report = RunReport::handed_out(&handing_out(Some(Handout::link("Cart", &url))));
    assert_eq!(report.outcome, Outcome::Succeeded);
    assert_eq!(report.summary, "Cart: nothing was sent, the link is ready");
    assert_eq!(report.vendor["link"], url.as_str());
    let json = json!({ "store": "google", "product_id": "gold" });
    let handout = Handout::descriptor("Gold", json.clone());
    let report = RunReport::handed_out(&handing_out(Some(handout)));
    assert_eq!(report.vendor["descriptor"], json);
    let report = RunReport::handed_out(&handing_out(None));
    assert_eq!(report.outcome, Outcome::Failed);
}

#[test]
fn a_handout_is_shown_without_secrets_and_old_plans_have_none() {
    use crate::testing::{CANARY, tiny::tiny};
    let (session, _) = tiny();
    let url = Url::parse(&format!("https://shop.example.com/{CANARY}")).unwrap();
    for handout in [
        Handout::link(CANARY, &url),
        Handout::descriptor(CANARY, json!({ CANARY: [CANARY] })),
    ] {
        let view = session.view(&handing_out(Some(handout)));
        let text = serde_json::to_string(&view).unwrap();
        assert!(!text.contains(CANARY), "{text}");
        assert_eq!(serde_json::from_str::<PlanView>(&text).unwrap(), view);
    }
    let mut old = serde_json::to_value(session.view(&handing_out(None))).unwrap();
    assert!(old.get("handout").is_none());
    // Plans that were kept before their assumptions were.
    assert!(old.as_object_mut().unwrap().remove("assumed").is_some());
    assert_eq!(
        serde_json::from_value::<PlanView>(old).unwrap().handout,
        None
    );
}
