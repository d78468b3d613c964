//! The site as it is at the start: an account for nearly everybody, and subscriptions in every state.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::subscription::{State, Subscription};
use super::{KEY_LIFE, Recurly, refusals, wares};
use crate::calendar::{Cycle, Unit, after, utc};
use crate::people::Person;
use crate::random::Random;
use crate::replays::Replays;
use crate::vendor::Answer;

/// How an account's payments end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pays {
    Well,
    Not,
    Declines,
    Confirms,
}

impl Pays {
    /// The vendor's answer to a payment.
    pub fn collects(self) -> Result<(), Answer> {
        match self {
            Self::Well => Ok(()),
            Self::Not => Err(refusals::invalid("billing_info", "is required")),
            Self::Declines => Err(refusals::transaction(
                "soft",
                "insufficient_funds",
                "The transaction was declined due to insufficient funds in your account.",
            )),
            Self::Confirms => Err(refusals::transaction(
                "three_d_secure_action_required",
                "three_d_secure_action_required",
                "Your card must be authenticated with 3-D Secure before continuing.",
            )),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Account {
    pub id: String,
    pub code: String,
    pub first: String,
    pub last: String,
    pub email: String,
    pub closed: bool,
    pub past_due: bool,
    pub pays: Pays,
    pub created: Timestamp,
}

/// What a scripted person has: state, plan, currency.
type Has = (Wish, &'static str, &'static str);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    State(State),
    Trial,
}

const ACTIVE: Wish = Wish::State(State::Active);

/// What is the same for all seeds, by number. 1012 has no account.
const SCRIPT: [(u32, &[Has]); 19] = [
    (1001, &[(ACTIVE, "gold", "USD")]),
    (1002, &[(ACTIVE, "basic", "USD")]),
    (1003, &[(Wish::Trial, "gold-trial", "USD")]),
    (1004, &[(ACTIVE, "gold", "USD")]),
    (1005, &[(Wish::State(State::Canceled), "gold", "USD")]),
    (1006, &[(Wish::State(State::Paused), "gold", "USD")]),
    (1007, &[(Wish::State(State::Expired), "gold", "USD")]),
    (1008, &[(ACTIVE, "basic", "USD"), (ACTIVE, "basic", "USD")]),
    (1009, &[]),
    (1010, &[]),
    (
        1011,
        &[
            (ACTIVE, "basic", "USD"),
            (Wish::State(State::Paused), "gold", "USD"),
        ],
    ),
    (1012, &[]),
    (1013, &[(ACTIVE, "gold", "USD")]),
    (1014, &[(Wish::State(State::Future), "gold", "USD")]),
    (1015, &[(Wish::State(State::Failed), "gold", "USD")]),
    (1016, &[(ACTIVE, "basic", "USD")]),
    (
        1017,
        &[(ACTIVE, "gold", "USD"), (Wish::Trial, "gold-trial", "USD")],
    ),
    (1018, &[]),
    (1019, &[(ACTIVE, "gold", "USD"), (ACTIVE, "basic", "EUR")]),
];

const DRAWN: [(Option<Wish>, u32); 6] = [
    (Some(ACTIVE), 55),
    (None, 12),
    (Some(Wish::State(State::Canceled)), 12),
    (Some(Wish::State(State::Expired)), 8),
    (Some(Wish::State(State::Paused)), 6),
    (Some(Wish::Trial), 7),
];
const PLANS: [(&str, u32); 4] = [
    ("basic", 45),
    ("gold", 35),
    ("platinum", 10),
    ("gold-annual", 10),
];

pub(super) fn site(seed: u64, now: Timestamp, people: &[Person]) -> Recurly {
    let mut random = Random::stream(seed, "recurly");
    let opened = after(now, -60, Unit::Month);
    let mut site = Recurly {
        plans: wares::plans(opened),
        coupons: wares::coupons(opened),
        add_ons: wares::add_ons(opened),
        accounts: Vec::new(),
        subscriptions: Vec::new(),
        redemptions: Vec::new(),
        usages: Vec::new(),
        replays: Replays::new(KEY_LIFE),
        opened,
    };
    for person in people.iter().filter(|p| p.number != 1012) {
        let account = site.accounts.len();
        site.accounts.push(Account {
            id: person.account_number(),
            code: person.id(),
            first: person.first.to_owned(),
            last: person.last.to_owned(),
            email: person.email(),
            closed: person.number == 1018,
            past_due: person.number == 1004,
            pays: match person.number {
                1010 => Pays::Not,
                1004 | 1011 => Pays::Declines,
                1016 => Pays::Confirms,
                _ => Pays::Well,
            },
            created: person.joined,
        });
        let theirs = match SCRIPT.iter().find(|(number, _)| *number == person.number) {
            Some((_, has)) => has.to_vec(),
            None => drawn(&mut random),
        };
        for has in theirs {
            site.place_at_start(account, has, now, &mut random);
        }
    }
    for number in [2_usize, 20, 30, 40] {
        site.give(number, 1, None, "USD", opened);
    }
    site
}

fn drawn(random: &mut Random) -> Vec<Has> {
    match random.weighted(&DRAWN) {
        None => Vec::new(),
        Some(Wish::Trial) => vec![(Wish::Trial, "gold-trial", "USD")],
        Some(wish) => vec![(wish, random.weighted(&PLANS), "USD")],
    }
}

impl Recurly {
    fn place_at_start(
        &mut self,
        account: usize,
        (wish, code, currency): Has,
        now: Timestamp,
        random: &mut Random,
    ) {
        let Some(plan) = self.plans.iter().position(|p| p.code == code) else {
            return;
        };
        let days = i32::try_from(random.below(300)).unwrap_or(0);
        let months = self.plans[plan].months;
        let state = match wish {
            Wish::State(state) => state,
            Wish::Trial => State::Active,
        };
        let created = match wish {
            Wish::Trial => after(now, -(1 + days % 6), Unit::Day),
            Wish::State(State::Future | State::Failed) => after(now, -2, Unit::Day),
            Wish::State(_) => after(now, -(40 + days), Unit::Day),
        };
        let trial = (wish == Wish::Trial).then(|| {
            (
                created,
                after(created, self.plans[plan].trial_days, Unit::Day),
            )
        });
        let mut period = match (trial, state) {
            (Some((start, end)), _) => Cycle {
                end,
                ..Cycle::begun(start, months, Unit::Month)
            },
            (None, State::Future) => Cycle::begun(after(now, 9, Unit::Day), months, Unit::Month),
            (None, State::Expired) => Cycle::begun(created, months, Unit::Month),
            (None, _) => Cycle::holding(created, now, months, Unit::Month).0,
        };
        // Room for a day of rehearsals before anything renews.
        let tomorrow = now + SignedDuration::from_hours(36);
        if matches!(state, State::Active | State::Canceled | State::Paused) && period.end < tomorrow
        {
            period.end = tomorrow;
        }
        if state == State::Expired {
            period.end = period.end.min(after(now, -3, Unit::Day));
        }
        let left = matches!(state, State::Canceled | State::Expired);
        let number = u32::try_from(self.subscriptions.len()).unwrap_or(u32::MAX) + 1;
        self.subscriptions.push(Subscription {
            number,
            account,
            plan,
            state,
            currency: currency.to_owned(),
            cents: self.plans[plan].price(currency).unwrap_or(0),
            manual: false,
            period,
            trial,
            converted: None,
            paused: (state == State::Paused).then_some(period.start),
            pause_cycles: if state == State::Paused { 2 } else { 0 },
            canceled: left.then(|| after(now, -2, Unit::Day).min(period.end)),
            expires: left.then_some(period.end),
            pending: None,
            created,
            updated: created,
        });
    }

    pub fn account_mini(&self, account: usize) -> Value {
        let a = &self.accounts[account];
        json!({
            "id": a.id,
            "object": "account",
            "code": a.code,
            "email": a.email,
            "first_name": a.first,
            "last_name": a.last,
        })
    }

    pub fn render_account(&self, account: usize) -> Value {
        let a = &self.accounts[account];
        let has = |state: State| {
            self.subscriptions
                .iter()
                .any(|s| s.account == account && s.state == state)
        };
        let mut row = self.account_mini(account);
        row["state"] = if a.closed { "inactive" } else { "active" }.into();
        row["has_live_subscription"] =
            (has(State::Active) || has(State::Canceled) || has(State::Future)).into();
        row["has_active_subscription"] = has(State::Active).into();
        row["has_future_subscription"] = has(State::Future).into();
        row["has_canceled_subscription"] = has(State::Canceled).into();
        row["has_paused_subscription"] = has(State::Paused).into();
        row["has_past_due_invoice"] = a.past_due.into();
        row["created_at"] = utc(a.created).into();
        row["updated_at"] = utc(a.created).into();
        row
    }
}
