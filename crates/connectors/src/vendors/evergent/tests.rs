//! Whole requests and whole sentences: what Evergent receives, and what people read, each in a snapshot.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::profile::{Call, DEFAULT, Profile};
use super::{DEFINITION, Evergent, codes};
use crate::testing::{self, CANARY, Tape, Vendor};
use crate::{Error, Fact, Outcome, Plan, Result, RunReport, Session};

/// Names and values of traits or parameters.
type Pairs<'a> = &'a [(&'a str, &'a str)];

const LOOK: &str = "POST /acme/getActiveSubscriptions";
const WHO: &[(&str, &str)] = &[("customer_id", "cust-1001")];

fn session(vendor: &str, profile: &Value) -> (Session, std::sync::Arc<Tape>) {
    testing::session(
        &Evergent,
        &[
            ("domain", &format!("{vendor}/acme")),
            ("channel_partner_id", "DEMO_US"),
            ("instance_profile", &profile.to_string()),
        ],
    )
}

fn subscription(service: &str, name: &str, status: &str) -> Value {
    json!({
        "serviceID": service, "serviceName": name, "serviceType": "PRODUCT", "status": status,
        "isRenewal": status == "ACTIVE", "isFreemium": false, "startDate": 1_793_491_200_000_i64,
        "validityTill": 1_796_083_200_000_i64, "priceCharged": 9.99, "currencyCode": "USD",
        "paymentMethod": "Credit Card", "orderID": format!("ord-{service}"), "promotions": []
    })
}

fn monthly(status: &str) -> Value {
    subscription("demo_monthly", "Demo Monthly", status)
}

fn holds(list: &[Value]) -> Value {
    json!({ "GetActiveSubscriptionsResponseMessage": {
        "responseCode": "1", "message": "SUCCESS", "AccountServiceMessage": list } })
}

fn wrapped(call: Call, message: &Value) -> Value {
    let profile = Profile::read("{}").unwrap();
    json!({ profile.method(call).unwrap().response_wrapper.as_str(): message })
}

fn done(call: Call) -> Value {
    wrapped(call, &json!({ "responseCode": "1", "message": "SUCCESS" }))
}

async fn plan(
    session: &Session,
    action: &str,
    traits: &[(&str, &str)],
    params: &[(&str, &str)],
) -> Result<Plan> {
    let intent = testing::intent(session, action, traits, params)?;
    session.plan(&Evergent, &intent).await
}

fn facts(title: &str, facts: &[Fact]) -> String {
    facts.iter().fold(String::new(), |mut text, fact| {
        let _ = writeln!(text, "{title} {}: {}", fact.label, fact.value);
        text
    })
}

fn failure(error: &Error) -> String {
    let mut text = format!("error {:?} at {:?}: {}\n", error.kind, error.stage, error);
    if let Some(hint) = &error.hint {
        let _ = writeln!(text, "hint: {hint}");
    }
    if let Some(field) = &error.field {
        let _ = writeln!(text, "field: {field}");
    }
    if let Some(details) = &error.details {
        let _ = writeln!(text, "details: {details}");
    }
    text
}

fn told(report: &RunReport) -> String {
    let mut text = format!("{:?}: {}\n", report.outcome, report.summary);
    if !report.vendor.is_empty() {
        let _ = writeln!(text, "vendor: {}", Value::Object(report.vendor.clone()));
    }
    text += &facts("after", &report.after);
    if let Some(error) = &report.error {
        text += &failure(error);
    }
    text
}

fn planned(session: &Session, plan: &Plan) -> String {
    let view = plan.view(&session.redactor.lock().unwrap());
    let mut text = format!("{}\n", view.summary);
    for warning in &view.warnings {
        let _ = writeln!(text, "warning: {warning}");
    }
    text += &facts("preview", &view.preview);
    text += &facts("before", &view.before);
    for step in &view.steps {
        let _ = writeln!(
            text,
            "step: {} · {} · changes {} · sent {} · {:?}\n{}",
            step.purpose,
            step.url,
            step.changes,
            step.sent,
            step.status,
            step.body.as_ref().unwrap()
        );
    }
    text
}

/// Plans and runs an action against a customer who holds `before` and then `after`; gives everything that
/// was shown and received.
async fn golden(
    action: &str,
    params: &[(&str, &str)],
    profile: &Value,
    before: &[Value],
    after: &[Value],
) -> String {
    let call = Call::of_action(action).unwrap();
    let vendor = Vendor::start().await;
    vendor
        .json(LOOK, 200, &holds(before))
        .json(&format!("POST /acme/{}", call.name()), 200, &done(call))
        .json(LOOK, 200, &holds(after));
    golden_at(&vendor, action, WHO, params, profile).await
}

async fn golden_at(
    vendor: &Vendor,
    action: &str,
    traits: &[(&str, &str)],
    params: &[(&str, &str)],
    profile: &Value,
) -> String {
    let (session, tape) = session(&vendor.url(), profile);
    let plan = plan(&session, action, traits, params).await.unwrap();
    let report = session.run(&Evergent, &plan).await;
    let shown = format!("{}\n{}", planned(&session, &plan), told(&report));
    assert!(!shown.contains(CANARY) && !tape.text().contains(CANARY));
    let received = vendor.transcript().await;
    assert_eq!(
        received.matches(CANARY).count(),
        received.matches("POST /").count(),
        "the key belongs into every request, once"
    );
    format!("{shown}\nRECEIVED\n{received}")
        .replace(CANARY, "the-key")
        .replace(&vendor.url(), "http://vendor")
}

