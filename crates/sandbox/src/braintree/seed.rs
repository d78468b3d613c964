//! The merchant as it is at the start: a customer for almost everybody, subscriptions in every status.

use jiff::Timestamp;

use super::customers::{Customer, Method, Payment, Status, Subscription};
use super::wares::{discounts, plans};
use super::{Braintree, customer_id};
use crate::calendar::{Cycle, Unit, after};
use crate::people::Person;
use crate::random::Random;

/// Who is not a customer here.
const STRANGER: u32 = 1012;
/// Whose address another customer has too.
pub(super) const TWIN: u32 = 1013;
/// Who has nothing stored to pay with, and whose card is declined.
const PENNILESS: u32 = 1010;
const DECLINED: [u32; 2] = [1004, 1011];

/// What the first customers have, whatever the seed. Braintree cannot pause: 1006 waits for its first bill.
const SCRIPT: [(u32, &[(Status, &str)]); 13] = [
    (1001, &[(Status::Active, "gold_monthly")]),
    (1002, &[(Status::Active, "silver_quarterly")]),
    (1003, &[(Status::Active, "trial_monthly")]),
    (1004, &[(Status::PastDue, "gold_monthly")]),
    (1005, &[(Status::Active, "season")]),
    (1006, &[(Status::Pending, "gold_monthly")]),
    (1007, &[(Status::Canceled, "gold_monthly")]),
    (
        1008,
        &[
            (Status::Active, "gold_monthly"),
            (Status::Active, "silver_quarterly"),
        ],
    ),
    (1009, &[]),
    (PENNILESS, &[]),
    (1011, &[]),
    (STRANGER, &[]),
    (TWIN, &[(Status::Active, "gold_monthly")]),
];

const DRAWN: [(Option<Status>, u32); 6] = [
    (Some(Status::Active), 60),
    (None, 15),
    (Some(Status::Canceled), 12),
    (Some(Status::PastDue), 5),
    (Some(Status::Expired), 5),
    (Some(Status::Pending), 3),
];

/// The whole merchant.
pub(super) fn merchant(seed: u64, now: Timestamp, people: &[Person]) -> Braintree {
    let mut random = Random::stream(seed, "braintree");
    let mut merchant = Braintree {
        plans: plans(),
        discounts: discounts(),
        customers: Vec::new(),
        subscriptions: Vec::new(),
        payments: 0,
    };
    for person in people.iter().filter(|p| p.number != STRANGER) {
        let scripted = SCRIPT.iter().find(|(number, _)| *number == person.number);
        let paypal = scripted.is_none() && random.chance(20);
        merchant.add(person, customer_id(person), paypal);
        let theirs = match scripted {
            Some((_, theirs)) => theirs.to_vec(),
            None => random
                .weighted(&DRAWN)
                .map(|status| {
                    (
                        status,
                        random.pick(&["gold_monthly", "silver_quarterly", "gold_yearly"]),
                    )
                })
                .into_iter()
                .collect(),
        };
        for (status, plan) in theirs {
            let days = i32::try_from(20 + random.below(300)).unwrap_or(20);
            merchant.give(person, status, plan, days, now);
        }
        if person.number == TWIN {
            merchant.add(person, format!("{}_second", customer_id(person)), false);
        }
    }
    merchant
}

impl Braintree {
    fn add(&mut self, person: &Person, id: String, paypal: bool) {
        let method = Method {
            token: format!("pm_{id}"),
            paypal,
            default: true,
            declines: DECLINED.contains(&person.number),
        };
        let methods = (person.number != PENNILESS).then_some(method);
        self.customers.push(Customer {
            id,
            first: person.first,
            last: person.last,
            email: person.email(),
            methods: methods.into_iter().collect(),
        });
    }

    /// A subscription that began some days ago.
    fn give(&mut self, person: &Person, status: Status, plan: &str, days: i32, now: Timestamp) {
        let Some(place) = self.plans.iter().position(|p| p.id == plan) else {
            return;
        };
        let trial = self.plans[place].trial.filter(|_| plan == "trial_monthly");
        let cycle = match (status, trial) {
            (Status::Pending, _) => Cycle {
                start: now,
                end: after(now, 7, Unit::Day),
                count: 7,
                unit: Unit::Day,
            },
            (_, Some((count, unit))) => Cycle::begun(after(now, -3, Unit::Day), count, unit),
            _ => {
                let first = after(now, -days, Unit::Day);
                Cycle::holding(first, now, self.plans[place].months, Unit::Month).0
            }
        };
        let cents = self.plans[place].cents;
        let paid = trial.is_none() && !matches!(status, Status::Pending | Status::PastDue);
        let payment = paid.then(|| Payment {
            id: self.next_payment(),
            cents,
            settled: true,
            at: cycle.start,
        });
        self.subscriptions.push(Subscription {
            id: format!("sub{:04}", self.subscriptions.len() + 1),
            token: format!("pm_{}", customer_id(person)),
            plan: place,
            status,
            cents,
            discounts: Vec::new(),
            add_ons: Vec::new(),
            cycle,
            trial: trial.is_some(),
            ends: plan == "season",
            balance: if status == Status::PastDue { cents } else { 0 },
            payments: payment.into_iter().collect(),
        });
    }
}
