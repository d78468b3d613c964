//! What the merchant sells: plans, add-ons and discounts. The data is fixed.

use super::xml::{element, flag, list, text, typed};
use crate::calendar::Unit;

/// A plan.
#[derive(Debug)]
pub(super) struct Plan {
    pub id: &'static str,
    pub name: &'static str,
    pub cents: i64,
    pub months: i32,
    /// How many bills there are; no end when `None`.
    pub cycles: Option<u32>,
    pub trial: Option<(i32, Unit)>,
}

/// A discount, with how many bills it is for; for good when `None`.
#[derive(Debug, Clone)]
pub(super) struct Discount {
    pub id: &'static str,
    pub name: &'static str,
    pub cents: i64,
    pub quantity: i64,
    pub cycles: Option<i64>,
    /// How many bills it was on already.
    pub used: i64,
}

/// Something bought beside a plan, on every bill.
#[derive(Debug, Clone, Copy)]
pub(super) struct AddOn {
    pub id: &'static str,
    pub name: &'static str,
    pub cents: i64,
}

/// Cents as decimal text.
pub(super) fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Decimal text as cents.
pub(super) fn cents(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    format!("{whole}{part:0<2}").parse().ok()
}

impl Plan {
    pub fn render(&self) -> String {
        let cycles = self.cycles.map(|n| n.to_string());
        let trial = self.trial.map(|(n, unit)| {
            let unit = if unit == Unit::Day { "day" } else { "month" };
            (n.to_string(), unit)
        });
        let trial_duration = typed(
            "trial-duration",
            "integer",
            trial.as_ref().map(|t| t.0.as_str()),
        );
        let inner = [
            text("id", self.id),
            text("merchant-id", super::MERCHANT),
            text("name", self.name),
            "<description nil=\"true\"/>".to_owned(),
            text("price", &money(self.cents)),
            text("currency-iso-code", "USD"),
            typed(
                "billing-frequency",
                "integer",
                Some(&self.months.to_string()),
            ),
            typed("billing-day-of-month", "integer", None),
            typed("number-of-billing-cycles", "integer", cycles.as_deref()),
            flag("trial-period", trial.is_some()),
            trial_duration,
            trial.map_or_else(
                || "<trial-duration-unit nil=\"true\"/>".to_owned(),
                |(_, unit)| text("trial-duration-unit", unit),
            ),
            list("add-ons", std::iter::empty()),
            list("discounts", std::iter::empty()),
            typed("created-at", "datetime", Some("2026-02-01T09:00:00Z")),
            typed("updated-at", "datetime", Some("2026-02-01T09:00:00Z")),
        ];
        element("plan", &inner.concat())
    }
}

impl Discount {
    /// What it takes off a bill.
    pub fn off(&self) -> i64 {
        self.cents * self.quantity
    }

    pub fn render(&self) -> String {
        let cycles = self.cycles.map(|n| n.to_string());
        let inner = [
            text("id", self.id),
            text("merchant-id", super::MERCHANT),
            text("name", self.name),
            "<description nil=\"true\"/>".to_owned(),
            text("amount", &money(self.cents)),
            text("kind", "discount"),
            flag("never-expires", self.cycles.is_none()),
            typed("number-of-billing-cycles", "integer", cycles.as_deref()),
            typed(
                "current-billing-cycle",
                "integer",
                Some(&self.used.to_string()),
            ),
            typed("quantity", "integer", Some(&self.quantity.to_string())),
            typed("created-at", "datetime", Some("2026-02-01T09:00:00Z")),
            typed("updated-at", "datetime", Some("2026-02-01T09:00:00Z")),
        ];
        element("discount", &inner.concat())
    }
}

impl AddOn {
    pub fn render(&self) -> String {
        let inner = [
            text("id", self.id),
            text("merchant-id", super::MERCHANT),
            text("name", self.name),
            "<description nil=\"true\"/>".to_owned(),
            text("amount", &money(self.cents)),
            text("kind", "add_on"),
            flag("never-expires", true),
            typed("number-of-billing-cycles", "integer", None),
            typed("quantity", "integer", Some("1")),
            typed("created-at", "datetime", Some("2026-02-01T09:00:00Z")),
            typed("updated-at", "datetime", Some("2026-02-01T09:00:00Z")),
        ];
        element("add-on", &inner.concat())
    }
}

pub(super) const ADD_ONS: [AddOn; 2] = [
    AddOn {
        id: "uhd",
        name: "Ultra HD",
        cents: 300,
    },
    AddOn {
        id: "second_screen",
        name: "A second screen",
        cents: 250,
    },
];

pub(super) fn plans() -> Vec<Plan> {
    let plan = |id, name, cents, months, cycles, trial| Plan {
        id,
        name,
        cents,
        months,
        cycles,
        trial,
    };
    vec![
        plan("gold_monthly", "Gold monthly", 1200, 1, None, None),
        plan("silver_quarterly", "Silver quarterly", 2100, 3, None, None),
        plan(
            "trial_monthly",
            "Gold with a trial",
            1200,
            1,
            None,
            Some((14, Unit::Day)),
        ),
        plan(
            "season",
            "Season pass, \"all\" & more",
            4500,
            1,
            Some(6),
            None,
        ),
        plan(
            "gold_yearly",
            "Gold yearly",
            12_000,
            12,
            None,
            Some((1, Unit::Month)),
        ),
    ]
}

pub(super) fn discounts() -> Vec<Discount> {
    let discount = |id, name, cents, cycles| Discount {
        id,
        name,
        cents,
        quantity: 1,
        cycles,
        used: 0,
    };
    vec![
        discount("save2", "2.00 off for three bills", 200, Some(3)),
        discount("loyal1", "1.00 off for good", 100, None),
        discount("next5", "5.00 off the next bill", 500, Some(1)),
    ]
}
