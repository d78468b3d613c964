//! What is sent to change a subscription, in the two dialects of tenants: Subscribe and Amend, and orders.
//!
//! Neither asks for a bill run or a payment: what a change costs is for the tenant's next bill run.

use serde_json::{Map, Value, json};

use super::offers::SUSPEND_DATE;
use crate::intent::Intent;

/// A change of the contents of a subscription.
pub(super) enum Change<'a> {
    /// Adds a product rate plan.
    Add { product_rate_plan: &'a str },
    /// Removes a rate plan.
    Remove { rate_plan: &'a str },
    /// Sets whether it renews itself.
    AutoRenew(bool),
}

/// The change by Subscribe and Amend; the effective date does not apply to the auto renewal.
pub(super) fn amendment(change: &Change<'_>, from: &str) -> Value {
    match change {
        Change::Add {
            product_rate_plan: id,
        } => json!({ "add": [{ "productRatePlanId": id, "contractEffectiveDate": from }] }),
        Change::Remove { rate_plan: id } => {
            json!({ "remove": [{ "ratePlanId": id, "contractEffectiveDate": from }] })
        }
        Change::AutoRenew(on) => json!({ "autoRenew": on }),
    }
}

/// The same amendment as a preview.
pub(super) fn amendment_preview(mut amendment: Value) -> Value {
    amendment["preview"] = true.into();
    amendment["previewType"] = "LegalDoc".into();
    amendment
}

/// The change as an order on a subscription of the account.
pub(super) fn order(
    change: &Change<'_>,
    account: &str,
    subscription: &str,
    from: &str,
    today: &str,
) -> Value {
    let (kind, member, content) = match change {
        Change::Add {
            product_rate_plan: id,
        } => (
            "AddProduct",
            "addProduct",
            json!({ "productRatePlanId": id }),
        ),
        Change::Remove { rate_plan: id } => (
            "RemoveProduct",
            "removeProduct",
            json!({ "ratePlanId": id }),
        ),
        Change::AutoRenew(on) => (
            "TermsAndConditions",
            "termsAndConditions",
            json!({ "autoRenew": on }),
        ),
    };
    ordered(
        account,
        Some(subscription),
        kind,
        member,
        content,
        from,
        today,
    )
}

/// A new subscription by Subscribe and Amend.
pub(super) fn creation(intent: &Intent, account: &str, from: &str) -> Value {
    let mut body = Map::new();
    let mut put = |key: &str, value: Value| body.insert(key.into(), value);
    put("accountKey", account.into());
    put("contractEffectiveDate", from.into());
    put("termType", text(intent, "term_type"));
    put("renewalTerm", number(intent, "renewal_term"));
    if is_termed(intent) {
        put("initialTerm", number(intent, "initial_term"));
        put(
            "initialTermPeriodType",
            text(intent, "initial_term_period_type"),
        );
        put(
            "renewalTermPeriodType",
            text(intent, "renewal_term_period_type"),
        );
        put("autoRenew", flag(intent, "auto_renew"));
    }
    put(
        "subscribeToRatePlans",
        json!([{ "productRatePlanId": text(intent, "rate_plan") }]),
    );
    Value::Object(body)
}

/// What a new subscription would bill: the preview knows no renewals.
pub(super) fn creation_preview(mut creation: Value) -> Value {
    if let Value::Object(body) = &mut creation {
        for key in ["renewalTerm", "renewalTermPeriodType", "autoRenew"] {
            body.remove(key);
        }
        body.insert("previewType".into(), "LegalDoc".into());
    }
    creation
}

/// A new subscription as an order.
pub(super) fn creation_order(intent: &Intent, account: &str, from: &str, today: &str) -> Value {
    let terms = if is_termed(intent) {
        json!({
            "initialTerm": {
                "termType": "TERMED",
                "period": number(intent, "initial_term"),
                "periodType": text(intent, "initial_term_period_type"),
            },
            "autoRenew": flag(intent, "auto_renew"),
            "renewalSetting": "RENEW_WITH_SPECIFIC_TERM",
            "renewalTerms": [{
                "period": number(intent, "renewal_term"),
                "periodType": text(intent, "renewal_term_period_type"),
            }],
        })
    } else {
        json!({ "initialTerm": { "termType": "EVERGREEN" } })
    };
    let content = json!({
        "terms": terms,
        "subscribeToRatePlans": [{ "productRatePlanId": text(intent, "rate_plan") }],
    });
    ordered(
        account,
        None,
        "CreateSubscription",
        "createSubscription",
        content,
        from,
        today,
    )
}

/// The same order as a preview of its first billing period.
pub(super) fn order_preview(mut order: Value) -> Value {
    order["previewOptions"] = json!({
        "previewThruType": "NumberOfPeriods",
        "previewNumberOfPeriods": 1,
        "previewTypes": ["BillingDocs"],
    });
    order
}

fn ordered(
    account: &str,
    subscription: Option<&str>,
    kind: &str,
    member: &str,
    content: Value,
    from: &str,
    today: &str,
) -> Value {
    // Which of the dates triggers a charge is for the product's settings to say: they are the same day.
    let dates = [
        "ContractEffective",
        "ServiceActivation",
        "CustomerAcceptance",
    ]
    .map(|name| json!({ "name": name, "triggerDate": from }));
    let mut action = json!({ "type": kind, "triggerDates": dates });
    action[member] = content;
    let mut on = json!({ "orderActions": [action] });
    if let Some(number) = subscription {
        on["subscriptionNumber"] = number.into();
    }
    json!({ "orderDate": today, "existingAccountNumber": account, "subscriptions": [on] })
}

/// Cancel, suspend and resume are the same call for all tenants, but orders have a date. `suspend_date` is how the
/// tenant spells the policy of that name.
pub(super) fn policy(intent: &Intent, orders: bool, today: &str, suspend_date: &str) -> Value {
    // Zuora's field, our parameter, how it is sent.
    type Sent = fn(&Intent, &str) -> Value;
    const FIELDS: &[(&str, &str, Sent)] = &[
        ("cancellationPolicy", "cancellation_policy", text),
        (
            "cancellationEffectiveDate",
            "cancellation_effective_date",
            text,
        ),
        ("applyCredit", "apply_credit", flag),
        ("suspendPolicy", "suspend_policy", text),
        ("suspendSpecificDate", "suspend_specific_date", text),
        // Periods are texts in these calls.
        ("suspendPeriods", "suspend_periods", text),
        ("suspendPeriodsType", "suspend_periods_type", text),
        ("resume", "resume", flag),
        ("resumePolicy", "resume_policy", text),
        ("resumeSpecificDate", "resume_specific_date", text),
        ("resumePeriods", "resume_periods", text),
        ("resumePeriodsType", "resume_periods_type", text),
        ("extendsTerm", "extends_term", flag),
    ];
    let mut body = Map::new();
    for (field, param, sent) in FIELDS {
        if intent.param(param).is_some() {
            body.insert((*field).into(), sent(intent, param));
        }
    }
    if intent.param("resume_policy") == Some(SUSPEND_DATE) {
        body.insert("resumePolicy".into(), suspend_date.into());
    }
    if orders {
        body.insert("orderDate".into(), today.into());
    }
    Value::Object(body)
}

fn is_termed(intent: &Intent) -> bool {
    intent.param("term_type") == Some("TERMED")
}

fn text(intent: &Intent, key: &str) -> Value {
    intent.param(key).into()
}

fn number(intent: &Intent, key: &str) -> Value {
    intent.param(key).and_then(|n| n.parse::<u32>().ok()).into()
}

fn flag(intent: &Intent, key: &str) -> Value {
    (intent.param(key) == Some("true")).into()
}
