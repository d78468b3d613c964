//! Answers that prove nothing or never come, and what settles them.

use serde_json::json;
use wiremock::ResponseTemplate;

use super::{
    ADD, AGAIN, COUPON, CREATE, DELAYED, DELETE, Planned, SAVE10, canceled, coupon, ending,
    subscription, vendor_with, wrapped,
};
use crate::Outcome;
use crate::testing::golden::with;
use crate::vendors::chargify::Chargify;

/// What each status of an answer to a change comes to.
#[tokio::test]
async fn every_status_has_its_outcome() {
    let mut said = Vec::new();
    for status in [302, 400, 401, 403, 404, 408, 409, 422, 429, 500, 501, 503] {
        let run = Planned::cancel("immediately").await;
        run.vendor().reply(
            DELETE,
            ResponseTemplate::new(status).set_body_string("Said in plain text."),
        );
        if matches!(status, 302 | 408 | 500 | 503) {
            run.golden
                .json(AGAIN, 200, &wrapped(&subscription(71, "active")));
        }
        let report = run.run().await;
        let error = report.error.unwrap();
        // Whatever the answer: sent once, and nothing after it but a look where it is unknown.
        run.vendor().transcript().await;
        said.push(format!(
            "{status}: {:?}, {:?}: {}",
            report.outcome,
            error.kind,
            error.message.replace(&run.vendor().url(), "http://vendor")
        ));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    302: Unknown, Unknown: DELETE http://vendor/subscriptions/71.json redirects to another place, which is not followed: the request was sent, but whether it took effect is not known
    400: Refused, Refused: Chargify answered 400 when asked to cancel subscription 71 (Gold) at once: Said in plain text
    401: Refused, Unauthorized: Chargify does not accept the API key at 127.0.0.1: Said in plain text
    403: Refused, Forbidden: Chargify answered 403 when asked to cancel subscription 71 (Gold) at once: Said in plain text
    404: Refused, NotFound: Chargify answered 404 when asked to cancel subscription 71 (Gold) at once: Said in plain text
    408: Unknown, Unknown: DELETE http://vendor/subscriptions/71.json answered 408: the request was sent, but whether it took effect is not known
    409: Refused, Refused: Chargify answered 409 when asked to cancel subscription 71 (Gold) at once: Said in plain text
    422: Refused, Refused: Chargify answered 422 when asked to cancel subscription 71 (Gold) at once: Said in plain text
    429: Failed, RateLimited: Chargify answered 429 when asked to cancel subscription 71 (Gold) at once: Said in plain text
    500: Unknown, Unknown: DELETE http://vendor/subscriptions/71.json answered 500: the request was sent, but whether it took effect is not known
    501: Refused, Refused: Chargify answered 501 when asked to cancel subscription 71 (Gold) at once: Said in plain text
    503: Unknown, Unknown: DELETE http://vendor/subscriptions/71.json answered 503: the request was sent, but whether it took effect is not known
    "#);
}

#[tokio::test]
async fn too_many_requests_mean_that_nothing_was_done() {
    let run = Planned::create().await;
    run.vendor().reply(
        CREATE,
        ResponseTemplate::new(429)
            .set_body_string("Your request was denied due to a usage violation."),
    );
    insta::assert_snapshot!(run.ran().await, @r#"
    Failed: Chargify answered 429 when asked to create a subscription to Gold for customer 123 (Ada Lovelace): Your request was denied due to a usage violation
    RateLimited at RateLimit
    Chargify answered 429 when asked to create a subscription to Gold for customer 123 (Ada Lovelace): Your request was denied due to a usage violation
    hint: Chargify takes 4 requests at once for a site, from all programs together. This one was not carried out: wait some minutes before the next
    details: {"status":429,"messages":["Your request was denied due to a usage violation"]}
    "#);
}

/// The answer never comes. The change leaves once, and nobody says that it failed.
#[tokio::test]
async fn a_lost_answer_is_unknown_and_nothing_is_sent_again() {
    for planned in [
        Planned::create().await,
        Planned::cancel("immediately").await,
        Planned::cancel("end_of_period").await,
        Planned::coupon().await,
    ] {
        if planned.plan.action != "create_subscription" {
            planned
                .golden
                .json(AGAIN, 200, &wrapped(&subscription(71, "active")));
        }
        let report = planned.golden.lost(&planned.plan).await;
        assert_eq!(report.outcome, Outcome::Unknown, "{}", planned.plan.action);
        let hint = report.error.unwrap().hint.unwrap();
        assert!(hint.contains("in Chargify before repeating it"), "{hint}");
    }
}

/// The answer never comes, but the subscription shows what was asked for, which it did not before.
#[tokio::test]
async fn a_lost_answer_is_settled_by_what_shows() {
    let coupons = with(
        subscription(71, "active"),
        json!({ "coupon_codes": ["SAVE10"] }),
    );
    let mut said = Vec::new();
    for (planned, now) in [
        (Planned::cancel("immediately").await, canceled(71)),
        (Planned::cancel("end_of_period").await, ending()),
        (Planned::coupon().await, coupons.clone()),
    ] {
        planned.golden.json(AGAIN, 200, &wrapped(&now));
        let report = planned.golden.lost(&planned.plan).await;
        said.push(format!("{:?}: {}", report.outcome, report.summary));
    }
    // Something else shows.
    let planned = Planned::cancel("immediately").await;
    planned.golden.json(AGAIN, 200, &wrapped(&ending()));
    let report = planned.golden.lost(&planned.plan).await;
    assert_eq!(report.outcome, Outcome::Unknown);
    // It was there before, so it proves nothing.
    let vendor = vendor_with(std::slice::from_ref(&coupons)).await;
    vendor.json(COUPON, 200, &coupon());
    let planned = Planned::new(vendor, "add_coupon_code", SAVE10).await;
    planned.golden.json(AGAIN, 200, &wrapped(&coupons));
    let report = planned.golden.lost(&planned.plan).await;
    assert_eq!(report.outcome, Outcome::Unknown);
    insta::assert_snapshot!(said.join("\n"), @"
    Succeeded: There was no clear answer, but Chargify shows that it was done: subscription 71 (Gold) is cancelled
    Succeeded: There was no clear answer, but Chargify shows that it was done: subscription 71 (Gold) is set to be cancelled at the end of its period
    Succeeded: There was no clear answer, but Chargify shows that it was done: subscription 71 (Gold) has coupon SAVE10
    ");
}

/// 2xx with a body that says nothing: the change was probably made.
#[tokio::test]
async fn an_answer_that_cannot_be_read_is_unknown() {
    for body in [
        "",
        "null",
        "[]",
        "<html>Gateway</html>",
        "{\"subscription\":{\"id\":99}}",
        "{\"subscription\":",
    ] {
        for (planned, line) in [
            (Planned::create().await, CREATE),
            (Planned::cancel("immediately").await, DELETE),
            (Planned::cancel("end_of_period").await, DELAYED),
            (Planned::coupon().await, ADD),
        ] {
            planned
                .vendor()
                .reply(line, ResponseTemplate::new(200).set_body_string(body));
            if line != CREATE {
                planned
                    .golden
                    .json(AGAIN, 200, &wrapped(&subscription(71, "active")));
            }
            let report = planned.run().await;
            assert_eq!(report.outcome, Outcome::Unknown, "{line} {body}");
            planned.vendor().transcript().await;
        }
    }
    let run = Planned::create().await;
    run.vendor().reply(
        CREATE,
        ResponseTemplate::new(201).set_body_string("<html>Gateway</html>"),
    );
    insta::assert_snapshot!(run.ran().await, @r#"
    Unknown: POST http://vendor/subscriptions.json answered 201 with a body that cannot be read: it is a web page
    Unknown at Answer
    POST http://vendor/subscriptions.json answered 201 with a body that cannot be read: it is a web page
    hint: Look at the subscriptions of customer 123 to Gold in Chargify before repeating it: the change may have been made. It was sent once and not again
    details: {"status":201}
    "#);
}

/// A plan that was tampered with or comes from elsewhere sends nothing.
#[tokio::test]
async fn a_plan_that_is_not_whole_sends_nothing() {
    let run = Planned::coupon().await;
    let mut none = run.plan.clone();
    none.steps.retain(|s| !s.request.changes);
    let mut two = run.plan.clone();
    two.steps.extend(run.plan.changes().cloned());
    let mut forgetful = run.plan.clone();
    forgetful.memo.clear();
    let mut said = Vec::new();
    for plan in [none, two, forgetful] {
        let report = run.golden.session.run(&Chargify, &plan).await;
        assert_eq!(report.outcome, Outcome::Failed);
        said.push(report.summary);
    }
    run.vendor().transcript().await;
    insta::assert_snapshot!(said.join("\n"), @r#"
    The plan cannot be run: it must hold one change
    The plan cannot be run: it must hold one change
    The plan cannot be run: what it remembers cannot be read: missing field `customer`
    "#);
}
