//! The account as it is at the start: what is sold, the cast, and drawn others.

use jiff::{SignedDuration, Timestamp};

use super::catalogue::{Coupon, Price, Product, PromotionCode};
use super::customers::{Card, Customer, Discount};
use super::subscription::{Item, Subscription};
use super::{KEY_LIFE, Stripe, customer_id};
use crate::calendar::{Cycle, Unit, after};
use crate::people::Person;
use crate::random::Random;
use crate::replays::Replays;

/// Not known to the account.
pub(super) const UNKNOWN: u32 = 1012;
/// Two customers share their e-mail address.
pub(super) const TWINS: u32 = 1013;

const PRODUCTS: [(&str, &str, bool); 5] = [
    ("prod_basic", "Basic", true),
    ("prod_gold", "Gold", true),
    ("prod_platinum", "Platinum", true),
    ("prod_sports", "Sports", true),
    ("prod_silver", "Silver", false),
];

/// Id, product, nickname, amount, currency, count, unit, by usage, trial days, active.
type Ware = (
    &'static str,
    usize,
    Option<&'static str>,
    i64,
    &'static str,
    i32,
    Unit,
    bool,
    Option<i64>,
    bool,
);

#[rustfmt::skip]
const PRICES: [Ware; 10] = [
    ("price_basic_month", 0, None, 999, "usd", 1, Unit::Month, false, None, true),
    ("price_gold_month", 1, None, 1999, "usd", 1, Unit::Month, false, None, true),
    ("price_gold_year", 1, Some("yearly"), 19_900, "usd", 12, Unit::Month, false, None, true),
    ("price_gold_trial", 1, Some("with trial"), 1999, "usd", 1, Unit::Month, false, Some(14), true),
    ("price_gold_eur", 1, Some("Europe"), 1899, "eur", 1, Unit::Month, false, None, true),
    ("price_platinum_month", 2, None, 2999, "usd", 1, Unit::Month, false, None, true),
    ("price_sports_month", 3, None, 599, "usd", 1, Unit::Month, false, None, true),
    ("price_sports_usage", 3, Some("pay per view"), 250, "usd", 1, Unit::Month, true, None, true),
    ("price_gold_legacy", 1, Some("2023"), 1499, "usd", 1, Unit::Month, false, None, false),
    ("price_silver_month", 4, None, 1499, "usd", 1, Unit::Month, false, None, true),
];

