//! The two hundred invented customers whom every vendor knows.
//!
//! The first thirty or so have states that are the same for every seed (each vendor scripts its own), so that a tour
//! or a test can name them; the others are drawn. Vendors cast the first thirteen alike (Chargify and Evergent, which
//! were there before, have a cast of their own):
//!
//! | number | at a vendor |
//! | --- | --- |
//! | 1001 | one active subscription |
//! | 1002 | one active subscription, to another plan |
//! | 1003 | in a trial |
//! | 1004 | past due, the payment was declined |
//! | 1005 | set to end |
//! | 1006 | paused or suspended |
//! | 1007 | ended |
//! | 1008 | two active subscriptions |
//! | 1009 | none, and can pay |
//! | 1010 | none, and no payment method |
//! | 1011 | the card is declined |
//! | 1012 | not known to the vendor |
//! | 1013 | two customers share the e-mail address |
//!
//! Devices for pushes likewise: 1001 receives, 1007 has removed the app, 1012's token is of another environment.
//! Text messages likewise: 1007 has unsubscribed, 1010 has no number, 1012's does not exist.

use jiff::Timestamp;

use crate::calendar::{Unit, after};
use crate::random::Random;

const COUNT: u32 = 200;
/// The number of the first customer, `cust-1001`.
pub(crate) const FIRST: u32 = 1001;

const FIRST_NAMES: [&str; 40] = [
    "Amara", "Ben", "Chiara", "Dmitri", "Elena", "Farid", "Grace", "Hiro", "Ines", "Jonas",
    "Keiko", "Liam", "Mara", "Noor", "Oskar", "Priya", "Quentin", "Rosa", "Sven", "Tomás", "Uma",
    "Viktor", "Wanda", "Ximena", "Yusuf", "Zoë", "Aoife", "Björn", "Camille", "Diego", "Esther",
    "Femi", "Gita", "Hannah", "Isaac", "Jun", "Kofi", "Lucía", "Mateo", "Nadia",
];
const LAST_NAMES: [&str; 40] = [
    "Abara",
    "Brandt",
    "Castellanos",
    "Dufour",
    "Eriksen",
    "Fontaine",
    "Goldberg",
    "Hayashi",
    "Ibrahim",
    "Jansen",
    "Kowalski",
    "Lindqvist",
    "Moreau",
    "Nakamura",
    "O'Connor",
    "Petrov",
    "Quigley",
    "Rossi",
    "Sørensen",
    "Tanaka",
    "Ueda",
    "Vasquez",
    "Whitfield",
    "Xu",
    "Yilmaz",
    "Zamora",
    "Adeyemi",
    "Bianchi",
    "Cheng",
    "Delacroix",
    "Evans",
    "Fischer",
    "García",
    "Haddad",
    "Iversen",
    "Johansson",
    "Kaur",
    "Lefèvre",
    "Müller",
    "Novak",
];

/// Where somebody lives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub city: &'static str,
    pub state: &'static str,
    pub zip: &'static str,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    pub country_name: &'static str,
    /// ISO 4217.
    pub currency: &'static str,
}

const fn place(
    city: &'static str,
    state: &'static str,
    zip: &'static str,
    country: &'static str,
    country_name: &'static str,
    currency: &'static str,
) -> Place {
    Place {
        city,
        state,
        zip,
        country,
        country_name,
        currency,
    }
}

const PLACES: [(Place, u32); 8] = [
    (
        place("Boulder", "CO", "80302", "US", "United States", "USD"),
        30,
    ),
    (
        place("Portland", "OR", "97205", "US", "United States", "USD"),
        25,
    ),
    (place("Toronto", "ON", "M5V 2T6", "CA", "Canada", "CAD"), 12),
    (
        place("Leeds", "", "LS1 4AP", "GB", "United Kingdom", "GBP"),
        10,
    ),
    (place("Hamburg", "HH", "20095", "DE", "Germany", "EUR"), 8),
    (place("Lyon", "", "69002", "FR", "France", "EUR"), 6),
    (place("Göteborg", "", "411 05", "SE", "Sweden", "SEK"), 5),
    (place("Sydney", "NSW", "2000", "AU", "Australia", "AUD"), 4),
];

/// An invented customer.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// 1001 … 1200; every id of theirs is made of it.
    pub number: u32,
    pub first: &'static str,
    pub last: &'static str,
    pub place: Place,
    pub street: String,
    pub phone: String,
    /// When they became a customer.
    pub joined: Timestamp,
}

impl Person {
    /// The operator's own id: `cust-1001`.
    pub fn id(&self) -> String {
        format!("cust-{}", self.number)
    }

    /// `A00001001`: what vendors that number accounts call them, the same at each.
    pub fn account_number(&self) -> String {
        format!("A{:08}", self.number)
    }

    /// First and last name.
    pub fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    /// An address at example.com that names the customer's number, so that it is theirs alone.
    pub fn email(&self) -> String {
        let plain = |name: &str| name.chars().filter_map(plain_letter).collect::<String>();
        format!(
            "{}.{}.{}@example.com",
            plain(self.first),
            plain(self.last),
            self.number
        )
    }
}

/// Lower-case ASCII for addresses.
fn plain_letter(letter: char) -> Option<char> {
    Some(match letter.to_lowercase().next()? {
        'á' | 'à' | 'ä' => 'a',
        'é' | 'è' | 'ë' => 'e',
        'í' => 'i',
        'ó' | 'ö' | 'ø' => 'o',
        'ü' => 'u',
        other if other.is_ascii_alphabetic() => other,
        _ => return None,
    })
}

/// The customers of a seed; `start` is the present of its world.
pub(crate) fn people(seed: u64, start: Timestamp) -> Vec<Person> {
    let mut random = Random::stream(seed, "people");
    (FIRST..FIRST + COUNT)
        .map(|number| {
            let place = random.weighted(&PLACES);
            let days = 400 + i32::try_from(random.below(1500)).unwrap_or(0);
            Person {
                number,
                first: random.pick(&FIRST_NAMES),
                last: random.pick(&LAST_NAMES),
                place,
                street: format!(
                    "{} {} Street",
                    1 + random.below(240),
                    random.pick(&["Mill", "Harbour", "Elm", "Station", "Juniper"])
                ),
                // 555-01xx is set aside for fiction.
                phone: format!("+1 303 555 01{:02}", random.below(100)),
                joined: after(start, -days, Unit::Day),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::people;

    #[test]
    fn addresses_are_plain_and_belong_to_one_person() {
        let people = people(3, "2026-11-21T00:00:00Z".parse().unwrap());
        let mut emails: Vec<String> = people.iter().map(super::Person::email).collect();
        assert!(
            emails
                .iter()
                .all(|email| email.is_ascii() && email.ends_with("@example.com"))
        );
        emails.sort();
        emails.dedup();
        assert_eq!(emails.len(), 200);
    }
}
