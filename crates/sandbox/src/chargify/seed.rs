//! The site as it is at the start: the catalogue, a card for most, and subscriptions in every state.

use jiff::Timestamp;

use super::customers::{Card, Customer};
use super::subscription::{Applied, State, Subscription};
use super::{Chargify, customer_id, wares};
use crate::calendar::{Cycle, Unit, after};
use crate::people::Person;
use crate::random::Random;

/// Subscriptions are numbered from here.
pub(super) const FIRST_SUBSCRIPTION: u64 = 70_000_001;
const FIRST_CARD: u64 = 9_000_001;

/// What the customers of a seed have that is the same for all seeds, by number.
const SCRIPT: [(u32, &[(State, &str)]); 27] = [
    (1001, &[(State::Active, "gold")]),
    (1002, &[(State::Active, "basic")]),
    (1003, &[(State::Trialing, "basic-trial")]),
    (1004, &[(State::PastDue, "gold")]),
    (1005, &[(State::Unpaid, "basic")]),
    (1006, &[(State::OnHold, "gold")]),
    (1007, &[(State::Canceled, "gold")]),
    (1008, &[(State::Active, "basic"), (State::Active, "basic")]),
    (1009, &[]),
    (1010, &[]),
    (1011, &[(State::Active, "silver-legacy")]),
    (1012, &[(State::Active, "gold")]),
    (1013, &[(State::Expired, "sports-season")]),
    (1014, &[(State::SoftFailure, "platinum")]),
    (1015, &[(State::Assessing, "gold")]),
    (1016, &[(State::AwaitingSignup, "platinum")]),
    (1017, &[(State::TrialEnded, "basic-trial")]),
    (1018, &[(State::Active, "gold")]),
    (1019, &[(State::Active, "gold")]),
    (1020, &[(State::Suspended, "basic")]),
    (1021, &[(State::Paused, "gold")]),
    (1022, &[(State::Pending, "platinum")]),
    (1023, &[(State::FailedToCreate, "gold")]),
    (1024, &[(State::Active, "")]),
    (
        1025,
        &[
            (State::Active, "gold"),
            (State::Active, "sports-monthly"),
            (State::Canceled, "basic"),
        ],
    ),
    (1026, &[(State::Active, "sports-legacy")]),
    (1027, &[(State::Canceled, "gold"), (State::Active, "gold")]),
];
const NO_CARD: [u32; 2] = [1010, 1005];
const CARD_DECLINES: [u32; 2] = [1019, 1004];

/// The states of the others. Half of them have a plain active subscription.
const STATES: [(Option<State>, u32); 12] = [
    (Some(State::Active), 50),
    (None, 10),
    (Some(State::Canceled), 12),
    (Some(State::Trialing), 6),
    (Some(State::PastDue), 6),
    (Some(State::Expired), 3),
    (Some(State::Unpaid), 3),
    (Some(State::OnHold), 3),
    (Some(State::SoftFailure), 2),
    (Some(State::TrialEnded), 2),
    (Some(State::AwaitingSignup), 1),
    (Some(State::Assessing), 1),
];
const PLANS: [(&str, u32); 8] = [
    ("basic", 30),
    ("gold", 25),
    ("platinum", 10),
    ("gold-annual", 10),
    ("student", 8),
    ("sports-monthly", 10),
    ("kids", 5),
    ("silver-legacy", 4),
];

/// The whole site.
pub(super) fn site(seed: u64, now: Timestamp, people: &[Person]) -> Chargify {
    let mut random = Random::stream(seed, "chargify");
    let opened = after(now, -60, Unit::Month);
    let mut site = Chargify {
        families: wares::families(opened),
        products: wares::products(opened),
        coupons: wares::coupons(opened, now),
        customers: people.iter().map(Customer::of).collect(),
        cards: cards(people, now, &mut random),
        subscriptions: Vec::new(),
        tokens: Vec::new(),
        opened,
    };
    for person in people {
        let scripted = SCRIPT.iter().find(|(number, _)| *number == person.number);
        let theirs: Vec<(State, &str)> = match scripted {
            Some((_, states)) => states.to_vec(),
            None => drawn(&mut random),
        };
        for (state, handle) in theirs {
            site.place(person, state, handle, now, &mut random);
        }
    }
    // Two customers for the coupon and cancellation rules; the rest get a coupon now and then.
    for (number, code) in [(1002, "SAVE10"), (1018, "SOLO50")] {
        site.give(number, code);
    }
    for number in 1028..1201 {
        if random.chance(15) {
            site.give(
                number,
                random.pick(&["SAVE10", "SAVE20", "FOREVER5", "THREEMONTHS"]),
            );
        }
    }
    if let Some(leaving) = site
        .subscriptions
        .iter_mut()
        .find(|known| known.customer == super::FIRST_CUSTOMER + 11)
    {
        leaving.cancel_at_end = true;
        leaving.reason = Some("CH1".to_owned());
    }
    site
}

/// What an unscripted customer has.
fn drawn(random: &mut Random) -> Vec<(State, &'static str)> {
    let Some(state) = random.weighted(&STATES) else {
        return Vec::new();
    };
    let plan = match state {
        State::Trialing | State::TrialEnded => random.pick(&["basic-trial", "premium-trial"]),
        State::Expired => random.pick(&["sports-season", "day-pass"]),
        _ => random.weighted(&PLANS),
    };
    let mut theirs = vec![(state, plan)];
    if state == State::Active && random.chance(10) {
        theirs.push((
            State::Active,
            random.pick(&["sports-monthly", "kids", "uhd", plan]),
        ));
    }
    theirs
}

