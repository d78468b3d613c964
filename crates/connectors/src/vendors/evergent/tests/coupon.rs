//! Redeem coupon: the whole conversation, planned and run.

use insta::assert_snapshot;
use serde_json::json;

use super::{defaults, golden, monthly, subscription};

#[tokio::test]
async fn redeem_coupon_with_required_parameters() {
    assert_snapshot!(
        golden(
            "redeem_coupon",
            &[("coupon_code", "WINBACK25")],
            &defaults(),
            &[monthly("ACTIVE")],
            &[monthly("ACTIVE")],
        )
        .await
    );
}

#[tokio::test]
async fn redeem_coupon_with_all_parameters() {
    let mut after = subscription("demo_sports", "Demo Sports", "ACTIVE");
    after["promotions"] = json!([{ "promotionId": "p1", "promotionName": "Win back 25 %" }]);
    assert_snapshot!(
        golden(
            "redeem_coupon",
            &[("coupon_code", " WINBACK25 "), ("service", "demo_sports")],
            &defaults(),
            &[
                monthly("ACTIVE"),
                subscription("demo_sports", "Demo Sports", "ACTIVE")
            ],
            &[monthly("ACTIVE"), after],
        )
        .await
    );
}