fn defaults() -> Value {
    json!({})
}

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

#[tokio::test]
async fn pause_with_required_parameters() {
    assert_snapshot!(
        golden(
            "pause_subscription",
            &[],
            &defaults(),
            &[monthly("ACTIVE")],
            &[monthly("PAUSED")],
        )
        .await
    );
}

#[tokio::test]
async fn pause_with_all_parameters_does_not_send_a_length_that_it_does_not_know() {
    assert_snapshot!(
        golden(
            "pause_subscription",
            &[("service", "demo_monthly"), ("days", "30")],
            &defaults(),
            &[monthly("ACTIVE")],
            &[monthly("PAUSED")],
        )
        .await
    );
}

#[tokio::test]
async fn pause_length_in_days() {
    let profile = json!({ "methods": { "pauseSubscription": {
        "length": { "field": "pauseDays", "form": "days" } } } });
    assert_snapshot!(
        golden(
            "pause_subscription",
            &[("days", "90")],
            &profile,
            &[monthly("ACTIVE")],
            &[monthly("SUSPENDED")],
        )
        .await
    );
}

#[tokio::test]
async fn pause_length_as_an_end_date() {
    let profile = json!({ "methods": { "pauseSubscription": {
        "length": { "field": "resumeDate", "form": "end_date_ms" } } } });
    let text = golden(
        "pause_subscription",
        &[("days", "1")],
        &profile,
        &[monthly("ACTIVE")],
        &[monthly("PAUSED")],
    )
    .await;
    // A day after the clock's 2026-11-21T12:00:00Z.
    assert!(text.contains(r#""resumeDate": 1795348800000"#), "{text}");
}

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

#[tokio::test]
async fn every_name_on_the_wire_can_be_overridden() {
    let profile = json!({
        "credentials": {
            "style": "api_user", "user": "patchbay", "user_field": "apiuser", "password_field": "apipassword"
        },
        "partner_field": "channelPartnerId",
        "customer": { "field": "contactID", "trait": "contact_id" },
        "extra": { "language": "en", "dmaID": "002" },
        "statuses": { "active": ["LIVE"], "final_bill": ["ENDING"] },
        "methods": {
            "removeSubscription": {
                "path": "hooq/cancelSubscription",
                "request_wrapper": "CancelReqMessage",
                "response_wrapper": "CancelRespMessage",
                "fields": { "service": "productID", "reason": "cancelReason" },
                "extra": { "flags": { "silent": true }, "dmaID": "003" }
            },
            "getActiveSubscriptions": {
                "path": "getEntitlements",
                "request_wrapper": "GetEntitlementsRequestMessage",
                "response_wrapper": "GetEntitlementsResponseMessage",
                "list": "entitlements",
                "extra": { "returnLiveEvents": "F" }
            }
        }
    });
    let entitled = |status: &str| {
        json!({ "GetEntitlementsResponseMessage": {
            "responseCode": 1, "entitlements": monthly(status) } })
    };
    let vendor = Vendor::start().await;
    vendor
        .json("POST /acme/getEntitlements", 200, &entitled("LIVE"))
        .json(
            "POST /acme/hooq/cancelSubscription",
            201,
            &json!({ "CancelRespMessage": {
                "responseCode": 1, "orderID": 77, "validityTill": 1_796_083_200_000_i64,
                "orderedProductIds": ["a", "b"] } }),
        )
        .json("POST /acme/getEntitlements", 200, &entitled("ENDING"));
    assert_snapshot!(
        golden_at(
            &vendor,
            "remove_subscription",
            &[("customer_id", "cust-1001"), ("contact_id", "con-5")],
            &[("reason", "moved abroad")],
            &profile,
        )
        .await
    );
}

#[tokio::test]
async fn a_field_that_the_instance_does_not_take_is_not_sent() {
    let profile = json!({ "methods": {
        "redeemCoupon": { "fields": { "coupon_code": "voucherCode", "service": null } },
        "removeSubscription": { "fields": { "reason": null } }
    } });
    assert_snapshot!(
        golden(
            "redeem_coupon",
            &[("coupon_code", "WINBACK25")],
            &profile,
            &[monthly("ACTIVE")],
            &[monthly("ACTIVE")],
        )
        .await
    );
    let vendor = Vendor::start().await;
    let (session, _) = session(&vendor.url(), &profile);
    let error = plan(&session, "remove_subscription", WHO, &[("reason", "x")])
        .await
        .err()
        .unwrap();
    assert_snapshot!(failure(&error), @"
    error Invalid at Prepare: this Evergent instance takes no reason: methods.removeSubscription.fields.reason is null in the instance profile
    hint: Leave reason empty, or give the field's name in the instance profile
    field: reason
    ");
    vendor.transcript().await;
}

#[tokio::test]
async fn base_url_replaces_the_domain() {
    let vendor = Vendor::start().await;
    vendor.json(
        "POST /proxy/getProducts",
        200,
        &wrapped(
            Call::Products,
            &json!({ "responseCode": "1", "productsResponseMessage": [] }),
        ),
    );
    let (session, _) = testing::session(
        &Evergent,
        &[
            ("domain", "rest-prod-acme.evergent.com/acme"),
            ("channel_partner_id", "DEMO_US"),
            ("base_url", &format!("{}/proxy/", vendor.url())),
        ],
    );
    assert!(
        session
            .sync(&Evergent, "products")
            .await
            .unwrap()
            .is_empty()
    );
    vendor.transcript().await;
}

/// Plans against a customer who holds `held`: what is planned, or why not.
async fn resolution(action: &str, params: &[(&str, &str)], held: &[Value]) -> String {
    let vendor = Vendor::start().await;
    vendor.json(LOOK, 200, &holds(held));
    let (session, _) = session(&vendor.url(), &defaults());
    let mut text = format!("# {action} {params:?}\n");
    match plan(&session, action, WHO, params).await {
        Ok(plan) => {
            let _ = writeln!(text, "{}\n{}", plan.summary, plan.warnings.join("\n"));
            assert_eq!(plan.changes().count(), 1);
        }
        Err(error) => text += &failure(&error),
    }
    // One look-up and no change, whatever comes of it.
    vendor.transcript().await;
    text + "\n"
}

#[tokio::test]
async fn which_subscription_an_action_is_about() {
    let sports = |status| subscription("demo_sports", "Demo Sports", status);
    let mut free = subscription("demo_free", "Demo Free", "ACTIVE");
    free["isFreemium"] = json!(true);
    let nameless = json!({ "serviceName": "Store plan", "status": "ACTIVE" });
    let bare = json!({ "serviceID": "bare" });
    let two = [monthly("ACTIVE"), sports("ACTIVE")];
    let change: &[(&str, &str)] = &[("from", "demo_monthly"), ("to", "demo_annual")];
    let coupon: &[(&str, &str)] = &[("coupon_code", "C")];
    let service: &[(&str, &str)] = &[("service", "demo_monthly")];
    let cases: &[(&str, Pairs, &[Value])] = &[
        ("pause_subscription", &[], &[]),
        ("pause_subscription", service, &[]),
        ("pause_subscription", &[], &two),
        ("pause_subscription", service, &two),
        ("pause_subscription", &[("service", "no_such")], &two),
        (
            "pause_subscription",
            &[],
            &[monthly("ACTIVE"), free.clone()],
        ),
        (
            "pause_subscription",
            &[("service", "demo_free")],
            &[monthly("ACTIVE"), free],
        ),
        (
            "pause_subscription",
            &[],
            &[monthly("FINAL BILL"), sports("ACTIVE")],
        ),
        (
            "pause_subscription",
            service,
            &[monthly("FINAL BILL"), sports("ACTIVE")],
        ),
        ("pause_subscription", &[], &[monthly("PAUSED")]),
        ("pause_subscription", &[], &[monthly("PENDING ACTIVE")]),
        (
            "pause_subscription",
            &[],
            &[monthly("PENDING"), sports("PENDING")],
        ),
        (
            "pause_subscription",
            &[],
            &[monthly("ACTIVE"), monthly("ACTIVE")],
        ),
        ("pause_subscription", &[], std::slice::from_ref(&nameless)),
        (
            "pause_subscription",
            &[],
            &[nameless.clone(), monthly("ACTIVE")],
        ),
        ("pause_subscription", &[], &[bare]),
        ("resume_subscription", &[], &[monthly("ACTIVE")]),
        ("resume_subscription", &[], &[monthly("ON HOLD")]),
        (
            "resume_subscription",
            &[],
            &[monthly("ACTIVE"), sports("PAUSED")],
        ),
        ("reactivate_subscription", &[], &[monthly("ACTIVE")]),
        ("reactivate_subscription", service, &[monthly("ACTIVE")]),
        (
            "reactivate_subscription",
            &[],
            &[monthly("ACTIVE"), sports("Final Bill")],
        ),
        ("remove_subscription", &[], &[monthly("FINAL BILL")]),
        ("remove_subscription", service, &[monthly("FINAL BILL")]),
        ("remove_subscription", &[], &[monthly("PAUSED")]),
        ("remove_subscription", &[], &two),
        ("redeem_coupon", coupon, &[monthly("FINAL BILL")]),
        ("redeem_coupon", coupon, &two),
        ("change_service", change, &two),
        ("change_service", change, &[sports("ACTIVE")]),
        ("change_service", change, &[monthly("PAUSED")]),
        (
            "change_service",
            &[("from", "demo_monthly"), ("to", "demo_sports")],
            &two,
        ),
    ];
    let mut text = String::new();
    for (action, params, held) in cases {
        text += &resolution(action, params, held).await;
    }
    assert_snapshot!(text);
}

#[tokio::test]
async fn what_is_wrong_with_an_order_is_said_before_anything_is_sent() {
    let vendor = Vendor::start().await;
    let profile = json!({
        "customer": { "trait": "contact_id" },
        "methods": { "resumeSubscription": { "enabled": false } }
    });
    let (plain, _) = session(&vendor.url(), &defaults());
    let (other, _) = session(&vendor.url(), &profile);
    let cases: &[(&Session, &str, Pairs, Pairs)] = &[
        (
            &plain,
            "change_service",
            WHO,
            &[("from", "a"), ("to", " a ")],
        ),
        (&plain, "change_service", WHO, &[("from", "a")]),
        (&plain, "pause_subscription", WHO, &[("days", "91")]),
        (&plain, "pause_subscription", WHO, &[("days", "0")]),
        (&plain, "redeem_coupon", WHO, &[]),
        (
            &plain,
            "redeem_coupon",
            &[("customer_id", "c"), ("empty", "")],
            &[("coupon_code", "%trait.empty%")],
        ),
        (&plain, "remove_subscription", &[], &[]),
        (
            &plain,
            "remove_subscription",
            &[("customer_id", "a\nb")],
            &[],
        ),
        (&other, "remove_subscription", WHO, &[]),
        (&other, "resume_subscription", WHO, &[]),
    ];
    let mut text = String::new();
    for (session, action, traits, params) in cases {
        let error = plan(session, action, traits, params).await.err().unwrap();
        let _ = writeln!(
            text,
            "# {action} {traits:?} {params:?}\n{}",
            failure(&error)
        );
    }
    assert_eq!(vendor.transcript().await, "");
    assert_snapshot!(text);
}

#[tokio::test]
async fn each_of_the_six_methods_can_be_switched_off() {
    let vendor = Vendor::start().await;
    for action in DEFINITION.actions {
        let call = Call::of_action(action.id).unwrap();
        let profile = json!({ "methods": { call.name(): { "enabled": false } } });
        let (session, _) = session(&vendor.url(), &profile);
        let params: Vec<_> = action
            .params
            .iter()
            .filter(|p| p.required)
            .map(|p| (p.key, p.key))
            .collect();
        let error = plan(&session, action.id, WHO, &params).await.err().unwrap();
        assert_eq!(error.kind, crate::Kind::Unsupported);
        assert!(error.hint.unwrap().contains(call.name()));
    }
    assert_eq!(vendor.transcript().await, "");
}

/// Runs a removal whose change is answered by `reply`.
async fn answered(reply: ResponseTemplate) -> RunReport {
    let vendor = Vendor::start().await;
    vendor
        .json(LOOK, 200, &holds(&[monthly("ACTIVE")]))
        .reply("POST /acme/removeSubscription", reply);
    let (session, tape) = session(&vendor.url(), &defaults());
    let plan = plan(&session, "remove_subscription", WHO, &[])
        .await
        .unwrap();
    let mut report = session.run(&Evergent, &plan).await;
    assert!(!tape.text().contains(CANARY));
    assert!(!format!("{report:?}").contains(CANARY));
    // No second change and, after a failure, no second look.
    vendor.transcript().await;
    if let Some(error) = &mut report.error {
        error.message = error.message.replace(&vendor.url(), "http://vendor");
    }
    report.summary = report.summary.replace(&vendor.url(), "http://vendor");
    report
}

#[tokio::test]
async fn every_shape_of_failure() {
    let json = |status, body: Value| ResponseTemplate::new(status).set_body_json(body);
    let remove = |message: Value| wrapped(Call::Remove, &message);
    let generic = json!([{ "errorCode": "eV2138", "errorMessage": "Generic failure" }]);
    let cases: Vec<(&str, ResponseTemplate)> = vec![
        (
            "a list of failures",
            json(
                200,
                remove(json!({ "responseCode": "0", "failureMessage": generic })),
            ),
        ),
        (
            "a number for responseCode, one failure as an object, a code without explanation",
            json(
                200,
                remove(json!({ "responseCode": 0, "failureMessage":
                    { "errorCode": "eV9999", "errorMessage": "Not today" } })),
            ),
        ),
        (
            "a numeric code of the authentication",
            json(
                200,
                remove(json!({ "responseCode": "0", "failureMessage":
                    [{ "errorCode": 111_111_111, "errorMessage": "Authentication failed" }] })),
            ),
        ),
        (
            "a lower-case code, two failures",
            json(
                200,
                remove(json!({ "responseCode": "0", "failureMessage":
                    [{ "errorCode": "ev2327" }, { "errorMessage": "Second" }] })),
            ),
        ),
        (
            "failure as a text",
            json(
                200,
                remove(json!({ "responseCode": "0", "failureMessage": "Nope" })),
            ),
        ),
        (
            "no failureMessage, but a message",
            json(
                200,
                remove(json!({ "responseCode": "0", "message": "FAILURE" })),
            ),
        ),
        (
            "an empty failureMessage",
            json(
                200,
                remove(json!({ "responseCode": "0", "failureMessage": [] })),
            ),
        ),
        (
            "another wrapper",
            json(
                200,
                json!({ "RemoveRespMsg": { "responseCode": "0", "failureMessage": generic } }),
            ),
        ),
        (
            "two wrappers, neither expected",
            json(
                200,
                json!({ "A": { "responseCode": "0" }, "B": { "responseCode": "1" } }),
            ),
        ),
        ("no wrapper", json(200, json!({ "responseCode": "1" }))),
        (
            "no responseCode",
            json(200, remove(json!({ "message": "SUCCESS" }))),
        ),
        (
            "another responseCode",
            json(
                200,
                remove(json!({ "responseCode": "2", "failureMessage": generic })),
            ),
        ),
        (
            "a web page",
            ResponseTemplate::new(200).set_body_string("<html>Welcome</html>"),
        ),
        ("nothing", ResponseTemplate::new(204)),
        (
            "400 with a failure",
            json(
                400,
                remove(json!({ "responseCode": "0", "failureMessage": generic })),
            ),
        ),
        (
            "400 with a failure outside a wrapper",
            json(400, json!({ "failureMessage": generic })),
        ),
        (
            "400 that claims success",
            json(400, remove(json!({ "responseCode": "1" }))),
        ),
        ("401", ResponseTemplate::new(401)),
        ("403", ResponseTemplate::new(403).set_body_string("<html>")),
        ("404", ResponseTemplate::new(404)),
        ("429", ResponseTemplate::new(429)),
        (
            "500 with a failure",
            json(
                500,
                remove(json!({ "responseCode": "0", "failureMessage": generic })),
            ),
        ),
        (
            "503",
            ResponseTemplate::new(503).set_body_string("<html>busy"),
        ),
        (
            "the key in an echo",
            json(
                200,
                remove(json!({ "responseCode": "0", "failureMessage": [{
                    "errorCode": format!("bad {CANARY}"), "errorMessage": format!("apiKey {CANARY} may not") }] })),
            ),
        ),
    ];
    let mut text = String::new();
    for (name, reply) in cases {
        let report = answered(reply).await;
        assert_ne!(report.outcome, Outcome::Succeeded, "{name}");
        let _ = writeln!(text, "# {name}\n{}", told(&report));
    }
    assert_snapshot!(text);
}

#[tokio::test]
async fn a_redirected_change_is_unknown_and_not_followed() {
    let report = answered(ResponseTemplate::new(302).insert_header("location", "/login")).await;
    assert_eq!(report.outcome, Outcome::Unknown);
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_nothing_is_sent_again() {
    let vendor = Vendor::start().await;
    vendor.json(LOOK, 200, &holds(&[monthly("ACTIVE")]));
    let (session, _) = session(&vendor.url(), &defaults());
    let mut plan = plan(&session, "remove_subscription", WHO, &[])
        .await
        .unwrap();
    let (dead, count) = testing::hang_up().await;
    let port = url::Url::parse(&dead).unwrap().port();
    for step in &mut plan.steps {
        step.request.url.set_port(port).unwrap();
    }
    let report = session.run(&Evergent, &plan).await;
    assert_eq!(count.load(Ordering::SeqCst), 1);
    assert_eq!(report.outcome, Outcome::Unknown);
    assert!(report.after.is_empty());
    vendor.transcript().await;
}

#[tokio::test]
async fn no_connection_changes_nothing() {
    let vendor = Vendor::start().await;
    vendor.json(LOOK, 200, &holds(&[monthly("ACTIVE")]));
    let (session, _) = session(&vendor.url(), &defaults());
    let mut plan = plan(&session, "remove_subscription", WHO, &[])
        .await
        .unwrap();
    // Port 0 is never listened on.
    for step in &mut plan.steps {
        step.request.url.set_port(Some(0)).unwrap();
    }
    let report = session.run(&Evergent, &plan).await;
    assert_eq!(report.outcome, Outcome::Failed);
    assert_eq!(report.error.unwrap().kind, crate::Kind::Unreachable);
}

#[tokio::test]
async fn what_evergent_shows_after_a_success_is_said() {
    let sports = subscription("demo_sports", "Demo Sports", "ACTIVE");
    let listed = |list: &[Value]| ResponseTemplate::new(200).set_body_json(holds(list));
    let mut promoted = monthly("ACTIVE");
    promoted["promotions"] = json!([{ "promotionId": "p-9" }, { "amount": 1 }]);
    let mut silent = monthly("ACTIVE");
    silent["promotions"].take();
    let cases: Vec<(&str, Pairs, &str, ResponseTemplate)> = vec![
        (
            "pause_subscription",
            &[],
            "ACTIVE",
            listed(&[monthly("ACTIVE")]),
        ),
        (
            "pause_subscription",
            &[],
            "ACTIVE",
            listed(&[monthly("ON HOLD")]),
        ),
        (
            "pause_subscription",
            &[],
            "ACTIVE",
            listed(std::slice::from_ref(&sports)),
        ),
        (
            "remove_subscription",
            &[],
            "ACTIVE",
            listed(&[monthly("ACTIVE")]),
        ),
        ("remove_subscription", &[], "ACTIVE", listed(&[])),
        (
            "resume_subscription",
            &[],
            "PAUSED",
            listed(&[monthly("PAUSED")]),
        ),
        (
            "reactivate_subscription",
            &[],
            "FINAL BILL",
            listed(&[monthly("FINAL BILL")]),
        ),
        (
            "change_service",
            &[("from", "demo_monthly"), ("to", "demo_annual")],
            "ACTIVE",
            listed(&[monthly("ACTIVE")]),
        ),
        (
            "change_service",
            &[("from", "demo_monthly"), ("to", "demo_annual")],
            "ACTIVE",
            listed(&[]),
        ),
        (
            "change_service",
            &[("from", "demo_monthly"), ("to", "demo_annual")],
            "ACTIVE",
            listed(&[subscription("demo_annual", "Annual", "PENDING ACTIVE")]),
        ),
        (
            "redeem_coupon",
            &[("coupon_code", "C")],
            "ACTIVE",
            listed(&[promoted]),
        ),
        (
            "redeem_coupon",
            &[("coupon_code", "C")],
            "ACTIVE",
            listed(&[silent]),
        ),
        (
            "remove_subscription",
            &[],
            "ACTIVE",
            ResponseTemplate::new(503).insert_header("retry-after", "999"),
        ),
        (
            "remove_subscription",
            &[],
            "ACTIVE",
            ResponseTemplate::new(200).set_body_string("<html>"),
        ),
    ];
    let mut text = String::new();
    for (action, params, status, reply) in cases {
        let call = Call::of_action(action).unwrap();
        let vendor = Vendor::start().await;
        vendor
            .json(LOOK, 200, &holds(&[monthly(status)]))
            .json(&format!("POST /acme/{}", call.name()), 200, &done(call))
            .reply(LOOK, reply);
        let (session, _) = session(&vendor.url(), &defaults());
        let plan = plan(&session, action, WHO, params).await.unwrap();
        let report = session.run(&Evergent, &plan).await;
        assert_eq!(report.outcome, Outcome::Succeeded);
        vendor.transcript().await;
        let _ = writeln!(text, "# {action}\n{}", told(&report));
        text = text.replace(&vendor.url(), "http://vendor");
    }
    assert_snapshot!(text);
}

#[tokio::test]
async fn a_look_up_that_fails_is_not_a_plan() {
    let look = |message: Value| {
        ResponseTemplate::new(200).set_body_json(wrapped(Call::Subscriptions, &message))
    };
    let cases = vec![
        look(
            json!({ "responseCode": "0", "failureMessage": [{ "errorCode": "eV2327", "errorMessage": "Account not found" }] }),
        ),
        look(json!({ "responseCode": "1", "AccountServiceMessage": null })),
        look(json!({ "responseCode": "1" })),
        look(json!({ "responseCode": "1", "AccountServiceMessage": ["x"] })),
        look(json!({ "responseCode": "7" })),
        look(json!({ "message": "SUCCESS" })),
        ResponseTemplate::new(200).set_body_string("<html>"),
        ResponseTemplate::new(500).insert_header("retry-after", "999"),
        ResponseTemplate::new(429).insert_header("retry-after", "999"),
    ];
    let mut text = String::new();
    for reply in cases {
        let vendor = Vendor::start().await;
        vendor.reply(LOOK, reply);
        let (session, _) = session(&vendor.url(), &defaults());
        let error = plan(&session, "remove_subscription", WHO, &[])
            .await
            .err()
            .unwrap();
        vendor.transcript().await;
        let _ = writeln!(
            text,
            "{}",
            failure(&error).replace(&vendor.url(), "http://vendor")
        );
    }
    assert_snapshot!(text);
}

#[tokio::test]
async fn secrets_that_evergent_echoes_are_masked_everywhere() {
    let echo = format!("Plan {CANARY}");
    let mut held = subscription("demo_monthly", &echo, "ACTIVE");
    held["paymentMethod"] = json!(echo);
    let vendor = Vendor::start().await;
    vendor
        .json(LOOK, 200, &holds(std::slice::from_ref(&held)))
        .json(
            "POST /acme/removeSubscription",
            200,
            &wrapped(
                Call::Remove,
                &json!({ "responseCode": "1", "orderID": echo, "orderedProductIds": [echo] }),
            ),
        )
        .json(LOOK, 200, &holds(&[held]))
        .json(
            "POST /acme/getProducts",
            200,
            &wrapped(
                Call::Products,
                &json!({ "responseCode": "1", "productsResponseMessage": [{
                    "skuORQuickCode": "a", "displayName": echo, "productCategory": echo,
                    "promotions": [{ "promotionName": echo }] }] }),
            ),
        );
    let (session, tape) = session(&vendor.url(), &defaults());
    let plan = plan(&session, "remove_subscription", WHO, &[])
        .await
        .unwrap();
    let report = session.run(&Evergent, &plan).await;
    let items = session.sync(&Evergent, "products").await.unwrap();
    let shown = format!(
        "{}{}{items:?}{}",
        planned(&session, &plan),
        told(&report),
        tape.text()
    );
    assert!(shown.contains("‹api_key›"));
    assert!(!shown.contains(CANARY), "{shown}");
    vendor.transcript().await;
}

#[tokio::test]
async fn products() {
    let vendor = Vendor::start().await;
    vendor.json(
        "POST /acme/getProducts",
        200,
        &wrapped(
            Call::Products,
            &json!({ "responseCode": "1", "productsResponseMessage": [
                { "skuORQuickCode": "demo_monthly", "productName": "DM", "displayName": "Demo Monthly",
                  "productCategory": "Core", "retailPrice": 9.9, "currencyCode": "USD", "period": "MONTH",
                  "duration": 1, "serviceType": "PRODUCT", "renewable": true, "displayOrder": 1 },
                { "skuORQuickCode": "demo_quarter", "productName": "Quarter", "retailPrice": "25",
                  "currencyCode": "EUR", "period": "MONTH", "duration": "3" },
                { "skuORQuickCode": 4711 },
                { "skuORQuickCode": "demo_monthly", "displayName": "Demo Monthly, other channel" }
            ] }),
        ),
    );
    let (session, tape) = session(&vendor.url(), &defaults());
    let items = session.sync(&Evergent, "products").await.unwrap();
    let received = vendor.transcript().await.replace(CANARY, "the-key");
    let progress = format!("{:?}", tape.progress.lock().unwrap());
    assert_snapshot!(format!(
        "{}\n{progress}\n{received}",
        serde_json::to_string_pretty(&items).unwrap()
    ));
}

#[tokio::test]
async fn a_catalogue_that_cannot_be_read_is_an_error() {
    let mut text = String::new();
    for message in [
        json!({ "responseCode": "1" }),
        json!({ "responseCode": "1", "productsResponseMessage": {} }),
        json!({ "responseCode": "1", "productsResponseMessage": [{ "skuORQuickCode": "a" }, { "displayName": "b" }] }),
        json!({ "responseCode": "0" }),
    ] {
        let vendor = Vendor::start().await;
        vendor.json(
            "POST /acme/getProducts",
            200,
            &wrapped(Call::Products, &message),
        );
        let (session, _) = session(&vendor.url(), &defaults());
        let error = session.sync(&Evergent, "products").await.unwrap_err();
        let _ = writeln!(text, "{}", failure(&error));
    }
    let vendor = Vendor::start().await;
    let (session, _) = session(&vendor.url(), &defaults());
    let error = session.sync(&Evergent, "coupons").await.unwrap_err();
    let _ = writeln!(text, "{}", failure(&error));
    assert_eq!(vendor.transcript().await, "");
    assert_snapshot!(text);
}

#[tokio::test]
async fn what_a_check_proves() {
    let answer = |message: Value| {
        ResponseTemplate::new(200).set_body_json(wrapped(Call::Products, &message))
    };
    let refusal = |code: &str, text: &str| {
        answer(
            json!({ "responseCode": "0", "failureMessage": [{ "errorCode": code, "errorMessage": text }] }),
        )
    };
    let products = |n: usize| {
        let list: Vec<_> = (0..n).map(|i| json!({ "skuORQuickCode": i })).collect();
        answer(json!({ "responseCode": "1", "productsResponseMessage": list }))
    };
    let cases = vec![
        ("products", products(2)),
        ("one product", products(1)),
        ("no products", products(0)),
        ("no list", answer(json!({ "responseCode": "1" }))),
        ("auth code", refusal("eV2134", "Invalid login")),
        (
            "auth code as a number",
            refusal("111111111", &format!("Bad key {CANARY}")),
        ),
        ("zone", refusal("eV1268", "No zone")),
        ("account", refusal("eV2327", "No account")),
        ("unknown code", refusal("eV9999", "Something else")),
        ("no reason", answer(json!({ "responseCode": "0" }))),
        ("another code", answer(json!({ "responseCode": "5" }))),
        (
            "web page",
            ResponseTemplate::new(200).set_body_string("<html>"),
        ),
        ("401", ResponseTemplate::new(401)),
        ("403", ResponseTemplate::new(403)),
        ("404", ResponseTemplate::new(404)),
        ("400", ResponseTemplate::new(400)),
        (
            "429",
            ResponseTemplate::new(429).insert_header("retry-after", "999"),
        ),
        (
            "503",
            ResponseTemplate::new(503).insert_header("retry-after", "999"),
        ),
    ];
    let mut text = String::new();
    for (name, reply) in cases {
        let vendor = Vendor::start().await;
        vendor.reply("POST /acme/getProducts", reply);
        let (session, tape) = session(&vendor.url(), &defaults());
        let report = session.check(&Evergent).await.unwrap();
        vendor.transcript().await;
        assert!(!format!("{report:?}{}", tape.text()).contains(CANARY));
        let _ = writeln!(text, "# {name}: {:?}", report.verdict);
        for check in report.checks {
            let detail = check.detail.replace(&vendor.url(), "http://vendor");
            let _ = writeln!(text, "{}: {:?}: {detail}", check.what, check.verdict);
        }
    }
    assert_snapshot!(text);
}

#[tokio::test]
async fn a_check_without_a_connection_says_nothing_about_the_credentials() {
    let (session, _) = session("http://127.0.0.1:0", &defaults());
    let report = session.check(&Evergent).await.unwrap();
    assert_eq!(report.verdict, crate::Verdict::Unreachable);
}

#[test]
fn domains() {
    let mut text = String::new();
    for typed in [
        "rest-prod-acme.evergent.com",
        " rest-prod-acme.evergent.com/acme/ ",
        "https://rest-prod-acme.evergentpd.com/qp/hooq/",
        "host:8443/x",
        "http://127.0.0.1:9000/ev",
        "http://localhost:9000/ev",
        "http://rest-dev.evergent.com/acme",
        "ftp://host/x",
        "user:password@host/x",
        "https://user@host/x",
        "host/x?y=1",
        "host/x#y",
        "https://rest-prod-acme.evergent.com/acme/getProducts",
        "",
        "two words",
    ] {
        let _ = writeln!(text, "{typed:?} → {:?}", super::domain(typed));
    }
    assert_snapshot!(text);
}

#[test]
fn the_default_profile_says_what_an_empty_one_means() {
    assert_eq!(
        Profile::read(DEFAULT).unwrap(),
        Profile::read("{}").unwrap()
    );
}

#[test]
fn what_is_wrong_with_a_profile_and_where() {
    let mut text = String::new();
    for typed in [
        "{",
        "[]",
        "5",
        r#"{"custmer": {}}"#,
        r#"{"customer": {"feild": "x"}}"#,
        r#"{"customer": "x"}"#,
        r#"{"customer": {"field": 5}}"#,
        r#"{"customer": {"field": ""}}"#,
        r#"{"customer": {"field": "a/b"}}"#,
        r#"{"customer": {"field": "apiKey"}}"#,
        r#"{"credentials": {"style": "bearer"}}"#,
        r#"{"credentials": {"style": "api_user"}}"#,
        r#"{"extra": []}"#,
        r#"{"extra": {"apiPassword": "x"}}"#,
        r#"{"extra": {"cpCustomerID": "x"}}"#,
        r#"{"extra": {"a b": "x"}}"#,
        r#"{"statuses": {"paused": []}}"#,
        r#"{"statuses": {"paused": ["", "x"]}}"#,
        r#"{"statuses": {"paused": ["active"]}}"#,
        r#"{"statuses": {"paused": "PAUSED"}}"#,
        r#"{"methods": {"deleteAccount": {}}}"#,
        r#"{"methods": {"getProducts": {"enabled": false}}}"#,
        r#"{"methods": {"changeService": {"enabled": "no"}}}"#,
        r#"{"methods": {"changeService": {"path": "/changeService"}}}"#,
        r#"{"methods": {"changeService": {"path": "../changeService"}}}"#,
        r#"{"methods": {"changeService": {"path": "changeService?x=1"}}}"#,
        r#"{"methods": {"changeService": {"fields": {"to": null}}}}"#,
        r#"{"methods": {"changeService": {"fields": {"to": "oldServiceID"}}}}"#,
        r#"{"methods": {"changeService": {"fields": {"service": "x"}}}}"#,
        r#"{"methods": {"removeSubscription": {"extra": {"serviceID": "x"}}}}"#,
        r#"{"methods": {"pauseSubscription": {"length": "pauseDays"}}}"#,
        r#"{"methods": {"pauseSubscription": {"length": {"field": "pauseDays"}}}}"#,
        r#"{"methods": {"pauseSubscription": {"length": {"field": "pauseDays", "form": "weeks"}}}}"#,
        r#"{"methods": {"pauseSubscription": {"length": {"field": "pauseDays", "form": 1}}}}"#,
        r#"{"methods": {"pauseSubscription": {"length": {"field": "pauseDays", "form": "days", "max": 1}}}}"#,
        r#"{"methods": {"pauseSubscription": {"length": {"field": "serviceID", "form": "days"}}}}"#,
        r#"{"methods": {"pauseSubscription": {"lenght": null}}}"#,
    ] {
        let why = Profile::read(typed).unwrap_err();
        let _ = writeln!(text, "{typed}\n  Instance profile {why}");
    }
    assert_snapshot!(text);
}

#[test]
fn codes_in_plain_words() {
    let mut text = String::new();
    for code in [
        "111111111",
        "20003",
        "eV2124",
        "eV2138",
        "eV3345",
        "eV2327",
        "eV1003",
        "eV1907",
        "eV1270",
        "eV1268",
        "eV2767",
        "eV2043",
        "eV2134",
        "eV4492",
        "eV4502",
        "eV2143",
        "eV1733",
        "eV1259",
        "eV2329",
        "eV2374",
        "eV2378",
        "eV2402",
        "eV2365",
        "eV1144",
        "eV2428",
        "eV2292",
        "eV4331",
        "eV2231",
    ] {
        let known = codes::meaning(code).unwrap();
        let _ = writeln!(
            text,
            "{code} {:?}: {}. {}",
            known.kind, known.text, known.remedy
        );
    }
    assert!(codes::meaning("EV2124 ").is_some());
    assert!(codes::meaning("eV0000").is_none());
    assert_snapshot!(text);
}

#[test]
fn the_definition_as_people_read_it() {
    let mut definition = serde_json::to_value(&DEFINITION).unwrap();
    for setting in definition["settings"].as_array_mut().unwrap() {
        if setting["key"] == "instance_profile" {
            setting["default"] = json!("(profile.json)");
        }
    }
    assert_snapshot!(serde_json::to_string_pretty(&definition).unwrap());
}
