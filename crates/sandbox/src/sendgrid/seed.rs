//! The account as it is at the start: templates with and without an active version, lists, and who is on them.

use std::collections::BTreeMap;

use super::{List, Template};
use crate::people::Person;
use crate::random::Random;

/// The templates that are the same for every seed.
pub(super) const WINBACK: &str = "d-5a9b1c0de2f34a6789b0c1d2e3f40516";
pub(super) const RECEIPT: &str = "d-0c4d5e6f708192a3b4c5d6e7f8091a2b";
/// It has no active version.
pub(super) const DRAFT: &str = "d-ffeeddccbbaa99887766554433221100";
/// The lists that are the same for every seed.
pub(super) const WINBACK_LIST: &str = "ca1d6a2c-0b8e-4f3d-9d83-1a2b3c4d5e6f";
const NEWSLETTER: &str = "3f2b7c11-5d6e-4a8b-9c0d-7e8f9a0b1c2d";

/// More than a page of them.
const TEMPLATES: usize = 112;
const LISTS: usize = 104;

const OCCASIONS: [&str; 8] = [
    "Welcome",
    "Thanks",
    "Offer",
    "Reminder",
    "Renewal",
    "Survey",
    "Season start",
    "Card expires",
];
const AUDIENCES: [&str; 6] = ["annual", "monthly", "trial", "sports", "family", "student"];

pub(super) fn templates(seed: u64) -> Vec<Template> {
    let mut random = Random::stream(seed, "sendgrid templates");
    let one = |id: &str, name: &str, subject: &str, active| Template {
        id: id.to_owned(),
        name: name.to_owned(),
        subject: subject.to_owned(),
        active,
    };
    let mut all = vec![
        one(
            WINBACK,
            "Winback",
            "{{first_name}}, come back for 20% less",
            true,
        ),
        one(RECEIPT, "Receipt", "Your receipt", true),
        one(DRAFT, "Winback, next try", "", false),
    ];
    while all.len() < TEMPLATES {
        let (occasion, audience) = (random.pick(&OCCASIONS), random.pick(&AUDIENCES));
        let id = format!("d-{}", hex(&mut random, 32));
        let name = format!("{occasion}, {audience} {}", all.len());
        all.push(one(&id, &name, occasion, !random.chance(10)));
    }
    all
}

pub(super) fn lists(seed: u64) -> Vec<List> {
    let mut random = Random::stream(seed, "sendgrid lists");
    let one = |id: String, name: String| List { id, name };
    let mut all = vec![
        one(NEWSLETTER.to_owned(), "Newsletter".to_owned()),
        one(WINBACK_LIST.to_owned(), "Winback".to_owned()),
    ];
    while all.len() < LISTS {
        let name = format!("{} {}", random.pick(&AUDIENCES), all.len());
        let mut part = |n| hex(&mut random, n);
        let id = format!(
            "{}-{}-4{}-9{}-{}",
            part(8),
            part(4),
            part(3),
            part(3),
            part(12)
        );
        all.push(one(id, name));
    }
    all
}

/// 1001 has the newsletter, 1002 that and the winback list; the rest of the cast is not known; of the others, half.
pub(super) fn contacts(
    seed: u64,
    people: &[Person],
    lists: &[List],
) -> BTreeMap<String, Vec<String>> {
    let mut random = Random::stream(seed, "sendgrid contacts");
    let mut all = BTreeMap::new();
    for person in people {
        // Drawn for all alike, so that a change of the cast leaves the others as they were.
        let (known, other) = (random.chance(50), random.below(100) as usize);
        let on = match person.number {
            1001 => vec![NEWSLETTER.to_owned()],
            1002 => vec![NEWSLETTER.to_owned(), WINBACK_LIST.to_owned()],
            1003..=1013 => continue,
            _ if known => lists
                .iter()
                .skip(2 + other)
                .take(1)
                .map(|l| l.id.clone())
                .collect(),
            _ => continue,
        };
        all.insert(person.email(), on);
    }
    all
}

fn hex(random: &mut Random, digits: usize) -> String {
    (0..digits)
        .map(|_| random.pick(&b"0123456789abcdef".map(char::from)))
        .collect()
}
