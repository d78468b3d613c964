//! What the site sells: plans, coupons and add-ons, and their lists. The data is fixed; only its dates hang on the
//! start time. The coupons are more than a page of the longest length holds.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Recurly, Reply, amount, lists, refusals};
use crate::calendar::{Unit, after, utc};
use crate::vendor::{Answer, Request};

/// So many coupons of partners there are beside the others.
const PARTNERS: u32 = 205;

pub(super) struct Plan {
    pub code: &'static str,
    pub name: &'static str,
    pub active: bool,
    pub months: i32,
    pub trial_days: i32,
    pub prices: &'static [(&'static str, i32)],
    pub ramp: bool,
    pub created: Timestamp,
}

impl Plan {
    pub fn id(&self) -> String {
        format!("pl{:0<11.11}", self.code.replace('-', ""))
    }

    pub fn price(&self, currency: &str) -> Option<i32> {
        self.prices
            .iter()
            .find(|(known, _)| *known == currency)
            .map(|(_, cents)| *cents)
    }

    pub fn mini(&self) -> Value {
        json!({ "id": self.id(), "object": "plan", "code": self.code, "name": self.name })
    }

    fn render(&self) -> Value {
        let currencies: Vec<Value> = self
            .prices
            .iter()
            .map(|(currency, cents)| json!({ "currency": currency, "setup_fee": 0.0, "unit_amount": amount(*cents) }))
            .collect();
        json!({
            "id": self.id(),
            "object": "plan",
            "code": self.code,
            "name": self.name,
            "state": if self.active { "active" } else { "inactive" },
            "pricing_model": if self.ramp { "ramp" } else { "fixed" },
            "interval_unit": "months",
            "interval_length": self.months,
            "trial_unit": "days",
            "trial_length": self.trial_days,
            "currencies": currencies,
            "created_at": utc(self.created),
            "updated_at": utc(self.created),
            "deleted_at": (!self.active).then(|| utc(after(self.created, 6, Unit::Month))),
        })
    }
}

pub(super) fn plans(opened: Timestamp) -> Vec<Plan> {
    let plan = |number: i32, code, name, months, prices| Plan {
        code,
        name,
        active: true,
        months,
        trial_days: 0,
        prices,
        ramp: false,
        created: after(opened, number, Unit::Day),
    };
    vec![
        plan(1, "basic", "Basic", 1, &[("USD", 999), ("EUR", 899)]),
        plan(
            2,
            "gold",
            "Gold",
            1,
            &[("USD", 1999), ("EUR", 1799), ("GBP", 1599)],
        ),
        plan(3, "platinum", "Platinum", 1, &[("USD", 2999)]),
        plan(4, "gold-annual", "Gold, yearly", 12, &[("USD", 19900)]),
        Plan {
            trial_days: 14,
            ..plan(5, "gold-trial", "Gold with a trial", 1, &[("USD", 1999)])
        },
        Plan {
            ramp: true,
            ..plan(6, "ramp", "Starter, rising", 1, &[("USD", 500)])
        },
        Plan {
            active: false,
            ..plan(
                7,
                "silver-legacy",
                "Silver (until 2024)",
                1,
                &[("USD", 1299)],
            )
        },
    ]
}

#[derive(Clone)]
pub(super) struct Coupon {
    pub code: String,
    pub name: String,
    pub state: &'static str,
    pub bulk: bool,
    /// Codes of a bulk coupon.
    pub unique: &'static [&'static str],
    pub percent: i32,
    /// Off in whole, where there is no percentage.
    pub fixed: &'static [(&'static str, i32)],
    pub duration: &'static str,
    pub on_subscription: bool,
    /// Codes of the plans that it is for; empty for all.
    pub plans: &'static [&'static str],
    pub created: Timestamp,
}

impl Coupon {
    pub fn id(&self) -> String {
        format!("co{}", self.code.to_lowercase())
    }

    pub fn render(&self, plans: &[Plan]) -> Value {
        let discount = if self.percent > 0 {
            json!({ "type": "percent", "percent": self.percent })
        } else {
            let currencies: Vec<Value> = self
                .fixed
                .iter()
                .map(|(c, cents)| json!({ "currency": c, "amount": amount(*cents) }))
                .collect();
            json!({ "type": "fixed", "currencies": currencies })
        };
        let minis: Vec<Value> = plans
            .iter()
            .filter(|p| self.plans.contains(&p.code))
            .map(Plan::mini)
            .collect();
        json!({
            "id": self.id(),
            "object": "coupon",
            "code": self.code,
            "name": self.name,
            "state": self.state,
            "coupon_type": if self.bulk { "bulk" } else { "single_code" },
            "duration": self.duration,
            "discount": discount,
            "redemption_resource": if self.on_subscription { "subscription" } else { "account" },
            "applies_to_all_plans": self.plans.is_empty(),
            "plans": minis,
            "created_at": utc(self.created),
            "updated_at": utc(self.created),
            "expired_at": (self.state == "expired").then(|| utc(after(self.created, 3, Unit::Month))),
        })
    }
}

