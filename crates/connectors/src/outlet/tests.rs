use serde_json::{Map, json};

use crate::testing::tiny::{Tiny, change, tiny};
use crate::testing::{CANARY, Vendor, intent};
use crate::{
    Check, CheckReport, Error, Fact, Idempotency, Item, ItemState, Kind, Plan, RunReport, Verdict,
};

fn echo() -> Error {
    Error::new(Kind::Refused, format!("Invalid key {CANARY}"))
        .hint(format!("Not {CANARY}"))
        .details(json!({ "key": [CANARY] }))
}

fn item() -> Item {
    let mut fields = Map::new();
    fields.insert("owner".into(), json!({ "key": CANARY }));
    Item {
        id: "gold".into(),
        name: format!("Gold {CANARY}"),
        group: Some(CANARY.into()),
        detail: Some(CANARY.into()),
        state: ItemState::Active,
        fields,
    }
}

fn plan() -> Plan {
    Plan {
        connector: "tiny",
        action: "do_it",
        user: Some(format!("Ana {CANARY}")),
        summary: format!("Do {CANARY}"),
        steps: Vec::new(),
        warnings: vec![CANARY.into()],
        preview: vec![Fact::new(CANARY, "1")],
        before: vec![Fact::new("Key", CANARY)],
        handout: None,
        made_at: crate::testing::NOW.parse().unwrap(),
        memo: Map::new(),
    }
}

#[tokio::test]
async fn nothing_that_leaves_the_crate_holds_a_secret() {
    let connector = Tiny {
        check: Some(|| {
            let checks = vec![Check::new(
                CANARY,
                Verdict::Refused,
                format!("No: {CANARY}"),
            )];
            Ok(CheckReport::new(checks))
        }),
        items: Some(|| Ok(vec![item()])),
        report: Some(|| RunReport {
            after: vec![Fact::new(CANARY, CANARY)],
            ..RunReport::ended(echo()).with("echo", json!({ "key": CANARY }))
        }),
        ..Tiny::default()
    };
    let (session, _) = tiny();
    let seen = [
        format!("{:?}", session.check(&connector).await.unwrap()),
        format!("{:?}", session.sync(&connector, "plans").await.unwrap()),
        format!("{:?}", session.run(&connector, &plan()).await),
        format!("{:?}", session.view(&plan())),
    ];
    for text in &seen {
        assert!(!text.contains(CANARY), "{text}");
        assert!(text.contains("‹api_key›"), "{text}");
    }
}

#[tokio::test]
async fn the_errors_hold_none_either() {
    let connector = Tiny {
        check: Some(|| Err(echo())),
        items: Some(|| Err(echo())),
        ..Tiny::default()
    };
    let (session, _) = tiny();
    let seen = [
        format!("{:?}", session.check(&connector).await.unwrap_err()),
        format!("{:?}", session.sync(&connector, "plans").await.unwrap_err()),
    ];
    for text in &seen {
        assert!(!text.contains(CANARY), "{text}");
        assert_eq!(text.matches("‹api_key›").count(), 3, "{text}");
    }
}

#[tokio::test]
async fn an_id_that_would_have_to_be_masked_is_no_entry() {
    let connector = Tiny {
        items: Some(|| {
            let id = format!("gold-{CANARY}");
            Ok(vec![Item { id, ..item() }])
        }),
        ..Tiny::default()
    };
    let (session, _) = tiny();
    let error = session.sync(&connector, "plans").await.unwrap_err();
    assert_eq!(error.kind, Kind::Malformed);
    assert_eq!(
        error.message,
        "an entry of plans has an id that holds a secret: gold-‹api_key›"
    );
}

#[test]
fn a_secret_pasted_into_an_order_is_not_repeated() {
    let (session, _) = tiny();
    let good = [("tiny_id", "7"), ("plan", "gold")];
    let orders = [
        intent(&session, CANARY, &good, &[("to", "silver")]),
        intent(&session, "do_it", &good, &[(CANARY, "1")]),
        intent(
            &session,
            "do_it",
            &good,
            &[("to", "silver"), ("when", CANARY)],
        ),
    ];
    for error in orders.map(Result::unwrap_err) {
        let text = format!("{error:?}");
        assert!(!text.contains(CANARY), "{text}");
        assert!(text.contains("‹api_key›"), "{text}");
    }
}

#[tokio::test]
async fn no_change_leaves_while_planning() {
    let vendor = Vendor::start().await;
    let url = vendor.url();
    let connector = Tiny {
        plan: Some(Box::new(move || change(&url, "charge", Idempotency::Key))),
        ..Tiny::default()
    };
    let (session, tape) = tiny();
    let intent = intent(
        &session,
        "do_it",
        &[("tiny_id", "7"), ("plan", "gold")],
        &[("to", "silver")],
    )
    .unwrap();
    let Err(error) = session.plan(&connector, &intent).await else {
        panic!("a change left");
    };
    assert_eq!(error.kind, Kind::Invalid);
    assert_eq!(
        error.message,
        "Change would change something, and this is no run"
    );
    assert_eq!(vendor.transcript().await, "");
    assert_eq!(tape.exchanges.lock().unwrap().len(), 0);
}
