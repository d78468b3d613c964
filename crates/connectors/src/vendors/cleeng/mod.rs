//! Cleeng, Core API 3.1: its definition as data, and the way into the rest of the folder.
//!
//! `client` knows the API and how it says no, `replies` what it answers. `target` finds the one subscription that an
//! action is about, `actions` plans, `run` carries a plan out; `catalogue` reads the offers, `check` proves the token.

mod actions;
mod catalogue;
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
    Idempotency, Limits, Param, Retry, Setting, Trait, opaque,
};
use crate::error::Result;
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::session::Session;

/// Cleeng.
pub struct Cleeng;

static DEFINITION: Definition = Definition {
    id: "cleeng",
    name: "Cleeng",
    category: Category::Billing,
    summary: "Switches subscriptions of a Cleeng broadcaster to another offer, applies coupons to them and reactivates them",
    docs_url: "https://developers.cleeng.com/reference",
    settings: &[PUBLISHER_TOKEN, ENVIRONMENT, BASE_URL],
    traits: &[
        Trait {
            key: "cleeng_subscription_id",
            label: "Cleeng subscription ID",
            help: "The number of the subscription itself. Where it is given, the other traits are not looked at",
            normalise: number,
        },
        Trait {
            key: "cleeng_customer_id",
            label: "Cleeng customer ID",
            help: "The number of the customer at Cleeng",
            normalise: number,
        },
        Trait {
            key: "external_id",
            label: "External ID",
            help: "The broadcaster's own id of the customer, as it was given to Cleeng",
            normalise: line,
        },
        Trait {
            key: "email_address",
            label: "E-mail address",
            help: "The customer's address at Cleeng, looked at when there is no id",
            normalise: opaque,
        },
    ],
    catalogues: &[Catalogue {
        id: "offers",
        name: "Offers",
        help: "A subscription offer, by its id; the end of the id tells the country that its price is for",
    }],
    actions: &[SWITCH, APPLY_COUPON, REACTIVATE],
    limits: Limits {
        concurrency: None,
        rate: None,
        read_timeout_secs: 30,
        // A switch may go through the payment gateway.
        write_timeout_secs: 60,
        retry: Retry::USUAL,
    },
    proves: "A proven token reads the offers and subscriptions of its broadcaster in the environment that is set. It does not show that the token may change subscriptions",
    assumptions: ASSUMPTIONS,
};

const PUBLISHER_TOKEN: Setting = Setting::secret(
    "publisher_token",
    "API Key",
    "The broadcaster's API key (publisher token), in Cleeng's dashboard under Admin and then API keys. The sandbox has keys of its own",
)
.required();

const ENVIRONMENT: Setting = Setting::choice(
    "environment",
    "Environment",
    &[
        Choice::new("production", "Production: real money"),
        Choice::new("sandbox", "Sandbox"),
    ],
    "Where the key was made. A key of one environment does not work in the other",
)
.required()
.example("sandbox");

const WHO: &[&[&str]] = &[&[
    "cleeng_subscription_id",
    "cleeng_customer_id",
    "external_id",
    "email_address",
]];

const SUBSCRIPTION_ID: Param = Param::text(
    "subscription_id",
    "Subscription",
    20,
    "The number of the subscription, needed only when the customer has several that fit",
)
.advanced();

const SWITCH: Action = Action {
    id: "switch_subscription",
    name: "Switch subscription",
    description: "Moves an active subscription to another offer. The broadcaster's switch settings decide when: by Cleeng's own defaults an upgrade takes effect at once and may charge, a downgrade at the next renewal",
    requires: WHO,
    params: &[
        Param::catalogue(
            "to_offer_id",
            "New offer",
            "offers",
            "The offer to move to. Cleeng allows those that its dashboard lists under Offer switch settings",
        )
        .required(),
        Param::choice(
            "direction",
            "Direction",
            &[
                Choice::new("upgrade", "Upgrade"),
                Choice::new("downgrade", "Downgrade"),
            ],
            "Which of the dashboard's switch settings holds. It must be the one under which the new offer stands there",
        )
        .required(),
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Changes,
    destructive: true,
    moves_money: true,
    reaches_person: false,
    // A repeat is refused while the first one is pending, and would be another switch afterwards.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const APPLY_COUPON: Action = Action {
    id: "apply_coupon",
    name: "Apply coupon",
    description: "Puts a coupon on an active subscription, which changes its next payments. Cleeng keeps one coupon: another one that is there is replaced",
    requires: WHO,
    params: &[
        Param::text(
            "coupon_code",
            "Coupon code",
            100,
            "The code, as customers type it. Cleeng lists no codes, it only tells of one that is known",
        )
        .required(),
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Discounts,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    // Whether a second use of the same code counts again is not documented.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const REACTIVATE: Action = Action {
    id: "reactivate_subscription",
    name: "Reactivate subscription",
    description: "Takes back the cancellation of a subscription that still runs to its end: it renews and is billed again. One that has ended can only be bought anew",
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

const ASSUMPTIONS: &[Assumption] = &[
    Assumption::new(
        "connector",
        "Which trait names a customer is not told by Cleeng: the subscription's number is taken first, then the customer's, then the external id, then the e-mail address",
    ),
    Assumption::new(
        "environment",
        "Keys are taken to belong to one environment. Where yours is reached elsewhere, set the Base URL",
    )
    .setting("base_url"),
    Assumption::new(
        "offers",
        "The names page and limit are those of Cleeng's older API. The list is complete when it has as many offers as Cleeng's total says; where no total is told, a page of less than 100 counts as the last",
    ),
    Assumption::new(
        "switch_subscription",
        "Which switches are possible is asked for by subscriptionId, a name that was not seen. Where Cleeng does not answer it, the plan warns and Cleeng judges the switch itself",
    ),
    Assumption::new(
        "apply_coupon",
        "That Cleeng replaces a coupon that is there, rather than refusing the new one, was not seen",
    ),
    Assumption::new(
        "reactivate_subscription",
        "It sends the status active in an update of the subscription. Cleeng calls that deprecated and has another operation, whose path was not seen: if Cleeng refuses it, nothing is changed",
    ),
    Assumption::new(
        "connector",
        "Failures are read as a code and a message, or as a list of errors. Other shapes are shown as they are",
    ),
];

/// A number of Cleeng's: digits alone.
fn number(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.len() > 20 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!(
            "must be a number of Cleeng's, digits alone, not {text:?}"
        ));
    }
    Ok(text.to_owned())
}

/// An id of the broadcaster's choice: it may hold blanks and signs.
fn line(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err("must be one line without control characters".into());
    }
    Ok(text.to_owned())
}

#[async_trait]
impl Connector for Cleeng {
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
