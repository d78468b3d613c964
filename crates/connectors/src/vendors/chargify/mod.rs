//! Chargify, today Maxio Advanced Billing: its definition as data, and the way into the rest of the folder.
//!
//! `client` knows the API, `replies` what it answers, `shown` how that is said to people. On these stand `check`,
//! `catalogue` (sync) and the actions: `actions` plans them with the help of `target`, `run` carries a plan out.

mod actions;
mod catalogue;
mod check;
mod client;
mod domain;
mod replies;
mod run;
mod shown;
mod target;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

use crate::connector::{CheckReport, Connector, Item};
use crate::definition::{
    Acceptance, Action, Assumption, BASE_URL, Catalogue, Category, Choice, Definition, Effect,
    Idempotency, Limits, Param, Retry, Setting, Trait, opaque,
};
use crate::error::Result;
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::session::Session;

/// Chargify (Maxio Advanced Billing).
pub struct Chargify;

static DEFINITION: Definition = Definition {
    id: "chargify",
    name: "Chargify",
    category: Category::Billing,
    summary: "Creates and cancels subscriptions of a Chargify (Maxio Advanced Billing) site, and adds coupons to them",
    docs_url: "https://developers.maxio.com/",
    settings: &[API_KEY, DOMAIN, BASE_URL],
    traits: &[Trait {
        key: "chargify_id",
        label: "Chargify ID",
        help: "The number of the customer at Chargify, as in the address of the customer's page",
        normalise: customer_number,
    }],
    catalogues: &[
        Catalogue {
            id: "products",
            name: "Products",
            help: "A plan that customers subscribe to, by its handle, or by its id where it has none",
        },
        Catalogue {
            id: "coupons",
            name: "Coupons",
            help: "A discount, by its code",
        },
        Catalogue {
            id: "reason_codes",
            name: "Reason codes",
            help: "Why a subscription was cancelled, by the site's own codes",
        },
    ],
    actions: &[CREATE, CANCEL, ADD_COUPON],
    limits: Limits {
        // A limit of the vendor for each site: more are queued first, then answered by 429.
        concurrency: Some(4),
        rate: None,
        read_timeout_secs: 30,
        // The vendor itself gives up after 120 s, its payment gateway included.
        write_timeout_secs: 125,
        retry: Retry::USUAL,
    },
    proves: "A proven key opens this site and reads its products and coupons; whether it is a test or a live site is said. It does not show that the key may change subscriptions",
    assumptions: &[
        Assumption::new(
            "chargify_id",
            "It is taken for the number of a customer, not of a subscription. If your traits hold subscription numbers, actions would look at another customer or at none: compare the name in the plan before running it",
        ),
        Assumption::new(
            "cancel_subscription",
            "It cancels at the end of the paid period unless the parameter When says immediately",
        ),
        Assumption::new(
            "connector",
            "Chargify is taken to list all subscriptions of a customer at once. If it lists 20 or more, the plan warns that there may be others",
        ),
        Assumption::new(
            "create_subscription",
            "The preview is asked for with the same fields as the real request. If Chargify refuses the preview, the action is not offered to run",
        ),
        Assumption::new(
            "connector",
            "Amounts are read as hundredths of the currency's unit, as the names of Chargify's fields say (…_in_cents), also for currencies without cents",
        ),
        Assumption::new(
            "coupons",
            "Archived coupons are asked for in the way of Maxio's current SDK. A site that ignores it lists the others alone, and the archived ones count as vanished",
        ),
        Assumption::new(
            "api_key",
            "What Chargify answers to a key that lacks a permission is not documented: 403 is read so",
        ),
    ],
};

const API_KEY: Setting = Setting::secret(
    "api_key",
    "API Key",
    "An API key of this site. Paste the key itself, not its ID; a key of another site does not work",
)
.judge(key)
.required();

const DOMAIN: Setting = Setting::host(
    "domain",
    "Domain",
    "The site's subdomain or address. A bare subdomain means the US host; a site in the EU is at ebilling.maxio.com",
    domain::normalise,
)
.required()
.example("acme.chargify.com");

const PLAN: Param =
    Param::catalogue("plan", "Plan", "products", "The product, by handle or id").required();

const SUBSCRIPTION_ID: Param = Param::text(
    "subscription_id",
    "Subscription ID",
    20,
    "Which one, when the customer has several current subscriptions to the plan",
)
.advanced();

