//! Schedules: a subscription's phases, of which the later ones begin by themselves.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::fields::Fields;
use super::subscription::Item;
use super::{Reply, Stripe, refusals};
use crate::calendar::Cycle;
use crate::vendor::{Answer, Request};

pub(super) struct Schedule {
    pub id: String,
    pub subscription: usize,
    pub status: &'static str,
    pub phases: Vec<Phase>,
    pub created: Timestamp,
}

pub(super) struct Phase {
    pub start: Timestamp,
    pub end: Timestamp,
    /// Price and quantity.
    pub items: Vec<(usize, Option<i64>)>,
    pub discounts: Vec<String>,
    pub trial_end: Option<Timestamp>,
}

impl Stripe {
    fn schedule(&self, id: &str) -> Result<usize, Answer> {
        self.schedules
            .iter()
            .position(|s| s.id == id)
            .ok_or_else(|| refusals::missing(404, "subscription schedule", id, "schedule"))
    }

    fn render_schedule(&self, schedule: &Schedule) -> Value {
        let subscription = &self.subscriptions[schedule.subscription];
        let active = schedule.status == "active";
        let present = schedule
            .phases
            .iter()
            .find(|p| p.start <= subscription.period.start && subscription.period.start < p.end);
        let present = present
            .filter(|_| active)
            .map(|p| json!({ "start_date": p.start.as_second(), "end_date": p.end.as_second() }));
        let phases: Vec<Value> = schedule
            .phases
            .iter()
            .map(|p| self.render_phase(p))
            .collect();
        json!({
            "id": schedule.id, "object": "subscription_schedule", "application": null, "canceled_at": null,
            "completed_at": null, "created": schedule.created.as_second(), "current_phase": present,
            "customer": self.customers[subscription.customer].id,
            "default_settings": {
                "billing_cycle_anchor": "automatic", "collection_method": "charge_automatically",
                "invoice_settings": { "issuer": { "type": "self" } },
            },
            "end_behavior": "release", "livemode": false, "metadata": {}, "phases": phases,
            "released_at": null, "released_subscription": null, "status": schedule.status,
            "subscription": active.then_some(&subscription.id), "test_clock": null,
        })
    }

    fn render_phase(&self, phase: &Phase) -> Value {
        let items: Vec<Value> = phase
            .items
            .iter()
            .map(|(price, quantity)| {
                let id = &self.prices[*price].id;
                let mut item = json!({ "discounts": [], "metadata": {}, "plan": id, "price": id, "tax_rates": [] });
                if let Some(quantity) = quantity {
                    item["quantity"] = (*quantity).into();
                }
                item
            })
            .collect();
        let discounts: Vec<Value> = phase
            .discounts
            .iter()
            .map(|id| json!({ "coupon": null, "discount": id, "promotion_code": null }))
            .collect();
        json!({
            "add_invoice_items": [], "currency": "usd", "discounts": discounts, "end_date": phase.end.as_second(),
            "items": items, "metadata": {}, "proration_behavior": "none", "start_date": phase.start.as_second(),
            "trial_end": phase.trial_end.map(Timestamp::as_second),
        })
    }

    pub(super) fn read_schedule(&self, id: &str) -> Reply {
        let schedule = &self.schedules[self.schedule(id)?];
        Ok(Answer::json(200, &self.render_schedule(schedule)))
    }

    /// A schedule from a subscription: one phase, the present period. Others are not simulated.
    pub(super) fn create_schedule(&mut self, request: &Request, now: Timestamp) -> Reply {
        let mut fields = Fields::of(request);
        let id = fields.needed("from_subscription")?;
        fields.finished()?;
        let place = self.subscriptions.iter().position(|s| s.id == id);
        let place = place
            .ok_or_else(|| refusals::missing(400, "subscription", &id, "from_subscription"))?;
        let s = &self.subscriptions[place];
        if s.schedule.is_some() || s.ended() {
            // This simulator's wording.
            return Err(refusals::state(
                "You cannot migrate a subscription that has ended or is already attached to a schedule.",
            ));
        }
        let phase = Phase {
            start: s.period.start,
            end: s.period.end,
            items: s.items.iter().map(|i| (i.price, i.quantity)).collect(),
            discounts: s.discounts.iter().map(|d| d.id.clone()).collect(),
            trial_end: s.trial.filter(|_| s.status == "trialing").map(|t| t.1),
        };
        let id = self.fresh("sub_sched");
        self.schedules.push(Schedule {
            id: id.clone(),
            subscription: place,
            status: "active",
            phases: vec![phase],
            created: now,
        });
        self.subscriptions[place].schedule = Some(id.clone());
        Ok(self.read_schedule(&id)?.changed())
    }

