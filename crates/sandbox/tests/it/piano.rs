use patchbay_sandbox::{PIANO_AID, PIANO_TOKEN};
use reqwest::Method;
use serde_json::{Value, json};

use crate::Rig;

fn token() -> (&'static str, &'static str) {
    ("api_token", PIANO_TOKEN)
}

impl Rig {
    async fn piano(&self, path: &str) -> Value {
        let path = format!("/piano/api/v3/publisher/{path}");
        self.call(Method::GET, &path, &[token()], "").await.json()
    }

    /// A form, with the token in it.
    async fn piano_sent(&self, path: &str, fields: &str) -> Value {
        let path = format!("/piano/api/v3/publisher/{path}");
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let body = format!("{fields}&api_token={PIANO_TOKEN}");
        let said = self.call(Method::POST, &path, &form, body).await;
        assert_eq!(said.status, 200);
        said.json()
    }

    /// The first subscription of a user of the cast.
    async fn first(&self, number: u32) -> Value {
        let path = format!("subscription/list?aid={PIANO_AID}&uid=PNI00{number}");
        self.piano(&path).await["subscriptions"][0].clone()
    }

    async fn change(&self, number: u32, to: &str, timing: u32) -> Value {
        let id = self.first(number).await["subscription_id"].clone();
        let id = id.as_str().unwrap();
        let fields = format!(
            "aid={PIANO_AID}&uid=PNI00{number}&subscription_from={id}&term_to={to}&billing_timing={timing}&immediate_access=true&prorate_access=false"
        );
        self.piano_sent("term/change/do", &fields).await
    }

    async fn resume(&self, number: u32) -> Value {
        let id = self.first(number).await["subscription_id"].clone();
        let fields = format!("aid={PIANO_AID}&subscription_id={}", id.as_str().unwrap());
        self.piano_sent("subscription/resume", &fields).await
    }
}

#[tokio::test]
async fn drawn_from_the_seed() {
    let list = |number: u32| {
        format!("/piano/api/v3/publisher/subscription/list?aid={PIANO_AID}&uid=PNI00{number}")
    };
    let mut paths = vec![format!("/piano/api/v3/publisher/term/list?aid={PIANO_AID}")];
    paths.extend((1050..1060).map(list));
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    crate::all::drawn_from_the_seed(&paths, &[token()]).await;
}

#[tokio::test]
async fn a_wrong_token_or_application_is_refused_inside_200() {
    let rig = Rig::new().await;
    let path = format!("/piano/api/v3/publisher/app/get?aid={PIANO_AID}");
    for headers in [vec![], vec![("api_token", "another")]] {
        let said = rig.call(Method::GET, &path, &headers, "").await;
        assert_eq!((said.status, &said.json()["code"]), (200, &json!(2)));
    }
    assert_eq!(
        rig.piano("app/get?aid=other").await["message"],
        "App not found"
    );
    assert_eq!(
        rig.piano(&format!("app/get?aid={PIANO_AID}")).await["app"]["aid"],
        PIANO_AID
    );
}

#[tokio::test]
async fn lists_come_in_pages_with_their_total() {
    let rig = Rig::new().await;
    let last = rig
        .piano(&format!("term/list?aid={PIANO_AID}&offset=100&limit=100"))
        .await;
    assert_eq!((&last["total"], &last["count"]), (&json!(105), &json!(5)));
    let running = rig
        .piano(&format!("promotion/list?aid={PIANO_AID}&expired=active"))
        .await;
    assert_eq!(running["total"], 2);
    let codes = format!("promotion/code/list?aid={PIANO_AID}&promotion_id=PRWINTER&offset=100");
    assert_eq!(rig.piano(&codes).await["count"], 20);
    let unknown = rig.piano(&format!("term/list?aid={PIANO_AID}&q=x")).await;
    assert_eq!(
        unknown["validation_errors"]["errors"]["q"],
        "q is not simulated by the Patchbay sandbox"
    );
}

