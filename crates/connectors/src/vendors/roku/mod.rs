//! Roku: in-channel products as descriptors, and one reading of Roku Pay.
//!
//! `transaction` knows Roku Pay's one call that is used here and what it answers; `check` proves the key with it. Roku
//! lists no products to a server, so the catalogue is what was typed, and it has no push service.

mod check;
#[cfg(test)]
mod tests;
mod transaction;

use async_trait::async_trait;

use crate::connector::{CheckReport, Connector, Item};
use crate::definition::{
    Acceptance, Action, Assumption, BASE_URL, Catalogue, Category, Choice, Definition, Effect,
    Idempotency, Limits, Param, Setting, opaque,
};
use crate::draft::unusable;
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::purchase::{self, PRODUCT_ID, PRODUCT_IDS};
use crate::session::Session;

/// Roku, its in-channel purchases and Roku Pay.
pub struct Roku;

/// The secret that stands in the path of what Roku Pay is asked.
const KEY: &str = "roku_api_key";

static DEFINITION: Definition = Definition {
    id: "roku",
    name: "Roku",
    category: Category::AppStoresPush,
    summary: "Hands out the descriptor of an in-channel purchase, and looks a purchase up at Roku Pay",
    docs_url: "https://developer.roku.com/docs/developer-program/roku-pay/quickstart/roku-pay-quickstart.md",
    settings: &[
        Setting {
            label: "In-channel product IDs",
            help: "The In-Channel Product Identifiers that prompts offer, letter by letter as in the Roku Developer Dashboard under Monetization, one on a line. They fill the choice of products",
            ..PRODUCT_IDS
        }
        .example("gold_monthly"),
        Setting::secret(
            KEY,
            "Roku Pay API key",
            "Only to look purchases up: the web service key of the Developer Dashboard, under Roku Pay Web Services. Without it everything else works",
        )
        .judge(key),
        Setting::text(
            "channel_id",
            "Channel ID",
            "The number of the channel. A purchase of another channel is then warned of",
        )
        .judge(digits)
        .example("123456"),
        BASE_URL,
    ],
    traits: &[],
    catalogues: &[Catalogue {
        id: "products",
        name: "Products",
        help: "An in-channel product, by its identifier. Roku gives servers no list, so these are the ones typed in the settings",
    }],
    actions: &[PURCHASE, VALIDATE],
    limits: Limits::USUAL,
    proves: "With a Roku Pay API key, that Roku Pay takes the key: it is asked for a purchase that does not exist. Without one nothing is asked and nothing is proven. That the products exist shows only on a device",
    assumptions: &[
        Assumption::new(
            "product_ids",
            "Roku publishes no rule for the form of product identifiers: any text without blanks is taken",
        )
        .setting("product_ids"),
        Assumption::new(
            "in_app_purchase",
            "An upgrade or downgrade is taken to need nothing but the product and the type of purchase",
        ),
        Assumption::new(
            KEY,
            "What Roku Pay answers when an address is not on its allow-list is not documented: 401 and 403 are read so",
        ),
        Assumption::new(
            KEY,
            "Roku Pay is taken to judge the key before the transaction ID. If it did not, a wrong key could pass the check",
        ),
    ],
};

const PURCHASE: Action = Action {
    id: "in_app_purchase",
    name: "In-app purchase",
    description: "Hands out the descriptor with which the channel opens Roku's order dialog for an upgrade or downgrade. Nothing is sent to Roku",
    requires: &[],
    params: &[
        PRODUCT_ID,
        Param::choice(
            "purchase_type",
            "Purchase type",
            &[
                Choice::new("upgrade", "Upgrade"),
                Choice::new("downgrade", "Downgrade"),
            ],
            "Whether the subscriber moves up or down to the product",
        )
        .required(),
    ],
    effect: Effect::HandsOut,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    idempotency: Idempotency::Natural,
    acceptance: Acceptance::NoChange,
};

const VALIDATE: Action = Action {
    id: "validate_transaction",
    name: "Validate transaction",
    description: "Asks Roku Pay for a purchase by its transaction ID and shows what it says: product, entitlement, expiry, total. It changes nothing",
    requires: &[],
    params: &[Param::text(
        "transaction_id",
        "Transaction ID",
        36,
        "The ID that the purchase's result shows, such as 6f0e2c1a-2d1b-4f57-9a61-2f6c5e0a7b11. Roku Pay finds no purchases by user",
    )
    .required()],
    effect: Effect::Records,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    idempotency: Idempotency::Natural,
    acceptance: Acceptance::NoChange,
};

/// A key that can be one segment of a path. The value is never repeated.
fn key(text: &str) -> std::result::Result<String, String> {
    let text = opaque(text)?;
    if text.contains('/') || matches!(text.as_str(), "." | "..") {
        return Err(
            "must be the key alone: it holds a slash, or is dots, as a key never is".into(),
        );
    }
    Ok(text)
}

fn digits(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    Err(format!("must be a number, digits alone, not {text:?}"))
}

#[async_trait]
impl Connector for Roku {
    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }

    async fn check(&self, session: &Session) -> Result<CheckReport> {
        check::check(session).await
    }

    async fn sync(&self, session: &Session, catalogue: &str) -> Result<Vec<Item>> {
        match catalogue {
            "products" => Ok(purchase::typed(&session.account, "product_ids")),
            other => Err(
                Error::new(Kind::NotFound, format!("Roku has no catalogue {other}"))
                    .hint("Its catalogues are: products"),
            ),
        }
    }

    async fn plan(&self, session: &Session, intent: &Intent) -> Result<Plan> {
        if intent.action.id == VALIDATE.id {
            transaction::plan(session, intent).await
        } else {
            purchase::plan(session, intent, "roku", "product_ids")
        }
    }

    async fn run(&self, _session: &Session, plan: &Plan) -> RunReport {
        match plan.action {
            "validate_transaction" => transaction::run(plan),
            "in_app_purchase" => RunReport::handed_out(plan),
            other => RunReport::ended(unusable(&format!("Roku has no action {other}"))),
        }
    }
}
