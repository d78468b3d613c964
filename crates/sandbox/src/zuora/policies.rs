//! Cancel, suspend and resume, each by a policy that says when.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::changes::day;
use super::replies::{amount, no, only, text, yes};
use super::subscription::{Subscription, later};
use super::{Reply, Zuora};
use crate::vendor::Answer;

/// The day that a policy names, with its fields under a prefix: `resumeSpecificDate`, `resumePeriods`.
fn dated(body: &Value, prefix: &str, today: Date, suspended: Date) -> Result<Date, Answer> {
    let policy = text(body, &format!("{prefix}Policy"))?;
    let periods = |start: Date| {
        // A number is of the Orders API; here it is a text.
        let count = text(body, &format!("{prefix}Periods"))?;
        let count: i64 = count
            .parse()
            .map_err(|_| no(53_100_020, format!("'{prefix}Periods' is no number")))?;
        let unit = text(body, &format!("{prefix}PeriodsType"))?;
        Ok(later(start, count, unit))
    };
    match policy {
        "Today" | "EndOfLastInvoicePeriod" => Ok(today),
        "SpecificDate" => day(body, &format!("{prefix}SpecificDate")),
        "FixedPeriodsFromToday" => periods(today),
        "FixedPeriodsFromSuspendDate" if prefix == "resume" => periods(suspended),
        // The SDK's spelling alone (inferred).
        "SuspendDate" if prefix == "resume" => Ok(suspended),
        _ => Err(no(
            53_100_020,
            format!("'{prefix}Policy' has no value {policy}"),
        )),
    }
}

impl Zuora {
    pub(super) fn by_policy(&mut self, key: &str, how: &str, body: &Value, today: Date) -> Reply {
        let index = self.subscription(key)?;
        let mut new = self.subscriptions[index].clone();
        let wanted = if how == "resume" {
            "Suspended"
        } else {
            "Active"
        };
        if new.status != wanted {
            return Err(no(
                53_100_030,
                format!(
                    "Only {wanted} subscriptions can be {how}ed, {} is {}",
                    new.name(),
                    new.status
                ),
            ));
        }
        let value = new.value(&self.plans);
        let mut answer = match how {
            "cancel" => cancel(&mut new, body, today)?,
            "suspend" => suspend(&mut new, body, today)?,
            _ => resume(&mut new, body, today)?,
        };
        new.pass(today);
        new.version += 1;
        answer["subscriptionId"] = new.id().into();
        let left = if new.status == "Cancelled" { 0 } else { value };
        answer["totalDeltaTcv"] = amount(left - value);
        self.subscriptions[index] = new;
        Ok(yes(answer).changed())
    }
}

fn cancel(new: &mut Subscription, body: &Value, today: Date) -> Result<Value, Answer> {
    only(
        body,
        &[
            "cancellationPolicy",
            "cancellationEffectiveDate",
            "applyCredit",
            "orderDate",
        ],
    )?;
    let end = match text(body, "cancellationPolicy")? {
        "EndOfCurrentTerm" if !new.termed => {
            return Err(no(53_100_030, "An evergreen subscription has no term"));
        }
        "EndOfCurrentTerm" => new.term_end,
        "EndOfLastInvoicePeriod" => later(today, 1, "Month"),
        "SpecificDate" => day(body, "cancellationEffectiveDate")?,
        _ => return Err(no(53_100_020, "'cancellationPolicy' has no such value")),
    };
    if end < new.started || (new.termed && end > new.term_end) {
        return Err(no(
            53_100_030,
            "The cancellation effective date should not be earlier than the contract effective date or later than the term end date",
        ));
    }
    if new.ends.is_some() {
        return Err(no(53_100_030, "The subscription is already cancelled"));
    }
    new.ends = Some(end);
    new.auto_renew = false;
    Ok(json!({ "cancelledDate": end.to_string() }))
}

fn suspend(new: &mut Subscription, body: &Value, today: Date) -> Result<Value, Answer> {
    only(
        body,
        &[
            "suspendPolicy",
            "suspendSpecificDate",
            "suspendPeriods",
            "suspendPeriodsType",
            "resume",
            "resumePolicy",
            "resumeSpecificDate",
            "resumePeriods",
            "resumePeriodsType",
            "extendsTerm",
            "orderDate",
        ],
    )?;
    let from = dated(body, "suspend", today, today)?;
    let mut answer = json!({ "suspendDate": from.to_string() });
    new.suspends = Some(from);
    if body["resume"] == true {
        let until = dated(body, "resume", today, from)?;
        if until < from {
            return Err(no(
                53_100_030,
                "The resume date must not be earlier than the suspend date",
            ));
        }
        new.resumes = Some(until);
        extend(new, body, from, until);
        answer["resumeDate"] = until.to_string().into();
    }
    answer["termEndDate"] = new.term_end.to_string().into();
    Ok(answer)
}

fn resume(new: &mut Subscription, body: &Value, today: Date) -> Result<Value, Answer> {
    only(
        body,
        &[
            "resumePolicy",
            "resumeSpecificDate",
            "resumePeriods",
            "resumePeriodsType",
            "extendsTerm",
            "orderDate",
        ],
    )?;
    let until = dated(body, "resume", today, today)?;
    new.resumes = Some(until);
    extend(new, body, today, until);
    Ok(json!({
        "resumeDate": until.to_string(),
        "termEndDate": new.term_end.to_string(),
    }))
}

/// The term becomes longer by the days of the suspension that are still to come.
fn extend(new: &mut Subscription, body: &Value, from: Date, until: Date) {
    if body["extendsTerm"] == true {
        let days = (until - from).get_days();
        new.term_end = later(new.term_end, days.into(), "Day");
    }
}
