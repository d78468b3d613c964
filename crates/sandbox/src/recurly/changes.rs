//! Another plan or another price: now or at the end of the period, tried or made.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::subscription::{Pending, State, Subscription};
use super::{Recurly, Reply, amount, cents, only, refusals};
use crate::calendar::utc;
use crate::vendor::Answer;

/// A change that was asked for and may be made.
struct Wanted {
    plan: usize,
    cents: i32,
    now: bool,
}

impl Recurly {
    pub fn waiting_change(&self, id: &str) -> Reply {
        let s = &self.subscriptions[self.place(id)?];
        let Some(pending) = &s.pending else {
            return Err(refusals::not_found("subscription change"));
        };
        let body = self.render_change(
            s,
            pending.plan,
            pending.cents,
            Some(pending.made),
            s.period.end,
        );
        Ok(Answer::json(200, &body))
    }

    pub fn preview_change(&self, id: &str, body: &Value, now: Timestamp) -> Reply {
        let place = self.place(id)?;
        let wanted = self.wanted(place, body)?;
        Ok(Answer::json(200, &self.outcome(place, &wanted, None, now)))
    }

    pub fn change(&mut self, id: &str, body: &Value, now: Timestamp) -> Reply {
        let place = self.place(id)?;
        let wanted = self.wanted(place, body)?;
        let s = &self.subscriptions[place];
        if wanted.plan == s.plan && wanted.cents == s.cents {
            // Back to what it is: the change that waited is gone.
            self.subscriptions[place].pending = None;
            return Ok(Answer::empty(204).changed());
        }
        if wanted.now && wanted.cents > s.cents {
            self.collects(s.account, s.manual)?;
        }
        let answer = self.outcome(place, &wanted, Some(now), now);
        let s = &mut self.subscriptions[place];
        s.updated = now;
        if wanted.now {
            s.pending = None;
            s.pause_cycles = 0;
            if wanted.plan != s.plan {
                s.plan = wanted.plan;
                s.begin(&self.plans, now);
            }
            s.cents = wanted.cents;
        } else {
            s.pending = Some(Pending {
                plan: wanted.plan,
                cents: wanted.cents,
                made: now,
            });
        }
        Ok(Answer::json(201, &answer).changed())
    }

    fn wanted(&self, place: usize, body: &Value) -> Result<Wanted, Answer> {
        only(body, &["timeframe", "plan_code", "plan_id", "unit_amount"])?;
        let s = &self.subscriptions[place];
        if s.state != State::Active {
            return Err(refusals::validation(
                "Only active subscriptions can be changed",
            ));
        }
        let now = match body
            .get("timeframe")
            .map(|t| t.as_str().unwrap_or_default())
        {
            None | Some("now") => true,
            Some("bill_date" | "term_end" | "renewal") => false,
            Some(_) => {
                return Err(refusals::invalid(
                    "timeframe",
                    "is not included in the list",
                ));
            }
        };
        let plan = match (body["plan_code"].as_str(), body["plan_id"].as_str()) {
            (Some(code), _) => self
                .plan(&format!("code-{code}"))
                .map_err(|_| refusals::invalid("plan_code", "is invalid"))?,
            (None, Some(id)) => self
                .plan(id)
                .map_err(|_| refusals::invalid("plan_id", "is invalid"))?,
            (None, None) => s.plan,
        };
        let price = match body.get("unit_amount") {
            Some(value) if self.plans[plan].ramp => {
                return Err(refusals::invalid(
                    "unit_amount",
                    &format!("cannot be {value} on a plan with ramps"),
                ));
            }
            Some(value) => cents(value)
                .filter(|cents| *cents <= 100_000_000)
                .ok_or_else(|| refusals::invalid("unit_amount", "must be between 0 and 1000000"))?,
            None if plan == s.plan => s.cents,
            None => self.plans[plan].price(&s.currency).ok_or_else(|| {
                refusals::invalid("plan_code", "is not sold in the subscription's currency")
            })?,
        };
        if plan != s.plan && !self.plans[plan].active {
            return Err(refusals::invalid("plan_code", "is inactive"));
        }
        if plan == s.plan && price == s.cents && s.pending.is_none() {
            return Err(refusals::validation("Subscription hasn't been changed"));
        }
        Ok(Wanted {
            plan,
            cents: price,
            now,
        })
    }

    /// What the vendor answers to a change: what it becomes, and the invoices of one that takes effect at once. The
    /// proration is a simple one: the old price back, the new price in full.
    fn outcome(
        &self,
        place: usize,
        wanted: &Wanted,
        made: Option<Timestamp>,
        now: Timestamp,
    ) -> Value {
        let s = &self.subscriptions[place];
        let at = if wanted.now { now } else { s.period.end };
        let mut body = self.render_change(s, wanted.plan, wanted.cents, made, at);
        if wanted.now {
            body["activated"] = made.is_some().into();
            let due = wanted.cents - s.cents;
            let lines = [
                (
                    format!("{}, the rest of the period", self.plans[wanted.plan].name),
                    wanted.cents,
                ),
                (format!("{}, credited", self.plans[s.plan].name), -s.cents),
            ];
            body["invoice_collection"] = invoices(&s.currency, &lines, due, 0);
        }
        body
    }

    pub(super) fn render_change(
        &self,
        s: &Subscription,
        plan: usize,
        cents: i32,
        made: Option<Timestamp>,
        at: Timestamp,
    ) -> Value {
        let mut body = json!({
            "id": format!("ch{}", s.number),
            "object": "subscription_change",
            "subscription_id": s.id(),
            "plan": self.plans[plan].mini(),
            "add_ons": [],
            "unit_amount": amount(cents),
            "quantity": 1,
            "activate_at": utc(at),
            "activated": false,
            "deleted_at": null,
        });
        if let Some(made) = made {
            body["created_at"] = utc(made).into();
            body["updated_at"] = utc(made).into();
        }
        body
    }

    /// Whether a payment of this account goes through.
    pub fn collects(&self, account: usize, manual: bool) -> Result<(), Answer> {
        if manual {
            return Ok(());
        }
        self.accounts[account].pays.collects()
    }
}

/// The invoices of a purchase or change: what is due, or what is owed.
pub(super) fn invoices(currency: &str, lines: &[(String, i32)], due: i32, discount: i32) -> Value {
    let invoice = |kind: &str, total: i32| {
        let lines: Vec<Value> = lines
            .iter()
            .map(|(what, cents)| {
                let side = if *cents < 0 { "credit" } else { "charge" };
                json!({ "object": "line_item", "type": side, "description": what, "currency": currency, "amount": amount(*cents), "quantity": 1 })
            })
            .collect();
        json!({
            "object": "invoice",
            "type": kind,
            "state": "open",
            "currency": currency,
            "discount": amount(discount),
            "subtotal": amount(total),
            "tax": 0.0,
            "total": amount(total),
            "line_items": lines,
        })
    };
    if due >= 0 {
        json!({ "object": "invoice_collection", "charge_invoice": invoice("charge", due), "credit_invoices": [] })
    } else {
        json!({ "object": "invoice_collection", "charge_invoice": null, "credit_invoices": [invoice("credit", due)] })
    }
}
