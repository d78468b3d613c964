//! Cancel, suspend and resume: the same call for all tenants, each by a policy that says when.

use super::{Draft, Memo, finished, theirs};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::Plan;
use crate::say;
use crate::vendors::zuora::offers::SUSPEND_DATE;
use crate::vendors::zuora::replies::Subscription;
use crate::vendors::zuora::{SPELLING, bodies, shown, target};

/// An action that Zuora does by a policy.
pub(super) struct ByPolicy {
    /// The last part of its path.
    path: &'static str,
    /// The status of subscriptions that it takes.
    status: &'static str,
    /// "Cancel", "Cancelled".
    verb: &'static str,
    done: &'static str,
    /// The parameters with the policy and with its date.
    policy: &'static str,
    date: &'static str,
}

pub(super) const CANCELLING: ByPolicy = ByPolicy {
    path: "cancel",
    status: "Active",
    verb: "Cancel",
    done: "Cancelled",
    policy: "cancellation_policy",
    date: "cancellation_effective_date",
};

pub(super) const SUSPENDING: ByPolicy = ByPolicy {
    path: "suspend",
    status: "Active",
    verb: "Suspend",
    done: "Suspended",
    policy: "suspend_policy",
    date: "suspend_specific_date",
};

pub(super) const RESUMING: ByPolicy = ByPolicy {
    path: "resume",
    status: "Suspended",
    verb: "Resume",
    done: "Resumed",
    policy: "resume_policy",
    date: "resume_specific_date",
};

pub(super) async fn by_policy(mut draft: Draft<'_>, action: &ByPolicy) -> Result<Plan> {
    let intent = draft.intent;
    let policy = intent.required(action.policy)?;
    let (account, all) = theirs(&mut draft).await?;
    let subscription = target::pick(&draft, &account, &all, action.status)?;
    let named = shown::named(&subscription);
    if policy == "EndOfCurrentTerm" && subscription.is_evergreen() {
        return Err(Error::new(
            Kind::Refused,
            format!(
                "{} is evergreen and has no term to end",
                say::sentence(&named)
            ),
        )
        .field(action.policy)
        .hint("Cancel it at the end of the last invoiced period, or on a date"));
    }
    if intent.param("apply_credit") == Some("true") {
        draft.warn(
            "Apply credit: Zuora applies credit memos and payments of the account that are not applied yet",
        );
    }
    let mut rest = format!("{named} {}", when(intent, action, &subscription));
    if action.path == "suspend" && intent.param("resume_policy").is_some() {
        rest = format!(
            "{rest}, to be resumed {}",
            when(intent, &RESUMING, &subscription)
        );
    }
    if intent.param("resume_policy") == Some(SUSPEND_DATE) {
        draft.warn("As if there were no suspension: what it kept from being billed may be billed");
    }
    let today = draft.client.today().to_string();
    let spelled = draft.session.account.required(SPELLING)?;
    let body = bodies::policy(intent, draft.client.orders, &today, spelled);
    let path = [&*subscription.subscription_number, action.path];
    let purpose = format!("{} {rest}", action.verb);
    let change = draft.client.amend(purpose, &path, body)?;
    let memo = Memo::of(&account, &subscription, format!("{} {rest}", action.done));
    finished(draft, &account, &subscription, &memo, change)
}

/// The policy in words: "at the end of its term, 2027-01-01", "10 days from today".
fn when(intent: &Intent, action: &ByPolicy, subscription: &Subscription) -> String {
    let given = |key: &str| intent.param(key).unwrap_or_default();
    let periods = || {
        let count = given(&format!("{}_periods", action.path))
            .parse()
            .unwrap_or_default();
        let unit = given(&format!("{}_periods_type", action.path));
        say::span(count, &say::uncapitalised(unit))
    };
    match given(action.policy) {
        "Today" => "today".into(),
        "SpecificDate" => format!("on {}", given(action.date)),
        "FixedPeriodsFromToday" => format!("{} from today", periods()),
        "FixedPeriodsFromSuspendDate" => format!("{} after the suspension begins", periods()),
        "EndOfCurrentTerm" => match subscription.term_end_date.as_deref() {
            Some(end) => format!("at the end of its term, {end}"),
            None => "at the end of its term".into(),
        },
        "EndOfLastInvoicePeriod" => "at the end of its last invoiced period".into(),
        SUSPEND_DATE => "on the day of the suspension".into(),
        other => other.into(),
    }
}