    /// The phases of a form take the place of those that are there. The first must be the present one as it is.
    pub(super) fn update_schedule(&mut self, id: &str, request: &Request, _: Timestamp) -> Reply {
        let at = self.schedule(id)?;
        if self.schedules[at].status != "active" {
            // This simulator's wording.
            return Err(refusals::state(&format!(
                "You cannot update a subscription schedule that is currently in the `{}` status.",
                self.schedules[at].status
            )));
        }
        let mut fields = Fields::of(request);
        fields.word("end_behavior", &["release"])?;
        fields.word("proration_behavior", &["none"])?;
        let mut phases: Vec<Phase> = Vec::new();
        for n in 0.. {
            let name = format!("phases[{n}]");
            if !fields.has(&name) {
                break;
            }
            let end_of_last = phases.last().map(|p| p.end);
            phases.push(self.read_phase(&mut fields, &name, end_of_last)?);
        }
        fields.finished()?;
        let s = &self.subscriptions[self.schedules[at].subscription];
        let present = phases.first();
        let kept: Vec<(usize, Option<i64>)> =
            s.items.iter().map(|i| (i.price, i.quantity)).collect();
        let discounts: Vec<&str> = s.discounts.iter().map(|d| d.id.as_str()).collect();
        let trial = s.trial.filter(|_| s.status == "trialing").map(|t| t.1);
        let same = present.is_some_and(|p| {
            p.start == s.period.start
                && p.end == s.period.end
                && p.items == kept
                && p.discounts == discounts
                && p.trial_end == trial
        });
        if !same {
            // The vendor would change the present phase. A rehearsal is told instead: this simulator's wording.
            return Err(refusals::invalid(
                "phases[0]",
                "The first phase is not what the subscription has now: the Patchbay sandbox does not simulate that.",
            ));
        }
        self.schedules[at].phases = phases;
        Ok(self.read_schedule(id)?.changed())
    }

    fn read_phase(
        &self,
        fields: &mut Fields,
        name: &str,
        end_of_last: Option<Timestamp>,
    ) -> Result<Phase, Answer> {
        let time = |fields: &mut Fields, field: &str| -> Result<Option<Timestamp>, Answer> {
            let name = format!("{name}[{field}]");
            let secs = fields.number(&name)?;
            secs.map(|s| {
                Timestamp::from_second(s).map_err(|_| refusals::invalid(&name, "Invalid timestamp"))
            })
            .transpose()
        };
        let start = time(fields, "start_date")?.or(end_of_last);
        let start = start.ok_or_else(|| refusals::needed(&format!("{name}[start_date]")))?;
        let mut items = Vec::new();
        for n in 0.. {
            let at = format!("{name}[items][{n}]");
            if !fields.has(&at) {
                break;
            }
            let price_name = format!("{at}[price]");
            let price = self.price(&fields.needed(&price_name)?, &price_name)?;
            let quantity = self.quantity(fields, &format!("{at}[quantity]"), price, 1)?;
            items.push((price, quantity));
        }
        let mut discounts = Vec::new();
        for n in 0.. {
            let Some(id) = fields.take(&format!("{name}[discounts][{n}][discount]")) else {
                break;
            };
            discounts.push(id);
        }
        let trial_end = time(fields, "trial_end")?;
        let end = time(fields, "end_date")?;
        let iterations = fields.number(&format!("{name}[iterations]"))?;
        let Some((first, _)) = items.first() else {
            return Err(refusals::needed(&format!("{name}[items]")));
        };
        let price = &self.prices[*first];
        let count = i32::try_from(iterations.unwrap_or(1)).unwrap_or(1);
        let end = end.unwrap_or_else(|| Cycle::begun(start, price.count * count, price.unit).end);
        Ok(Phase {
            start,
            end,
            items,
            discounts,
            trial_end,
        })
    }

    /// Takes the schedule off; the subscription goes on as it is.
    pub(super) fn release(&mut self, id: &str, request: &Request, _: Timestamp) -> Reply {
        let at = self.schedule(id)?;
        Fields::of(request).finished()?;
        if self.schedules[at].status != "active" {
            // This simulator's wording.
            return Err(refusals::state(
                "You cannot release a schedule that is not active.",
            ));
        }
        let place = self.schedules[at].subscription;
        self.subscriptions[place].schedule = None;
        self.close_schedule(Some(id), "released");
        Ok(self.read_schedule(id)?.changed())
    }

    pub(super) fn close_schedule(&mut self, id: Option<&str>, status: &'static str) {
        if let Some(schedule) = self
            .schedules
            .iter_mut()
            .find(|s| Some(s.id.as_str()) == id)
        {
            schedule.status = status;
        }
    }

    /// Lets the phases of a subscription's schedule begin that are due at the start of its period.
    pub(super) fn begin_phase(&mut self, place: usize) {
        let Some(id) = self.subscriptions[place].schedule.clone() else {
            return;
        };
        let start = self.subscriptions[place].period.start;
        let Ok(at) = self.schedule(&id) else {
            return;
        };
        let phases = &self.schedules[at].phases;
        let Some(phase) = phases.iter().find(|p| p.start <= start && start < p.end) else {
            // The last phase is over: the schedule lets go.
            self.subscriptions[place].schedule = None;
            self.close_schedule(Some(&id), "released");
            return;
        };
        let wanted = phase.items.clone();
        let kept = phase.discounts.clone();
        let mut items = Vec::new();
        for (price, quantity) in wanted {
            let known = self.subscriptions[place]
                .items
                .iter()
                .find(|i| i.price == price)
                .map(|i| i.id.clone());
            let id = match known {
                Some(id) => id,
                None => self.fresh("si"),
            };
            items.push(Item {
                id,
                price,
                quantity,
            });
        }
        self.subscriptions[place].items = items;
        self.subscriptions[place]
            .discounts
            .retain(|d| kept.contains(&d.id));
    }
}
