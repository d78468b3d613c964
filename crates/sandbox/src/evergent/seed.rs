//! The tenant as it is at the start: an account for everybody, subscriptions in every status.

use jiff::Timestamp;

use super::accounts::{Account, Item, Status, account_id};
use super::catalogue::{coupons, services};
use super::{Evergent, Failure};
use crate::calendar::{Cycle, Unit, after};
use crate::people::Person;
use crate::random::Random;

/// What the first customers have, whatever the seed.
const SCRIPT: [(u32, &[(Status, &str)]); 16] = [
    (1001, &[(Status::Active, "demo_monthly")]),
    (1002, &[(Status::Active, "demo_annual")]),
    (1003, &[(Status::FinalBill, "demo_monthly")]),
    (1004, &[(Status::Paused, "demo_monthly")]),
    (1005, &[(Status::PendingActive, "demo_monthly")]),
    (1006, &[]),
    (
        1007,
        &[
            (Status::Active, "demo_monthly"),
            (Status::Active, "demo_sports"),
        ],
    ),
    (
        1008,
        &[
            (Status::Active, "demo_monthly"),
            (Status::Active, "demo_monthly"),
        ],
    ),
    (1009, &[(Status::Active, "demo_legacy")]),
    (1010, &[(Status::Active, "demo_free")]),
    (
        1011,
        &[
            (Status::FinalBill, "demo_monthly"),
            (Status::Active, "demo_sports"),
        ],
    ),
    (1012, &[(Status::Active, "demo_monthly")]),
    (1013, &[(Status::Active, "demo_weekly")]),
    (1014, &[(Status::Paused, "demo_annual")]),
    (1015, &[(Status::FinalBill, "demo_annual")]),
    (
        1016,
        &[(Status::Active, "demo_free"), (Status::Active, "demo_kids")],
    ),
];
/// Whose last payment was declined.
const DECLINED: u32 = 1012;
/// Who has redeemed the coupons of these codes.
const REDEEMED: [(u32, &str, &str); 2] = [
    (1002, "ONCE50", "demo_annual"),
    (1007, "WINBACK25", "demo_monthly"),
];

const STATUSES: [(Option<Status>, u32); 5] = [
    (Some(Status::Active), 68),
    (None, 10),
    (Some(Status::FinalBill), 12),
    (Some(Status::Paused), 7),
    (Some(Status::PendingActive), 3),
];
const PLANS: [(&str, u32); 8] = [
    ("demo_monthly", 35),
    ("demo_annual", 20),
    ("demo_premium", 15),
    ("demo_weekly", 5),
    ("demo_sports", 10),
    ("demo_kids", 5),
    ("demo_free", 5),
    ("demo_legacy", 5),
];
/// The last two are outside the trait spec's list, as in real exports.
const PAYMENT_METHODS: [(&str, u32); 7] = [
    ("Credit Card", 45),
    ("App Store Billing", 20),
    ("Google Wallet", 12),
    ("Roku Payment", 10),
    ("Coupon", 3),
    ("Amazon Billing", 6),
    ("PayPal", 4),
];
const REASONS: [&str; 4] = [
    "Insufficient funds",
    "Card expired",
    "Do not honor",
    "Lost or stolen card",
];
const UNITS: [(&str, u32); 3] = [("Demo", 80), ("Demo Kids", 10), ("Demo Sports", 10)];

/// The whole tenant.
pub(super) fn tenant(seed: u64, now: Timestamp, people: &[Person]) -> Evergent {
    let mut random = Random::stream(seed, "evergent");
    let mut tenant = Evergent {
        services: services(),
        coupons: coupons(now),
        accounts: Vec::new(),
        orders: 0,
    };
    for person in people {
        let theirs: Vec<(Status, &str)> =
            match SCRIPT.iter().find(|(number, _)| *number == person.number) {
                Some((_, items)) => items.to_vec(),
                None => drawn(&mut random),
            };
        let method = random.weighted(&PAYMENT_METHODS);
        let unit = random.weighted(&UNITS);
        let mut items = Vec::new();
        for (status, id) in theirs {
            if let Ok(mut item) = tenant.item(status, id, method, now, &mut random) {
                let declined = person.number == DECLINED
                    || (person.number > 1016 && item.renewal && random.chance(6));
                item.declined = declined.then(|| random.pick(&REASONS));
                items.push(item);
            }
        }
        tenant.accounts.push(Account {
            customer: person.id(),
            number: account_id(person),
            email: person.email(),
            country: person.place.country,
            currency: person.place.currency,
            unit,
            items,
        });
    }
    for (number, code, service) in REDEEMED {
        tenant.give(number, code, service, now);
    }
    for number in 1017..1201 {
        if random.chance(12) {
            tenant.give(number, "LOYAL10", "demo_monthly", now);
        }
    }
    tenant
}

/// What an unscripted customer has.
fn drawn(random: &mut Random) -> Vec<(Status, &'static str)> {
    let Some(status) = random.weighted(&STATUSES) else {
        return Vec::new();
    };
    let plan = random.weighted(&PLANS);
    let mut theirs = vec![(status, plan)];
    if random.chance(15) && plan != "demo_sports" {
        theirs.push((Status::Active, "demo_sports"));
    }
    theirs
}

impl Evergent {
    /// A subscription that has been in its status for a while.
    fn item(
        &mut self,
        status: Status,
        id: &str,
        method: &'static str,
        now: Timestamp,
        random: &mut Random,
    ) -> Result<Item, Failure> {
        let place = self.service(id)?;
        let order = self.next_order();
        let service = &self.services[place];
        let days = |count: u32| i32::try_from(count).unwrap_or(0);
        let first = after(now, -days(2 + random.below(400)), Unit::Day);
        let (
            Cycle {
                mut start, mut end, ..
            },
            ended,
        ) = Cycle::holding(first, now, service.interval, service.unit);
        if status == Status::PendingActive {
            start = after(now, 5, Unit::Day);
            end = service.end(start);
        }
        let paused = (status == Status::Paused)
            .then(|| (after(now, -1, Unit::Day), Some(after(now, 29, Unit::Day))));
        Ok(Item {
            order,
            service: place,
            status,
            start,
            valid_till: end,
            paid: start.min(now),
            renewal: ended > 0 && status != Status::PendingActive,
            method: if service.freemium { "Coupon" } else { method },
            declined: None,
            promotions: Vec::new(),
            pause: paused,
            cancel_requested: (status == Status::FinalBill)
                .then(|| after(now, -1, Unit::Day).max(start)),
        })
    }

    /// Redeems a coupon for a customer who can; passes over the others.
    fn give(&mut self, number: u32, code: &str, service: &str, now: Timestamp) {
        let asked = serde_json::json!({ "cpCustomerID": format!("cust-{number}"), "couponCode": code, "serviceID": service });
        if let Some(asked) = asked.as_object() {
            // A refusal means that this customer has no such subscription.
            let _ = self.redeem(asked, now);
        }
    }
}
