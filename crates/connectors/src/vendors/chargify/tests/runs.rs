//! Runs: the one change that is sent, what its answer proves, and what is said when it proves nothing.

mod unclear;

use serde_json::{Value, json};

use super::{
    CREATE, CUSTOMER_123, SITE, SUBSCRIPTIONS, canceled, coupon, list_of, silver, subscription,
    vendor_for_create, vendor_with, wrapped,
};
use crate::testing::Vendor;
use crate::testing::golden::{Golden, Pairs, shown_report, with};
use crate::vendors::chargify::Chargify;
use crate::{Outcome, Plan, RunReport};

const DELAYED: &str = "POST /subscriptions/71/delayed_cancel.json";
const DELETE: &str = "DELETE /subscriptions/71.json";
const ADD: &str = "POST /subscriptions/71/add_coupon.json";
const AGAIN: &str = "GET /subscriptions/71.json";
const COUPON: &str = "GET /coupons/validate.json?code=SAVE10&product_family_id=5";
const SAVE10: Pairs = &[("plan", "gold"), ("coupon_code", "SAVE10")];

/// An action, planned; what comes next is the run's.
struct Planned {
    golden: Golden,
    plan: Plan,
}

impl Planned {
    async fn create() -> Self {
        let vendor = vendor_for_create().await;
        Self::new(vendor, "create_subscription", &[("plan", "gold")]).await
    }

    async fn cancel(when: &str) -> Self {
        let vendor = vendor_with(&[subscription(71, "active")]).await;
        Self::new(
            vendor,
            "cancel_subscription",
            &[("plan", "gold"), ("when", when)],
        )
        .await
    }

    async fn coupon() -> Self {
        let vendor = vendor_with(&[subscription(71, "active")]).await;
        vendor.json(COUPON, 200, &coupon());
        Self::new(vendor, "add_coupon_code", SAVE10).await
    }

    async fn new(vendor: Vendor, action: &str, params: Pairs<'_>) -> Self {
        let golden = Golden::on(&Chargify, SITE, vendor);
        let plan = golden.plan(action, CUSTOMER_123, params).await.unwrap();
        Self { golden, plan }
    }

    fn vendor(&self) -> &Vendor {
        &self.golden.vendor
    }

    fn answers(self, line: &str, status: u16, body: &Value) -> Self {
        self.golden.json(line, status, body);
        self
    }

    async fn run(&self) -> RunReport {
        self.golden.session.run(&Chargify, &self.plan).await
    }

    /// The report, and nothing else was sent than what was expected.
    async fn ran(&self) -> String {
        let report = self.run().await;
        self.vendor().transcript().await;
        shown_report(&report, self.vendor())
    }

    /// The report, and what the vendor received after the plan's look-ups.
    async fn ran_and_sent(&self) -> String {
        self.golden.ran(&self.plan).await
    }
}

fn ending() -> Value {
    with(
        subscription(71, "active"),
        json!({ "cancel_at_end_of_period": true, "delayed_cancel_at": "2026-12-10T10:00:00-05:00" }),
    )
}

fn message() -> Value {
    json!({ "message": "This subscription will be canceled at the end of the current billing period" })
}

#[tokio::test]
async fn created() {
    let new = with(
        subscription(99, "trialing"),
        json!({ "currency": null, "coupon_codes": [] }),
    );
    let run = Planned::create().await.answers(CREATE, 201, &wrapped(&new));
    insta::assert_snapshot!(run.ran_and_sent().await);
}

#[tokio::test]
async fn created_but_not_started_is_no_success() {
    let run = Planned::create().await.answers(
        CREATE,
        201,
        &wrapped(&subscription(99, "failed_to_create")),
    );
    insta::assert_snapshot!(run.ran().await);
}

