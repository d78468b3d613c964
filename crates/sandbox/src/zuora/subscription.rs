//! A subscription in its latest version, and what time does to it.

use jiff::Span;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::replies::amount;
use super::{Account, Plan, Product};

/// A rate plan on a subscription.
#[derive(Clone)]
pub(super) struct Held {
    pub id: String,
    /// Index of the product rate plan.
    pub plan: usize,
    /// `New`, `Add` or `Remove`.
    pub change: &'static str,
}

#[derive(Clone)]
pub(super) struct Subscription {
    pub number: u32,
    pub version: u32,
    /// Index of its account.
    pub account: usize,
    pub status: &'static str,
    pub termed: bool,
    pub started: Date,
    pub term_start: Date,
    pub term_end: Date,
    pub ends: Option<Date>,
    pub auto_renew: bool,
    /// Count and unit of a term.
    pub initial: (i64, &'static str),
    pub renewal: (i64, &'static str),
    pub plans: Vec<Held>,
    pub suspends: Option<Date>,
    pub resumes: Option<Date>,
}

/// A day, some units later.
pub(super) fn later(day: Date, count: i64, unit: &str) -> Date {
    let span = match unit {
        "Day" => Span::new().try_days(count),
        "Week" => Span::new().try_weeks(count),
        "Year" => Span::new().try_years(count),
        _ => Span::new().try_months(count),
    };
    // Beyond the calendar a term never ends.
    span.and_then(|span| day.checked_add(span))
        .unwrap_or(Date::MAX)
}

impl Subscription {
    /// `A-S00000071`.
    pub fn name(&self) -> String {
        format!("A-S{:08}", self.number)
    }

    /// Of this version.
    pub fn id(&self) -> String {
        format!("8ad0{:012x}{:016x}", self.number, self.version)
    }

    pub fn held(&self) -> impl Iterator<Item = &Held> {
        self.plans.iter().filter(|held| held.change != "Remove")
    }

    /// What it brings in a month, in cents.
    pub fn monthly(&self, plans: &[Plan]) -> i64 {
        self.held().map(|held| plans[held.plan].monthly()).sum()
    }

    /// What its present term brings; a year of an evergreen one.
    pub fn value(&self, plans: &[Plan]) -> i64 {
        let (count, unit) = self.initial;
        let months = match unit {
            "Year" => count * 12,
            "Month" if self.termed => count,
            _ => 12,
        };
        self.monthly(plans) * months
    }

    /// Lets happen what was due by today.
    pub fn pass(&mut self, today: Date) {
        if self.suspends.is_some_and(|day| day <= today) {
            self.suspends = None;
            if self.status == "Active" {
                self.status = "Suspended";
            }
        }
        if self.resumes.is_some_and(|day| day <= today) {
            self.resumes = None;
            if self.status == "Suspended" {
                self.status = "Active";
            }
        }
        if self.ends.is_some_and(|day| day <= today) && self.status != "Cancelled" {
            self.status = "Cancelled";
        }
        while self.status == "Active" && self.termed && self.term_end <= today {
            let (count, unit) = self.renewal;
            if !self.auto_renew || count == 0 {
                self.status = "Cancelled";
                self.ends = Some(self.term_end);
            } else {
                self.term_start = self.term_end;
                self.term_end = later(self.term_start, count, unit);
            }
        }
    }

    pub fn json(&self, account: &Account, products: &[Product], plans: &[Plan]) -> Value {
        let rows: Vec<Value> = self
            .plans
            .iter()
            .map(|held| {
                let plan = &plans[held.plan];
                let product = &products[plan.product];
                json!({
                    "id": held.id,
                    "productId": product.id,
                    "productName": product.name,
                    "productSku": product.sku,
                    "productRatePlanId": plan.id,
                    "ratePlanName": plan.name,
                    "lastChangeType": held.change,
                    "ratePlanCharges": [],
                })
            })
            .collect();
        let mut body = json!({
            "id": self.id(),
            "accountId": account.id,
            "accountNumber": account.number,
            "accountName": account.name,
            "version": self.version,
            "subscriptionNumber": self.name(),
            "status": self.status,
            "termType": if self.termed { "TERMED" } else { "EVERGREEN" },
            "contractEffectiveDate": self.started.to_string(),
            "subscriptionStartDate": self.started.to_string(),
            "termStartDate": self.term_start.to_string(),
            "autoRenew": self.auto_renew,
            "renewalTerm": self.renewal.0,
            "renewalTermPeriodType": self.renewal.1,
            "renewalSetting": "RENEW_WITH_SPECIFIC_TERM",
            "currency": account.currency,
            "contractedMrr": amount(self.monthly(plans)),
            "totalContractedValue": amount(self.value(plans)),
            "ratePlans": rows,
        });
        if self.termed {
            body["initialTerm"] = self.initial.0.into();
            body["initialTermPeriodType"] = self.initial.1.into();
            body["termEndDate"] = self.term_end.to_string().into();
        }
        if let Some(day) = self.ends {
            body["subscriptionEndDate"] = day.to_string().into();
        }
        body
    }
}
