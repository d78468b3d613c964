//! Changes of what a subscription holds, and new subscriptions, in both dialects; a preview is the same and is not
//! kept. Figures of previews are one whole period of each charge.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::replies::{amount, no, only, text, yes};
use super::subscription::{Held, Subscription, later};
use super::{Mode, Reply, Zuora};
use crate::vendor::Answer;

/// What is changed.
pub(super) enum Change {
    /// Index of the product rate plan.
    Add(usize),
    /// ID of the rate plan on the subscription.
    Remove(String),
    AutoRenew(bool),
}

/// A new subscription's terms.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    pub termed: bool,
    pub initial: (i64, &'static str),
    pub renewal: (i64, &'static str),
    pub auto_renew: bool,
}

/// What a change comes to: what is billed or credited once, and what changes in a month, in cents.
pub(super) struct Effect {
    pub plan: Option<usize>,
    pub billed: i64,
    pub monthly: i64,
    pub value: i64,
}

/// `YYYY-MM-DD`.
pub(super) fn day(body: &Value, name: &str) -> Result<Date, Answer> {
    let text = text(body, name)?;
    text.parse().map_err(|_| {
        no(
            53_100_020,
            format!("'{name}' must be a date in the format yyyy-mm-dd"),
        )
    })
}

/// A unit of terms.
pub(super) fn unit(body: &Value, name: &str) -> Result<&'static str, Answer> {
    let Some(given) = body.get(name).and_then(Value::as_str) else {
        return Ok("Month");
    };
    ["Day", "Week", "Month", "Year"]
        .into_iter()
        .find(|unit| *unit == given)
        .ok_or_else(|| {
            no(
                53_100_020,
                format!("'{name}' value should be one of: Month, Year, Day, Week"),
            )
        })
}

impl Zuora {
    /// Subscribe and Amend: `PUT /v1/subscriptions/{number}`.
    pub(super) fn amend(&mut self, key: &str, body: &Value, today: Date) -> Reply {
        let known = ["add", "remove", "autoRenew", "preview", "previewType"];
        only(body, &known)?;
        let index = self.subscription(key)?;
        let mode = if body["preview"] == true {
            Mode::Preview
        } else {
            Mode::Real
        };
        let first = |name: &str| body.get(name).and_then(|rows| rows.get(0));
        let change = if let Some(row) = first("add") {
            only(row, &["productRatePlanId", "contractEffectiveDate"])?;
            day(row, "contractEffectiveDate")?;
            Change::Add(self.plan(text(row, "productRatePlanId")?)?)
        } else if let Some(row) = first("remove") {
            only(row, &["ratePlanId", "contractEffectiveDate"])?;
            day(row, "contractEffectiveDate")?;
            Change::Remove(text(row, "ratePlanId")?.to_owned())
        } else if let Some(on) = body.get("autoRenew").and_then(Value::as_bool) {
            Change::AutoRenew(on)
        } else {
            return Err(no(53_100_022, "Nothing to change is named"));
        };
        let effect = self.change(index, &change, mode)?;
        let subscription = &self.subscriptions[index];
        let mut answer = json!({
            "totalDeltaMrr": amount(effect.monthly),
            "totalDeltaTcv": amount(effect.value),
        });
        if mode == Mode::Real {
            answer["subscriptionId"] = subscription.id().into();
            return Ok(yes(answer).changed());
        }
        self.bill(&mut answer, &effect, today);
        Ok(yes(answer))
    }

    /// Subscribe and Amend: a new subscription, or its preview.
    pub(super) fn create(&mut self, body: &Value, today: Date, mode: Mode) -> Reply {
        let known = [
            "accountKey",
            "contractEffectiveDate",
            "termType",
            "initialTerm",
            "initialTermPeriodType",
            "renewalTerm",
            "renewalTermPeriodType",
            "autoRenew",
            "subscribeToRatePlans",
            "previewType",
        ];
        only(body, &known)?;
        let account = self.account(text(body, "accountKey")?)?;
        let start = day(body, "contractEffectiveDate")?;
        let termed = match text(body, "termType")? {
            "TERMED" => true,
            "EVERGREEN" => false,
            _ => {
                return Err(no(
                    53_100_320,
                    "'termType' value should be one of: TERMED, EVERGREEN",
                ));
            }
        };
        let number = |name: &str| body.get(name).and_then(Value::as_i64);
        if mode == Mode::Real && number("renewalTerm").is_none() {
            return Err(no(53_100_022, "'renewalTerm' is required"));
        }
        let initial = number("initialTerm").filter(|n| *n > 0 || !termed);
        if termed && initial.is_none() {
            return Err(no(53_100_022, "'initialTerm' is required for TERMED"));
        }
        let terms = Terms {
            termed,
            initial: (initial.unwrap_or(0), unit(body, "initialTermPeriodType")?),
            renewal: (
                number("renewalTerm").unwrap_or(0),
                unit(body, "renewalTermPeriodType")?,
            ),
            auto_renew: body["autoRenew"] == true,
        };
        let rows = body.get("subscribeToRatePlans").and_then(|r| r.get(0));
        let row = rows.ok_or_else(|| no(53_100_022, "'subscribeToRatePlans' is required"))?;
        only(row, &["productRatePlanId"])?;
        let plan = self.plan(text(row, "productRatePlanId")?)?;
        let (new, effect) = self.made(account, plan, terms, start, today)?;
        let mut answer = json!({
            "contractedMrr": amount(effect.monthly),
            "totalContractedValue": amount(effect.value),
        });
        if mode == Mode::Preview {
            self.bill(&mut answer, &effect, today);
            return Ok(yes(answer));
        }
        answer["subscriptionId"] = new.id().into();
        answer["subscriptionNumber"] = new.name().into();
        self.subscriptions.push(new);
        Ok(yes(answer).changed())
    }

