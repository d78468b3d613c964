//! Products with their variants, and discount codes.

use serde_json::{Value, json};

use super::query::Page;
use crate::random::Random;

/// A product.
#[derive(Debug)]
pub(super) struct Product {
    number: u64,
    pub title: String,
    pub variants: Vec<Variant>,
}

/// What is bought.
#[derive(Debug)]
pub(super) struct Variant {
    pub number: u64,
    pub title: &'static str,
    pub sku: Option<String>,
    pub cents: i64,
    /// How many there are.
    pub stock: i64,
}

/// Why a code does not hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    Holds,
    Inactive,
    UsedUp,
    /// For certain customers alone.
    Customers,
    /// For carts of at least so many cents.
    From(i64),
    /// For variants whose SKU starts so.
    Only(&'static str),
}

/// A discount code.
#[derive(Debug)]
pub(super) struct Code {
    pub text: &'static str,
    pub percent: i64,
    pub rule: Rule,
}

/// Cents as the API writes them: "12.0", "12.5", "12.34".
pub(super) fn amount(cents: i64) -> Value {
    let (whole, rest) = (cents / 100, cents % 100);
    let fraction = if rest % 10 == 0 {
        (rest / 10).to_string()
    } else {
        format!("{rest:02}")
    };
    json!({ "amount": format!("{whole}.{fraction}"), "currencyCode": "USD" })
}

impl Variant {
    pub fn gid(&self) -> String {
        format!("gid://shopify/ProductVariant/{}", self.number)
    }

    pub fn render(&self, product: &Product) -> Value {
        json!({
            "__typename": "ProductVariant",
            "id": self.gid(),
            "sku": self.sku,
            "title": self.title,
            "availableForSale": self.stock > 0,
            "price": amount(self.cents),
            "product": { "id": product.gid(), "title": product.title },
        })
    }
}

impl Product {
    pub fn gid(&self) -> String {
        format!("gid://shopify/Product/{}", self.number)
    }

    pub fn render(&self, page: &Page) -> Value {
        let variants: Vec<_> = self.variants.iter().map(|v| v.render(self)).collect();
        json!({
            "id": self.gid(),
            "title": self.title,
            "handle": self.title.to_lowercase().replace(' ', "-"),
            "variants": page.of(&variants),
        })
    }
}

/// The first are the same for every seed; of the others the prices and stocks are drawn. There are more products and,
/// of one of them, more variants than a page of any size that is asked for.
pub(super) fn products(random: &mut Random) -> Vec<Product> {
    const SIZES: [&str; 6] = ["XS", "S", "M", "L", "XL", "XXL"];
    const COLOURS: [&str; 20] = [
        "Ash", "Black", "Blue", "Bronze", "Coral", "Cream", "Green", "Grey", "Indigo", "Ivory",
        "Lime", "Mint", "Navy", "Olive", "Orange", "Pink", "Plum", "Red", "Sand", "White",
    ];
    let variant = |number, title, sku: &str, cents, stock| Variant {
        number,
        title,
        sku: (!sku.is_empty()).then(|| sku.to_owned()),
        cents,
        stock,
    };
    let product = |number, title: &str, variants| Product {
        number,
        title: title.to_owned(),
        variants,
    };
    let mut products = vec![
        product(
            7001,
            "Gold box",
            vec![variant(
                41_000_000_001,
                "Default Title",
                "BOX-GOLD",
                2900,
                50,
            )],
        ),
        product(
            7002,
            "Club shirt",
            vec![
                variant(41_000_000_002, "Small", "SHIRT", 1950, 10),
                variant(41_000_000_003, "Large", "SHIRT", 1950, 10),
                variant(41_000_000_004, "Huge", "SHIRT-XXL", 2150, 0),
            ],
        ),
        product(
            7003,
            "Last ticket",
            vec![variant(41_000_000_005, "Default Title", "", 9900, 1)],
        ),
    ];
    let mut number = 41_000_001_000;
    let mut socks = Vec::new();
    for colour in COLOURS {
        for size in SIZES {
            number += 1;
            let sku = format!("SOCK-{}-{size}", colour.to_uppercase());
            socks.push(variant(number, colour, &sku, 700, 5));
        }
    }
    products.push(product(7004, "Socks", socks));
    for index in 0..260 {
        number += 1;
        let cents = 500 + i64::from(random.below(9000));
        let stock = i64::from(random.below(20));
        let sku = format!("POSTER-{index:03}");
        let title = format!("Poster {index:03}");
        products.push(product(
            8000 + index,
            &title,
            vec![variant(number, "Default Title", &sku, cents, stock)],
        ));
    }
    products
}

pub(super) fn codes() -> Vec<Code> {
    let code = |text, percent, rule| Code {
        text,
        percent,
        rule,
    };
    vec![
        code("SAVE10", 10, Rule::Holds),
        code("SUMMER", 20, Rule::Inactive),
        code("ONCE", 50, Rule::UsedUp),
        code("VIP", 30, Rule::Customers),
        code("BIG", 15, Rule::From(10_000)),
        code("SHIRTS", 25, Rule::Only("SHIRT")),
    ]
}
