//! A contact added to a list: what is looked at before, sent, and looked at afterwards.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{FIND, LIST, PUT, SendGrid, WHO, answer, golden, no};
use crate::testing::golden::{Golden, Pairs, shown_report};
use crate::{Outcome, Plan};

const JOB: &str = "GET /v3/marketing/contacts/imports/d9a1cbd2";
const NEEDED: Pairs = &[("list_id", LIST)];

fn contact(lists: &[&str]) -> Value {
    json!({ "result": { "ana@example.com": { "contact": { "id": "c1", "email": "ana@example.com", "list_ids": lists } } } })
}

fn job(status: &str, errored: u32) -> Value {
    json!({ "id": "d9a1cbd2", "status": status, "job_type": "upsert", "results": { "requested_count": 1, "errored_count": errored } })
}

/// A contact that is not known yet, and the plan.
async fn planned() -> (Golden, Plan) {
    let golden = golden().await;
    golden.vendor.reply(FIND, no(404, "not found", None));
    let plan = golden.plan("add_to_list", WHO, NEEDED).await.unwrap();
    (golden, plan)
}

#[tokio::test]
async fn a_new_contact_is_added() {
    let golden = golden().await;
    golden.vendor.reply(FIND, no(404, "not found", None));
    golden.json(PUT, 202, &json!({ "job_id": "d9a1cbd2" }));
    golden.json(JOB, 200, &job("completed", 0));
    let traits = [("email_address", " Ana@Example.com")];
    insta::assert_snapshot!(golden.done("add_to_list", &traits, NEEDED).await);
}

#[tokio::test]
async fn a_contact_on_other_lists_and_one_that_is_on_it_already() {
    let mut all = String::new();
    for lists in [&["another"][..], &["another", LIST]] {
        let golden = golden().await;
        golden.json(FIND, 200, &contact(lists));
        all += &golden.planned("add_to_list", WHO, NEEDED).await;
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn what_becomes_of_the_job() {
    let mut all = String::new();
    for (what, reply, outcome) in [
        (
            "pending",
            answer(200, &job("pending", 0)),
            Outcome::Succeeded,
        ),
        (
            "with errors",
            answer(200, &job("completed", 1)),
            Outcome::Refused,
        ),
        ("errored", answer(200, &job("errored", 1)), Outcome::Refused),
        ("failed", answer(200, &job("failed", 0)), Outcome::Refused),
        ("not told", answer(200, &json!({})), Outcome::Succeeded),
        (
            "no right",
            no(403, "access forbidden", None),
            Outcome::Succeeded,
        ),
    ] {
        let (golden, plan) = planned().await;
        golden.json(PUT, 202, &json!({ "job_id": "d9a1cbd2" }));
        golden.vendor.reply(JOB, reply);
        let report = golden.session.run(&SendGrid, &plan).await;
        assert_eq!(report.outcome, outcome, "{what}");
        golden.vendor.transcript().await;
        write!(all, "# {what}\n{}", shown_report(&report, &golden.vendor)).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn every_refusal_in_words() {
    let mut all = String::new();
    for (what, reply) in [
        (
            "address",
            no(400, "email 'foo@' is not valid", Some("contacts[0].email")),
        ),
        ("list", no(404, "list not found", None)),
        ("right", no(403, "access forbidden", None)),
        (
            "key",
            no(
                401,
                "The provided authorization grant is invalid, expired, or revoked",
                None,
            ),
        ),
        ("long", no(413, "payload too large", None)),
        ("fast", no(429, "too many requests", None)),
    ] {
        let (golden, plan) = planned().await;
        golden.vendor.reply(PUT, reply);
        let report = golden.session.run(&SendGrid, &plan).await;
        assert!(
            matches!(report.outcome, Outcome::Refused | Outcome::Failed),
            "{what}"
        );
        golden.vendor.transcript().await;
        write!(all, "# {what}\n{}", shown_report(&report, &golden.vendor)).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn a_contact_that_cannot_be_looked_at_is_not_planned() {
    let mut all = String::new();
    for reply in [
        no(403, "access forbidden", None),
        answer(200, &json!({ "result": {} })),
        answer(
            200,
            &json!({ "result": { "ana@example.com": { "contact": {} } } }),
        ),
    ] {
        let golden = golden().await;
        golden.vendor.reply(FIND, reply);
        all += &golden.not_planned("add_to_list", WHO, NEEDED).await;
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn a_lost_answer_is_settled_where_the_list_shows_it() {
    let mut all = String::new();
    for (what, was, now) in [
        ("shows", None, answer(200, &contact(&[LIST]))),
        ("does not show", None, no(404, "not found", None)),
        (
            "was there before",
            Some([LIST]),
            answer(200, &contact(&[LIST])),
        ),
        ("no right", None, no(403, "access forbidden", None)),
    ] {
        let golden = golden().await;
        let before = was.map_or_else(
            || no(404, "not found", None),
            |lists| answer(200, &contact(&lists)),
        );
        golden.vendor.reply(FIND, before);
        let plan = golden.plan("add_to_list", WHO, NEEDED).await.unwrap();
        golden.vendor.reply(FIND, now);
        let report = golden.lost(&plan).await;
        write!(all, "# {what}\n{}", shown_report(&report, &golden.vendor)).unwrap();
    }
    insta::assert_snapshot!(all);
}

/// 2xx without what it is documented to hold.
#[tokio::test]
async fn a_success_without_a_job_is_looked_at() {
    let (golden, plan) = planned().await;
    golden.json(PUT, 202, &json!({}));
    golden.vendor.reply(FIND, no(404, "not found", None));
    let report = golden.session.run(&SendGrid, &plan).await;
    golden.vendor.transcript().await;
    assert_eq!(report.outcome, Outcome::Unknown);
}
