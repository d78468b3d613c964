//! The 20 columns of Evergent's daily export of user traits, as its documentation lists them.
//!
//! Where that page ends a list with "etc.", the list is open: other values are told, not refused.

use super::{
    Column, Condition, DateFormat, DateOrder, Empty, Expect, FileRules, Rule, Severity, TraitSpec,
};

const ERROR: Empty = Empty::Required(Severity::Error);
const WARNING: Empty = Empty::Required(Severity::Warning);

fn column(name: &str, empty: Empty, rule: Rule) -> Column {
    Column {
        name: name.into(),
        header: None,
        optional: false,
        daily: name == "payment_date",
        empty,
        rule,
    }
}

fn strings(values: &[&str]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

impl TraitSpec {
    /// Evergent's daily export.
    pub fn evergent() -> Self {
        let text = || Rule::Text;
        let decimal = || Rule::Decimal {
            severity: Severity::Error,
        };
        let date = || Rule::Date {
            format: DateFormat::Iso,
            severity: Severity::Error,
        };
        let one_of = |values: &[&str]| Rule::OneOf {
            values: strings(values),
            severity: Severity::Error,
        };
        let open = |values: &[&str]| Rule::Open {
            values: strings(values),
            unlisted: Severity::Warning,
        };
        let country = Rule::Capitals {
            length: 2,
            severity: Severity::Warning,
        };
        let currency = Rule::Currency {
            severity: Severity::Error,
            unlisted: Severity::Warning,
            also: Vec::new(),
        };
        let methods = [
            "Google Wallet",
            "App Store Billing",
            "Credit Card",
            "Roku Payment",
            "Coupon",
        ];
        let reason = |status: &str, expect, severity| Condition {
            when: "payment_status".into(),
            is: status.into(),
            then: "declined_reason".into(),
            expect,
            severity,
        };
        Self {
            name: "evergent".into(),
            title: None,
            source: None,
            note: None,
            more_columns: false,
            columns: vec![
                column("customer_id", ERROR, text()),
                column("business_unit", WARNING, text()),
                column("country", ERROR, country),
                column("current_payment_method", WARNING, open(&methods)),
                column("pack_id", ERROR, text()),
                column("package", WARNING, text()),
                column("pack_price", ERROR, decimal()),
                column("pack_type", Empty::Allowed, text()),
                column("currency_code", ERROR, currency),
                column("valid_from_date", ERROR, date()),
                column("valid_to_date", ERROR, date()),
                column("payment_status", ERROR, one_of(&["Declined", "Posted"])),
                column("payment_type", ERROR, one_of(&["Renewal", "Purchase"])),
                column("payment_date", Empty::Allowed, date()),
                column("declined_reason", Empty::Allowed, text()),
                column("promotion_amount", Empty::Allowed, decimal()),
                column("promotion_code", Empty::Allowed, text()),
                column("coupon_code", Empty::Allowed, text()),
                column("cancellation_requested_date", Empty::Allowed, date()),
                column(
                    "classification",
                    WARNING,
                    open(&["Paid", "Free Trial", "Retail"]),
                ),
            ],
            key: strings(&["customer_id", "pack_id"]),
            customer: Some("customer_id".into()),
            orders: vec![DateOrder {
                earlier: "valid_from_date".into(),
                later: "valid_to_date".into(),
                severity: Severity::Error,
            }],
            conditions: vec![
                reason("Declined", Expect::Filled, Severity::Error),
                reason("Posted", Expect::Empty, Severity::Warning),
            ],
            file: FileRules::default(),
        }
    }
}
