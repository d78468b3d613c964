//! Making a subscription: charged at once, or after the trial; declined as a whole.

use jiff::Timestamp;

use super::customers::{Payment, Status, Subscription};
use super::wares::{ADD_ONS, AddOn, cents};
use super::xml::Node;
use super::{Braintree, Reply, refusals};
use crate::calendar::{Cycle, Unit};
use crate::vendor::Answer;

const KNOWN: [&str; 6] = [
    "id",
    "payment-method-token",
    "plan-id",
    "price",
    "trial-period",
    "add-ons",
];

impl Braintree {
    pub(super) fn subscribe(&mut self, asked: &Node, now: Timestamp) -> Reply {
        if asked.name != "subscription" {
            return Err(refusals::unreadable());
        }
        if let Some(name) = asked.beside(&KNOWN) {
            return Err(refusals::not_simulated(name));
        }
        let invalid = |code, attribute, message| refusals::invalid(&[], code, attribute, message);
        let method = asked
            .text_of("payment-method-token")
            .and_then(|token| {
                let mut all = self.customers.iter().flat_map(|c| &c.methods);
                all.find(|m| m.token == token)
            })
            .ok_or_else(|| {
                invalid(
                    "91903",
                    "payment_method_token",
                    "Payment method token is invalid.",
                )
            })?;
        let (token, declines) = (method.token.clone(), method.declines);
        let plan = asked
            .text_of("plan-id")
            .and_then(|id| self.plans.iter().position(|p| p.id == id))
            .ok_or_else(|| invalid("91904", "plan_id", "Plan ID is invalid."))?;
        let price = match asked.text_of("price") {
            Some(text) => cents(text)
                .ok_or_else(|| invalid("81904", "price", "Price is an invalid format."))?,
            None => self.plans[plan].cents,
        };
        let id = match asked.text_of("id") {
            Some(id) if !is_id(id) => return Err(invalid("81906", "id", "ID is invalid.")),
            Some(id) if self.subscriptions.iter().any(|s| s.id == id) => {
                return Err(invalid("81902", "id", "ID has already been taken."));
            }
            Some(id) => id.to_owned(),
            None => format!("sub{:04}", self.subscriptions.len() + 1),
        };
        let own = self.plans[plan].trial;
        let trial = match asked.text_of("trial-period") {
            None => own,
            Some("false") => None,
            Some("true") if own.is_some() => own,
            Some(_) => {
                return Err(invalid(
                    "81908",
                    "trial_duration",
                    "Trial Duration is required.",
                ));
            }
        };
        let cycle = match trial {
            Some((count, unit)) => Cycle::begun(now, count, unit),
            None => Cycle::begun(now, self.plans[plan].months, Unit::Month),
        };
        let add_ons = match asked.child("add-ons") {
            Some(list) => added(list)?,
            None => Vec::new(),
        };
        let bill = price + add_ons.iter().map(|a| a.cents).sum::<i64>();
        let charged = trial.is_none();
        let payment = self.next_payment();
        if charged && declines {
            return Err(refusals::declined(&payment, bill));
        }
        let payments = charged.then_some(Payment {
            id: payment,
            cents: bill,
            settled: false,
            at: now,
        });
        self.subscriptions.push(Subscription {
            id,
            token,
            plan,
            status: Status::Active,
            cents: price,
            discounts: Vec::new(),
            add_ons,
            cycle,
            trial: trial.is_some(),
            ends: self.plans[plan].cycles == Some(1),
            balance: 0,
            payments: payments.into_iter().collect(),
        });
        Ok(self.shown(201, self.subscriptions.len() - 1).changed())
    }
}

/// The add-ons of a new subscription: those that are named, as they are sold.
fn added(list: &Node) -> Result<Vec<AddOn>, Answer> {
    if let Some(name) = list.beside(&["add"]) {
        return Err(refusals::not_simulated(name));
    }
    let items = list.child("add").map_or(&[][..], |add| &add.children);
    let mut added: Vec<AddOn> = Vec::new();
    for (number, item) in items.iter().enumerate() {
        if let Some(name) = item.beside(&["inherited-from-id"]) {
            return Err(refusals::not_simulated(name));
        }
        let index = format!("index-{number}");
        let path = ["add-ons", "add", index.as_str()];
        let id = item.text_of("inherited-from-id");
        let found = ADD_ONS.iter().find(|a| Some(a.id) == id);
        let Some(found) = found.filter(|a| added.iter().all(|b| b.id != a.id)) else {
            return Err(refusals::invalid(
                &path,
                "92025",
                "inherited_from_id",
                "Inherited From ID is invalid.",
            ));
        };
        added.push(*found);
    }
    Ok(added)
}

fn is_id(text: &str) -> bool {
    text.len() <= 36
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
