use serde_json::json;

use super::*;
use crate::definition::BASE_URL;
use crate::plan::{Outcome, RunReport};
use crate::testing::tiny::{LIMITS, TINY};
use crate::testing::{account, intent, session_on};
use crate::{Acceptance, Action, Definition, Effect, Idempotency, Kind, Road};

const OFFER: Action = Action {
    id: "in_app_purchase",
    name: "In-app purchase",
    description: "",
    requires: &[],
    params: &[PRODUCT_ID, PURCHASE_TYPE],
    effect: Effect::HandsOut,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    idempotency: Idempotency::Natural,
    acceptance: Acceptance::NoChange,
};

/// A store whose ids are lower-case.
static STORE: Definition = Definition {
    id: "store",
    name: "Store",
    settings: &[
        PRODUCT_IDS.judge(|text| id(text, "._", 10)).example("gold"),
        BASE_URL,
    ],
    actions: &[
        OFFER,
        Action {
            id: "plain",
            params: &[PRODUCT_ID],
            ..OFFER
        },
    ],
    limits: LIMITS,
    ..TINY
};

fn planned(action: &str, ids: &str, params: &[(&str, &str)]) -> Result<Plan> {
    let account = account(&STORE, &[("product_ids", ids)], &[]).unwrap();
    let (session, _) = session_on(account, &Road::new());
    let intent = intent(&session, action, &[], params)?;
    plan(&session, &intent, "store", "product_ids")
}

#[test]
fn a_descriptor_is_handed_out_and_nothing_is_sent() {
    let ids = "gold\nsilver.m";
    let plan = planned("in_app_purchase", ids, &[("product_id", " silver.m ")]).unwrap();
    assert_eq!(
        plan.summary,
        "Hand out the descriptor for the purchase of silver.m; nothing is sent"
    );
    assert!(plan.steps.is_empty() && plan.warnings.is_empty());
    let expected = json!({
        "store": "store", "product_id": "silver.m", "purchase_type": "purchase",
    });
    assert_eq!(
        plan.handout,
        Some(Handout::descriptor(
            "In-app purchase of silver.m",
            expected.clone()
        ))
    );
    let report = RunReport::handed_out(&plan);
    assert_eq!(report.outcome, Outcome::Succeeded);
    assert_eq!(report.vendor["descriptor"], expected);
}

#[test]
fn the_kind_of_purchase_is_there_where_it_is_asked_for() {
    let params = [("product_id", "gold"), ("purchase_type", "downgrade")];
    let plan = planned("in_app_purchase", "gold", &params).unwrap();
    let Some(Handout::Descriptor { label, json }) = plan.handout else {
        panic!("no descriptor");
    };
    assert_eq!(label, "In-app downgrade of gold");
    assert_eq!(json["purchase_type"], "downgrade");
    let plan = planned("plain", "gold", &params[..1]).unwrap();
    let Some(Handout::Descriptor { json, .. }) = plan.handout else {
        panic!("no descriptor");
    };
    assert_eq!(json, json!({ "store": "store", "product_id": "gold" }));
}

#[test]
fn an_id_that_nobody_typed_is_warned_of_and_one_that_cannot_be_is_refused() {
    for ids in ["gold", ""] {
        let plan = planned("plain", ids, &[("product_id", "silver")]).unwrap();
        assert_eq!(
            plan.warnings,
            [
                "silver is not among the In-app product IDs of the settings: check that the store has it, letter by letter"
            ]
        );
        assert!(plan.handout.is_some());
    }
    for (id, why) in [
        (
            "sil ver",
            "In-app purchase: sil ver must consist of letters, digits and . _",
        ),
        (
            "0123456789a",
            "In-app purchase: 0123456789a is longer than 10 characters",
        ),
    ] {
        let error = planned("in_app_purchase", "gold", &[("product_id", id)])
            .err()
            .unwrap();
        assert_eq!(error.kind, Kind::Invalid);
        assert_eq!(error.field.as_deref(), Some("product_id"));
        assert_eq!(error.message, why);
    }
}

#[test]
fn what_was_typed_stands_behind_what_the_store_lists() {
    let account = account(&STORE, &[("product_ids", "gold, silver, gold")], &[]).unwrap();
    let typed = typed(&account, "product_ids");
    let listed = vec![Item {
        name: "Silver a month".into(),
        ..typed[1].clone()
    }];
    let all = joined(listed, typed);
    let names: Vec<_> = all
        .iter()
        .map(|i| (i.id.as_str(), i.name.as_str()))
        .collect();
    assert_eq!(names, [("silver", "Silver a month"), ("gold", "gold")]);
}
