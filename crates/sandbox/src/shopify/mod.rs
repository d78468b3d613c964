//! Shopify: one shop's storefront, with its products, discount codes and anonymous carts.
//!
//! Follows the Storefront API of 2026-04. What is asked is read as GraphQL (`query`), answered by the resolver of its
//! one root field, and cut down to what was selected: a field that is not simulated is refused by name. Carts go away by
//! themselves after ten days, as anonymous ones do.

mod carts;
mod query;
mod refusals;
mod wares;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::DemoConnector;
use crate::people::Person;
use crate::random::Random;
use crate::vendor::{Answer, Rehearsal, Request, Vendor};
use carts::Cart;
use query::Field;
use refusals::Refusal;
use wares::{Code, Product};

/// The shop's public Storefront access token. It guards nothing.
pub const TOKEN: &str = "patchbay-sandbox-shopify-token";
/// The shop.
pub const SHOP: &str = "patchbay-demo.myshopify.com";
/// The shop's own domain.
const DOMAIN: &str = "shop.patchbay-demo.example";
/// What a query may cost without a token.
const FREE_COST: u64 = 1000;

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 5] = [
    Rehearsal { action: "add_to_cart", user: 1001, params: &[("variant", "BOX-GOLD"), ("quantity", "2")] },
    Rehearsal { action: "add_to_cart", user: 1001, params: &[("variant", "41000000001"), ("how", "test_cart"), ("discount", "SAVE10"), ("lines", "41000000003:1")] },
    Rehearsal { action: "redirect", user: 1001, params: &[("target_url", "https://shop.patchbay-demo.example/collections/sale")] },
    Rehearsal { action: "add_discount", user: 1001, params: &[("code", "SAVE10"), ("redirect", "/cart")] },
    Rehearsal { action: "add_discount", user: 1001, params: &[("code", "save10"), ("how", "test_cart"), ("variant", "41000000001")] },
];

/// The shop. Every list is in the order in which its entries were made.
pub(crate) struct Shopify {
    products: Vec<Product>,
    codes: Vec<Code>,
    carts: Vec<Cart>,
    random: Random,
}

/// The value of the root field, and whether it changed something.
type Resolved = Result<(Value, bool), Refusal>;

impl Vendor for Shopify {
    fn id(&self) -> &'static str {
        "shopify"
    }

    fn name(&self) -> &'static str {
        "Shopify"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        let segments = request.segments();
        let path: Vec<&str> = segments.iter().map(String::as_str).collect();
        let known = match path.as_slice() {
            ["api", version, "graphql.json"] => version.len() == 7,
            _ => false,
        };
        if !known || request.method != Method::POST {
            return refusals::not_found();
        }
        let token = request.header("x-shopify-storefront-access-token");
        if !token.is_empty() && token != TOKEN {
            return refusals::forbidden();
        }
        let asked = request.json();
        let document = asked.as_ref().and_then(|b| b["query"].as_str());
        let Some((asked, document)) = asked.as_ref().zip(document) else {
            return refusals::bad_request();
        };
        match self.respond(document, &asked["variables"], token.is_empty(), now) {
            Ok((data, changed)) => {
                let answer = Answer::json(200, &json!({ "data": data }));
                if changed { answer.changed() } else { answer }
            }
            Err(refusal) => refusal.answer(),
        }
    }

    fn rate_limited(&self) -> Answer {
        refusals::throttled()
    }

    fn settle(&mut self, now: Timestamp) {
        self.carts.retain(|cart| cart.until > now);
    }

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("shop_url", SHOP.to_owned()),
                ("base_url", format!("{url}/shopify")),
            ]),
            secrets: BTreeMap::from([("storefront_access_token", TOKEN.to_owned())]),
        }
    }

    fn traits(&self, _person: &Person) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn note(&self, _person: &Person) -> Option<String> {
        None
    }

    fn rehearsals(&self) -> Vec<Rehearsal> {
        REHEARSALS.into()
    }

    fn shown_path(&self, path: &str) -> String {
        path.to_owned()
    }

    fn export_csv(&self, _now: Timestamp) -> Option<String> {
        None
    }
}

impl Shopify {
    /// The shop of a seed.
    pub fn new(seed: u64, _now: Timestamp, _people: &[Person]) -> Self {
        let mut random = Random::stream(seed, "shopify");
        Self {
            products: wares::products(&mut random),
            codes: wares::codes(),
            carts: Vec::new(),
            random,
        }
    }

    fn respond(
        &mut self,
        document: &str,
        variables: &Value,
        tokenless: bool,
        now: Timestamp,
    ) -> Resolved {
        let root = query::parse(document).map_err(|why| Refusal::schema(&why))?;
        let [field] = root.as_slice() else {
            return Err(Refusal::schema(
                "The Patchbay sandbox answers one root field at a time",
            ));
        };
        if tokenless && field.cost(variables) > FREE_COST {
            return Err(Refusal::too_costly(field.cost(variables), FREE_COST));
        }
        let (value, changed) = self.resolve(field, variables, now)?;
        let picked = field.pick(&value).map_err(|why| Refusal::schema(&why))?;
        Ok((json!({ (field.name.as_str()): picked }), changed))
    }

    fn resolve(&mut self, field: &Field, variables: &Value, now: Timestamp) -> Resolved {
        let id = || {
            field
                .argument("id", variables)
                .as_str()
                .map(str::to_owned)
                .ok_or_else(|| Refusal::schema("Field is missing required arguments: id"))
        };
        let value = match field.name.as_str() {
            "shop" => json!({
                "name": "Patchbay Demo Shop",
                "primaryDomain": { "host": DOMAIN, "url": format!("https://{DOMAIN}") },
                "paymentSettings": { "currencyCode": "USD" },
            }),
            "products" => {
                let per_product = field.page_of("variants", variables)?;
                let rows: Vec<_> = self
                    .products
                    .iter()
                    .map(|p| p.render(&per_product))
                    .collect();
                field.page(variables)?.of(&rows)
            }
            "product" => {
                let id = id()?;
                let per_product = field.page_of("variants", variables)?;
                let found = self.products.iter().find(|p| p.gid() == id);
                found.map_or(Value::Null, |p| p.render(&per_product))
            }
            "node" => {
                let id = id()?;
                let found = self.products.iter().find_map(|p| {
                    let variant = p.variants.iter().find(|v| v.gid() == id)?;
                    Some(variant.render(p))
                });
                found.unwrap_or(Value::Null)
            }
            "cartCreate" => return self.create_cart(&field.argument("input", variables), now),
            other => {
                return Err(Refusal::schema(&format!(
                    "Field '{other}' is not simulated by the Patchbay sandbox"
                )));
            }
        };
        Ok((value, false))
    }
}
