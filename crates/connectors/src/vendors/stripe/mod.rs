//! Stripe Billing: its definition as data, and the way into the rest of the folder.
//!
//! `client` knows the API and how its answers are judged, `replies` what they hold, `shown` how that is said to
//! people. On these stand `check`, `catalogue` (sync) and the actions: `actions` plans them with the help of
//! `target`, `run` carries a plan out and settles lost answers, `schedule` is the run of a change at a period's end.

mod actions;
mod catalogue;
mod check;
mod client;
mod params;
mod replies;
mod run;
mod schedule;
mod shown;
mod target;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

use crate::connector::{CheckReport, Connector, Item};
use crate::definition::{
    Assumption, BASE_URL, Catalogue, Category, Definition, Limits, Rate, Retry, Setting, Trait,
    email, opaque,
};
use crate::error::Result;
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::session::Session;

/// Stripe Billing.
pub struct Stripe;

/// The last API version that knows discounts of customers.
const VERSION: &str = "2025-02-24.acacia";

static DEFINITION: Definition = Definition {
    id: "stripe",
    name: "Stripe",
    category: Category::Billing,
    summary: "Starts, switches and ends subscriptions of a Stripe account, extends trials and applies coupons",
    docs_url: "https://docs.stripe.com/api",
    settings: &[API_KEY, ACCOUNT_ID, API_VERSION, BASE_URL],
    traits: &[
        Trait {
            key: "stripe_id",
            label: "Stripe ID",
            help: "The customer's id at Stripe, as in the address of the customer's page: cus_…",
            normalise: customer_id,
        },
        Trait {
            key: "email_address",
            label: "E-mail address",
            help: "The customer's e-mail address at Stripe, letter case included. Looked at only without a Stripe ID",
            normalise: email,
        },
    ],
    catalogues: &[
        Catalogue {
            id: "plans",
            name: "Plans",
            help: "A recurring price of a product, by the price's id",
        },
        Catalogue {
            id: "coupons",
            name: "Coupons",
            help: "A discount, by the coupon's id",
        },
        Catalogue {
            id: "promotion_codes",
            name: "Promotion codes",
            help: "A code that customers type to get a coupon, by its id",
        },
    ],
    actions: &[
        params::UPDATE,
        params::SUBSCRIBE,
        params::UNSUBSCRIBE,
        params::ADD_COUPON,
        params::EXTEND_TRIAL,
    ],
    limits: Limits {
        concurrency: None,
        // A sandbox's limit; live accounts take more.
        rate: Some(Rate {
            requests: 25,
            per_secs: 1,
        }),
        read_timeout_secs: 30,
        write_timeout_secs: 80,
        retry: Retry::USUAL,
    },
    proves: "A proven key reads prices, customers, subscriptions, products, coupons and promotion codes. It does not show that the key may change customers and subscriptions: Stripe tells that only by a change",
    assumptions: &[
        Assumption::new(
            "api_version",
            "Requests and answers are those of API version 2025-02-24.acacia. From 2025-03-31.basil on, customers have no coupons of their own, and other differences were not tried",
        )
        .setting("api_version"),
        Assumption::new(
            "update_subscription",
            "Which right of a restricted key the preview and the change at the period's end (a subscription schedule) ask for is not documented. Without the preview, the plan says so and goes on",
        ),
        Assumption::new(
            "update_subscription",
            "At the period's end the switch is made by a schedule that releases the subscription one period later. What a schedule could not repeat (tax rates, thresholds, transfers) is refused instead",
        ),
        Assumption::new(
            "subscribe_to_plan",
            "Subscriptions that were made in flexible billing mode were never seen with this API version: compare the plan with the Dashboard",
        ),
        Assumption::new(
            "subscribe_to_plan",
            "Unless Payment behaviour says otherwise, a first payment that fails leaves no subscription behind",
        ),
        Assumption::new(
            "unsubscribe_from_plan",
            "It ends with the paid period unless the parameter When says now",
        ),
        Assumption::new(
            "email_address",
            "Stripe's search by e-mail is taken to be exact, letter case included. Of several customers the only one with a live subscription is taken, and the plan says so",
        ),
        Assumption::new(
            "api_key",
            "The words of Stripe's refusals for expired keys and for test and live mode mixed up are from general knowledge; the error shows what Stripe really says",
        ),
    ],
};

const API_KEY: Setting = Setting::secret(
    "api_key",
    "API key",
    "A restricted key (rk_…) is advised: Dashboard, Developers, API keys. It needs Customers and Subscriptions with write, and Products, Prices, Coupons and Promotion Codes with read access. Test keys see test data only",
)
.judge(key)
.required();

const ACCOUNT_ID: Setting = Setting::text(
    "account_id",
    "Connected account",
    "Only for a platform's key: the connected account to work on. Empty means the key's own account",
)
.judge(account)
.example("acct_1Abc");

const API_VERSION: Setting = Setting::text(
    "api_version",
    "API version",
    "Sent with every request, so that the account's own default is of no matter",
)
.judge(version)
.default(VERSION)
.advanced()
.example(VERSION);

/// A secret or restricted key. The value is never repeated.
fn key(text: &str) -> std::result::Result<String, String> {
    let text = opaque(text)?;
    let other = [
        (
            "pk_",
            "is a publishable key, which may change nothing: use a restricted key (rk_…)",
        ),
        (
            "whsec_",
            "is the secret of a webhook: use a restricted key (rk_…)",
        ),
        (
            "sk_org_",
            "is the key of an organization, which is not supported: use a restricted key (rk_…) of the account itself",
        ),
    ];
    match other.iter().find(|(prefix, _)| text.starts_with(prefix)) {
        Some((_, why)) => Err((*why).into()),
        None => Ok(text),
    }
}

/// `prefix` and then letters and digits.
fn is_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

fn account(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if !text.is_empty() && !is_id(text, "acct_") {
        return Err("must be the id of a connected account, such as acct_1Abc".into());
    }
    Ok(text.into())
}

fn version(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    let (date, release) = text.split_once('.').unwrap_or((text, "none"));
    let named = !release.is_empty() && release.bytes().all(|b| b.is_ascii_lowercase());
    let dated = date.len() == 10 && date.parse::<jiff::civil::Date>().is_ok();
    if !dated || !named {
        return Err(format!("must be a version such as {VERSION}, not {text:?}"));
    }
    Ok(text.into())
}

fn customer_id(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if !is_id(text, "cus_") {
        return Err(format!(
            "must be the id of a Stripe customer, which begins with cus_, not {text:?}"
        ));
    }
    Ok(text.into())
}

#[async_trait]
impl Connector for Stripe {
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