/// Status and prices of a subscription.
type Theirs = (&'static str, &'static [&'static str]);

/// What the cast has, the same for all seeds.
const CAST: [(u32, &[Theirs]); 16] = [
    (1001, &[("active", &["price_gold_month"])]),
    (1002, &[("active", &["price_basic_month"])]),
    (1003, &[("trialing", &["price_gold_trial"])]),
    (1004, &[("past_due", &["price_gold_month"])]),
    (1005, &[("active", &["price_gold_month"])]),
    (1006, &[("paused", &["price_gold_month"])]),
    (1007, &[("canceled", &["price_gold_month"])]),
    (
        1008,
        &[
            ("active", &["price_gold_month"]),
            ("active", &["price_gold_month"]),
        ],
    ),
    (1009, &[]),
    (1010, &[]),
    (1011, &[]),
    (UNKNOWN, &[]),
    (TWINS, &[("active", &["price_basic_month"])]),
    (
        1014,
        &[("active", &["price_gold_month", "price_sports_month"])],
    ),
    (1015, &[("active", &["price_gold_month"])]),
    (1016, &[("active", &["price_gold_month"])]),
];
const NO_CARD: [u32; 2] = [1006, 1010];
const DECLINES: [u32; 2] = [1004, 1011];

const STATES: [(Option<&str>, u32); 6] = [
    (Some("active"), 60),
    (None, 15),
    (Some("canceled"), 10),
    (Some("past_due"), 6),
    (Some("trialing"), 6),
    (Some("unpaid"), 3),
];

/// The whole account.
pub(super) fn account(seed: u64, now: Timestamp, people: &[Person]) -> Stripe {
    let mut random = Random::stream(seed, "stripe");
    let opened = after(now, -48, Unit::Month);
    let mut stripe = Stripe {
        products: PRODUCTS
            .iter()
            .map(|(id, name, active)| Product {
                id,
                name,
                active: *active,
            })
            .collect(),
        prices: prices(opened),
        coupons: coupons(opened, now),
        promotion_codes: promotion_codes(opened, now),
        customers: Vec::new(),
        subscriptions: Vec::new(),
        schedules: Vec::new(),
        replays: Replays::new(KEY_LIFE),
        made: 0,
        requests: 0,
    };
    for person in people {
        let cast = CAST.iter().find(|(number, _)| *number == person.number);
        let drawn = random.weighted(&STATES);
        let price = random.pick(&["price_basic_month", "price_gold_month", "price_gold_year"]);
        let back = 3 + random.below(24);
        if person.number == UNKNOWN {
            continue;
        }
        let twin = person.number == TWINS;
        for n in 0..=u32::from(twin) {
            let place = stripe.welcome(person, n, cast.is_some());
            match (cast, drawn) {
                (Some((_, theirs)), _) => {
                    for (status, prices) in *theirs {
                        stripe.place(place, status, prices, back, now);
                    }
                }
                (None, Some(status)) => stripe.place(place, status, &[price], back, now),
                (None, None) => {}
            }
        }
    }
    stripe.finish(now);
    stripe
}

fn prices(opened: Timestamp) -> Vec<Price> {
    let mut prices: Vec<Price> = PRICES
        .iter()
        .map(
            |(id, product, nickname, amount, currency, count, unit, metered, trial, active)| {
                Price {
                    id: (*id).to_owned(),
                    product: *product,
                    nickname: *nickname,
                    amount: *amount,
                    currency,
                    count: *count,
                    unit: *unit,
                    metered: *metered,
                    trial_days: *trial,
                    active: *active,
                    created: opened,
                }
            },
        )
        .collect();
    // More than one page of plans.
    for n in 1..=105 {
        prices.push(Price {
            id: format!("price_region_{n:03}"),
            product: 3,
            nickname: Some("regional"),
            amount: 300 + n,
            currency: "usd",
            count: 1,
            unit: Unit::Month,
            metered: false,
            trial_days: None,
            active: true,
            created: opened,
        });
    }
    prices
}

fn coupons(opened: Timestamp, now: Timestamp) -> Vec<Coupon> {
    let coupon = |id, name| Coupon {
        id,
        name,
        percent: None,
        amount: None,
        duration: "once",
        months: None,
        redeem_by: None,
        max: None,
        times: 0,
        created: opened,
    };
    vec![
        Coupon {
            percent: Some(10),
            duration: "forever",
            ..coupon("SAVE10", "Save 10%")
        },
        Coupon {
            amount: Some(500),
            ..coupon("FIVEOFF", "Five off")
        },
        Coupon {
            percent: Some(25),
            duration: "repeating",
            months: Some(3),
            ..coupon("SPRING25", "Spring")
        },
        Coupon {
            percent: Some(50),
            redeem_by: Some(after(now, -30, Unit::Day)),
            ..coupon("OVER50", "Last summer")
        },
        Coupon {
            percent: Some(20),
            max: Some(100),
            times: 100,
            ..coupon("FIRST100", "The first hundred")
        },
    ]
}

fn promotion_codes(opened: Timestamp, now: Timestamp) -> Vec<PromotionCode> {
    let code = |id: &str, code: &str, coupon| PromotionCode {
        id: id.to_owned(),
        code: code.to_owned(),
        coupon,
        active: true,
        customer: None,
        expires: None,
        created: opened,
    };
    vec![
        code("promo_spring", "SPRING", 2),
        code("promo_five", "FIVE", 1),
        PromotionCode {
            customer: Some("cus_Demo1001"),
            ..code("promo_sorry", "SORRY1001", 1)
        },
        PromotionCode {
            active: false,
            ..code("promo_old", "OLD", 0)
        },
        PromotionCode {
            expires: Some(after(now, -1, Unit::Day)),
            ..code("promo_late", "LATE", 0)
        },
    ]
}

impl Stripe {
    /// Makes a person a customer, and gives their place; of twins, the second has an id of its own.
    fn welcome(&mut self, person: &Person, twin: u32, cast: bool) -> usize {
        let id = match (person.number, twin) {
            (_, 0) => customer_id(person),
            _ => format!("{}b", customer_id(person)),
        };
        let card = match person.number {
            n if NO_CARD.contains(&n) => Card::None,
            n if DECLINES.contains(&n) => Card::Declines,
            n if !cast && n % 17 == 0 => Card::Declines,
            _ => Card::Good,
        };
        self.customers.push(Customer {
            id,
            number: person.number,
            name: person.name(),
            email: person.email(),
            card,
            discount: None,
            created: person.joined,
        });
        self.customers.len() - 1
    }

    /// Gives a customer a subscription that began `back` days and some months ago.
    fn place(
        &mut self,
        customer: usize,
        status: &'static str,
        prices: &[&str],
        back: u32,
        now: Timestamp,
    ) {
        let mut items = Vec::new();
        for id in prices {
            let Ok(price) = self.price(id, "price") else {
                continue;
            };
            let id = self.fresh("si");
            items.push(Item {
                id,
                price,
                quantity: Some(1),
            });
        }
        let first = &self.prices[items[0].price];
        let days = SignedDuration::from_hours(24 * i64::from(back));
        let begun = if status == "trialing" {
            now - SignedDuration::from_hours(24 * 2)
        } else {
            after(now - days, -4, Unit::Month)
        };
        let (mut period, _) = Cycle::holding(begun, now, first.count, first.unit);
        let trial = (status == "trialing").then(|| (begun, after(begun, 14, Unit::Day)));
        if let Some((_, end)) = trial {
            period.end = end;
        }
        let new = Subscription {
            id: self.fresh("sub"),
            customer,
            status,
            items,
            period,
            trial,
            cancel_at_end: false,
            canceled: (status == "canceled").then_some(now - SignedDuration::from_hours(48)),
            feedback: None,
            comment: None,
            discounts: Vec::new(),
            schedule: None,
            created: begun,
            invoice: self.fresh("in"),
        };
        self.subscriptions.push(new);
    }

    /// What the cast has beside subscriptions.
    fn finish(&mut self, now: Timestamp) {
        let of =
            |stripe: &Self, number: u32| stripe.customers.iter().position(|c| c.number == number);
        let discount = |id: &str, coupon| Discount {
            id: id.to_owned(),
            coupon,
            code: None,
            start: now - SignedDuration::from_hours(24),
        };
        if let Some(at) = of(self, 1005)
            && let Some(s) = self.subscriptions.iter_mut().find(|s| s.customer == at)
        {
            s.cancel_at_end = true;
            s.canceled = Some(now - SignedDuration::from_hours(24));
        }
        if let Some(at) = of(self, 1015)
            && let Some(s) = self.subscriptions.iter_mut().find(|s| s.customer == at)
        {
            s.discounts.push(discount("di_Demo1015", 0));
        }
        if let Some(at) = of(self, 1016) {
            self.customers[at].discount = Some(discount("di_Demo1016", 1));
        }
    }
}
