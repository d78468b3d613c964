//! The site's families, products and coupons as tables. Only their dates hang on the start time.

use jiff::Timestamp;

use super::catalogue::Discount::{self, Amount, Percent};
use super::catalogue::Recurs::{self, Always, Months, Once};
use super::catalogue::{Coupon, Family, Product, Trial};
use crate::calendar::Unit::{self, Day, Month};
use crate::calendar::after;

const FIRST_FAMILY: u64 = 3_000_001;
const FIRST_PRODUCT: u64 = 4_000_001;
const FIRST_COUPON: u64 = 6_000_001;

const STREAMING: usize = 0;
const SPORTS: usize = 1;
const ADDONS: usize = 2;

const FAMILIES: [(&str, &str, Option<&str>); 3] = [
    ("Streaming", "streaming", Some("The service itself")),
    ("Sports", "sports", Some("Leagues, cups and day passes")),
    ("Add-ons", "add-ons", None),
];

/// Family, handle, name, cents, interval.
type ProductRow = (usize, Option<&'static str>, &'static str, i64, (i32, Unit));

#[rustfmt::skip]
const PRODUCTS: [ProductRow; 18] = [
    (STREAMING, Some("basic"),          "Basic",                    999, (1, Month)),
    (STREAMING, Some("gold"),           "Gold",                    1999, (1, Month)),
    (STREAMING, Some("platinum"),       "Platinum",                2999, (1, Month)),
    (STREAMING, Some("gold-annual"),    "Gold, a year at once",   19900, (12, Month)),
    (STREAMING, Some("basic-trial"),    "Basic with trial",         999, (1, Month)),
    (STREAMING, Some("premium-trial"),  "Premium with trial",      1499, (1, Month)),
    (STREAMING, Some("student"),        "Student",                  499, (1, Month)),
    (STREAMING, None,                   "Gift card subscription",  5000, (6, Month)),
    (STREAMING, Some("silver-legacy"),  "Silver (2023)",           1299, (1, Month)),
    (STREAMING, Some("launch-offer"),   "Launch offer",              99, (1, Month)),
    (SPORTS,    Some("sports-monthly"), "Sports",                  2499, (1, Month)),
    (SPORTS,    Some("sports-season"),  "Sports season",          14900, (9, Month)),
    (SPORTS,    Some("day-pass"),       "Day pass",                 399, (1, Day)),
    (SPORTS,    Some("sports-trial"),   "Sports trial week",       2499, (1, Month)),
    (SPORTS,    Some("sports-legacy"),  "Sports (2022)",           1999, (1, Month)),
    (ADDONS,    Some("kids"),           "Kids",                     299, (1, Month)),
    (ADDONS,    Some("uhd"),            "Ultra HD",                 399, (1, Month)),
    (ADDONS,    Some("downloads-30"),   "Downloads, 30 days",       199, (30, Day)),
];

const ARCHIVED_PRODUCTS: [&str; 3] = ["silver-legacy", "launch-offer", "sports-legacy"];
/// Products that anybody can have without a card, besides the one without a handle.
const WITHOUT_CARD: [&str; 3] = ["basic-trial", "student", "downloads-30"];

fn trial(handle: &str) -> Option<Trial> {
    let (cents, interval, unit) = match handle {
        "basic-trial" => (0, 14, Day),
        "premium-trial" => (100, 1, Month),
        "sports-trial" => (0, 7, Day),
        _ => return None,
    };
    Some(Trial {
        cents,
        interval,
        unit,
    })
}

/// Code, name, family, discount, for how many periods.
type CouponRow = (&'static str, &'static str, usize, Discount, Recurs);

