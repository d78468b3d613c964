//! The accounts and what they subscribe to. The first fourteen are the cast, the same for every seed.

use jiff::civil::Date;

use super::subscription::{Held, Subscription, later};
use super::{Account, Zuora};
use crate::people::{FIRST, Person};
use crate::random::Random;

// Indices of the catalogue's rate plans.
const BASIC: usize = 0;
const GOLD: usize = 1;
const ANNUAL: usize = 2;
const SPORTS: usize = 4;
const KIDS: usize = 5;

/// What one subscription is at the start.
struct Part {
    plans: &'static [usize],
    status: &'static str,
    termed: bool,
    auto_renew: bool,
}

const fn part(plans: &'static [usize], status: &'static str) -> Part {
    Part {
        plans,
        status,
        termed: true,
        auto_renew: true,
    }
}

const EVERGREEN: Part = Part {
    plans: &[GOLD],
    status: "Active",
    termed: false,
    auto_renew: false,
};
const ENDING: Part = Part {
    plans: &[GOLD],
    status: "Active",
    termed: true,
    auto_renew: false,
};

/// The cast; 1012 is not known here.
fn cast(number: u32) -> Option<Vec<Part>> {
    Some(match number {
        // 1004 owes the last invoice.
        1001 | 1004 => vec![part(&[GOLD], "Active")],
        1002 => vec![part(&[BASIC], "Active")],
        // There are no trials at Zuora: an evergreen one stands here.
        1003 => vec![EVERGREEN],
        1005 => vec![ENDING],
        1006 => vec![part(&[GOLD], "Suspended")],
        1007 => vec![part(&[GOLD], "Cancelled")],
        1008 => vec![part(&[GOLD], "Active"), part(&[BASIC, SPORTS], "Active")],
        1009 | 1010 => Vec::new(),
        1011 => vec![part(&[GOLD, SPORTS, KIDS], "Active")],
        1013 => vec![part(&[ANNUAL], "Active")],
        // The same add-on twice.
        1014 => vec![part(&[GOLD, SPORTS, SPORTS], "Active")],
        _ => return None,
    })
}

fn drawn(random: &mut Random) -> Vec<Part> {
    const STATUSES: [(&str, u32); 3] = [("Active", 80), ("Suspended", 8), ("Cancelled", 12)];
    const PLANS: [(&[usize], u32); 5] = [
        (&[BASIC], 40),
        (&[GOLD], 30),
        (&[ANNUAL], 10),
        (&[GOLD, SPORTS], 15),
        (&[BASIC, KIDS], 5),
    ];
    if random.below(10) == 0 {
        return Vec::new();
    }
    vec![Part {
        plans: random.weighted(&PLANS),
        status: random.weighted(&STATUSES),
        termed: random.below(5) > 0,
        auto_renew: random.below(4) > 0,
    }]
}

pub(super) fn fill(tenant: &mut Zuora, seed: u64, today: Date, people: &[Person]) {
    let mut random = Random::stream(seed, "zuora");
    for person in people {
        // Drawn for all, so that the cast does not move the others.
        let others = drawn(&mut random);
        let months = i64::from(random.below(11)) + 1;
        if person.number == 1012 {
            continue;
        }
        let account = tenant.accounts.len();
        tenant.accounts.push(Account {
            id: format!("8ad09e20{:024x}", person.number),
            number: person.account_number(),
            name: person.name(),
            currency: person.place.currency,
            status: "Active",
            balance: if person.number == 1004 { 1900 } else { 0 },
            auto_pay: person.number != 1010,
        });
        for (index, part) in cast(person.number)
            .unwrap_or(others)
            .into_iter()
            .enumerate()
        {
            let number = (person.number - FIRST) * 2 + u32::try_from(index).unwrap_or(0) + 1;
            let subscription = begun(tenant, account, number, &part, today, months);
            tenant.subscriptions.push(subscription);
        }
    }
}

/// A subscription that began some months ago, for a term of a year.
fn begun(
    tenant: &mut Zuora,
    account: usize,
    number: u32,
    part: &Part,
    today: Date,
    months: i64,
) -> Subscription {
    let started = later(today, -months, "Month");
    let plans = part
        .plans
        .iter()
        .map(|plan| {
            tenant.count += 1;
            Held {
                id: format!("8ad09bce{:024x}", tenant.count),
                plan: *plan,
                change: "New",
            }
        })
        .collect();
    Subscription {
        number,
        version: 1,
        account,
        status: part.status,
        termed: part.termed,
        started,
        term_start: started,
        term_end: later(started, 12, "Month"),
        ends: (part.status == "Cancelled").then_some(today),
        auto_renew: part.auto_renew && part.termed,
        initial: if part.termed {
            (12, "Month")
        } else {
            (0, "Month")
        },
        renewal: (12, "Month"),
        plans,
        suspends: None,
        resumes: None,
    }
}