#[tokio::test]
async fn a_repeat_that_made_a_subscription_says_which() {
    let run = Planned::create()
        .await
        .answers(
            CREATE,
            409,
            &json!({ "errors": ["DuplicatePrevention::DuplicateSubmissionError"] }),
        )
        .answers(
            SUBSCRIPTIONS,
            200,
            &list_of(&[
                subscription(99, "active"),
                with(subscription(98, "active"), json!({ "product": silver() })),
            ]),
        );
    insta::assert_snapshot!(run.ran_and_sent().await);
}

#[tokio::test]
async fn a_repeat_that_made_nothing_says_so() {
    let run = Planned::create()
        .await
        .answers(
            CREATE,
            409,
            &json!({ "errors": ["DuplicatePrevention::DuplicateSubmissionError"] }),
        )
        .answers(SUBSCRIPTIONS, 200, &json!([]));
    insta::assert_snapshot!(run.ran().await, @r#"
    Unknown: Chargify has had this request before (a subscription to Gold for customer 123 (Ada Lovelace)) and does not say how it ended; the customer has got none since the plan was made
    Unknown at Answer
    Chargify has had this request before (a subscription to Gold for customer 123 (Ada Lovelace)) and does not say how it ended; the customer has got none since the plan was made
    hint: Look at the customer in Chargify. Make a new plan only if the subscription is missing there
    details: {"status":409,"messages":["DuplicatePrevention::DuplicateSubmissionError"]}
    after:
      Subscriptions to Gold: none
    "#);
}

#[tokio::test]
async fn a_repeat_that_cannot_be_looked_up_says_so() {
    let run = Planned::create()
        .await
        .answers(
            CREATE,
            409,
            &json!({ "errors": ["DuplicatePrevention::DuplicateSubmissionError"] }),
        )
        .answers(SUBSCRIPTIONS, 403, &json!({}));
    insta::assert_snapshot!(run.ran().await, @r#"
    Unknown: Chargify has had this request before (a subscription to Gold for customer 123 (Ada Lovelace)) and does not say how it ended; the customer's subscriptions could not be read: Chargify answered 403 when asked to list the subscriptions of customer 123, without a message
    Unknown at Answer
    Chargify has had this request before (a subscription to Gold for customer 123 (Ada Lovelace)) and does not say how it ended; the customer's subscriptions could not be read: Chargify answered 403 when asked to list the subscriptions of customer 123, without a message
    hint: Look at the customer in Chargify. Make a new plan only if the subscription is missing there
    details: {"status":409,"messages":["DuplicatePrevention::DuplicateSubmissionError"]}
    "#);
}

#[tokio::test]
async fn cancelled_at_once() {
    let run = Planned::cancel("immediately")
        .await
        .answers(DELETE, 200, &wrapped(&canceled(71)));
    insta::assert_snapshot!(run.ran_and_sent().await);
}

#[tokio::test]
async fn a_cancellation_that_does_not_show_is_no_success() {
    let run = Planned::cancel("immediately").await.answers(
        DELETE,
        200,
        &wrapped(&subscription(71, "active")),
    );
    insta::assert_snapshot!(run.ran().await);
}

#[tokio::test]
async fn set_to_cancel() {
    let run = Planned::cancel("end_of_period")
        .await
        .answers(DELAYED, 200, &message())
        .answers(AGAIN, 200, &wrapped(&ending()));
    insta::assert_snapshot!(run.ran_and_sent().await);
}

#[tokio::test]
async fn set_to_cancel_when_the_period_is_over_already() {
    let run = Planned::cancel("end_of_period")
        .await
        .answers(DELAYED, 200, &message())
        .answers(AGAIN, 200, &wrapped(&canceled(71)));
    let report = run.run().await;
    assert_eq!(report.outcome, Outcome::Succeeded);
    insta::assert_snapshot!(report.summary, @"Cancelled subscription 71 (Gold), whose period has ended");
    run.vendor().transcript().await;
}

/// The vendor said that it is done; that it cannot be shown takes nothing from that.
#[tokio::test]
async fn set_to_cancel_stays_a_success_when_it_cannot_be_read_again() {
    let run = Planned::cancel("end_of_period")
        .await
        .answers(DELAYED, 200, &message())
        .answers(AGAIN, 403, &json!({ "errors": ["Not allowed"] }));
    insta::assert_snapshot!(run.ran().await, @r#"
    Succeeded: Set subscription 71 (Gold) to be cancelled at the end of its period, but it could not be read again: Chargify answered 403 when asked to read subscription 71 again: Not allowed
    vendor: {"subscription_id":71,"customer_id":123,"message":"This subscription will be canceled at the end of the current billing period"}
    "#);
    let run = Planned::cancel("end_of_period")
        .await
        .answers(DELAYED, 200, &message())
        .answers(AGAIN, 200, &json!([]));
    assert_eq!(run.run().await.outcome, Outcome::Succeeded);
}

#[tokio::test]
async fn set_to_cancel_that_does_not_show_is_no_success() {
    let run = Planned::cancel("end_of_period")
        .await
        .answers(DELAYED, 200, &message())
        .answers(AGAIN, 200, &wrapped(&subscription(71, "active")));
    insta::assert_snapshot!(run.ran().await);
}

#[tokio::test]
async fn coupon_added() {
    let with_it = with(
        subscription(71, "active"),
        json!({ "coupon_codes": ["WELCOME", "SAVE10"] }),
    );
    let run = Planned::coupon()
        .await
        .answers(ADD, 200, &wrapped(&with_it));
    insta::assert_snapshot!(run.ran_and_sent().await);
}

#[tokio::test]
async fn a_coupon_that_does_not_show_is_no_success() {
    let run = Planned::coupon()
        .await
        .answers(ADD, 200, &wrapped(&subscription(71, "active")));
    insta::assert_snapshot!(run.ran().await);
}

#[tokio::test]
async fn an_answer_about_another_subscription_is_no_success() {
    let run = Planned::cancel("immediately")
        .await
        .answers(DELETE, 200, &wrapped(&canceled(72)))
        .answers(AGAIN, 200, &wrapped(&canceled(72)));
    insta::assert_snapshot!(run.ran().await, @r#"
    Unknown: Chargify answered with subscription 72 instead of 71
    Unknown at Answer
    Chargify answered with subscription 72 instead of 71
    hint: Look at subscription 71 (Gold) in Chargify before repeating it: the change may have been made. It was sent once and not again
    "#);
    let run = Planned::cancel("end_of_period")
        .await
        .answers(DELAYED, 200, &message())
        .answers(AGAIN, 200, &wrapped(&canceled(72)));
    let report = run.run().await;
    assert_eq!(report.outcome, Outcome::Succeeded);
    assert!(report.after.is_empty());
    insta::assert_snapshot!(report.summary, @"Set subscription 71 (Gold) to be cancelled at the end of its period, but it could not be read again: Chargify answered with subscription 72 instead of 71");
}

/// Every shape of a refusal, as the run ends with it.
#[tokio::test]
async fn refusals_are_told_in_the_vendors_words() {
    let mut said = Vec::new();
    let run = Planned::create().await.answers(CREATE, 422, &json!({ "errors": ["Bank routing number: cannot be blank.", "Reference: has already been taken."] }));
    said.push(run.ran().await);
    let run = Planned::cancel("immediately").await.answers(
        DELETE,
        422,
        &json!({ "error": "The subscription is already canceled" }),
    );
    said.push(run.ran().await);
    let run = Planned::cancel("end_of_period").await.answers(
        DELAYED,
        422,
        &json!({ "errors": "Past due subscriptions cannot be canceled later." }),
    );
    said.push(run.ran().await);
    let run = Planned::coupon().await.answers(
        ADD,
        422,
        &json!({ "codes": ["Coupon Codes: Subscription already has at least one non-stackable coupon."], "subscription": ["Coupon is invalid."] }),
    );
    said.push(run.ran().await);
    let run = Planned::coupon().await.answers(
        ADD,
        422,
        &json!({ "errors": { "codes": ["is not an array"] } }),
    );
    said.push(run.ran().await);
    insta::assert_snapshot!(said.join("\n"));
}