    /// The index of a product rate plan that can be had.
    pub(super) fn plan(&self, id: &str) -> Result<usize, Answer> {
        let found = self.plans.iter().position(|plan| plan.id == id);
        let index = found.ok_or_else(|| {
            no(
                53_100_040,
                format!("Cannot find a product rate plan by ID: '{id}'."),
            )
        })?;
        let plan = &self.plans[index];
        if plan.status != "Active" || self.products[plan.product].ends < "2026" {
            return Err(no(
                53_100_030,
                format!("The rate plan '{}' is not effective", plan.name),
            ));
        }
        Ok(index)
    }

    /// Makes the change, or tries it.
    pub(super) fn change(
        &mut self,
        index: usize,
        change: &Change,
        mode: Mode,
    ) -> Result<Effect, Answer> {
        let mut new = self.subscriptions[index].clone();
        if new.status != "Active" {
            return Err(no(
                53_100_030,
                format!(
                    "The subscription {} is {}, not Active",
                    new.name(),
                    new.status
                ),
            ));
        }
        let before = (new.monthly(&self.plans), new.value(&self.plans));
        let mut effect = Effect {
            plan: None,
            billed: 0,
            monthly: 0,
            value: 0,
        };
        match change {
            Change::Add(plan) => {
                effect.plan = Some(*plan);
                effect.billed = self.plans[*plan].price;
                new.plans.push(Held {
                    id: self.next_rate_plan(),
                    plan: *plan,
                    change: "Add",
                });
            }
            Change::Remove(id) => {
                let held = new
                    .plans
                    .iter_mut()
                    .find(|held| held.id == *id && held.change != "Remove")
                    .ok_or_else(|| {
                        no(
                            53_100_040,
                            format!("Cannot find a rate plan by ID: '{id}'."),
                        )
                    })?;
                held.change = "Remove";
                effect.plan = Some(held.plan);
                effect.billed = -self.plans[held.plan].price;
            }
            Change::AutoRenew(_) if !new.termed => {
                return Err(no(
                    53_100_030,
                    "An evergreen subscription has no auto renewal",
                ));
            }
            Change::AutoRenew(on) => new.auto_renew = *on,
        }
        new.version += 1;
        effect.monthly = new.monthly(&self.plans) - before.0;
        effect.value = new.value(&self.plans) - before.1;
        if mode == Mode::Real {
            self.count += 1;
            self.subscriptions[index] = new;
        }
        Ok(effect)
    }

    fn next_rate_plan(&self) -> String {
        format!("8ad09bce{:024x}", 0x10_0000 + self.count)
    }

    /// A new subscription, which is not kept yet.
    pub(super) fn made(
        &mut self,
        account: usize,
        plan: usize,
        terms: Terms,
        start: Date,
        today: Date,
    ) -> Result<(Subscription, Effect), Answer> {
        let holder = &self.accounts[account];
        if holder.status != "Active" {
            return Err(no(
                53_100_030,
                format!("The account {} is not active", holder.number),
            ));
        }
        let number = self.subscriptions.iter().map(|s| s.number).max();
        let (count, unit) = terms.initial;
        let mut new = Subscription {
            number: number.unwrap_or(0) + 1,
            version: 1,
            account,
            status: "Active",
            termed: terms.termed,
            started: start,
            term_start: start,
            term_end: later(start, count, unit),
            ends: None,
            auto_renew: terms.auto_renew,
            initial: terms.initial,
            renewal: terms.renewal,
            plans: vec![Held {
                id: self.next_rate_plan(),
                plan,
                change: "New",
            }],
            suspends: None,
            resumes: None,
        };
        self.count += 1;
        new.pass(today);
        let effect = Effect {
            plan: Some(plan),
            billed: self.plans[plan].price,
            monthly: new.monthly(&self.plans),
            value: new.value(&self.plans),
        };
        Ok((new, effect))
    }

    /// The invoice or credit memo of a preview by Subscribe and Amend.
    fn bill(&self, answer: &mut Value, effect: &Effect, today: Date) {
        let Some((document, mut bill)) = self.document(effect, today) else {
            return;
        };
        let items = bill["items"].take();
        let (member, rows) = match document {
            "invoice" => ("invoice", "invoiceItems"),
            _ => ("creditMemo", "creditMemoItems"),
        };
        bill[rows] = items;
        if let Some(fields) = bill.as_object_mut() {
            fields.remove("items");
        }
        answer[member] = bill;
    }

    /// `invoice` or `credit`, and what stands in it; its lines are in `items`.
    pub(super) fn document(&self, effect: &Effect, today: Date) -> Option<(&'static str, Value)> {
        let plan = &self.plans[effect.plan?];
        let (kind, cents) = if effect.billed < 0 {
            ("credit", -effect.billed)
        } else {
            ("invoice", effect.billed)
        };
        let until = later(today, plan.months, "Month");
        let until = until.yesterday().unwrap_or(until);
        let mut bill = json!({
            "amount": amount(cents),
            "amountWithoutTax": amount(cents),
            "taxAmount": 0.0,
            "items": [{
                "productName": self.products[plan.product].name,
                "chargeName": plan.charge(),
                "chargeAmount": amount(cents),
                "amountWithoutTax": amount(cents),
                "serviceStartDate": today.to_string(),
                "serviceEndDate": until.to_string(),
            }],
        });
        if kind == "invoice" {
            bill["targetDate"] = today.to_string().into();
        }
        Some((kind, bill))
    }
}
