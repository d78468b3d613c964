//! The broadcaster as it is at the start: offers for fourteen countries, a customer for nearly everybody,
//! subscriptions in every status.

use jiff::Timestamp;

use super::Cleeng;
use super::offers::{Campaign, Offer};
use super::subscriptions::{Customer, Status, Subscription};
use crate::calendar::{Cycle, Unit, after};
use crate::people::Person;
use crate::random::Random;

/// Whom Cleeng does not know.
const UNKNOWN: u32 = 1012;
/// Whose address two customers have.
pub(super) const TWINS: u32 = 1013;
/// Drawn customers begin after this one.
const SCRIPTED: u32 = 1016;

/// Number of the offer, title, dollars in hundredths, length of the period and its name, free days.
type Sold = (u32, &'static str, u32, i32, Unit, &'static str, u32);

const SOLD: [Sold; 8] = [
    (1, "Basic", 799, 1, Unit::Month, "month", 7),
    (2, "Premium", 1299, 1, Unit::Month, "month", 0),
    (3, "Family", 1799, 1, Unit::Month, "month", 0),
    (4, "Basic yearly", 7999, 12, Unit::Month, "year", 14),
    (5, "Premium yearly", 12_999, 12, Unit::Month, "year", 0),
    (6, "Sports week", 499, 7, Unit::Day, "week", 0),
    (7, "Fan club", 0, 1, Unit::Month, "month", 0),
    (8, "Basic of 2019", 599, 1, Unit::Month, "month", 0),
];
/// Which is not sold any more.
const RETIRED: u32 = 8;
const COUNTRIES: [(&str, &str); 14] = [
    ("US", "USD"),
    ("CA", "CAD"),
    ("GB", "GBP"),
    ("DE", "EUR"),
    ("FR", "EUR"),
    ("SE", "SEK"),
    ("AU", "AUD"),
    ("NL", "EUR"),
    ("ES", "EUR"),
    ("IT", "EUR"),
    ("PL", "PLN"),
    ("NO", "NOK"),
    ("DK", "DKK"),
    ("IE", "EUR"),
];

const CAMPAIGNS: [Campaign; 5] = [
    campaign("WINTER30", "Winter sale", 30, "active", "all", &[]),
    campaign(
        "STAY50",
        "Stay with us",
        50,
        "active",
        "renewal",
        &["S100000001"],
    ),
    campaign("WELCOME10", "Welcome", 10, "active", "initial", &[]),
    campaign("SUMMER20", "Summer sale", 20, "ended", "all", &[]),
    campaign("OLD15", "Old friends", 15, "deactivated", "all", &[]),
];

const fn campaign(
    code: &'static str,
    name: &'static str,
    percent: u32,
    status: &'static str,
    payments: &'static str,
    offers: &'static [&'static str],
) -> Campaign {
    Campaign {
        code,
        name,
        percent,
        status,
        payments,
        offers,
    }
}

/// What the first customers have, whatever the seed: the status and the number of the offer, for the US.
const SCRIPT: [(u32, &[(Status, u32)]); 16] = [
    (1001, &[(Status::Active, 1)]),
    (1002, &[(Status::Active, 2)]),
    // In its trial.
    (1003, &[(Status::Active, 1)]),
    // Its renewal is being collected.
    (1004, &[(Status::Active, 1)]),
    (1005, &[(Status::Stopped, 1)]),
    (1006, &[(Status::Paused, 1)]),
    (1007, &[(Status::Terminated, 1)]),
    (1008, &[(Status::Active, 1), (Status::Active, 6)]),
    (1009, &[]),
    // Subscribed to what is free, without a payment method.
    (1010, &[(Status::Active, 7)]),
    // Bought through a gateway that cannot switch.
    (1011, &[(Status::Active, 1)]),
    (UNKNOWN, &[]),
    (TWINS, &[(Status::Active, 1)]),
    // With a coupon.
    (1014, &[(Status::Active, 2)]),
    // A downgrade is pending.
    (1015, &[(Status::Active, 3)]),
    (SCRIPTED, &[(Status::Active, 8)]),
];

const STATUSES: [(Option<Status>, u32); 5] = [
    (Some(Status::Active), 65),
    (Some(Status::Stopped), 12),
    (Some(Status::Paused), 5),
    (Some(Status::Terminated), 8),
    (None, 10),
];
const DRAWN: [(u32, u32); 6] = [(1, 35), (2, 25), (3, 10), (4, 15), (5, 10), (6, 5)];
const GATEWAYS: [(&str, u32); 3] = [("adyen", 70), ("paypal", 25), ("bambora", 5)];

