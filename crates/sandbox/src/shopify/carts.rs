//! Anonymous carts: what goes in, what does not, and which discount code holds.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::refusals::Refusal;
use super::wares::{Rule, Variant, amount};
use super::{Resolved, SHOP, Shopify};

/// An anonymous cart goes away after this.
const LIFE: SignedDuration = SignedDuration::from_hours(240);

/// A cart, of which only its end is looked at again.
#[derive(Debug)]
pub(super) struct Cart {
    pub until: Timestamp,
}

/// A line as it was asked for.
struct Line {
    gid: String,
    quantity: i64,
}

impl Shopify {
    pub(super) fn create_cart(&mut self, input: &Value, now: Timestamp) -> Resolved {
        let input = input.as_object().ok_or_else(|| {
            Refusal::schema("Variable $input of type CartInput! was provided invalid value")
        })?;
        if let Some(name) = input
            .keys()
            .find(|k| !matches!(k.as_str(), "lines" | "discountCodes"))
        {
            return Err(Refusal::schema(&format!(
                "The Patchbay sandbox does not simulate CartInput.{name}"
            )));
        }
        let mut lines = Vec::new();
        for (place, line) in input
            .get("lines")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate()
        {
            match asked(line) {
                Ok(line) => lines.push(line),
                Err(error) => return error.map(|(code, message)| refused(place, code, message)),
            }
        }
        let mut warnings = Vec::new();
        let mut shown = Vec::new();
        let (mut total, mut count) = (0, 0);
        let mut skus = Vec::new();
        for (place, line) in lines.iter().enumerate() {
            let mut found = self
                .products
                .iter()
                .flat_map(|p| p.variants.iter().map(move |v| (p, v)));
            let Some((product, variant)) = found.find(|(_, v)| v.gid() == line.gid) else {
                return Ok(refused(
                    place,
                    "INVALID",
                    "The merchandise with this id does not exist.",
                ));
            };
            let taken = line.quantity.min(variant.stock);
            warnings.extend(short(variant, line));
            if taken == 0 {
                continue;
            }
            total += taken * variant.cents;
            count += taken;
            skus.extend(variant.sku.clone());
            shown.push(json!({ "__typename": "CartLine", "quantity": taken, "merchandise": variant.render(product) }));
        }
        let mut codes = Vec::new();
        for code in input
            .get("discountCodes")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let text = code.as_str().unwrap_or_default();
            let known = self
                .codes
                .iter()
                .find(|c| c.text.eq_ignore_ascii_case(text));
            let reason = match known {
                None => Some("DISCOUNT_NOT_FOUND"),
                Some(code) => reason(code.rule, total, &skus),
            };
            codes.push(json!({ "code": text, "applicable": reason.is_none() }));
            if let Some(reason) = reason {
                warnings.push(json!({ "code": reason, "message": format!("Discount code {text} was not applied."), "target": text }));
            } else if let Some(code) = known {
                total -= total * code.percent / 100;
            }
        }
        let id = format!(
            "{:08x}{:08x}",
            self.random.below(u32::MAX),
            self.random.below(u32::MAX)
        );
        self.carts.push(Cart { until: now + LIFE });
        let cart = json!({
            "id": format!("gid://shopify/Cart/{id}"),
            "checkoutUrl": format!("https://{SHOP}/cart/c/{id}"),
            "totalQuantity": count,
            "cost": { "totalAmount": amount(total) },
            "discountCodes": codes,
            "lines": { "nodes": shown },
        });
        Ok((
            json!({ "cart": cart, "userErrors": [], "warnings": warnings }),
            true,
        ))
    }
}

/// A line, or the user error that it is, or the error of the whole query.
fn asked(line: &Value) -> Result<Line, Result<(&'static str, &'static str), Refusal>> {
    let fields = line.as_object();
    let unknown = fields.and_then(|f| {
        f.keys()
            .find(|k| !matches!(k.as_str(), "merchandiseId" | "quantity"))
    });
    if let Some(name) = unknown {
        return Err(Err(Refusal::schema(&format!(
            "The Patchbay sandbox does not simulate CartLineInput.{name}"
        ))));
    }
    let Some(gid) = line["merchandiseId"].as_str() else {
        return Err(Err(Refusal::schema(
            "CartLineInput.merchandiseId is required",
        )));
    };
    match line["quantity"].as_i64() {
        Some(quantity @ 1..=1_000_000) => Ok(Line {
            gid: gid.to_owned(),
            quantity,
        }),
        _ => Err(Ok(("INVALID", "Quantity must be at least 1."))),
    }
}

fn refused(place: usize, code: &str, message: &str) -> (Value, bool) {
    let field = ["input".to_owned(), "lines".into(), place.to_string()];
    let errors = json!([{ "code": code, "field": field, "message": message }]);
    (
        json!({ "cart": null, "userErrors": errors, "warnings": [] }),
        false,
    )
}

fn short(variant: &Variant, line: &Line) -> Option<Value> {
    let code = match variant.stock {
        0 => "MERCHANDISE_OUT_OF_STOCK",
        stock if stock < line.quantity => "MERCHANDISE_NOT_ENOUGH_STOCK",
        _ => return None,
    };
    let message = format!("Only {} of this item are available.", variant.stock);
    Some(json!({ "code": code, "message": message, "target": line.gid }))
}

/// Why a code does not hold.
fn reason(rule: Rule, cents: i64, skus: &[String]) -> Option<&'static str> {
    match rule {
        Rule::Inactive => Some("DISCOUNT_CURRENTLY_INACTIVE"),
        Rule::UsedUp => Some("DISCOUNT_USAGE_LIMIT_REACHED"),
        Rule::Customers => Some("DISCOUNT_ELIGIBLE_CUSTOMER_MISSING"),
        Rule::From(least) if cents < least => Some("DISCOUNT_PURCHASE_NOT_IN_RANGE"),
        Rule::Only(start) if !skus.iter().any(|s| s.starts_with(start)) => {
            Some("DISCOUNT_NO_ENTITLED_LINE_ITEMS")
        }
        Rule::Holds | Rule::From(_) | Rule::Only(_) => None,
    }
}
