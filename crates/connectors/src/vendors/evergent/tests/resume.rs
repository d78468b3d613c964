//! Resume and reactivate: the whole conversation, planned and run.

use insta::assert_snapshot;

use super::{defaults, golden, monthly};

#[tokio::test]
async fn resume_with_required_parameters() {
    assert_snapshot!(
        golden(
            "resume_subscription",
            &[],
            &defaults(),
            &[monthly("paused")],
            &[monthly("ACTIVE")],
        )
        .await
    );
}

#[tokio::test]
async fn reactivate_with_required_parameters() {
    assert_snapshot!(
        golden(
            "reactivate_subscription",
            &[],
            &defaults(),
            &[monthly("FINAL_BILL")],
            &[monthly("ACTIVE")],
        )
        .await
    );
}
