//! The Play Console: the package's subscriptions and one-time products, page by page. An empty list is left out, as Google
//! does.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::{Google, PACKAGE, no};
use crate::random::Random;
use crate::vendor::{Answer, Request};

/// Rows of a page where the request does not say.
const PAGE: usize = 50;

pub(super) fn subscriptions() -> Vec<Value> {
    let row = |id: &str, title: &str, plans: &[(&str, &str, &str)]| {
        let plans: Vec<Value> = plans
            .iter()
            .map(|(id, period, state)| {
                json!({ "basePlanId": id, "state": state, "autoRenewingBasePlanType": { "billingPeriodDuration": period } })
            })
            .collect();
        json!({
            "packageName": PACKAGE, "productId": id, "basePlans": plans,
            "listings": [{ "languageCode": "en-US", "title": title }],
        })
    };
    vec![
        row("gold_monthly", "Gold", &[("monthly", "P1M", "ACTIVE")]),
        row(
            "gold_yearly",
            "Gold for a year",
            &[("yearly", "P1Y", "ACTIVE"), ("old", "P1Y", "INACTIVE")],
        ),
        row("silver_monthly", "Silver", &[("monthly", "P1M", "ACTIVE")]),
        row("kids_monthly", "Kids", &[("monthly", "P1M", "DRAFT")]),
    ]
}

/// More than one page of them.
pub(super) fn one_time(seed: u64) -> Vec<Value> {
    let mut random = Random::stream(seed, "google products");
    (1..=115)
        .map(|number| {
            let coins = 10 * (1 + random.below(100));
            json!({
                "packageName": PACKAGE, "productId": format!("coins_{number:03}"),
                "listings": [{ "languageCode": "en-US", "title": format!("{coins} coins") }],
            })
        })
        .collect()
}

impl Google {
    pub(super) fn list(
        &self,
        package: &str,
        list: &str,
        request: &Request,
    ) -> Result<Answer, Answer> {
        if package != PACKAGE {
            return Err(no(
                404,
                "NOT_FOUND",
                &format!("Package not found: {package}."),
                None,
            ));
        }
        let rows = match list {
            "subscriptions" if request.method == Method::GET => &self.subscriptions,
            "oneTimeProducts" if request.method == Method::GET => &self.products,
            _ => {
                return Err(no(
                    404,
                    "NOT_FOUND",
                    "Requested entity was not found.",
                    None,
                ));
            }
        };
        let size = request
            .param("pageSize")
            .map_or(Some(PAGE), |text| text.parse().ok());
        let from = match request.param("pageToken") {
            None => Some(0),
            Some(token) => token
                .strip_prefix("row-")
                .and_then(|text| text.parse::<usize>().ok()),
        };
        let (Some(size @ 1..), Some(from)) = (size, from) else {
            return Err(no(
                400,
                "INVALID_ARGUMENT",
                "Invalid page size or token",
                None,
            ));
        };
        let to = rows.len().min(from.saturating_add(size.min(1000)));
        let page = rows.get(from..to).unwrap_or_default();
        let mut body = Map::new();
        if !page.is_empty() {
            body.insert(list.to_owned(), page.into());
        }
        if to < rows.len() {
            body.insert("nextPageToken".to_owned(), format!("row-{to}").into());
        }
        Ok(Answer::json(200, &Value::Object(body)))
    }
}