pub(super) fn coupons(opened: Timestamp) -> Vec<Coupon> {
    let coupon = |number: i32, code: &str, name: &str, percent| Coupon {
        code: code.to_owned(),
        name: name.to_owned(),
        state: "redeemable",
        bulk: false,
        unique: &[],
        percent,
        fixed: &[],
        duration: "forever",
        on_subscription: false,
        plans: &[],
        created: after(opened, number, Unit::Day),
    };
    let mut all = vec![
        coupon(1, "SAVE10", "Ten percent", 10),
        Coupon {
            duration: "single_use",
            ..coupon(2, "WELCOME20", "Welcome", 20)
        },
        Coupon {
            on_subscription: true,
            fixed: &[("USD", 500)],
            ..coupon(3, "ONEPLAN5", "Five off one subscription", 0)
        },
        Coupon {
            plans: &["gold"],
            ..coupon(4, "GOLDONLY", "Gold fans", 15)
        },
        Coupon {
            fixed: &[("EUR", 300)],
            ..coupon(5, "EUROS3", "Three euros", 0)
        },
        Coupon {
            bulk: true,
            unique: &["GIFT-7Q2X", "GIFT-9M4T"],
            ..coupon(6, "GIFT", "Gift cards", 25)
        },
        Coupon {
            state: "expired",
            ..coupon(7, "SUMMER", "Summer sale", 30)
        },
        Coupon {
            state: "maxed_out",
            ..coupon(8, "FIRST100", "The first hundred", 50)
        },
    ];
    for number in 1..=PARTNERS {
        let code = format!("PARTNER{number:03}");
        let name = format!("Partner {number}");
        all.push(coupon(
            8 + i32::try_from(number).unwrap_or(0),
            &code,
            &name,
            5,
        ));
    }
    all
}

pub(super) struct AddOn {
    pub plan: usize,
    pub code: &'static str,
    pub name: &'static str,
    pub usage: Option<&'static str>,
    pub active: bool,
    pub created: Timestamp,
}

impl AddOn {
    pub fn id(&self) -> String {
        format!("ad{}{:.10}", self.plan, self.code.replace('-', ""))
    }

    pub fn mini(&self) -> Value {
        let kind = if self.usage.is_some() {
            "usage"
        } else {
            "fixed"
        };
        let mut mini = json!({ "id": self.id(), "object": "add_on", "code": self.code, "name": self.name, "add_on_type": kind });
        if let Some(usage) = self.usage {
            mini["usage_type"] = usage.into();
        }
        mini
    }

    fn render(&self, plans: &[Plan]) -> Value {
        let mut row = self.mini();
        row["plan_id"] = plans[self.plan].id().into();
        row["state"] = if self.active { "active" } else { "inactive" }.into();
        row["created_at"] = utc(self.created).into();
        row["updated_at"] = utc(self.created).into();
        row
    }
}

/// Those of plans `basic` and `gold`; every subscription to a plan has all of its active ones.
pub(super) fn add_ons(opened: Timestamp) -> Vec<AddOn> {
    let add_on = |number: i32, plan, code, name, usage| AddOn {
        plan,
        code,
        name,
        usage,
        active: true,
        created: after(opened, 20 + number, Unit::Day),
    };
    vec![
        add_on(1, 0, "api-calls", "API calls", Some("price")),
        add_on(2, 1, "api-calls", "API calls", Some("price")),
        add_on(
            3,
            1,
            "ad-revenue",
            "Share of advertising",
            Some("percentage"),
        ),
        add_on(4, 1, "seats", "Seats", None),
        AddOn {
            active: false,
            ..add_on(5, 1, "storage", "Storage", Some("price"))
        },
    ]
}

impl Recurly {
    pub fn list_plans(&self, request: &Request) -> Reply {
        let rows: Vec<Value> = self.plans.iter().map(Plan::render).collect();
        lists::page(request, &rows, &["active", "inactive"])
    }

    pub fn read_plan(&self, id: &str) -> Reply {
        let plan = self.plan(id)?;
        Ok(Answer::json(200, &self.plans[plan].render()))
    }

    /// A plan by its id, or by `code-CODE`.
    pub fn plan(&self, id: &str) -> Result<usize, Answer> {
        let found = match id.strip_prefix("code-") {
            Some(code) => self.plans.iter().position(|p| p.code == code),
            None => self.plans.iter().position(|p| p.id() == id),
        };
        found.ok_or_else(|| refusals::not_found("plan"))
    }

    pub fn list_coupons(&self, request: &Request) -> Reply {
        let rows: Vec<Value> = self.coupons.iter().map(|c| c.render(&self.plans)).collect();
        lists::page(request, &rows, &[])
    }

    pub fn read_coupon(&self, id: &str) -> Reply {
        let (coupon, unique) = self
            .coupon(id)
            .ok_or_else(|| refusals::not_found("coupon"))?;
        let mut row = self.coupons[coupon].render(&self.plans);
        if let Some(code) = unique {
            row["unique_coupon_code"] = json!({ "code": code, "state": "redeemable" });
        }
        Ok(Answer::json(200, &row))
    }

    /// A coupon by its id or `code-CODE`; by a unique code, that code too.
    pub fn coupon(&self, id: &str) -> Option<(usize, Option<&'static str>)> {
        let Some(code) = id.strip_prefix("code-") else {
            return Some((self.coupons.iter().position(|c| c.id() == id)?, None));
        };
        if let Some(place) = self.coupons.iter().position(|c| c.code == code) {
            return Some((place, None));
        }
        self.coupons.iter().enumerate().find_map(|(place, coupon)| {
            let unique = coupon.unique.iter().find(|unique| **unique == code)?;
            Some((place, Some(*unique)))
        })
    }

    pub fn list_add_ons(&self, request: &Request) -> Reply {
        let rows: Vec<Value> = self.add_ons.iter().map(|a| a.render(&self.plans)).collect();
        lists::page(request, &rows, &["active", "inactive"])
    }
}
