//! The test cart: sends the one request, and takes for success only a cart that holds all that was asked for.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::catalogue::{Money, number_of};
use super::client::{Client, data};
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::plan::{Fact, Plan, RunReport};
use crate::reply::Reply;
use crate::session::Session;

/// What the run has to know.
#[derive(Serialize, Deserialize)]
pub(super) struct Memo {
    /// "2 × Gold box with the code SAVE10".
    pub what: String,
    pub code: Option<String>,
    pub lines: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Line {
    pub number: String,
    pub name: String,
    pub quantity: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    cart: Option<Cart>,
    user_errors: Vec<UserError>,
    #[serde(default)]
    warnings: Vec<Warning>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cart {
    id: String,
    checkout_url: String,
    total_quantity: i64,
    cost: Cost,
    discount_codes: Vec<Code>,
    lines: Lines,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cost {
    total_amount: Money,
}

#[derive(Deserialize)]
struct Code {
    code: String,
    applicable: bool,
}

#[derive(Deserialize)]
struct Lines {
    nodes: Vec<CartLine>,
}

#[derive(Deserialize)]
struct CartLine {
    quantity: i64,
    merchandise: Value,
}

#[derive(Deserialize)]
struct UserError {
    code: Option<String>,
    message: String,
}

#[derive(Deserialize)]
struct Warning {
    code: String,
    message: String,
}

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    if plan.handout.is_some() {
        return RunReport::handed_out(plan);
    }
    carry_out(session, plan).await.unwrap_or_else(|error| {
        let lost = error.kind == Kind::Unknown;
        RunReport::ended(if lost {
            error.hint("An anonymous cart may have been made: nothing was bought, and it goes away by itself. It was sent once and not again; trying again makes another one")
        } else {
            error
        })
    })
}

async fn carry_out(session: &Session, plan: &Plan) -> Result<RunReport> {
    let client = Client::new(session)?;
    let memo: Memo = draft::memo(plan)?;
    let change = draft::sole_change(plan)?;
    let reply = session.send(change).await?;
    let mut data = data(&reply, &change.purpose, client.token)?;
    let created: Created = serde_json::from_value(data["cartCreate"].take())
        .map_err(|e| reply.malformed(&e.to_string()))?;
    judged(&memo, created, &reply)
}

fn judged(memo: &Memo, created: Created, reply: &Reply) -> Result<RunReport> {
    if !created.user_errors.is_empty() {
        let said: Vec<_> = created
            .user_errors
            .iter()
            .map(UserError::in_words)
            .collect();
        let codes: Vec<_> = created.user_errors.iter().map(|e| e.code.clone()).collect();
        let is = |code: &str| codes.iter().any(|c| c.as_deref() == Some(code));
        let hint = if is("SERVICE_UNAVAILABLE") {
            "Shopify has trouble: try again later"
        } else if is("VARIANT_REQUIRES_SELLING_PLAN") {
            "The variant is sold by subscription alone, which a test cart does not try: choose another"
        } else {
            "Look at the variant and its limits in the shop's admin"
        };
        let error = Error::new(
            Kind::Refused,
            format!(
                "Shopify refused a test cart of {}: {}",
                memo.what,
                said.join("; ")
            ),
        )
        .hint(hint)
        .details(json!({ "status": reply.status, "code": codes[0], "messages": said }));
        return Err(reply.verdict(error));
    }
    let cart = created
        .cart
        .ok_or_else(|| reply.malformed("there is neither a cart nor an error"))?;
    let missing = missing(memo, &cart, &created.warnings);
    let mut report = RunReport::succeeded(format!(
        "Made a test cart of {}: {}",
        memo.what,
        cart.cost.total_amount.shown()
    ));
    if !missing.is_empty() {
        let codes: Vec<_> = created.warnings.iter().map(|w| w.code.as_str()).collect();
        let error = Error::new(
            Kind::Refused,
            format!(
                "Shopify made a test cart, but not of {}: {}",
                memo.what,
                missing.join("; ")
            ),
        )
        .hint("The cart is anonymous and goes away by itself")
        .details(json!({ "status": reply.status, "warnings": codes }));
        report = RunReport::ended(error);
    }
    report.after = facts(&cart, &created.warnings);
    Ok(report
        .with("cart_id", cart.id)
        .with("checkout_url", cart.checkout_url))
}

/// What the cart does not hold though it was asked for, each with the reason that is told.
fn missing(memo: &Memo, cart: &Cart, warnings: &[Warning]) -> Vec<String> {
    let told = |about: &str| {
        let fitting = warnings.iter().filter(|w| w.code.starts_with(about));
        let told: Vec<_> = fitting.map(Warning::in_words).collect();
        if told.is_empty() {
            "no reason is told".to_owned()
        } else {
            told.join(", ")
        }
    };
    let mut missing = Vec::new();
    for line in &memo.lines {
        let of = |l: &&CartLine| {
            l.merchandise["id"].as_str().and_then(number_of) == Some(line.number.as_str())
        };
        let there: i64 = cart.lines.nodes.iter().filter(of).map(|l| l.quantity).sum();
        if there != i64::from(line.quantity) {
            missing.push(format!(
                "it holds {there} of {} × {} ({})",
                line.quantity,
                line.name,
                told("MERCHANDISE")
            ));
        }
    }
    if let Some(code) = &memo.code {
        let same = |c: &&Code| c.code.to_lowercase() == code.to_lowercase();
        if !cart
            .discount_codes
            .iter()
            .find(same)
            .is_some_and(|c| c.applicable)
        {
            missing.push(format!(
                "the code {code} does not hold ({})",
                told("DISCOUNT")
            ));
        }
    }
    missing
}

fn facts(cart: &Cart, warnings: &[Warning]) -> Vec<Fact> {
    let codes: Vec<_> = cart
        .discount_codes
        .iter()
        .map(|c| {
            let holds = if c.applicable {
                "holds"
            } else {
                "does not hold"
            };
            format!("{} ({holds})", c.code)
        })
        .collect();
    let mut facts = vec![
        Fact::new("Pieces in the cart", cart.total_quantity.to_string()),
        Fact::new("Total", cart.cost.total_amount.shown()),
        Fact::new("Discount codes", crate::say::list(&codes)),
        Fact::new("Checkout", &cart.checkout_url),
    ];
    facts.extend(warnings.iter().map(|w| Fact::new("Warning", w.in_words())));
    facts
}

impl UserError {
    fn in_words(&self) -> String {
        let message = self.message.trim().trim_end_matches('.');
        match &self.code {
            Some(code) => format!("{message} ({code})"),
            None => message.to_owned(),
        }
    }
}

impl Warning {
    /// In plain words where they are known; a code that is new says what Shopify says.
    fn in_words(&self) -> String {
        let words = match self.code.as_str() {
            "MERCHANDISE_OUT_OF_STOCK" => "it is sold out",
            "MERCHANDISE_NOT_ENOUGH_STOCK" => "there is not enough of it in stock",
            "DISCOUNT_NOT_FOUND" => "there is no such code",
            "DISCOUNT_CURRENTLY_INACTIVE" => "the code is not active now",
            "DISCOUNT_NO_ENTITLED_LINE_ITEMS" => "the code is for other products",
            "DISCOUNT_PURCHASE_NOT_IN_RANGE" => "the cart's total is not in the code's range",
            "DISCOUNT_QUANTITY_NOT_IN_RANGE" => "the cart's quantity is not in the code's range",
            "DISCOUNT_USAGE_LIMIT_REACHED" => "the code is used up",
            "DISCOUNT_CUSTOMER_NOT_ELIGIBLE"
            | "DISCOUNT_ELIGIBLE_CUSTOMER_MISSING"
            | "DISCOUNT_CUSTOMER_USAGE_LIMIT_REACHED" => {
                "the code is for certain customers, and rules for customers cannot hold on an anonymous cart: this says nothing about those customers"
            }
            "DISCOUNT_INCOMPATIBLE_PURCHASE_TYPE" => {
                "the code is for another kind of purchase, such as subscriptions"
            }
            "DISCOUNT_NO_ENTITLED_SHIPPING_LINES" => {
                "the code is for shipping, which is not chosen yet"
            }
            "DISCOUNT_CODE_NOT_HONOURED" => "the code does not go with what else is in the cart",
            _ => {
                return format!(
                    "{} ({})",
                    self.message.trim().trim_end_matches('.'),
                    self.code
                );
            }
        };
        words.to_owned()
    }
}
