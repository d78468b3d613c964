//! What the tenant sells: more products than one page of the catalogue holds.

use serde_json::{Value, json};

use super::replies::amount;

/// The rate plans that rehearsals name.
pub(super) const BASIC: &str = "8ad08c0f000000000000000000000101";
pub(super) const GOLD: &str = "8ad08c0f000000000000000000000102";
pub(super) const SPORTS: &str = "8ad08c0f000000000000000000000201";

/// A product.
pub(super) struct Product {
    pub id: String,
    pub name: String,
    pub sku: String,
    pub category: &'static str,
    pub ends: &'static str,
}

/// A product rate plan: one charge, recurring.
pub(super) struct Plan {
    pub id: String,
    pub name: String,
    pub product: usize,
    pub status: &'static str,
    /// For each period, in cents of any currency.
    pub price: i64,
    /// 1 or 12.
    pub months: i64,
}

impl Plan {
    fn period(&self) -> &'static str {
        if self.months == 12 { "Annual" } else { "Month" }
    }

    /// What it brings in a month, in cents.
    pub fn monthly(&self) -> i64 {
        self.price / self.months
    }

    pub fn charge(&self) -> &'static str {
        if self.months == 12 {
            "Annual fee"
        } else {
            "Monthly fee"
        }
    }

    pub fn json(&self, number: usize) -> Value {
        let (start, end) = match self.status {
            "NotStarted" => ("2150-01-01", "2199-12-31"),
            "Expired" => ("2015-01-01", "2019-12-31"),
            _ => ("2015-01-01", "2199-12-31"),
        };
        let summary = format!("USD{}.{:02}", self.price / 100, self.price % 100);
        json!({
            "id": self.id,
            "name": self.name,
            "description": "",
            "status": self.status,
            "effectiveStartDate": start,
            "effectiveEndDate": end,
            "productRatePlanNumber": format!("PRP-{number:08}"),
            "productRatePlanCharges": [{
                "id": format!("{}c", &self.id[..31]),
                "name": self.charge(),
                "type": "Recurring",
                "model": "FlatFee",
                "pricingSummary": [summary],
                "pricing": [{ "currency": "USD", "price": amount(self.price) }],
                "billingTiming": "IN_ADVANCE",
                "billingPeriod": self.period(),
            }],
        })
    }
}

/// All products and all rate plans.
pub(super) fn catalogue() -> (Vec<Product>, Vec<Plan>) {
    const LATE: &str = "2199-12-31";
    let mut products = vec![
        product(1, "Video", "Base Products", LATE),
        product(2, "Add-ons", "Add On Services", LATE),
        product(3, "Radio", "Base Products", "2020-01-01"),
    ];
    // Number, name, product, status, price, months.
    let made: [(u32, &str, usize, &str, i64, i64); 8] = [
        (0x101, "Basic monthly", 0, "Active", 900, 1),
        (0x102, "Gold monthly", 0, "Active", 1900, 1),
        (0x103, "Gold annual", 0, "Active", 19_000, 12),
        (0x104, "Classic monthly", 0, "Expired", 700, 1),
        (0x201, "Sports monthly", 1, "Active", 500, 1),
        (0x202, "Kids monthly", 1, "Active", 300, 1),
        (0x203, "Winter games", 1, "NotStarted", 1200, 1),
        (0x301, "Radio monthly", 2, "Active", 200, 1),
    ];
    let mut plans: Vec<Plan> = made
        .into_iter()
        .map(|(number, name, product, status, price, months)| Plan {
            id: plan_id(number),
            name: name.to_owned(),
            product,
            status,
            price,
            months,
        })
        .collect();
    for channel in 1..=42 {
        let name = format!("Channel {channel:02}");
        plans.push(Plan {
            id: plan_id(0x1000 + channel),
            name: format!("{name} monthly"),
            product: products.len(),
            status: "Active",
            price: 150 + i64::from(channel),
            months: 1,
        });
        products.push(product(100 + channel, &name, "Add On Services", LATE));
    }
    (products, plans)
}

fn plan_id(number: u32) -> String {
    format!("8ad08c0f{number:024x}")
}

fn product(number: u32, name: &str, category: &'static str, ends: &'static str) -> Product {
    Product {
        id: format!("8ad08a11{number:024x}"),
        name: name.to_owned(),
        sku: format!("SKU-{number:08}"),
        category,
        ends,
    }
}
