//! The merchant as it is at the start: products, campaigns, an account for nearly everybody, subscriptions in every
//! state.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Vindicia;
use super::catalogue::{Campaign, Product};
use super::subscriptions::{Item, Subscription};
use crate::calendar::{Cycle, Unit, after};
use crate::people::Person;
use crate::random::Random;

/// Whom Vindicia does not know.
const UNKNOWN: u32 = 1012;

/// Id, name, dollars in hundredths.
const SOLD: [(&str, &str, u32); 6] = [
    ("silver", "Silver", 900),
    ("gold", "Gold", 1900),
    ("gold_annual", "Gold annual", 1590),
    ("sports_pack", "Sports pack", 500),
    ("kids_pack", "Kids pack", 300),
    ("bronze 2019", "Bronze of 2019", 600),
];
/// Which is not sold any more: the last of those above.
const RETIRED: usize = 5;
/// Titles of an old library, so that the list has more than one page.
const LIBRARY: [&str; 100] = {
    // Ids are static texts; these are cut out of one.
    const ALL: &str = "lib00lib01lib02lib03lib04lib05lib06lib07lib08lib09lib10lib11lib12lib13lib14lib15lib16lib17lib18lib19lib20lib21lib22lib23lib24lib25lib26lib27lib28lib29lib30lib31lib32lib33lib34lib35lib36lib37lib38lib39lib40lib41lib42lib43lib44lib45lib46lib47lib48lib49lib50lib51lib52lib53lib54lib55lib56lib57lib58lib59lib60lib61lib62lib63lib64lib65lib66lib67lib68lib69lib70lib71lib72lib73lib74lib75lib76lib77lib78lib79lib80lib81lib82lib83lib84lib85lib86lib87lib88lib89lib90lib91lib92lib93lib94lib95lib96lib97lib98lib99";
    let mut ids = [""; 100];
    let mut rest = ALL;
    let mut n = 0;
    while n < 100 {
        let (id, after) = rest.split_at(5);
        ids[n] = id;
        rest = after;
        n += 1;
    }
    ids
};

/// What the first accounts have, whatever the seed: status, billing state, places of products.
type Has = (&'static str, &'static str, &'static [usize]);
const GOOD: &str = "Good Standing";
const SCRIPT: [(u32, &[Has]); 14] = [
    (1001, &[("Active", GOOD, &[0])]),
    (1002, &[("Active", GOOD, &[0])]),
    (1003, &[("Active", "New", &[0])]),
    (1004, &[("Active", "In Retry", &[1])]),
    (1005, &[("Pending Cancel", GOOD, &[0])]),
    (1006, &[("Suspended", "Failed To Collect", &[0])]),
    (1007, &[("Cancelled", "Billing Completed", &[0])]),
    (1008, &[("Active", GOOD, &[0]), ("Active", GOOD, &[1])]),
    (1009, &[]),
    (1010, &[]),
    // Whose card is declined.
    (1011, &[("Active", GOOD, &[0])]),
    (UNKNOWN, &[]),
    (1013, &[("Active", GOOD, &[0])]),
    // Several products.
    (1014, &[("Active", GOOD, &[1, 3])]),
];

const STATES: [(Option<(&str, &str)>, u32); 6] = [
    (Some(("Active", GOOD)), 66),
    (Some(("Active", "Grace Period")), 6),
    (Some(("Pending Cancel", GOOD)), 6),
    (Some(("Suspended", "Failed To Collect")), 4),
    (Some(("Cancelled", "Billing Completed")), 8),
    (None, 10),
];
const DRAWN: [(&[usize], u32); 5] = [
    (&[0], 45),
    (&[1], 25),
    (&[2], 10),
    (&[1, 3], 12),
    (&[0, 4], 8),
];

/// The whole merchant.
pub(super) fn merchant(seed: u64, now: Timestamp, people: &[Person]) -> Vindicia {
    let mut random = Random::stream(seed, "vindicia");
    let mut site = Vindicia {
        products: products(),
        campaigns: campaigns(now),
        accounts: BTreeMap::new(),
        subscriptions: Vec::new(),
    };
    for person in people.iter().filter(|p| p.number != UNKNOWN) {
        let script = SCRIPT.iter().find(|(number, _)| *number == person.number);
        let state = random.weighted(&STATES);
        let products = random.weighted(&DRAWN);
        let pays = random.chance(95);
        let drawn: Vec<Has> = state
            .map(|(status, billing)| (status, billing, products))
            .into_iter()
            .collect();
        let all = script.map_or(drawn.as_slice(), |(_, theirs)| theirs);
        for (number, (status, billing_state, products)) in all.iter().enumerate() {
            let id = match number {
                0 => format!("sub-{}", person.number),
                _ => format!("sub-{}-{}", person.number, number + 1),
            };
            let days = i32::try_from(1 + random.below(400)).unwrap_or(1);
            let first = after(now, -days, Unit::Day);
            let (mut cycle, _) = Cycle::holding(first, now, 1, Unit::Month);
            if *status == "Cancelled" {
                cycle = Cycle::begun(after(now, -60, Unit::Day), 1, Unit::Month);
            }
            let items = products.iter().enumerate().map(|(n, &product)| Item {
                id: format!("item-{}-{number}{n}", person.number),
                product,
                campaign: None,
            });
            site.subscriptions.push(Subscription {
                items: items.collect(),
                id,
                account: person.id(),
                status,
                billing_state,
                cycle,
                leaving: Vec::new(),
            });
        }
        let pays = if script.is_some() {
            person.number != 1011
        } else {
            pays
        };
        site.accounts.insert(person.id(), pays);
    }
    site
}

fn products() -> Vec<Product> {
    let sold = SOLD
        .iter()
        .map(|&(id, name, cents)| (id, name.to_owned(), cents));
    let library = LIBRARY.iter().map(|&id| (id, format!("Library {id}"), 100));
    sold.chain(library)
        .enumerate()
        .map(|(number, (id, name, cents))| Product {
            id,
            number,
            name,
            cents,
            active: number != RETIRED,
        })
        .collect()
}

fn campaigns(now: Timestamp) -> Vec<Campaign> {
    let campaign = |code, name, state, kind, percent, products, new_only, ends| Campaign {
        code,
        name,
        state,
        kind,
        percent,
        products,
        new_only,
        ends: Some(after(now, ends, Unit::Day)),
    };
    vec![
        campaign(
            Some("SAVE10"),
            "Save ten",
            "Active",
            "Promotion",
            10,
            &[][..],
            false,
            90,
        ),
        campaign(
            Some("GOLD20"),
            "Gold deal",
            "Active",
            "Promotion",
            20,
            &["gold"][..],
            false,
            30,
        ),
        campaign(
            Some("HELLO"),
            "Welcome",
            "Active",
            "Promotion",
            50,
            &[][..],
            true,
            90,
        ),
        campaign(
            Some("SUMMER"),
            "Summer sale",
            "Complete",
            "Promotion",
            30,
            &[][..],
            false,
            -60,
        ),
        campaign(
            None,
            "Gift cards",
            "Active",
            "Coupon",
            100,
            &[][..],
            false,
            90,
        ),
    ]
}