#[rustfmt::skip]
const COUPONS: [CouponRow; 46] = [
    ("SAVE10",      "10% off",                     STREAMING, Percent(10),  Once),
    ("SAVE20",      "20% off",                     STREAMING, Percent(20),  Once),
    ("SAVE30",      "30% off",                     STREAMING, Percent(30),  Once),
    ("HALF",        "Half price",                  STREAMING, Percent(50),  Once),
    ("FREEMONTH",   "One month free",              STREAMING, Percent(100), Once),
    ("THREEMONTHS", "15% off for three months",    STREAMING, Percent(15),  Months(3)),
    ("SIXMONTHS",   "12% off for six months",      STREAMING, Percent(12),  Months(6)),
    ("YEAR25",      "25% off for a year",          STREAMING, Percent(25),  Months(12)),
    ("FOREVER5",    "5% off, always",              STREAMING, Percent(5),   Always),
    ("STAFF",       "Staff price",                 STREAMING, Percent(80),  Always),
    ("FIVEOFF",     "$5 off",                      STREAMING, Amount(500),  Once),
    ("TENOFF",      "$10 off",                     STREAMING, Amount(1000), Once),
    ("DOLLAR",      "$1 off, always",              STREAMING, Amount(100),  Always),
    ("TWOMONTHS3",  "$3 off for two months",       STREAMING, Amount(300),  Months(2)),
    ("COMEBACK",    "$4 off for three months",     STREAMING, Amount(400),  Months(3)),
    ("STUDENT1",    "$1 off for students",         STREAMING, Amount(100),  Months(12)),
    ("REFER",       "Thanks for the referral",     STREAMING, Amount(250),  Once),
    ("SORRY",       "For the trouble",             STREAMING, Amount(999),  Once),
    ("GOAL15",      "15% off sports",              SPORTS,    Percent(15),  Once),
    ("MATCH20",     "20% off sports",              SPORTS,    Percent(20),  Once),
    ("CUPFINAL",    "A third off until the final", SPORTS,    Percent(33),  Months(2)),
    ("SEASON50",    "$50 off the season",          SPORTS,    Amount(5000), Once),
    ("DERBY",       "$2 off",                      SPORTS,    Amount(200),  Once),
    ("FANS",        "10% off, always",             SPORTS,    Percent(10),  Always),
    ("KIDS1",       "$1 off",                      ADDONS,    Amount(100),  Once),
    ("KIDSFREE",    "First month free",            ADDONS,    Percent(100), Once),
    ("UHD50",       "Half price for three months", ADDONS,    Percent(50),  Months(3)),
    ("UHDTRY",      "Try it for less",             ADDONS,    Amount(150),  Once),
    ("TRAVEL",      "For the holidays",            ADDONS,    Percent(20),  Once),
    ("BUNDLE",      "Together for less",           ADDONS,    Percent(15),  Always),
    // Not stackable: all whose code begins with SOLO.
    ("SOLO50",      "Half price, alone",           STREAMING, Percent(50),  Once),
    ("SOLO5",       "$5 off, alone",               STREAMING, Amount(500),  Once),
    ("SOLOSPORT",   "40% off sports, alone",       SPORTS,    Percent(40),  Once),
    // Over, or about to be; see `ends`.
    ("SUMMER",      "Last summer's price",         STREAMING, Percent(40),  Once),
    ("LASTYEAR",    "Last year's price",           STREAMING, Amount(700),  Once),
    ("OLDCUP",      "Last year's cup",             SPORTS,    Percent(25),  Once),
    ("ENDING",      "Ends tomorrow",               STREAMING, Percent(35),  Once),
    // Archived; see `ARCHIVED_COUPONS`.
    ("LAUNCH",      "Launch week",                 STREAMING, Percent(90),  Once),
    ("PILOT",       "Pilot customers",             STREAMING, Amount(100),  Always),
    ("OLDKIDS",     "The old kids price",          ADDONS,    Amount(50),   Always),
    // Limited; see `limit`.
    ("FIRST100",    "For the first hundred",       STREAMING, Percent(60),  Once),
    ("LASTONE",     "One is left",                 STREAMING, Percent(60),  Once),
    ("FULLHOUSE",   "All used",                    STREAMING, Percent(60),  Once),
    ("FIRSTKIDS",   "For the first ten",           ADDONS,    Percent(75),  Once),
    // Not begun.
    ("SOON",        "Next month's price",          STREAMING, Percent(35),  Once),
    ("NEXTCUP",     "Next year's cup",             SPORTS,    Percent(25),  Once),
];

const ARCHIVED_COUPONS: [&str; 3] = ["LAUNCH", "PILOT", "OLDKIDS"];

fn ends(code: &str, now: Timestamp) -> Option<Timestamp> {
    let days = match code {
        "SUMMER" => -70,
        "LASTYEAR" | "OLDCUP" => -300,
        "ENDING" => 1,
        _ => return None,
    };
    Some(after(now, days, Day))
}

/// How often a coupon may be used at all, and how often it was.
fn limit(code: &str) -> (Option<u32>, u32) {
    match code {
        "FIRST100" => (Some(100), 37),
        "LASTONE" => (Some(20), 19),
        "FULLHOUSE" => (Some(50), 50),
        "FIRSTKIDS" => (Some(10), 3),
        _ => (None, 0),
    }
}

pub(super) fn families(opened: Timestamp) -> Vec<Family> {
    let family = |(id, (name, handle, description))| Family {
        id,
        name,
        handle,
        description,
        created: opened,
    };
    (FIRST_FAMILY..).zip(FAMILIES).map(family).collect()
}

pub(super) fn products(opened: Timestamp) -> Vec<Product> {
    let product = |(month, (id, row)): (i32, (u64, ProductRow))| {
        let (family, handle, name, cents, (interval, unit)) = row;
        let word = handle.unwrap_or_default();
        let created = after(opened, month, Month);
        let archived = ARCHIVED_PRODUCTS
            .contains(&word)
            .then(|| after(created, 20, Month));
        Product {
            id,
            family,
            name,
            handle,
            cents,
            interval,
            unit,
            trial: trial(word),
            expires: match word {
                "sports-season" => Some((9, Month)),
                "day-pass" => Some((1, Day)),
                "" => Some((6, Month)),
                _ => None,
            },
            needs_card: handle.is_some() && !WITHOUT_CARD.contains(&word),
            archived,
            created,
            updated: archived.unwrap_or_else(|| after(created, 12, Month)),
        }
    };
    let numbered = (FIRST_PRODUCT..).zip(PRODUCTS);
    (1..).zip(numbered).map(product).collect()
}

pub(super) fn coupons(opened: Timestamp, now: Timestamp) -> Vec<Coupon> {
    let coupon = |(month, (id, row)): (i32, (u64, CouponRow))| {
        let (code, name, family, discount, recurs) = row;
        let created = after(opened, month, Month);
        let not_begun = ["SOON", "NEXTCUP"].contains(&code);
        let archived = ARCHIVED_COUPONS
            .contains(&code)
            .then(|| after(now, -90, Day));
        let (limit, used) = limit(code);
        Coupon {
            id,
            code,
            name,
            family,
            discount,
            recurs,
            stackable: !code.starts_with("SOLO"),
            starts: if not_begun {
                after(now, 30, Day)
            } else {
                created
            },
            ends: ends(code, now),
            archived,
            limit,
            used,
            created,
            updated: archived.unwrap_or(created),
        }
    };
    let numbered = (FIRST_COUPON..).zip(COUPONS);
    (1..).zip(numbered).map(coupon).collect()
}
