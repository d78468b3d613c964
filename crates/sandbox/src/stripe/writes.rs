//! Starting, changing and ending subscriptions.

use jiff::{SignedDuration, Timestamp};

use super::customers::{Card, Discount};
use super::fields::Fields;
use super::subscription::{Item, Subscription};
use super::{Reply, Stripe, known, refusals, truth};
use crate::calendar::Cycle;
use crate::vendor::{Answer, Request};

const PRORATIONS: [&str; 3] = ["create_prorations", "always_invoice", "none"];
const FEEDBACK: [&str; 8] = [
    "customer_service",
    "low_quality",
    "missing_features",
    "other",
    "switched_service",
    "too_complex",
    "too_expensive",
    "unused",
];

impl Stripe {
    pub(super) fn create_subscription(&mut self, request: &Request, now: Timestamp) -> Reply {
        let mut fields = Fields::of(request);
        let id = fields.needed("customer")?;
        let customer = self.customers.iter().position(|c| c.id == id);
        let customer =
            customer.ok_or_else(|| refusals::missing(400, "customer", &id, "customer"))?;
        let price_id = fields.needed("items[0][price]")?;
        let price = self.sold(&price_id, "items[0][price]")?;
        let quantity = self.quantity(&mut fields, "items[0][quantity]", price, 1)?;
        let days = fields.number("trial_period_days")?;
        if days.is_some_and(|d| !(1..=730).contains(&d)) {
            return Err(refusals::invalid(
                "trial_period_days",
                "Trial period days must be between 1 and 730.",
            ));
        }
        let discounts = self.discounts(&mut fields, &[], &id, now)?;
        let behavior = fields.word(
            "payment_behavior",
            &[
                "allow_incomplete",
                "default_incomplete",
                "error_if_incomplete",
            ],
        )?;
        fields.finished()?;
        let card = self.customers[customer].card;
        let behavior = behavior.unwrap_or_else(|| "allow_incomplete".to_owned());
        let status = match (days, behavior.as_str(), card) {
            (Some(_), ..) => "trialing",
            (None, "default_incomplete", _) => "incomplete",
            (None, _, Card::None) => return Err(refusals::no_payment_method()),
            (None, "error_if_incomplete", Card::Declines) => return Err(refusals::declined()),
            (None, _, Card::Declines) => "incomplete",
            (None, _, Card::Good) => "active",
        };
        let trial = days.map(|d| (now, now + SignedDuration::from_hours(24 * d)));
        let sold = &self.prices[price];
        let mut period = Cycle::begun(now, sold.count, sold.unit);
        if let Some((_, end)) = trial {
            period.end = end;
        }
        let new = Subscription {
            id: self.fresh("sub"),
            customer,
            status,
            items: vec![Item {
                id: self.fresh("si"),
                price,
                quantity,
            }],
            period,
            trial,
            cancel_at_end: false,
            canceled: None,
            feedback: None,
            comment: None,
            discounts,
            schedule: None,
            created: now,
            invoice: self.fresh("in"),
        };
        self.subscriptions.push(new);
        Ok(self
            .answer_with(self.subscriptions.len() - 1, now)
            .changed())
    }

    /// The place of a price that can be subscribed to.
    pub(super) fn sold(&self, id: &str, param: &str) -> Result<usize, Answer> {
        let price = self.price(id, param)?;
        if !self.prices[price].active {
            // This simulator's wording.
            return Err(refusals::invalid(
                param,
                "The price specified is inactive. This field only accepts active prices.",
            ));
        }
        if self.prices[price].currency != "usd" {
            // This simulator's wording.
            return Err(refusals::invalid(
                param,
                "The price specified only supports `eur`. This doesn't match the expected currency: `usd`.",
            ));
        }
        Ok(price)
    }

    /// The quantity of a field; what is billed by usage has none.
    pub(super) fn quantity(
        &self,
        fields: &mut Fields,
        name: &str,
        price: usize,
        other: i64,
    ) -> Result<Option<i64>, Answer> {
        let given = fields.number(name)?;
        match (given, self.prices[price].metered) {
            // This simulator's wording.
            (Some(_), true) => Err(refusals::invalid(
                name,
                "You cannot set the quantity of a metered plan.",
            )),
            (None, true) => Ok(None),
            (given, false) => Ok(Some(given.unwrap_or(other))),
        }
    }

