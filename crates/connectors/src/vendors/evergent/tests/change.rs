//! Change service: the whole conversation, planned and run.

use insta::assert_snapshot;

use super::{defaults, golden, monthly, subscription};

#[tokio::test]
async fn change_service() {
    assert_snapshot!(
        golden(
            "change_service",
            &[("from", "demo_monthly"), ("to", "demo_annual")],
            &defaults(),
            &[monthly("ACTIVE")],
            &[
                monthly("FINAL BILL"),
                subscription("demo_annual", "Demo Annual", "ACTIVE")
            ],
        )
        .await
    );
}