const CREATE: Action = Action {
    id: "create_subscription",
    name: "Create subscription",
    description: "Subscribes the customer to a plan. On a live site it charges real money at once; cancelling later does not give it back",
    requires: &[&["chargify_id"]],
    params: &[
        PLAN,
        Param::catalogue(
            "coupon_code",
            "Coupon code",
            "coupons",
            "A discount to start with",
        )
        .advanced(),
        Param::text(
            "payment_profile_id",
            "Payment profile ID",
            20,
            "A card or bank account that Chargify holds for this customer, by its number. Card numbers are never entered here",
        )
        .advanced(),
        Param::choice(
            "payment_collection_method",
            "Payment collection",
            &[
                Choice::new("automatic", "Automatic: charge the card or bank account"),
                Choice::new("remittance", "Remittance: send an invoice"),
                Choice::new("prepaid", "Prepaid: draw on a prepaid balance"),
                Choice::new("invoice", "Invoice: sites with the old statements only"),
            ],
            "How payments are collected; the site's default if empty",
        )
        .advanced(),
        Param::text(
            "product_price_point_handle",
            "Price point",
            255,
            "The handle of one of the product's price points; its default one if empty",
        )
        .advanced(),
        Param::text(
            "reference",
            "Reference",
            255,
            "Your own identifier for the new subscription",
        )
        .advanced(),
    ],
    effect: Effect::Starts,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    // The token in the request stops a repeat, but the answer to a repeat does not tell how the first one ended.
    // So it is never sent twice, and a lost answer is an unknown outcome.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const CANCEL: Action = Action {
    id: "cancel_subscription",
    name: "Cancel subscription",
    description: "Ends a subscription, at once or at the end of its period. At once cannot be undone in place: a reactivation may charge again",
    requires: &[&["chargify_id"]],
    params: &[
        PLAN,
        Param::choice(
            "when",
            "When",
            &[
                Choice::new("end_of_period", "At the end of the current period"),
                Choice::new("immediately", "Immediately"),
            ],
            "At the end of the current period the subscriber keeps what is paid for, and it can be taken back until then",
        )
        .default("end_of_period"),
        Param::catalogue("reason_code", "Reason", "reason_codes", "One of the site's reason codes"),
        Param::text(
            "cancellation_message",
            "Message",
            65_535,
            "Why, in words, for the site's own use",
        ),
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Ends,
    destructive: true,
    moves_money: false,
    reaches_person: false,
    // A second cancellation is answered by a refusal, which would hide that the first one worked.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const ADD_COUPON: Action = Action {
    id: "add_coupon_code",
    name: "Add coupon code",
    description: "Adds a discount to a subscription and keeps those it has. It can be removed again at Chargify",
    requires: &[&["chargify_id"]],
    params: &[
        PLAN,
        Param::catalogue(
            "coupon_code",
            "Coupon code",
            "coupons",
            "The discount to add",
        )
        .required(),
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Discounts,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    // Whether the vendor counts a coupon twice is not documented.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

/// An API key: one word. A colon would end the user name of HTTP Basic. The value is never repeated.
fn key(text: &str) -> std::result::Result<String, String> {
    let text = opaque(text)?;
    if text.contains(':') {
        return Err("must be the key alone: it holds a colon, which a key never has".into());
    }
    Ok(text)
}

/// The number of a customer: digits alone, leading zeros dropped.
fn customer_number(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!(
            "must be the number of a Chargify customer, digits alone, not {text:?}"
        ));
    }
    text.parse::<u64>()
        .map(|n| n.to_string())
        .map_err(|_| format!("is too long for the number of a Chargify customer: {text}"))
}

#[async_trait]
impl Connector for Chargify {
    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }

    async fn check(&self, session: &Session) -> Result<CheckReport> {
        check::check(session).await
    }

    async fn sync(&self, session: &Session, catalogue: &str) -> Result<Vec<Item>> {
        catalogue::sync(session, catalogue).await
    }

    async fn plan(&self, session: &Session, intent: &Intent) -> Result<Plan> {
        actions::plan(session, intent).await
    }

    async fn run(&self, session: &Session, plan: &Plan) -> RunReport {
        run::run(session, plan).await
    }
}
