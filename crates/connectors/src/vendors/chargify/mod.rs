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
    Acceptance, Action, Assumption, BASE_URL, Catalogue, Category, Choice, Definition, Idempotency,
    Limits, Param, ParamKind, Retry, Setting, SettingKind, Trait, opaque,
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
    assumptions: &[
        Assumption {
            about: "chargify_id",
            text: "It is taken for the number of a customer, not of a subscription. If your traits hold subscription numbers, actions would look at another customer or at none: compare the name in the plan before running it",
        },
        Assumption {
            about: "cancel_subscription",
            text: "It cancels at the end of the paid period unless the parameter When says immediately",
        },
        Assumption {
            about: "connector",
            text: "Chargify is taken to list all subscriptions of a customer at once. If it lists 20 or more, the plan warns that there may be others",
        },
        Assumption {
            about: "create_subscription",
            text: "The preview is asked for with the same fields as the real request. If Chargify refuses the preview, the action is not offered to run",
        },
        Assumption {
            about: "connector",
            text: "Amounts are read as hundredths of the currency's unit, as the names of Chargify's fields say (…_in_cents), also for currencies without cents",
        },
        Assumption {
            about: "coupons",
            text: "Archived coupons are asked for in the way of Maxio's current SDK. A site that ignores it lists the others alone, and the archived ones count as vanished",
        },
        Assumption {
            about: "api_key",
            text: "What Chargify answers to a key that lacks a permission is not documented: 403 is read so",
        },
    ],
};

const API_KEY: Setting = Setting {
    key: "api_key",
    label: "API Key",
    help: "An API key of this site. Paste the key itself, not its ID; a key of another site does not work",
    kind: SettingKind::Text,
    secret: true,
    required: true,
    advanced: false,
    default: None,
    example: "",
    normalise: key,
};

const DOMAIN: Setting = Setting {
    key: "domain",
    label: "Domain",
    help: "The site's subdomain or address. A bare subdomain means the US host; a site in the EU is at ebilling.maxio.com",
    kind: SettingKind::Host,
    secret: false,
    required: true,
    advanced: false,
    default: None,
    example: "acme.chargify.com",
    normalise: domain::normalise,
};

const PLAN: Param = Param {
    key: "plan",
    label: "Plan",
    help: "The product, by handle or id",
    kind: ParamKind::Catalogue {
        catalogue: "products",
    },
    required: true,
    advanced: false,
    default: None,
};

const SUBSCRIPTION_ID: Param = Param {
    key: "subscription_id",
    label: "Subscription ID",
    help: "Which one, when the customer has several current subscriptions to the plan",
    kind: ParamKind::Text { max: 20 },
    required: false,
    advanced: true,
    default: None,
};

const CREATE: Action = Action {
    id: "create_subscription",
    name: "Create subscription",
    description: "Subscribes the customer to a plan. On a live site it charges real money at once; cancelling later does not give it back",
    requires: &[&["chargify_id"]],
    params: &[
        PLAN,
        Param {
            key: "coupon_code",
            label: "Coupon code",
            help: "A discount to start with",
            kind: ParamKind::Catalogue {
                catalogue: "coupons",
            },
            required: false,
            advanced: true,
            default: None,
        },
        Param {
            key: "payment_profile_id",
            label: "Payment profile ID",
            help: "A card or bank account that Chargify holds for this customer, by its number. Card numbers are never entered here",
            kind: ParamKind::Text { max: 20 },
            required: false,
            advanced: true,
            default: None,
        },
        Param {
            key: "payment_collection_method",
            label: "Payment collection",
            help: "How payments are collected; the site's default if empty",
            kind: ParamKind::Choice {
                choices: &[
                    Choice {
                        value: "automatic",
                        label: "Automatic: charge the card or bank account",
                    },
                    Choice {
                        value: "remittance",
                        label: "Remittance: send an invoice",
                    },
                    Choice {
                        value: "prepaid",
                        label: "Prepaid: draw on a prepaid balance",
                    },
                    Choice {
                        value: "invoice",
                        label: "Invoice: sites with the old statements only",
                    },
                ],
            },
            required: false,
            advanced: true,
            default: None,
        },
        Param {
            key: "product_price_point_handle",
            label: "Price point",
            help: "The handle of one of the product's price points; its default one if empty",
            kind: ParamKind::Text { max: 255 },
            required: false,
            advanced: true,
            default: None,
        },
        Param {
            key: "reference",
            label: "Reference",
            help: "Your own identifier for the new subscription",
            kind: ParamKind::Text { max: 255 },
            required: false,
            advanced: true,
            default: None,
        },
    ],
    destructive: false,
    moves_money: true,
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
        Param {
            key: "when",
            label: "When",
            help: "At the end of the current period the subscriber keeps what is paid for, and it can be taken back until then",
            kind: ParamKind::Choice {
                choices: &[
                    Choice {
                        value: "end_of_period",
                        label: "At the end of the current period",
                    },
                    Choice {
                        value: "immediately",
                        label: "Immediately",
                    },
                ],
            },
            required: false,
            advanced: false,
            default: Some("end_of_period"),
        },
        Param {
            key: "reason_code",
            label: "Reason",
            help: "One of the site's reason codes",
            kind: ParamKind::Catalogue {
                catalogue: "reason_codes",
            },
            required: false,
            advanced: false,
            default: None,
        },
        Param {
            key: "cancellation_message",
            label: "Message",
            help: "Why, in words, for the site's own use",
            kind: ParamKind::Text { max: 65_535 },
            required: false,
            advanced: false,
            default: None,
        },
        SUBSCRIPTION_ID,
    ],
    destructive: true,
    moves_money: false,
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
        Param {
            key: "coupon_code",
            label: "Coupon code",
            help: "The discount to add",
            kind: ParamKind::Catalogue {
                catalogue: "coupons",
            },
            required: true,
            advanced: false,
            default: None,
        },
        SUBSCRIPTION_ID,
    ],
    destructive: false,
    moves_money: false,
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
