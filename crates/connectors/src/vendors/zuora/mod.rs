//! Zuora: its definition as data, and the way into the rest of the folder.
//!
//! `offers` holds the actions as data, `host` the judges of the settings. `client` knows the API and judges what it
//! answers, `replies` holds the answers as they are looked at, `shown` how that is said to people. On these stand
//! `check`, `catalogue` (sync) and the actions: `actions` plans them with the help of `target`, `bodies` (what is
//! sent, in the two dialects of tenants) and `preview`; `run` carries a plan out, and `settle` looks what became of a
//! change whose answer was lost.

mod actions;
mod bodies;
mod catalogue;
mod check;
mod client;
mod host;
mod offers;
mod preview;
mod replies;
mod run;
mod settle;
mod shown;
mod target;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

use crate::connector::{CheckReport, Connector, Item};
use crate::definition::{
    Assumption, BASE_URL, Catalogue, Category, Choice, Definition, Limits, Retry, Setting, Trait,
    opaque,
};
use crate::error::Result;
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::session::Session;

/// Zuora Billing.
pub struct Zuora;

/// The setting that spells the policy `SuspendDate`.
const SPELLING: &str = "suspend_date_spelling";

static DEFINITION: Definition = Definition {
    id: "zuora",
    name: "Zuora",
    category: Category::Billing,
    summary: "Creates, changes, suspends, resumes and cancels subscriptions of accounts of a Zuora tenant",
    docs_url: "https://developer.zuora.com/v1-api-reference/api/",
    settings: &[
        Setting::host(
            "api_url",
            "API URL",
            "The REST endpoint of your tenant's data centre: rest.zuora.com, rest.na.zuora.com, rest.eu.zuora.com, rest.ap.zuora.com, the same with sandbox, test or apisandbox in it, or another host under zuora.com",
            host::normalise,
        )
        .required()
        .example("https://rest.test.zuora.com"),
        Setting::text(
            "client_id",
            "Client ID",
            "The ID of an OAuth client, made in Zuora under Administration, Manage Users, on the page of an API user",
        )
        .judge(opaque)
        .required()
        .example("b64e42ba-5d3f-4a1c-9e1b-0c7d2f8a6e11"),
        Setting::secret(
            "client_secret",
            "Client Secret",
            "The secret of that OAuth client. Zuora shows it once, when the client is made",
        )
        .required(),
        Setting::choice(
            "tenant_type",
            "Tenant type",
            &[
                Choice::new("orders", "Orders, the usual one since 2018"),
                Choice::new(
                    "subscribe_amend",
                    "Subscribe and Amend, or Orders Harmonization",
                ),
            ],
            "Which of Zuora's two ways of changing a subscription the tenant takes. A wrong choice is refused by Zuora and changes nothing",
        )
        .advanced()
        .default("orders"),
        Setting::text(
            "entity_id",
            "Entity ID",
            "Which entity to work in, in a tenant with several entities",
        )
        .judge(opaque)
        .advanced(),
        Setting::text(
            "zuora_version",
            "API minor version",
            "The version of Zuora's API that changes of subscriptions are written for. The catalogue is read without one",
        )
        .judge(host::version)
        .advanced()
        .default("211.0")
        .example("211.0"),
        Setting::choice(
            SPELLING,
            "Spelling of the policy SuspendDate",
            &[
                Choice::new(offers::SUSPEND_DATE, "SuspendDate, as in Zuora's newest SDK"),
                Choice::new("suspendDate", "suspendDate, as in its reference of 2023"),
            ],
            "How a resumption on the day of the suspension is sent. A wrong spelling is refused by Zuora and changes nothing",
        )
        .advanced()
        .default(offers::SUSPEND_DATE),
        BASE_URL,
    ],
    traits: &[Trait {
        key: "account_number",
        label: "Account number",
        help: "The number of the account in Zuora, such as A00000001, or its ID",
        normalise: account_key,
    }],
    catalogues: &[Catalogue {
        id: "rate_plans",
        name: "Product rate plans",
        help: "A way in which a product is sold, by its ID",
    }],
    actions: offers::ACTIONS,
    limits: Limits {
        // Zuora counts 50,000 requests a minute for a whole tenant: no desktop comes near it.
        concurrency: None,
        rate: None,
        read_timeout_secs: 60,
        // Orders and amendments are computed while the caller waits.
        write_timeout_secs: 120,
        retry: Retry::USUAL,
    },
    proves: "The OAuth client gets a token and its user may read the product catalogue. It does not show that the user may read accounts or change subscriptions, nor of which type the tenant is",
    assumptions: &[
        Assumption::new(
            "tenant_type",
            "That an Orders tenant refuses the calls of Subscribe and Amend, and the other way round, is what Zuora writes; in which words was never seen",
        )
        .setting("tenant_type"),
        Assumption::new(
            "connector",
            "A date that is left empty is today's in UTC. Where the tenant's own time zone has another date, give the date",
        ),
        Assumption::new(
            "connector",
            "Nothing is billed or collected by these actions themselves: they never ask Zuora for a bill run. The next bill run of the tenant charges what is due",
        ),
        Assumption::new(
            "connector",
            "The previews are taken to save nothing, as Zuora writes. If Zuora refuses a preview, the action is not offered to run",
        ),
        Assumption::new(
            "cancel_subscription",
            "Apply credit is sent as applyCredit, which only tenants with Invoice Settlement know. Others are to leave it empty",
        ),
        Assumption::new(
            "resume_subscription",
            "Zuora's documents spell the policy of the suspend date in two ways, SuspendDate and suspendDate: which one your tenant takes was not seen",
        )
        .setting(SPELLING),
        Assumption::new(
            "create_subscription",
            "An evergreen subscription of an Orders tenant is sent without a renewal: Zuora's document does not show one",
        ),
        Assumption::new(
            "client_secret",
            "What Zuora answers to a wrong secret was never seen: 400 and 401 are read so. A missing permission may come as 403 or inside 200: both are read so",
        ),
    ],
};

/// An account number or ID: one word. It stands in the path as one part.
fn account_key(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(format!(
            "must be the number of a Zuora account, one word such as A00000001, not {text:?}"
        ));
    }
    Ok(text.to_owned())
}

#[async_trait]
impl Connector for Zuora {
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
