//! The purchases: who bought what and when, and what each comes to at a moment.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::calendar::{Cycle, Unit, after};
use crate::people::Person;
use crate::random::Random;

/// A product of the channel.
pub(super) struct Product {
    pub id: &'static str,
    name: &'static str,
    cents: u32,
    months: i32,
}

#[rustfmt::skip]
pub(super) const PRODUCTS: [Product; 3] = [
    Product { id: "gold_monthly", name: "Gold", cents: 999, months: 1 },
    Product { id: "silver_monthly", name: "Silver", cents: 499, months: 1 },
    Product { id: "gold_yearly", name: "Gold for a year", cents: 9_900, months: 12 },
];

/// How a purchase goes on.
#[derive(Debug, Clone, Copy)]
enum Course {
    Renews,
    /// Free until then, and then renewed.
    TrialUntil(Timestamp),
    /// The subscriber cancelled; paid for until then.
    Cancelled(Timestamp),
    /// The payment was declined then.
    Declined(Timestamp),
}

/// One purchase.
pub(super) struct Purchase {
    /// The number of the person.
    pub person: u32,
    /// The transaction's id, the same for every seed.
    pub id: String,
    product: usize,
    first: Timestamp,
    course: Course,
}

impl Purchase {
    /// Since when, until when, and whether it is free.
    fn period(&self, now: Timestamp) -> (Timestamp, Timestamp, bool) {
        let months = PRODUCTS[self.product].months;
        match self.course {
            Course::TrialUntil(end) if now < end => (self.first, end, true),
            Course::TrialUntil(end) => {
                let (cycle, _) = Cycle::holding(end, now, months, Unit::Month);
                (cycle.start, cycle.end, false)
            }
            Course::Renews => {
                let (cycle, _) = Cycle::holding(self.first, now, months, Unit::Month);
                (cycle.start, cycle.end, false)
            }
            Course::Cancelled(end) | Course::Declined(end) => {
                (after(end, -months, Unit::Month), end, false)
            }
        }
    }

    fn cancelled(&self) -> bool {
        matches!(self.course, Course::Cancelled(_))
    }

    /// As `validate-transaction` tells it. Amounts in cents are exact as decimals.
    pub fn shown(&self, now: Timestamp, channel: u64) -> Value {
        let (start, end, free) = self.period(now);
        let product = &PRODUCTS[self.product];
        let cents = if free { 0 } else { product.cents };
        let tax = cents * 8 / 100;
        let amount = |cents: u32| f64::from(cents) / 100.0;
        json!({
            "status": 0, "errorCode": null, "errorMessage": null, "errorDetails": null,
            "transactionId": self.id, "OriginalTransactionId": self.id,
            "productId": product.id, "productName": product.name,
            "channelId": channel, "channelName": "Patchbay Demo",
            "amount": amount(cents), "tax": amount(tax), "total": amount(cents + tax), "currency": "usd",
            "quantity": 1, "couponCode": null, "creditsApplied": 0, "cancelled": self.cancelled(),
            "isEntitled": now < end, "purchaseDate": date(start), "originalPurchaseDate": date(self.first),
            "expirationDate": date(end), "partnerReferenceId": null,
            "rokuCustomerId": format!("{:032x}", u64::from(self.person) * 0x9e37_79b9),
        })
    }

    /// `entitled to gold_monthly, cancelled`.
    pub fn words(&self, now: Timestamp) -> String {
        let (_, end, free) = self.period(now);
        let entitled = if now < end {
            "entitled"
        } else {
            "not entitled"
        };
        let more = match self.course {
            Course::Cancelled(_) => ", cancelled",
            Course::Declined(_) => ", payment declined",
            _ if free => ", in a trial",
            _ => "",
        };
        format!("{entitled} to {}{more}", PRODUCTS[self.product].id)
    }
}

/// `/Date(1796083200000+0000)/`.
fn date(at: Timestamp) -> String {
    format!("/Date({}+0000)/", at.as_millisecond())
}

/// The cast, and about every third of the others.
pub(super) fn seeded(seed: u64, now: Timestamp, people: &[Person]) -> Vec<Purchase> {
    let mut random = Random::stream(seed, "roku");
    let days = |count| after(now, count, Unit::Day);
    let mut purchases = Vec::new();
    for person in people {
        // Drawn for all alike, so that a change of the cast leaves the others as they were.
        let first = days(-30 - i32::try_from(random.below(300)).unwrap_or(0));
        let (buys, product, leaves) = (
            random.chance(35),
            random.below(3) as usize,
            random.chance(20),
        );
        let mut add = |number: u32, product, first, course| {
            purchases.push(Purchase {
                person: person.number,
                id: format!("7a1f{:04}-0000-4000-8000-{number:012}", person.number),
                product,
                first,
                course,
            });
        };
        match person.number {
            1001 => add(1, 0, first, Course::Renews),
            1002 => add(1, 1, first, Course::Renews),
            1003 => add(1, 0, days(-4), Course::TrialUntil(days(10))),
            1004 => add(1, 0, first, Course::Declined(days(-3))),
            1005 => add(1, 0, first, Course::Cancelled(days(9))),
            1007 => add(1, 1, first, Course::Cancelled(days(-20))),
            1008 => {
                add(1, 0, first, Course::Renews);
                add(2, 1, first, Course::Renews);
            }
            1006 | 1009..=1013 => {}
            _ if !buys => {}
            _ if leaves => add(1, product, first, Course::Cancelled(days(5))),
            _ => add(1, product, first, Course::Renews),
        }
    }
    purchases
}
