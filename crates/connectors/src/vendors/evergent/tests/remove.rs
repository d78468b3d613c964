//! Remove subscription: the whole conversation, planned and run.

use insta::assert_snapshot;

use super::{defaults, golden, monthly, subscription};

#[tokio::test]
async fn remove_with_required_parameters() {
    assert_snapshot!(
        golden(
            "remove_subscription",
            &[],
            &defaults(),
            &[monthly("ACTIVE")],
            &[monthly("FINAL BILL")],
        )
        .await
    );
}

#[tokio::test]
async fn remove_with_all_parameters() {
    assert_snapshot!(
        golden(
            "remove_subscription",
            &[("service", "demo_monthly"), ("reason", "moved abroad")],
            &defaults(),
            &[
                monthly("ACTIVE"),
                subscription("demo_sports", "Demo Sports", "ACTIVE")
            ],
            &[subscription("demo_sports", "Demo Sports", "ACTIVE")],
        )
        .await
    );
}