impl Chargify {
    /// Gives a person a subscription that has been in its state for a while.
    fn place(
        &mut self,
        person: &Person,
        state: State,
        handle: &str,
        now: Timestamp,
        random: &mut Random,
    ) {
        let handle = Some(handle).filter(|handle| !handle.is_empty());
        let Some(place) = self
            .products
            .iter()
            .position(|product| product.handle == handle)
        else {
            return;
        };
        let product = &self.products[place];
        let customer = customer_id(person);
        let days = |count: u32| i32::try_from(count).unwrap_or(0);
        let created = match state {
            State::Trialing => after(now, -days(1 + random.below(6)), Unit::Day),
            State::AwaitingSignup | State::Pending | State::FailedToCreate => {
                after(now, -1, Unit::Day)
            }
            State::Expired => after(now, -days(300 + random.below(60)), Unit::Day),
            _ => after(now, -days(35 + random.below(330)), Unit::Day),
        };
        let card = self.card_of(customer).map(|card| card.id);
        let trial = product
            .trial
            .map(|trial| (created, after(created, trial.interval, trial.unit)));
        let paid_from = trial.map_or(created, |(_, end)| end);
        let expires = product
            .expires
            .map(|(count, unit)| after(created, count, unit));
        let (start, end, paid) = match (state, expires) {
            (State::Trialing | State::TrialEnded, _) => (created, paid_from, 0),
            (State::Expired, Some(expires)) => (created, expires, 1),
            _ => {
                let (cycle, ended) = Cycle::holding(paid_from, now, product.interval, product.unit);
                (cycle.start, cycle.end, i64::from(ended) + 1)
            }
        };
        let left = after(end, -3, Unit::Day).min(after(now, -2, Unit::Day));
        let owes = matches!(
            state,
            State::PastDue | State::Unpaid | State::SoftFailure | State::Suspended
        );
        let begun = !matches!(
            state,
            State::AwaitingSignup | State::Pending | State::FailedToCreate
        );
        let ended = matches!(
            state,
            State::Canceled | State::Expired | State::TrialEnded | State::FailedToCreate
        );
        let revenue = if matches!(state, State::TrialEnded) || !begun {
            0
        } else {
            product.cents * paid
        };
        let canceled = state == State::Canceled;
        self.subscriptions.push(Subscription {
            id: FIRST_SUBSCRIPTION + self.subscriptions.len() as u64,
            state,
            previous: if begun && state != State::Trialing {
                State::Active
            } else {
                state
            },
            customer,
            product: place,
            card,
            collection: if card.is_some() || !product.needs_card {
                "automatic"
            } else {
                "remittance"
            }
            .to_owned(),
            reference: None,
            coupons: Vec::new(),
            balance: if owes { product.cents } else { 0 },
            revenue,
            signup_revenue: revenue.min(product.cents),
            created,
            updated: if canceled { left } else { start.max(created) },
            activated: (begun && state != State::Trialing).then_some(paid_from),
            period: begun.then_some((start, end)),
            trial,
            expires,
            next_assessment: match state {
                _ if ended => None,
                State::AwaitingSignup | State::Pending => Some(after(now, 9, Unit::Day)),
                State::PastDue | State::SoftFailure => Some(after(now, 2, Unit::Day)),
                _ => Some(end),
            },
            on_hold: (state == State::OnHold).then_some(left),
            cancel_at_end: false,
            cancel_scheduled: None,
            canceled: canceled.then_some(left),
            cancel_message: None,
            cancel_method: canceled.then_some("merchant_ui"),
            reason: canceled.then(|| random.pick(&["CH1", "CH2", "CH8"]).to_owned()),
        });
    }

    /// Puts a coupon on the first live subscription that it fits, quietly doing nothing where none does.
    fn give(&mut self, number: u32, code: &str) {
        let customer = super::FIRST_CUSTOMER + u64::from(number - crate::people::FIRST);
        let Some(coupon) = self.coupons.iter().position(|coupon| coupon.code == code) else {
            return;
        };
        let family = self.coupons[coupon].family;
        let fits = |known: &&mut Subscription| {
            known.customer == customer
                && known.state == State::Active
                && self.products[known.product].family == family
        };
        if let Some(subscription) = self.subscriptions.iter_mut().find(fits) {
            subscription.coupons.push(Applied { coupon, used: 1 });
            self.coupons[coupon].used += 1;
        }
    }
}

fn cards(people: &[Person], now: Timestamp, random: &mut Random) -> Vec<Card> {
    let (year, _) = crate::calendar::year_month(now);
    let mut cards = Vec::new();
    for person in people {
        let with_card = random.chance(88);
        let old = random.chance(6);
        let month = i8::try_from(1 + random.below(12)).unwrap_or(1);
        let scripted = person.number <= 1027;
        if NO_CARD.contains(&person.number) || !(scripted || with_card) {
            continue;
        }
        cards.push(Card {
            id: FIRST_CARD + cards.len() as u64,
            customer: customer_id(person),
            first: person.first.to_owned(),
            last: person.last.to_owned(),
            month,
            year: if old && !scripted { year - 1 } else { year + 2 },
            declines: CARD_DECLINES.contains(&person.number),
        });
    }
    cards
}