#[tokio::test]
async fn two_users_share_an_address() {
    let rig = Rig::new().await;
    let user = &rig.sandbox.users()[12];
    let path = format!(
        "user/search?aid={PIANO_AID}&email={}",
        user.traits["email_address"]
    );
    assert_eq!(rig.piano(&path).await["total"], 2);
    assert!(!user.traits.contains_key("uid"));
    assert!(!rig.sandbox.users()[11].traits.contains_key("uid"));
}

#[tokio::test]
async fn what_ends_is_resumed_and_what_has_ended_is_not() {
    let rig = Rig::new().await;
    assert_eq!(rig.first(1005).await["can_be_resumed"], true);
    assert_eq!(rig.resume(1005).await["data"], true);
    assert_eq!(rig.first(1005).await["auto_renew"], true);
    assert_eq!(rig.resume(1005).await["data"], false);
    assert_eq!(rig.resume(1007).await["message"], "Subscription is expired");
    let day = 86_400;
    rig.control(
        Method::POST,
        "/clock",
        json!({ "advance_seconds": 40 * day }),
    )
    .await;
    assert_eq!(rig.first(1006).await["status_name"], "Expired");
    assert_eq!(rig.first(1005).await["status_name"], "Active");
}

#[tokio::test]
async fn a_change_at_once_and_one_at_the_end() {
    let rig = Rig::new().await;
    assert_eq!(rig.change(1001, "TMPREMIUM001", 0).await["data"], true);
    assert_eq!(rig.first(1001).await["term"]["term_id"], "TMPREMIUM001");

    assert_eq!(rig.change(1002, "TMBASIC00001", 1).await["data"], true);
    let id = rig.first(1002).await["subscription_id"].clone();
    let id = id.as_str().unwrap();
    let status = format!("aid={PIANO_AID}&uid=PNI001002&subscription_id={id}");
    let path = "term/change/getSubscriptionUpgradeStatus";
    assert_eq!(rig.piano_sent(path, &status).await["status"], 1);
    let can = format!("subscription_id={id}");
    assert_eq!(rig.piano_sent("term/change/can", &can).await["data"], false);
    let again = rig.change(1002, "TMBASIC00001", 1).await;
    assert_eq!(again["message"], "Subscription can not be upgraded");
    rig.control(
        Method::POST,
        "/clock",
        json!({ "advance_seconds": 32 * 86_400 }),
    )
    .await;
    assert_eq!(rig.piano_sent(path, &status).await["status"], 2);
    assert_eq!(rig.first(1002).await["term"]["term_id"], "TMBASIC00001");
}

#[tokio::test]
async fn changes_that_are_refused() {
    let rig = Rig::new().await;
    for (number, to, timing, field, message) in [
        (1001, "TMSPORTS0001", 0, "term_to", "Validation failed"),
        (1001, "NOPE", 0, "term_to", "Validation failed"),
        (
            1001,
            "TMPREMIUM001",
            7,
            "billing_timing",
            "Validation failed",
        ),
        (1011, "TMPREMIUM001", 0, "", "Payment was declined"),
        (
            1004,
            "TMPREMIUM001",
            0,
            "",
            "Subscription can not be upgraded",
        ),
        (
            1005,
            "TMPREMIUM001",
            0,
            "",
            "Subscription can not be upgraded",
        ),
        (
            1014,
            "TMYEARLY0001",
            0,
            "",
            "Subscription can not be upgraded",
        ),
    ] {
        let said = rig.change(number, to, timing).await;
        assert_eq!(said["message"], message, "{number} to {to}: {said}");
        if !field.is_empty() {
            assert!(
                said["validation_errors"]["errors"][field].is_string(),
                "{said}"
            );
        }
    }
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}

#[tokio::test]
async fn notes_of_the_cast() {
    let rig = Rig::new().await;
    let notes: Vec<String> = rig.sandbox.users()[..15]
        .iter()
        .map(|user| {
            let from = user.note.find("Piano: ").map(|at| &user.note[at..]);
            let own = from.map_or("-", |note| note.split('.').next().unwrap());
            format!("{} {own}", user.id)
        })
        .collect();
    insta::assert_snapshot!(notes.join("\n"));
}