/// The whole broadcaster.
pub(super) fn broadcaster(seed: u64, now: Timestamp, people: &[Person]) -> Cleeng {
    let mut random = Random::stream(seed, "cleeng");
    let mut site = Cleeng {
        offers: offers(),
        campaigns: CAMPAIGNS.into(),
        customers: Vec::new(),
        subscriptions: Vec::new(),
        switches: Vec::new(),
    };
    for person in people.iter().filter(|p| p.number != UNKNOWN) {
        let script = SCRIPT.iter().find(|(number, _)| *number == person.number);
        let drawn = drawn(&mut random);
        let country = match script {
            Some(_) => "US",
            None => person.place.country,
        };
        let gateway = random.weighted(&GATEWAYS);
        let customer = Customer {
            id: 70_000_000 + person.number,
            external: person.id(),
            email: person.email(),
            country,
            gateway: match (script, person.number) {
                (_, 1011) => "bambora",
                (Some(_), _) => "adyen",
                (None, _) => gateway,
            },
            has_card: person.number != 1010,
        };
        for (status, offer) in script.map_or(drawn.as_slice(), |(_, theirs)| theirs) {
            site.subscribe(&customer, *status, *offer, now, &mut random);
        }
        site.customers.push(customer);
        if person.number == TWINS {
            let twin = Customer {
                id: 71_000_000 + person.number,
                external: format!("{}-old", person.id()),
                email: person.email().to_uppercase(),
                country: "US",
                gateway: "adyen",
                has_card: true,
            };
            site.subscribe(&twin, Status::Active, 2, now, &mut random);
            site.customers.push(twin);
        }
    }
    site.script(now);
    site
}

fn drawn(random: &mut Random) -> Vec<(Status, u32)> {
    let status = random.weighted(&STATUSES);
    let offer = random.weighted(&DRAWN);
    status.map(|status| (status, offer)).into_iter().collect()
}

fn offers() -> Vec<Offer> {
    let mut offers = Vec::new();
    for (number, title, cents, interval, unit, period, free_days) in SOLD {
        for (country, currency) in COUNTRIES {
            offers.push(Offer {
                id: format!("S{}_{country}", 100_000_000 + number),
                title,
                country,
                currency,
                cents,
                interval,
                unit,
                period,
                free_days,
                active: number != RETIRED,
            });
        }
    }
    offers
}

impl Cleeng {
    fn subscribe(
        &mut self,
        customer: &Customer,
        status: Status,
        offer: u32,
        now: Timestamp,
        random: &mut Random,
    ) {
        let id = format!("S{}_{}", 100_000_000 + offer, customer.country);
        let Some(place) = self.offers.iter().position(|o| o.id == id) else {
            return;
        };
        let sold = &self.offers[place];
        let days = i32::try_from(1 + random.below(400)).unwrap_or(1);
        let first = after(now, -days, Unit::Day);
        let (mut cycle, _) = Cycle::holding(first, now, sold.interval, sold.unit);
        if status == Status::Terminated {
            cycle = Cycle::begun(after(now, -60, Unit::Day), 1, Unit::Month);
        }
        let number = u32::try_from(self.subscriptions.len()).unwrap_or(0);
        self.subscriptions.push(Subscription {
            id: 814_000 + number,
            customer: customer.id,
            offer: place,
            status,
            cycle,
            in_trial: false,
            coupon: None,
            pending: None,
            renewing: false,
        });
    }

    /// What sets some of the first customers apart.
    fn script(&mut self, now: Timestamp) {
        let family = |site: &Self, number: u32| {
            let id = 70_000_000 + number;
            site.subscriptions.iter().position(|s| s.customer == id)
        };
        if let Some(place) = family(self, 1003) {
            self.subscriptions[place].in_trial = true;
            self.subscriptions[place].cycle = Cycle::begun(after(now, -2, Unit::Day), 7, Unit::Day);
        }
        if let Some(place) = family(self, 1004) {
            self.subscriptions[place].renewing = true;
        }
        if let Some(place) = family(self, 1014) {
            self.subscriptions[place].coupon = Some("WINTER30");
        }
        let basic = self.offers.iter().position(|o| o.id == "S100000001_US");
        if let (Some(place), Some(to)) = (family(self, 1015), basic) {
            self.push_switch(place, to, false, now);
        }
    }
}
