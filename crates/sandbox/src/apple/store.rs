//! App Store Connect: the app, its one-time products and its groups of subscriptions, page by page.

use axum::http::Method;
use serde_json::{Value, json};

use super::{Apple, BUNDLE, ISSUER, STORE_KEY};
use crate::random::Random;
use crate::vendor::{Answer, Request};

const APP: &str = "6400000001";
/// Most rows of a page.
const PAGE: usize = 200;
const GROUPS: [(&str, &str); 2] = [("21400001", "Gold"), ("21400002", "Extras")];

/// A product, in a group of subscriptions or in none.
pub(super) struct Product {
    group: Option<&'static str>,
    attributes: Value,
}

/// A catalogue of more than one page.
pub(super) fn seeded(seed: u64) -> Vec<Product> {
    let mut random = Random::stream(seed, "apple products");
    let mut products = Vec::new();
    let mut subscription = |group, id: &str, name: &str, period: &str, level: u32, state: &str| {
        products.push(Product {
            group: Some(group),
            attributes: json!({
                "productId": id, "name": name, "familySharable": false, "state": state,
                "subscriptionPeriod": period, "groupLevel": level,
            }),
        });
    };
    let (gold, extras) = (GROUPS[0].0, GROUPS[1].0);
    subscription(
        gold,
        "demo.gold.yearly",
        "Gold for a year",
        "ONE_YEAR",
        1,
        "APPROVED",
    );
    subscription(
        gold,
        "demo.gold.monthly",
        "Gold",
        "ONE_MONTH",
        2,
        "APPROVED",
    );
    subscription(
        gold,
        "demo.silver.monthly",
        "Silver",
        "ONE_MONTH",
        3,
        "APPROVED",
    );
    subscription(
        gold,
        "demo.silver.old",
        "Silver of old",
        "ONE_MONTH",
        4,
        "REMOVED_FROM_SALE",
    );
    subscription(
        extras,
        "demo.kids.monthly",
        "Kids",
        "ONE_MONTH",
        1,
        "WAITING_FOR_REVIEW",
    );
    let kinds = ["CONSUMABLE", "NON_CONSUMABLE", "NON_RENEWING_SUBSCRIPTION"];
    for number in 1..=PAGE + 15 {
        let coins = 10 * (1 + random.below(100));
        let state = if random.chance(5) {
            "DEVELOPER_REMOVED_FROM_SALE"
        } else {
            "APPROVED"
        };
        products.push(Product {
            group: None,
            attributes: json!({
                "productId": format!("demo.coins.{number:03}"), "name": format!("{coins} coins"),
                "inAppPurchaseType": random.pick(&kinds), "state": state, "familySharable": false,
            }),
        });
    }
    products
}

/// A refusal as App Store Connect words it.
fn no(status: u16, code: &str, title: &str, detail: &str) -> Answer {
    Answer::json(
        status,
        &json!({ "errors": [{
            "id": "5a5b0c5a-0000-4000-8000-00000000e001", "status": status.to_string(), "code": code, "title": title,
            "detail": detail,
        }] }),
    )
}

impl Apple {
    /// What stands below `/v1`.
    pub(super) fn list(&self, path: &[&str], request: &Request) -> Answer {
        let said = super::token(request, self.store_key.as_ref(), STORE_KEY);
        let known = said.is_some_and(|said| {
            // Which moment it is cannot be judged: the sandbox's time is its own.
            let lives = said.seconds("exp").zip(said.seconds("iat"));
            let short = lives.is_some_and(|(end, start)| (1..=1200).contains(&(end - start)));
            short && (said.text("iss"), said.text("aud")) == (ISSUER, "appstoreconnect-v1")
        });
        if !known {
            return no(
                401,
                "NOT_AUTHORIZED",
                "Authentication credentials are missing or invalid.",
                "Provide a properly configured and signed bearer token, and make sure that it has not expired.",
            );
        }
        let rows = match path {
            _ if request.method != Method::GET => None,
            ["apps"] => Some(apps(request)),
            ["apps", APP, "inAppPurchasesV2"] => Some(self.products("inAppPurchases", None)),
            ["apps", APP, "subscriptionGroups"] => Some(groups()),
            ["subscriptionGroups", id, "subscriptions"] => GROUPS
                .iter()
                .find(|(group, _)| group == id)
                .map(|(group, _)| self.products("subscriptions", Some(group))),
            _ => None,
        };
        match rows {
            Some(rows) => page(&rows, path, request),
            None => no(
                404,
                "NOT_FOUND",
                "The specified resource does not exist",
                "There is no resource of that type and id",
            ),
        }
    }

    fn products(&self, kind: &str, group: Option<&str>) -> Vec<Value> {
        let theirs = self.products.iter().enumerate();
        theirs
            .filter(|(_, product)| product.group == group)
            .map(|(index, product)| json!({ "type": kind, "id": (6_500_000_000 + index as u64).to_string(), "attributes": product.attributes }))
            .collect()
    }
}

/// The filter finds every Bundle ID that it is a part of.
fn apps(request: &Request) -> Vec<Value> {
    let app = |id: &str, bundle: &str, name: &str| json!({ "type": "apps", "id": id, "attributes": { "name": name, "bundleId": bundle, "sku": id, "primaryLocale": "en-US" } });
    let wanted = request.param("filter[bundleId]").unwrap_or_default();
    [
        ("6400000000", "app.patchbay.demo.beta", "Patchbay Demo Beta"),
        (APP, BUNDLE, "Patchbay Demo"),
    ]
    .into_iter()
    .filter(|(_, bundle, _)| bundle.contains(wanted))
    .map(|(id, bundle, name)| app(id, bundle, name))
    .collect()
}

fn groups() -> Vec<Value> {
    let group = |(id, name): &(&str, &str)| json!({ "type": "subscriptionGroups", "id": id, "attributes": { "referenceName": name } });
    GROUPS.iter().map(group).collect()
}

fn page(rows: &[Value], path: &[&str], request: &Request) -> Answer {
    let number = |name: &str, otherwise: usize| {
        request
            .param(name)
            .map_or(Some(otherwise), |text| text.parse().ok())
    };
    let (Some(limit @ 1..=PAGE), Some(from)) = (number("limit", 50), number("cursor", 0)) else {
        return no(
            400,
            "PARAMETER_ERROR.INVALID",
            "A parameter has an invalid value",
            "'limit' must be a number from 1 to 200",
        );
    };
    let to = rows.len().min(from.saturating_add(limit));
    let path = format!("/v1/{}", path.join("/"));
    let mut links = json!({ "self": path });
    if to < rows.len() {
        links["next"] = format!("{path}?cursor={to}&limit={limit}").into();
    }
    Answer::json(
        200,
        &json!({
            "data": rows.get(from..to).unwrap_or_default(),
            "links": links,
            "meta": { "paging": { "total": rows.len(), "limit": limit } },
        }),
    )
}
