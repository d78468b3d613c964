//! What the tenant sells: services and coupons. The data is fixed.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::calendar::{Unit, after};

/// A service (product, plan, pack).
#[derive(Debug)]
pub(super) struct Service {
    /// `serviceID` here, `skuORQuickCode` among the products, `pack_id` in the export.
    pub id: &'static str,
    pub name: &'static str,
    pub short: &'static str,
    /// The `pack_type` of the export.
    pub kind: &'static str,
    pub cents: i32,
    pub interval: i32,
    pub unit: Unit,
    pub freemium: bool,
    /// No longer sold, but some still have it.
    pub retired: bool,
}

impl Service {
    pub fn end(&self, start: Timestamp) -> Timestamp {
        after(start, self.interval, self.unit)
    }

    /// `("Month", 1)`, as the product list has it.
    pub fn period(&self) -> (&'static str, i32) {
        match (self.unit, self.interval) {
            (Unit::Month, 12) => ("Year", 1),
            (Unit::Month, count) => ("Month", count),
            (Unit::Day, count) => ("Day", count),
        }
    }

    pub fn render(&self, order: usize) -> Value {
        let (period, duration) = self.period();
        json!({
            "skuORQuickCode": self.id,
            "productName": self.name,
            "displayName": self.short,
            "productDescription": format!("{}, billed every {duration} {}", self.name, period.to_lowercase()),
            "productCategory": self.kind,
            "serviceType": "PRODUCT",
            "retailPrice": money(self.cents),
            "currencyCode": "USD",
            "currencySymbol": "$",
            "period": period,
            "duration": duration,
            "renewable": true,
            "basicService": self.kind == "Base",
            "isFreemium": self.freemium,
            "displayOrder": order + 1,
            "dmaName": "001",
            "promotions": [],
        })
    }
}

/// Cents as a JSON number of units.
pub(super) fn money(cents: i32) -> f64 {
    f64::from(cents) / 100.0
}

/// Cents as decimal text.
pub(super) fn decimal(cents: i32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

pub(super) fn services() -> Vec<Service> {
    use Unit::{Day, Month};
    let rows = [
        (
            "demo_monthly",
            "Demo Monthly",
            "Monthly",
            "Base",
            999,
            1,
            Month,
        ),
        (
            "demo_annual",
            "Demo Annual",
            "Annual",
            "Base",
            9999,
            12,
            Month,
        ),
        (
            "demo_premium",
            "Demo Premium Monthly",
            "Premium",
            "Base",
            1499,
            1,
            Month,
        ),
        ("demo_weekly", "Demo Weekly", "Weekly", "Base", 399, 7, Day),
        (
            "demo_sports",
            "Sports, all leagues",
            "Sports",
            "Add-on",
            1999,
            1,
            Month,
        ),
        (
            "demo_kids",
            "Kids \"Fun\" Monthly",
            "Kids",
            "Add-on",
            299,
            1,
            Month,
        ),
        ("demo_free", "Demo Free", "Free", "Freemium", 0, 1, Month),
        (
            "demo_legacy",
            "Demo Classic (2021)",
            "Classic",
            "Base",
            799,
            1,
            Month,
        ),
    ];
    rows.into_iter()
        .map(|(id, name, short, kind, cents, interval, unit)| Service {
            id,
            name,
            short,
            kind,
            cents,
            interval,
            unit,
            freemium: id == "demo_free",
            retired: id == "demo_legacy",
        })
        .collect()
}

/// A coupon.
#[derive(Debug)]
pub(super) struct Coupon {
    pub code: &'static str,
    pub name: &'static str,
    /// Per cent off, or cents off.
    pub percent: Option<i32>,
    pub cents: Option<i32>,
    /// Only for this service.
    pub service: Option<&'static str>,
    pub ends: Option<Timestamp>,
    /// Whether one redemption uses it up for everybody; otherwise each customer has one.
    pub single: bool,
    /// Who has redeemed it.
    pub redeemed: Vec<String>,
}

impl Coupon {
    /// What it takes off a price.
    pub fn off(&self, cents: i32) -> i32 {
        self.percent
            .map_or(0, |percent| (cents * percent + 50) / 100)
            .max(self.cents.unwrap_or(0))
            .min(cents)
    }
}

pub(super) fn coupons(now: Timestamp) -> Vec<Coupon> {
    let past = Some(after(now, -40, Unit::Day));
    let later = Some(after(now, 6, Unit::Month));
    let coupon = |code, name, percent, cents, service, ends, single| Coupon {
        code,
        name,
        percent,
        cents,
        service,
        ends,
        single,
        redeemed: Vec::new(),
    };
    vec![
        coupon(
            "WINBACK25",
            "Win back, 25% off",
            Some(25),
            None,
            None,
            None,
            false,
        ),
        coupon(
            "LOYAL10",
            "10% off for the loyal",
            Some(10),
            None,
            None,
            later,
            false,
        ),
        coupon("THREEOFF", "3.00 off", None, Some(300), None, None, false),
        coupon(
            "SPORTS50",
            "Half price sports",
            Some(50),
            None,
            Some("demo_sports"),
            None,
            false,
        ),
        coupon(
            "ANNUAL20",
            "20% off the year",
            Some(20),
            None,
            Some("demo_annual"),
            later,
            false,
        ),
        coupon(
            "EXPIRED20",
            "20% off, over",
            Some(20),
            None,
            None,
            past,
            false,
        ),
        coupon(
            "ONCE50",
            "Half price, once",
            Some(50),
            None,
            None,
            None,
            true,
        ),
        coupon(
            "GIFT-7Q2X",
            "A gift, not yet opened",
            Some(100),
            None,
            None,
            None,
            true,
        ),
    ]
}
