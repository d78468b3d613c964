//! The application as it is at the start: terms, promotions, a user for nearly everybody, subscriptions in every state.

use jiff::Timestamp;

use super::Piano;
use super::catalogue::{Promotion, Term};
use super::changes::Change;
use super::users::{Subscription, User, uid};
use crate::calendar::{Cycle, Unit, after};
use crate::people::Person;
use crate::random::Random;

/// Whom Piano does not know.
const UNKNOWN: u32 = 1012;
/// Whose address two users have.
pub(super) const TWINS: u32 = 1013;
/// Drawn users begin after this one.
const SCRIPTED: u32 = 1015;

/// Id, name, resource, dollars in hundredths, length of the period, and the ids to which it may change with when that is
/// billed.
type Sold = (
    &'static str,
    &'static str,
    &'static str,
    u32,
    i32,
    Unit,
    &'static [(&'static str, u32)],
);

const BASIC: &str = "TMBASIC00001";
const PREMIUM: &str = "TMPREMIUM001";
const YEARLY: &str = "TMYEARLY0001";
const SPORTS: &str = "TMSPORTS0001";

const SOLD: [Sold; 4] = [
    (
        BASIC,
        "Basic",
        "News",
        900,
        1,
        Unit::Month,
        &[(PREMIUM, 0), (YEARLY, 1)],
    ),
    (
        PREMIUM,
        "Premium",
        "News and archive",
        1500,
        1,
        Unit::Month,
        &[(BASIC, 1), (YEARLY, 0)],
    ),
    (
        YEARLY,
        "Premium yearly",
        "News and archive",
        15_000,
        12,
        Unit::Month,
        &[],
    ),
    (SPORTS, "Sports week", "Sports", 300, 7, Unit::Day, &[]),
];
/// Terms of old issues, so that the list has more than one page.
const ISSUES: u32 = 101;

/// How a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Active,
    Trial,
    Grace,
    Ending,
    Ended,
}

/// What the first users have, whatever the seed. Piano knows no pause.
const SCRIPT: [(u32, &[(State, usize)]); 15] = [
    (1001, &[(State::Active, 0)]),
    (1002, &[(State::Active, 1)]),
    (1003, &[(State::Trial, 0)]),
    (1004, &[(State::Grace, 0)]),
    (1005, &[(State::Ending, 0)]),
    (1006, &[(State::Ending, 1)]),
    (1007, &[(State::Ended, 0)]),
    (1008, &[(State::Active, 0), (State::Active, 3)]),
    (1009, &[]),
    (1010, &[]),
    // Whose card is declined.
    (1011, &[(State::Active, 0)]),
    (UNKNOWN, &[]),
    (TWINS, &[(State::Ending, 0)]),
    // A change is pending.
    (1014, &[(State::Active, 1)]),
    (SCRIPTED, &[(State::Ending, 0), (State::Ending, 0)]),
];

const STATES: [(Option<State>, u32); 6] = [
    (Some(State::Active), 62),
    (Some(State::Trial), 6),
    (Some(State::Grace), 4),
    (Some(State::Ending), 10),
    (Some(State::Ended), 8),
    (None, 10),
];
const DRAWN: [(usize, u32); 4] = [(0, 45), (1, 25), (2, 20), (3, 10)];

/// The whole application.
pub(super) fn application(seed: u64, now: Timestamp, people: &[Person]) -> Piano {
    let mut random = Random::stream(seed, "piano");
    let mut app = Piano {
        terms: terms(),
        promotions: promotions(now),
        users: Vec::new(),
        subscriptions: Vec::new(),
        changes: Vec::new(),
    };
    for person in people.iter().filter(|p| p.number != UNKNOWN) {
        let script = SCRIPT.iter().find(|(number, _)| *number == person.number);
        let state = random.weighted(&STATES);
        let term = random.weighted(&DRAWN);
        let drawn: Vec<_> = state.map(|state| (state, term)).into_iter().collect();
        let pays = random.chance(95);
        let user = |uid: String, pays| User {
            uid,
            email: person.email(),
            first: person.first,
            last: person.last,
            pays,
        };
        let id = uid(person.number);
        for (state, term) in script.map_or(drawn.as_slice(), |(_, theirs)| theirs) {
            app.subscribe(&id, *state, *term, now, &mut random);
        }
        let pays = if script.is_some() {
            person.number != 1011
        } else {
            pays
        };
        app.users.push(user(id, pays));
        if person.number == TWINS {
            let twin = format!("{}B", uid(person.number));
            app.subscribe(&twin, State::Ending, 1, now, &mut random);
            app.users.push(user(twin, true));
        }
    }
    let pending = uid(1014);
    if let Some(place) = app.subscriptions.iter().position(|s| s.uid == pending) {
        app.subscriptions[place].pending = Some(app.changes.len());
        app.changes.push(Change {
            subscription: place,
            from: 1,
            to: 0,
            at: app.subscriptions[place].cycle.end,
            done: false,
        });
    }
    app
}

fn terms() -> Vec<Term> {
    let place = |id: &str| SOLD.iter().position(|sold| sold.0 == id);
    let mut terms: Vec<Term> = SOLD
        .iter()
        .map(|(id, name, resource, cents, interval, unit, leads)| Term {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            resource,
            cents: *cents,
            interval: *interval,
            unit: *unit,
            leads: leads
                .iter()
                .filter_map(|(to, timing)| Some((place(to)?, *timing)))
                .collect(),
        })
        .collect();
    for number in 1..=ISSUES {
        terms.push(Term {
            id: format!("TMISSUE{number:05}"),
            name: format!("Archive {number}"),
            resource: "Archive",
            cents: 199,
            interval: 1,
            unit: Unit::Month,
            leads: Vec::new(),
        });
    }
    terms
}

fn promotions(now: Timestamp) -> Vec<Promotion> {
    let codes = |prefix: &str, count: u32| -> Vec<(String, &'static str)> {
        (1..=count)
            .map(|n| {
                let state = if n % 10 == 0 { "used" } else { "available" };
                (format!("{prefix}-{n:04}"), state)
            })
            .collect()
    };
    vec![
        Promotion {
            id: "PRWINTER",
            name: "Winter sale",
            percent: 30,
            ends: Some(after(now, 90, Unit::Day)),
            codes: codes("WINTER", 120),
        },
        Promotion {
            id: "PRSTAY",
            name: "Stay with us",
            percent: 50,
            ends: None,
            codes: codes("STAY", 5),
        },
        Promotion {
            id: "PRSUMMER",
            name: "Summer sale",
            percent: 20,
            ends: Some(after(now, -60, Unit::Day)),
            codes: codes("SUMMER", 5),
        },
    ]
}

impl Piano {
    fn subscribe(
        &mut self,
        uid: &str,
        state: State,
        term: usize,
        now: Timestamp,
        random: &mut Random,
    ) {
        let sold = &self.terms[term];
        let days = i32::try_from(1 + random.below(400)).unwrap_or(1);
        let first = after(now, -days, Unit::Day);
        let (mut cycle, _) = Cycle::holding(first, now, sold.interval, sold.unit);
        if state == State::Ended {
            cycle = Cycle::begun(after(now, -60, Unit::Day), 1, Unit::Month);
        }
        self.subscriptions.push(Subscription {
            id: format!("RC{:08}", 40_000 + self.subscriptions.len()),
            uid: uid.to_owned(),
            term,
            cycle,
            auto_renew: !matches!(state, State::Ending | State::Ended),
            in_trial: state == State::Trial,
            in_grace: state == State::Grace,
            ended: (state == State::Ended).then_some(cycle.end),
            pending: None,
        });
    }
}
