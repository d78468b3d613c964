//! Recurly (V3 API): its definition as data, and the way into the rest of the folder.
//!
//! `actions` is what it can do, as data. `client` and `pages` know the API, `replies` what it answers, `shown` how that is said to
//! people. On these stand `check`, `catalogue` (sync) and the actions: `plan` and its parts `changes`, `create` and
//! `coupons` plan them with the help of `target`, `run` carries a plan out.

mod actions;
mod catalogue;
mod changes;
mod check;
mod client;
mod coupons;
mod create;
mod pages;
mod plan;
mod replies;
mod run;
mod shown;
mod target;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

use crate::connector::{CheckReport, Connector, Item};
use crate::definition::{
    Assumption, BASE_URL, Catalogue, Category, Choice, Definition, Limits, Rate, Retry, Setting,
    Trait, opaque,
};
use crate::error::Result;
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::session::Session;

/// Recurly.
pub struct Recurly;

static DEFINITION: Definition = Definition {
    id: "recurly",
    name: "Recurly",
    category: Category::Billing,
    summary: "Creates, changes, pauses and ends subscriptions of a Recurly site, applies coupons and records usage",
    docs_url: "https://recurly.com/developers/api/",
    settings: &[API_KEY, USE_ACCOUNT_CODE, REGION, BASE_URL],
    traits: &[
        Trait {
            key: "account_code",
            label: "Account code",
            help: "The code of the account at Recurly, which your own system chose: often the user's id",
            normalise: account,
        },
        Trait {
            key: "account_number",
            label: "Account number",
            help: "The account's id that Recurly itself made. Taken for a code where Use Account Code is on and there is no account code",
            normalise: account,
        },
    ],
    catalogues: &[
        Catalogue {
            id: "plans",
            name: "Plans",
            help: "What accounts subscribe to, by its code",
        },
        Catalogue {
            id: "coupons",
            name: "Coupons",
            help: "A discount, by its code. Bulk coupons are listed as archived: they are redeemed by one of their unique codes, which is typed",
        },
        Catalogue {
            id: "add_ons",
            name: "Usage add-ons",
            help: "An add-on that is billed by recorded usage, by its code. Plans may share a code",
        },
    ],
    actions: actions::ACTIONS,
    limits: Limits {
        concurrency: None,
        // What a sandbox site allows; a production site allows more.
        rate: Some(Rate {
            requests: 400,
            per_secs: 60,
        }),
        read_timeout_secs: 60,
        write_timeout_secs: 60,
        retry: Retry::USUAL,
    },
    proves: "A proven key opens the site that is named, and whether it is a live site is said. It does not show that the key may change subscriptions",
    assumptions: &[
        Assumption::new(
            "account_number",
            "Where Use Account Code is off, it is taken for the account's id at Recurly. Where it is on and there is no account code, it is taken for a code",
        )
        .setting("use_account_code"),
        Assumption::new(
            "cancel_subscription",
            "Recurly has two ways to end a subscription. At the end of the term or on the bill date it is cancelled; now, with the choice of a refund, it is terminated. The parameter When decides",
        ),
        Assumption::new(
            "update_subscription_price",
            "A price is taken for one of a plan without ramps; Recurly is expected to refuse it for a plan with ramps",
        ),
        Assumption::new(
            "apply_coupon_code",
            "Recurly's document says 200 for a coupon that was applied; any 2xx with the coupon in it is taken for a success",
        ),
        Assumption::new(
            "connector",
            "The messages that Recurly is known to give for single fields are not in its document; they are repeated where they come",
        ),
        Assumption::new(
            "connector",
            "Recurly's pages name different rate limits. The lowest is kept: 400 requests a minute",
        ),
    ],
};

const API_KEY: Setting = Setting::secret(
    "api_key",
    "API Key",
    "A private API key of the site: Integrations, API Credentials. The public key is another one",
)
.judge(key)
.required();

const USE_ACCOUNT_CODE: Setting = Setting::boolean(
    "use_account_code",
    "Use Account Code",
    "On: accounts are found by the code that your own system gave them. Off: by the id that Recurly gave them",
)
.default("true");

const REGION: Setting = Setting::choice(
    "region",
    "Region",
    &[
        Choice::new("us", "United States (v3.recurly.com)"),
        Choice::new("eu", "European Union (v3.eu.recurly.com)"),
    ],
    "Where the site is kept. The key of a site in one region does not open the other",
)
.default("us");

/// An API key: one word. A colon would end the user name of HTTP Basic. The value is never repeated.
fn key(text: &str) -> std::result::Result<String, String> {
    let text = opaque(text)?;
    if text.contains(':') {
        return Err("must be the key alone: it holds a colon, which a key never has".into());
    }
    Ok(text)
}

/// A code or an id of an account.
fn account(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err("must be the code or id of a Recurly account".into());
    }
    Ok(text.to_owned())
}

#[async_trait]
impl Connector for Recurly {
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
        plan::plan(session, intent).await
    }

    async fn run(&self, session: &Session, plan: &Plan) -> RunReport {
        run::run(session, plan).await
    }
}