    /// The list of discounts that a form has: those that are kept, by their id, and new ones.
    pub(super) fn discounts(
        &mut self,
        fields: &mut Fields,
        had: &[Discount],
        customer: &str,
        now: Timestamp,
    ) -> Result<Vec<Discount>, Answer> {
        let mut all = Vec::new();
        for n in 0.. {
            let at = format!("discounts[{n}]");
            if !fields.has(&at) {
                break;
            }
            if let Some(id) = fields.take(&format!("{at}[discount]")) {
                let kept = had.iter().find(|d| d.id == id);
                let kept = kept.ok_or_else(|| refusals::missing(400, "discount", &id, &at))?;
                all.push(kept.clone());
                continue;
            }
            let (name, code_name) = (format!("{at}[coupon]"), format!("{at}[promotion_code]"));
            let (coupon, code) = if let Some(id) = fields.take(&name) {
                (self.coupon(&id, &name, now)?, None)
            } else {
                let id = fields.needed(&code_name)?;
                (self.promoted(&id, &code_name, customer, now)?, Some(id))
            };
            let id = self.fresh("di");
            all.push(Discount {
                id,
                coupon,
                code,
                start: now,
            });
        }
        Ok(all)
    }

    pub(super) fn update_subscription(
        &mut self,
        id: &str,
        request: &Request,
        now: Timestamp,
    ) -> Reply {
        let at = self.subscription(id)?;
        if self.subscriptions[at].ended() {
            // This simulator's wording.
            return Err(refusals::state(
                "A canceled subscription can only update its cancellation_details.",
            ));
        }
        let mut fields = Fields::of(request);
        let customer = self.customers[self.subscriptions[at].customer].id.clone();
        let mut items = self.subscriptions[at].items.clone();
        let switched = self.change_items(&mut fields, &mut items)?;
        let proration = fields.word("proration_behavior", &PRORATIONS)?;
        let moment = fields.number("proration_date")?;
        let behavior = fields.word(
            "payment_behavior",
            &[
                "allow_incomplete",
                "default_incomplete",
                "error_if_incomplete",
                "pending_if_incomplete",
            ],
        )?;
        let discounts = if fields.has("discounts[") {
            let had = self.subscriptions[at].discounts.clone();
            Some(self.discounts(&mut fields, &had, &customer, now)?)
        } else {
            None
        };
        let ends = fields.flag("cancel_at_period_end")?;
        let feedback = fields.word("cancellation_details[feedback]", &FEEDBACK)?;
        let comment = fields.take("cancellation_details[comment]");
        let trial_end = fields.number("trial_end")?;
        fields.finished()?;
        let card = self.customers[self.subscriptions[at].customer].card;
        let charges = switched && proration.as_deref() == Some("always_invoice");
        if charges && card == Card::Declines && behavior.as_deref() == Some("error_if_incomplete") {
            return Err(refusals::declined());
        }
        if let Some(until) = trial_end {
            self.set_trial(at, until, now)?;
        }
        let (start, end) = (
            self.subscriptions[at].period.start.as_second(),
            self.subscriptions[at].period.end.as_second(),
        );
        // A clock that is a little ahead is let through.
        if moment.is_some_and(|m| !(start - 86_400..=end + 86_400).contains(&m)) {
            return Err(refusals::invalid(
                "proration_date",
                "Cannot specify proration_date outside of the current period.",
            ));
        }
        let invoice = charges.then(|| self.fresh("in"));
        let s = &mut self.subscriptions[at];
        s.items = items;
        if let Some(discounts) = discounts {
            s.discounts = discounts;
        }
        if let Some(ends) = ends {
            s.cancel_at_end = ends;
            s.canceled = ends.then_some(now);
        }
        s.feedback = feedback.or(s.feedback.take());
        s.comment = comment.or(s.comment.take());
        if let Some(invoice) = invoice {
            s.invoice = invoice;
            if card == Card::Declines {
                s.status = "past_due";
            }
        }
        Ok(self.answer_with(at, now).changed())
    }

