//! Piano (VX, Publisher API v3): its definition as data, and the way into the rest of the folder.
//!
//! `client` knows the API and how it says no, `replies` what it answers. `target` finds the one subscription that an
//! action is about, `actions` plans, `change` holds what a term's change options say, `run` carries a plan out;
//! `catalogue` reads the lists, `check` proves the token.

mod actions;
mod catalogue;
mod change;
mod check;
mod client;
mod replies;
mod run;
mod target;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

use crate::connector::{CheckReport, Connector, Item};
use crate::definition::{
    Acceptance, Action, Assumption, BASE_URL, Catalogue, Category, Choice, Definition, Effect,
    Idempotency, Limits, Param, Rate, Retry, Setting, Trait, opaque,
};
use crate::error::Result;
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::session::Session;

/// Piano.
pub struct Piano;

static DEFINITION: Definition = Definition {
    id: "piano",
    name: "Piano",
    category: Category::Billing,
    summary: "Resumes subscriptions of a Piano application, moves them to another term, and lists its promotions and promo codes",
    docs_url: "https://docs.piano.io/api/",
    settings: &[API_TOKEN, AID, REGION, BASE_URL],
    traits: &[
        Trait {
            key: "subscription_id",
            label: "Subscription ID",
            help: "Piano's id of the subscription itself. Where it is given, the other traits are not looked at",
            normalise: opaque,
        },
        Trait {
            key: "uid",
            label: "User ID (UID)",
            help: "The user's id at Piano",
            normalise: opaque,
        },
        Trait {
            key: "email_address",
            label: "E-mail address",
            help: "The user's address at Piano, looked at when there is no id",
            normalise: opaque,
        },
    ],
    catalogues: &[
        Catalogue {
            id: "terms",
            name: "Terms",
            help: "What a subscription is to, by its id; its change options say which other terms it may move to",
        },
        Catalogue {
            id: "promotions",
            name: "Promotions",
            help: "A promotion that is running, by its id",
        },
        Catalogue {
            id: "promo_codes",
            name: "Promo codes",
            help: "A code of a running promotion. Piano takes codes at the checkout alone: no action sends one",
        },
    ],
    actions: &[RESUBSCRIBE, UPGRADE],
    limits: Limits {
        concurrency: None,
        // Quoted unofficially.
        rate: Some(Rate {
            requests: 10,
            per_secs: 1,
        }),
        read_timeout_secs: 30,
        // A change of terms may charge a card.
        write_timeout_secs: 60,
        retry: Retry::USUAL,
    },
    proves: "A proven token opens this application and reads its terms. It does not show that the token may change subscriptions",
    assumptions: ASSUMPTIONS,
};

const API_TOKEN: Setting = Setting::secret(
    "api_token",
    "API token",
    "The application's API token, in the Piano dashboard under the application's settings. Each region and each application has its own",
)
.required();

const AID: Setting = Setting::text(
    "aid",
    "Application ID",
    "The ten letters and digits beside the application's name in the Piano dashboard",
)
.judge(aid)
.required()
.example("aB3dE6gH9j");

const REGION: Setting = Setting::choice(
    "region",
    "Region",
    &[
        Choice::new("us", "United States"),
        Choice::new("eu", "Europe"),
        Choice::new("au", "Australia"),
        Choice::new("ap", "Asia Pacific"),
        Choice::new("sandbox", "Sandbox"),
    ],
    "Where the application lives, as in the address of the dashboard",
)
.required()
.example("sandbox");

const WHO: &[&[&str]] = &[&["subscription_id", "uid", "email_address"]];

const SUBSCRIPTION_ID: Param = Param::text(
    "subscription_id",
    "Subscription",
    100,
    "Piano's id of the subscription, needed only when the user has several that fit",
)
.advanced();

const RESUBSCRIBE: Action = Action {
    id: "resubscribe",
    name: "Resubscribe",
    description: "Resumes a subscription that is set to end: it renews and is billed again",
    requires: WHO,
    params: &[SUBSCRIPTION_ID],
    effect: Effect::Restarts,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    // It is the same twice, but billing begins with it: it is looked at, not repeated.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const UPGRADE: Action = Action {
    id: "upgrade_subscription",
    name: "Upgrade subscription",
    description: "Moves a subscription from one term to another, along a change option of the term. Depending on the billing timing it charges or refunds at once. Piano does it in its own time; a change that is pending can be cancelled at Piano",
    requires: WHO,
    params: &[
        Param::catalogue(
            "from_term_id",
            "From term",
            "terms",
            "The term that the subscription is to now",
        )
        .required(),
        Param::catalogue(
            "to_term_id",
            "To term",
            "terms",
            "The term to move to. It must be among the change options of the other",
        )
        .required(),
        Param::choice(
            "billing_timing",
            "Billing timing",
            &[
                Choice::new("0", "At once"),
                Choice::new("1", "At the end of the current cycle"),
                Choice::new("2", "At the next sell date"),
                Choice::new("3", "At the end of the current period"),
            ],
            "When the new term is billed. Left empty, it is as the change option says",
        ),
        Param::boolean(
            "immediate_access",
            "Immediate access",
            "Whether the new term's content opens at once. Left empty, it is as the change option says",
        )
        .advanced(),
        Param::boolean(
            "prorate_access",
            "Prorate access",
            "Whether unused time counts. Left empty, it is as the change option says",
        )
        .advanced(),
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Changes,
    destructive: true,
    moves_money: true,
    reaches_person: false,
    // A second one is expected to be refused while the first is pending, and would be another change afterwards.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Queued,
};

const ASSUMPTIONS: &[Assumption] = &[
    Assumption::new(
        "connector",
        "Piano says no by a code that is not 0 inside an answer with status 200. What the codes mean is not published: a message that speaks of denied access is taken for the token, one that says not found for a missing thing, and all others are shown as they are",
    ),
    Assumption::new(
        "api_token",
        "The token goes in the header api_token, and with a POST in the form too. Where your application takes it in the query alone, this connector does not serve it",
    ),
    Assumption::new(
        "region",
        "The hosts of the regions are those of Piano's SDKs. Where yours is another, set the Base URL",
    )
    .setting("base_url"),
    Assumption::new(
        "email_address",
        "A user is searched for by the field email. Only a user whose address is the same is taken",
    ),
    Assumption::new(
        "promotions",
        "Those that run are asked for (expired=active): others count as vanished",
    ),
    Assumption::new(
        "promo_codes",
        "The names of a code's fields were not seen: code or promotion_code, and state",
    ),
    Assumption::new(
        "resubscribe",
        "A subscription can be resumed if Piano says so, or else if it does not renew and has not ended. Whether one that has ended can be resumed was not seen: it is not offered",
    ),
    Assumption::new(
        "upgrade_subscription",
        "What the numbers of an upgrade's status mean was not seen. It is shown as it is; the change counts as made when the subscription is to the new term, and as accepted when Piano shows it with its date. Whether it may change is asked by its id alone, as Piano's SDK does",
    ),
];

/// An application's id: letters and digits.
fn aid(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Ok(text.to_owned());
    }
    Err("must be letters and digits alone, without spaces or signs".into())
}

#[async_trait]
impl Connector for Piano {
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
