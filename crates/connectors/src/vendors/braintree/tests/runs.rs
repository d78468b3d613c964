//! Runs: what the answer proves, and what is said and read when it proves nothing.

use wiremock::ResponseTemplate;

use super::{
    ADD_ONS, Answers, BY_ID, CREATE, GOLD, NEW, READ, SAVE, UPDATE, active, add_ons, card,
    discount, for_discount, for_subscribe, read_new, refused, subscription,
};
use crate::testing::golden::{Golden, shown_report};
use crate::vendors::braintree::Braintree;
use crate::{Outcome, Plan, RunReport};

async fn subscribing() -> (Golden, Plan) {
    let golden = for_subscribe(&card("pm_5k2", true, "")).await;
    let plan = golden.plan("subscribe_plan", BY_ID, GOLD).await.unwrap();
    (golden, plan)
}

async fn discounting() -> (Golden, Plan) {
    let golden = for_discount(&active()).await;
    let plan = golden.plan("add_discount", BY_ID, SAVE).await.unwrap();
    (golden, plan)
}

fn made() -> String {
    subscription(NEW, "gold_monthly", "Active", "")
}

fn discounted() -> String {
    subscription("sub_1", "gold_monthly", "Active", &discount("save20"))
}

/// The report, and no other request was sent than what was expected.
async fn ran(golden: &Golden, plan: &Plan) -> RunReport {
    let report = golden.session.run(&Braintree, plan).await;
    golden.vendor.transcript().await;
    report
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_reading_the_new_subscription() {
    let (golden, plan) = subscribing().await;
    golden.xml(&read_new(), 200, &made());
    let report = golden.lost(&plan).await;
    assert_eq!(report.outcome, Outcome::Succeeded);
    insta::assert_snapshot!(shown_report(&report, &golden.vendor));
}

/// A subscription that lacks what was bought beside the plan is not what was asked for.
#[tokio::test]
async fn an_add_on_that_is_not_shown_leaves_it_unknown() {
    let golden = for_subscribe(&card("pm_5k2", true, "")).await;
    golden.xml(ADD_ONS, 200, &add_ons());
    let params = [("plan_id", "gold_monthly"), ("add_on_id", "hd")];
    let plan = golden.plan("subscribe_plan", BY_ID, &params).await.unwrap();
    golden
        .xml(CREATE, 201, &made())
        .xml(&read_new(), 200, &made());
    let report = ran(&golden, &plan).await;
    assert_eq!(report.outcome, Outcome::Unknown, "{}", report.summary);
    assert!(
        report.summary.contains("without the add-on hd"),
        "{}",
        report.summary
    );
    let golden = for_subscribe(&card("pm_5k2", true, "")).await;
    golden.xml(ADD_ONS, 200, &add_ons());
    let params = [("plan_id", "gold_monthly"), ("add_on_id", "nope")];
    let error = golden.plan("subscribe_plan", BY_ID, &params).await.err();
    let error = error.unwrap();
    assert_eq!(error.field.as_deref(), Some("add_on_id"));
    assert_eq!(
        error.message,
        "There is no Braintree add-on with the ID nope"
    );
}

#[tokio::test]
async fn a_new_subscription_that_is_not_there_stays_unknown() {
    let (golden, plan) = subscribing().await;
    golden.xml(&read_new(), 404, "<html>none</html>");
    let report = golden.lost(&plan).await;
    insta::assert_snapshot!(shown_report(&report, &golden.vendor));
}

#[tokio::test]
async fn a_new_subscription_that_cannot_be_looked_up_stays_unknown() {
    let (golden, plan) = subscribing().await;
    golden.xml(&read_new(), 403, "");
    let report = golden.lost(&plan).await;
    insta::assert_snapshot!(shown_report(&report, &golden.vendor));
}

#[tokio::test]
async fn a_lost_answer_about_a_discount_is_settled_by_reading() {
    let (golden, plan) = discounting().await;
    golden.xml(READ, 200, &discounted());
    assert_eq!(golden.lost(&plan).await.outcome, Outcome::Succeeded);
    let (golden, plan) = discounting().await;
    golden.xml(READ, 200, &active());
    let report = golden.lost(&plan).await;
    insta::assert_snapshot!(shown_report(&report, &golden.vendor));
}

/// A 5xx, half a document and a success that does not show the change are no answers: one change was sent, one read.
#[tokio::test]
async fn what_is_no_answer_is_looked_up_and_not_sent_again() {
    let page =
        |status| ResponseTemplate::new(status).set_body_raw("<html><h1>Oops</h1>", "text/html");
    let xml = |text: &str| ResponseTemplate::new(200).set_body_raw(text, "application/xml");
    for reply in [
        page(500),
        page(504),
        page(200),
        xml(&discounted()[..200]),
        xml("<customer><id>1</id></customer>"),
        xml(&active()),
        xml(&discounted().replace("sub_1", "sub_9")),
        ResponseTemplate::new(302).insert_header("location", "https://login.invalid/"),
    ] {
        for (shown, outcome) in [
            (discounted(), Outcome::Succeeded),
            (active(), Outcome::Unknown),
        ] {
            let (golden, plan) = discounting().await;
            golden.vendor.reply(UPDATE, reply.clone());
            golden.xml(READ, 200, &shown);
            let report = ran(&golden, &plan).await;
            assert_eq!(report.outcome, outcome, "{}", report.summary);
        }
    }
}

/// It was asked for at another price than it is shown at.
#[tokio::test]
async fn another_price_is_no_success() {
    for (shown, outcome) in [("12.00", Outcome::Unknown), ("9.50", Outcome::Succeeded)] {
        let golden = for_subscribe(&card("pm_5k2", true, "")).await;
        let params = [GOLD[0], ("price", "9.5")];
        let plan = golden.plan("subscribe_plan", BY_ID, &params).await.unwrap();
        let made = made().replace("12.00", shown);
        golden.xml(CREATE, 201, &made);
        if outcome == Outcome::Unknown {
            golden.xml(&read_new(), 200, &made);
        }
        assert_eq!(ran(&golden, &plan).await.outcome, outcome);
    }
}

#[tokio::test]
async fn a_subscription_that_is_not_as_asked_for_is_no_success() {
    for shown in [
        subscription(NEW, "silver_trial", "Active", ""),
        subscription(NEW, "gold_monthly", "Canceled", ""),
        made().replace("pm_5k2", "pm_other"),
        made().replace("<status>Active</status>", ""),
    ] {
        let (golden, plan) = subscribing().await;
        golden
            .xml(CREATE, 201, &shown)
            .xml(&read_new(), 200, &shown);
        let report = ran(&golden, &plan).await;
        assert_eq!(report.outcome, Outcome::Unknown, "{}", report.summary);
    }
}

/// Each "no" in the vendor's own words; nothing is read afterwards, since nothing was done.
#[tokio::test]
async fn refusals_are_told_with_their_remedy() {
    let mut said = String::new();
    for (code, attribute, message) in [
        ("91904", "plan_id", "Plan ID is invalid."),
        (
            "91903",
            "payment_method_token",
            "Payment method token is invalid.",
        ),
        (
            "91928",
            "payment_method_token",
            "Payment instrument type is not allowed.",
        ),
        (
            "91930",
            "payment_method_token",
            "Payment instrument is not supported by the merchant account.",
        ),
        ("91923", "base", "Currency does not match."),
        ("81902", "id", "ID has already been taken."),
    ] {
        let (golden, plan) = subscribing().await;
        golden.xml(CREATE, 422, &refused(code, attribute, message));
        said += &shown_report(&ran(&golden, &plan).await, &golden.vendor);
    }
    for (code, message) in [
        ("92013", "Inherited from ID is invalid."),
        ("92014", "Inherited from ID is required."),
        ("91911", "Discount has already been added."),
        ("81901", "Subscription has already been canceled."),
        ("81910", "Subscription has expired."),
        ("91920", "Cannot add to a past due subscription."),
        ("92022", "Cannot edit a past due subscription."),
    ] {
        let (golden, plan) = discounting().await;
        let body = refused(code, "inherited_from_id", message)
            .replace("<subscription>", "<subscription><discounts><add><index-0>")
            .replace(
                "</subscription>",
                "</index-0></add></discounts></subscription>",
            );
        golden.xml(UPDATE, 422, &body);
        said += &shown_report(&ran(&golden, &plan).await, &golden.vendor);
    }
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn a_declined_payment_created_nothing() {
    let told = |why: &str| {
        format!(
            "<api-error-response><errors><errors type=\"array\"/></errors><message>Do Not Honor</message><transaction>\
             <id>tx_9</id>{why}</transaction></api-error-response>"
        )
    };
    let (golden, plan) = subscribing().await;
    let declined = told(
        "<status>processor_declined</status><processor-response-code>2000</processor-response-code>\
         <processor-response-text>Do Not Honor</processor-response-text>",
    );
    golden.xml(CREATE, 422, &declined);
    let report = ran(&golden, &plan).await;
    insta::assert_snapshot!(shown_report(&report, &golden.vendor));
    let (golden, plan) = subscribing().await;
    let rejected = told(
        "<status>gateway_rejected</status><gateway-rejection-reason>fraud</gateway-rejection-reason>",
    );
    golden.xml(CREATE, 422, &rejected);
    let report = ran(&golden, &plan).await;
    assert_eq!(report.outcome, Outcome::Refused);
    insta::assert_snapshot!(report.summary);
}

#[tokio::test]
async fn a_plan_of_another_making_is_not_run() {
    let (golden, mut plan) = subscribing().await;
    plan.memo.remove("subscription");
    let report = ran(&golden, &plan).await;
    assert_eq!(report.outcome, Outcome::Failed);
    assert!(
        report.summary.starts_with("The plan cannot be run"),
        "{}",
        report.summary
    );
}