    /// Switches, adds and removes items as `items[0]`, `items[1]` … say; whether any did.
    pub(super) fn change_items(
        &mut self,
        fields: &mut Fields,
        items: &mut Vec<Item>,
    ) -> Result<bool, Answer> {
        let mut switched = false;
        for n in 0.. {
            let at = format!("items[{n}]");
            if !fields.has(&at) {
                break;
            }
            switched = true;
            let name = format!("{at}[price]");
            let Some(id) = fields.take(&format!("{at}[id]")) else {
                let id = fields.needed(&name)?;
                let price = self.sold(&id, &name)?;
                let quantity = self.quantity(fields, &format!("{at}[quantity]"), price, 1)?;
                let id = self.fresh("si");
                items.push(Item {
                    id,
                    price,
                    quantity,
                });
                continue;
            };
            let place = items.iter().position(|item| item.id == id);
            let place =
                place.ok_or_else(|| refusals::missing(400, "subscription item", &id, &at))?;
            if fields.flag(&format!("{at}[deleted]"))? == Some(true) {
                items.remove(place);
                continue;
            }
            if let Some(id) = fields.take(&name) {
                let price = self.sold(&id, &name)?;
                if items
                    .iter()
                    .enumerate()
                    .any(|(n, i)| n != place && i.price == price)
                {
                    // This simulator's wording.
                    return Err(refusals::invalid(
                        &name,
                        "Cannot have two items with the same plan.",
                    ));
                }
                items[place].price = price;
                // A new price resets the quantity, unless it is said.
                items[place].quantity = Some(1);
            }
            let price = items[place].price;
            let kept = items[place].quantity.unwrap_or(1);
            items[place].quantity =
                self.quantity(fields, &format!("{at}[quantity]"), price, kept)?;
        }
        if items.is_empty() {
            // This simulator's wording.
            return Err(refusals::state(
                "A subscription must have at least one active plan. Cancel the subscription instead.",
            ));
        }
        Ok(switched)
    }

    fn set_trial(&mut self, at: usize, until: i64, now: Timestamp) -> Result<(), Answer> {
        let most = now + SignedDuration::from_hours(24 * 731);
        let until = Timestamp::from_second(until).ok();
        let Some(until) = until.filter(|u| *u > now && *u <= most) else {
            // This simulator's wording.
            return Err(refusals::invalid(
                "trial_end",
                "Invalid timestamp: must be an integer Unix timestamp in the future, at most two years from now.",
            ));
        };
        let s = &mut self.subscriptions[at];
        let begun = s
            .trial
            .filter(|_| s.status == "trialing")
            .map_or(now, |t| t.0);
        s.trial = Some((begun, until));
        s.status = "trialing";
        s.period.start = begun;
        s.period.end = until;
        Ok(())
    }

    pub(super) fn cancel_subscription(
        &mut self,
        id: &str,
        request: &Request,
        now: Timestamp,
    ) -> Reply {
        known(
            request,
            &[
                "prorate",
                "invoice_now",
                "cancellation_details[feedback]",
                "cancellation_details[comment]",
            ],
        )?;
        for name in ["prorate", "invoice_now"] {
            request.param(name).map(|v| truth(name, v)).transpose()?;
        }
        let at = self.subscription(id)?;
        let feedback = request.param("cancellation_details[feedback]");
        if let Some(other) = feedback.filter(|f| !FEEDBACK.contains(f)) {
            return Err(refusals::invalid(
                "cancellation_details[feedback]",
                &format!("Invalid cancellation_details[feedback]: {other}"),
            ));
        }
        if self.subscriptions[at].ended() {
            return Err(refusals::missing(404, "subscription", id, "id"));
        }
        let s = &mut self.subscriptions[at];
        s.feedback = feedback.map(str::to_owned).or(s.feedback.take());
        let comment = request.param("cancellation_details[comment]");
        s.comment = comment.map(str::to_owned).or(s.comment.take());
        s.status = "canceled";
        s.cancel_at_end = false;
        s.canceled = Some(now);
        let schedule = s.schedule.take();
        self.close_schedule(schedule.as_deref(), "canceled");
        Ok(self.answer_with(at, now).changed())
    }
}
