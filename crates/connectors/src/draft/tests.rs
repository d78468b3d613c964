use serde::Deserialize;
use serde_json::json;

use super::*;
use crate::testing::tiny::{change, read, tiny};
use crate::testing::{Vendor, intent};
use crate::{Idempotency, Outcome, RunReport};

#[derive(Serialize, Deserialize)]
struct Memo {
    subscription: String,
}

#[tokio::test]
async fn a_draft_becomes_the_plan_that_a_run_reads() {
    let vendor = Vendor::start().await;
    vendor.json("GET /look", 200, &json!({}));
    let (session, _) = tiny();
    let traits = [("tiny_id", "7"), ("plan", "gold")];
    let intent = intent(&session, "do_it", &traits, &[("to", "silver")]).unwrap();
    let mut draft = Draft::new((), &session, &intent);
    let reply = draft.look(read(&vendor.url(), "look")).await.unwrap();
    assert_eq!(reply.status, 200);
    draft.warn("Think");
    draft
        .remember(&Memo {
            subscription: "71".into(),
        })
        .unwrap();
    let request = change(&vendor.url(), "do", Idempotency::None);
    let plan = draft.planned("Do it", vec![request.clone()]);

    assert_eq!((plan.connector, plan.action), ("tiny", "do_it"));
    assert_eq!(plan.warnings, ["Think"]);
    assert_eq!(plan.steps.len(), 2);
    assert_eq!(plan.steps[0].status, Some(200));
    assert_eq!(sole_change(&plan).unwrap().url, request.url);
    assert_eq!(memo::<Memo>(&plan).unwrap().subscription, "71");
    vendor.transcript().await;

    let handout = Handout::descriptor("Gold", json!({}));
    let plan = Draft::new((), &session, &intent).made("Hand it out", handout.clone());
    assert_eq!(plan.handout, Some(handout));
    assert_eq!(plan.changes().count(), 0);
}

#[tokio::test]
async fn a_plan_that_does_not_fit_is_to_be_made_anew() {
    let (session, _) = tiny();
    let traits = [("tiny_id", "7"), ("plan", "gold")];
    let intent = intent(&session, "do_it", &traits, &[("to", "silver")]).unwrap();
    let request = || change("http://127.0.0.1:1", "do", Idempotency::None);
    for changes in [vec![], vec![request(), request()]] {
        let mut draft = Draft::new((), &session, &intent);
        assert!(draft.remember(&7).is_err());
        let plan = draft.planned("Do it", changes);
        for error in [
            sole_change(&plan).err().unwrap(),
            memo::<Memo>(&plan).err().unwrap(),
        ] {
            assert_eq!(error.hint.as_deref(), Some("Make a new plan"));
            assert_eq!(RunReport::ended(error).outcome, Outcome::Failed);
        }
    }
}
