use serde_json::{Value, json};

use crate::Rig;

#[tokio::test]
async fn coupons_are_added_and_removed() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1002, "active").await[0];
    let (status, body) = rig
        .post(
            &format!("/subscriptions/{id}/add_coupon.json"),
            json!({ "codes": ["FOREVER5"] }),
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        body["subscription"]["coupon_codes"],
        json!(["SAVE10", "FOREVER5"])
    );
    let path = format!("/subscriptions/{id}/remove_coupon.json?coupon_code=SAVE10");
    assert_eq!(
        rig.delete(&path, Value::Null).await,
        (200, json!("Coupon successfully removed"))
    );
    assert_eq!(
        rig.subscription(id).await["coupon_codes"],
        json!(["FOREVER5"])
    );
    let none = json!({ "subscription": ["There's no coupon applied to this subscription"] });
    assert_eq!(rig.delete(&path, Value::Null).await, (422, none));
}

#[tokio::test]
async fn the_deprecated_query_form_replaces_all_coupons() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1002, "active").await[0];
    let (status, body) = rig
        .post(
            &format!("/subscriptions/{id}/add_coupon.json?code=HALF"),
            Value::Null,
        )
        .await;
    assert_eq!(
        (status, &body["subscription"]["coupon_codes"]),
        (200, &json!(["HALF"]))
    );
}

#[tokio::test]
async fn a_coupon_that_does_not_fit_is_refused_in_a_map_of_lists() {
    let rig = Rig::new().await;
    let plain = rig.subscriptions(1001, "active").await[0];
    let carries_one = rig.subscriptions(1002, "active").await[0];
    let carries_solo = rig.subscriptions(1018, "active").await[0];
    let ended = rig.subscriptions(1007, "canceled").await[0];
    for (id, codes, field, message) in [
        (
            plain,
            json!(["NOPE"]),
            "coupon_code",
            "Coupon Codes: 'NOPE' - Coupon code could not be found.",
        ),
        (
            plain,
            json!(["GOAL15"]),
            "coupon_code",
            "Coupon Codes: 'GOAL15' - Coupon code could not be found.",
        ),
        (
            plain,
            json!(["LAUNCH"]),
            "coupon_code",
            "Coupon Codes: 'LAUNCH' - Coupon code could not be found.",
        ),
        (
            plain,
            json!(["SUMMER"]),
            "coupon_codes",
            "Coupon Codes: 'SUMMER' - Coupon has expired.",
        ),
        (
            plain,
            json!(["FULLHOUSE"]),
            "coupon_codes",
            "Coupon Codes: 'FULLHOUSE' - Coupon has reached its conversion limit.",
        ),
        (plain, json!([]), "codes", "Coupon Codes: cannot be blank."),
        (
            carries_one,
            json!(["SAVE10"]),
            "coupon_codes",
            "Coupon Codes: 'SAVE10' - Coupon code has already been applied.",
        ),
        (
            carries_one,
            json!(["SOLO50"]),
            "coupon_codes",
            "Coupon Codes: 'SOLO50' - That coupon is not stackable",
        ),
        (
            carries_solo,
            json!(["SAVE10"]),
            "codes",
            "Coupon Codes: Subscription already has at least one non-stackable coupon.",
        ),
    ] {
        let reply = rig
            .post(
                &format!("/subscriptions/{id}/add_coupon.json"),
                json!({ "codes": codes }),
            )
            .await;
        assert_eq!(
            reply,
            (
                422,
                json!({ field: [message], "subscription": ["Coupon is invalid."] })
            )
        );
    }
    let (status, _) = rig
        .post(
            &format!("/subscriptions/{ended}/add_coupon.json"),
            json!({ "codes": ["SAVE10"] }),
        )
        .await;
    assert_eq!(status, 422);
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}

#[tokio::test]
async fn the_last_of_a_limited_coupon_goes_to_one_customer() {
    let rig = Rig::new().await;
    for (customer, status) in [(1001, 200), (1025, 422)] {
        let id = rig.subscriptions(customer, "active").await[0];
        let reply = rig
            .post(
                &format!("/subscriptions/{id}/add_coupon.json"),
                json!({ "codes": ["LASTONE"] }),
            )
            .await;
        assert_eq!(reply.0, status, "{customer}");
    }
}
