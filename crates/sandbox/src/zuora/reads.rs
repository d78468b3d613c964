//! What reads: the catalogue, accounts, subscriptions.

use serde_json::{Value, json};

use super::replies::{amount, no, yes};
use super::{Account, Reply, Subscription, Zuora};
use crate::vendor::{Answer, Request};

/// From this minor version on the catalogue gives the address of rate plans instead of the rate plans.
const ADDRESSES: u32 = 230;

/// The rows of the page that is asked for, and the address of the next one.
fn page<T>(
    request: &Request,
    rows: Vec<T>,
    usual: usize,
) -> Result<(Vec<T>, Option<String>), Answer> {
    let number = |name: &str, usual: usize| match request.param(name) {
        None => Ok(usual),
        Some(text) => text
            .parse()
            .ok()
            .filter(|n| *n >= 1)
            .ok_or_else(|| no(90_000_020, format!("'{name}' must be a number from 1 on"))),
    };
    let (at, size) = (number("page", 1)?, number("pageSize", usual)?.min(40));
    let start = (at - 1).saturating_mul(size);
    let more = rows.len() > start.saturating_add(size);
    let rows = rows.into_iter().skip(start).take(size).collect();
    let host = request.header("host");
    let next = format!(
        "http://{host}/zuora{}?page={}&pageSize={size}",
        request.path,
        at + 1
    );
    Ok((rows, more.then_some(next)))
}

fn listed(name: &str, rows: Vec<Value>, next: Option<String>) -> Answer {
    let mut body = json!({});
    body[name] = rows.into();
    if let Some(next) = next {
        body["nextPage"] = next.into();
    }
    yes(body)
}

impl Zuora {
    pub(super) fn list_products(&self, request: &Request) -> Reply {
        let version = request.header("zuora-version").split('.').next();
        let version: u32 = version.and_then(|v| v.parse().ok()).unwrap_or(186);
        let (rows, next) = page(request, (0..self.products.len()).collect(), 10)?;
        let host = request.header("host");
        let rows = rows.into_iter().map(|index| {
            let product = &self.products[index];
            let plans: Value = if version < ADDRESSES {
                self.plans_of(index).into()
            } else {
                format!(
                    "http://{host}/zuora/v1/products/{}/product-rate-plans",
                    product.id
                )
                .into()
            };
            json!({
                "id": product.id,
                "sku": product.sku,
                "name": product.name,
                "description": "",
                "category": product.category,
                "productNumber": format!("PC-{:08}", index + 1),
                "effectiveStartDate": "2015-01-01",
                "effectiveEndDate": product.ends,
                "productRatePlans": plans,
            })
        });
        Ok(listed("products", rows.collect(), next))
    }

    pub(super) fn list_plans(&self, request: &Request, product: &str) -> Reply {
        let index = self.products.iter().position(|p| p.id == product);
        let index = index.ok_or_else(|| no(50_600_040, format!("No product {product}")))?;
        let (rows, next) = page(request, self.plans_of(index), 20)?;
        Ok(listed("productRatePlans", rows, next))
    }

    fn plans_of(&self, product: usize) -> Vec<Value> {
        let plans = self.plans.iter().enumerate();
        plans
            .filter(|(_, plan)| plan.product == product)
            .map(|(number, plan)| plan.json(number + 1))
            .collect()
    }

    /// By number or ID.
    pub(super) fn account(&self, key: &str) -> Result<usize, Answer> {
        self.accounts
            .iter()
            .position(|a| a.number == key || a.id == key)
            .ok_or_else(|| no(50_000_040, format!("Cannot find entity by key: '{key}'.")))
    }

    pub(super) fn read_account(&self, key: &str) -> Reply {
        let index = self.account(key)?;
        let Account {
            id,
            number,
            name,
            currency,
            status,
            balance,
            auto_pay,
        } = &self.accounts[index];
        let theirs = self.subscriptions.iter().filter(|s| s.account == index);
        let monthly = theirs
            .filter(|s| s.status == "Active")
            .map(|s| s.monthly(&self.plans))
            .sum();
        Ok(yes(json!({
            "basicInfo": { "id": id, "name": name, "accountNumber": number, "status": status },
            "billingAndPayment": { "currency": currency, "paymentTerm": "Net 30", "autoPay": auto_pay, "billCycleDay": "1" },
            "metrics": {
                "balance": amount(*balance).to_string(),
                "totalInvoiceBalance": amount(*balance).to_string(),
                "creditBalance": "0",
                "contractedMrr": amount(monthly).to_string(),
            },
        })))
    }

    pub(super) fn list_subscriptions(&self, request: &Request, key: &str) -> Reply {
        let account = self.account(key)?;
        let theirs = self.subscriptions.iter().filter(|s| s.account == account);
        // The most recent come first.
        let rows: Vec<Value> = theirs.rev().map(|s| self.shown(s)).collect();
        let (rows, next) = page(request, rows, 20)?;
        Ok(listed("subscriptions", rows, next))
    }

    pub(super) fn read_subscription(&self, key: &str) -> Reply {
        let index = self.subscription(key)?;
        Ok(yes(self.shown(&self.subscriptions[index])))
    }

    fn shown(&self, subscription: &Subscription) -> Value {
        let account = &self.accounts[subscription.account];
        subscription.json(account, &self.products, &self.plans)
    }

    /// By number, or by the ID of the latest version.
    pub(super) fn subscription(&self, key: &str) -> Result<usize, Answer> {
        self.subscriptions
            .iter()
            .position(|s| s.name() == key || s.id() == key)
            .ok_or_else(|| no(53_100_040, format!("Cannot find entity by key: '{key}'.")))
    }
}
