//! Braintree: its definition as data, and the way into the rest of the folder.
//!
//! Plans, subscriptions and discounts exist in the gateway's XML API alone; the newer GraphQL API has none of them.
//! `client` knows the API, `errors` its refusals, `replies` what it tells of customers and subscriptions. On these stand
//! `catalogue` (sync and check) and the actions: `actions` plans them with the help of `target`, `run` carries a plan out.

mod actions;
mod catalogue;
mod client;
mod errors;
mod replies;
mod run;
mod target;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

use crate::connector::{CheckReport, Connector, Item};
use crate::definition::{
    Acceptance, Action, Assumption, BASE_URL, Catalogue, Category, Choice, Definition, Effect,
    Idempotency, Limits, Param, Retry, Setting, Trait, email, opaque,
};
use crate::error::Result;
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::session::Session;

/// Braintree, its gateway.
pub struct Braintree;

static DEFINITION: Definition = Definition {
    id: "braintree",
    name: "Braintree",
    category: Category::Billing,
    summary: "Subscribes customers of a Braintree gateway to plans, and adds discounts to their subscriptions",
    docs_url: "https://developer.paypal.com/braintree/docs/",
    settings: &[MERCHANT_ID, PUBLIC_KEY, PRIVATE_KEY, ENVIRONMENT, BASE_URL],
    traits: &[
        Trait {
            key: "braintree_id",
            label: "Braintree ID",
            help: "The id of the customer in Braintree's vault. It goes before the e-mail address",
            normalise: vault_id,
        },
        Trait {
            key: "email_address",
            label: "E-mail address",
            help: "Finds the customer when there is no Braintree ID. Braintree lets several customers share one",
            normalise: email,
        },
    ],
    catalogues: &[
        Catalogue {
            id: "plans",
            name: "Plans",
            help: "What customers subscribe to: a price and how often it is billed",
        },
        Catalogue {
            id: "discounts",
            name: "Discounts",
            help: "An amount off each bill of a subscription, for a number of bills or for good",
        },
        Catalogue {
            id: "add_ons",
            name: "Add-ons",
            help: "What can be bought beside a plan, for an amount on each bill",
        },
    ],
    actions: &[SUBSCRIBE, ADD_DISCOUNT],
    limits: Limits {
        concurrency: None,
        rate: None,
        read_timeout_secs: 30,
        // A subscription is made while the card is authorised; the vendor's own clients wait a minute.
        write_timeout_secs: 60,
        retry: Retry::USUAL,
    },
    proves: "A proven check shows that merchant ID, keys and environment belong together, and that the keys may read plans and discounts and search customers. It does not show that they may create or change subscriptions",
    assumptions: &[
        Assumption::new(
            "environment",
            "Neither the merchant ID nor the keys tell whether they are of the sandbox or of production, so it must be said. Keys of the other environment are refused",
        )
        .setting("environment"),
        Assumption::new(
            "subscribe_plan",
            "It is charged to the customer's default payment method unless the parameter Payment method names another",
        ),
        Assumption::new(
            "subscribe_plan",
            "The new subscription gets an id made here, so that a lost answer can be looked up and a repeat cannot subscribe twice. The parameter New subscription ID overrides it",
        ),
        Assumption::new(
            "add_discount",
            "Discounts are those of Braintree's own list: it has no coupon codes",
        ),
        Assumption::new(
            "add_discount",
            "Active, Pending and Past Due subscriptions are live. One that is paid from a US bank account may not be listed with its customer: name it by the parameter Subscription ID",
        ),
        Assumption::new(
            "email_address",
            "Whether Braintree minds upper and lower case when it searches an address was never seen: type it as Braintree has it, or use the Braintree ID",
        ),
        Assumption::new(
            "connector",
            "Braintree publishes no rate limits, and its answers to keys that lack a right were never seen: 401, 403 and 404 are read by their number alone",
        ),
    ],
};

const MERCHANT_ID: Setting = Setting::text(
    "merchant_id",
    "Merchant ID",
    "In the Control Panel under Settings, API, together with the keys. It is not the ID of a merchant account",
)
.judge(word)
.required()
.example("k7vq2c9xj4m8w3tz");

const PUBLIC_KEY: Setting = Setting::text(
    "public_key",
    "Public key",
    "The public half of the pair of keys, of the same environment as the merchant ID",
)
.judge(key)
.required()
.example("9wdhy6pbx2nqrs5f");

const PRIVATE_KEY: Setting = Setting::secret(
    "private_key",
    "Secret key",
    "Braintree calls it the private key. It belongs to the public key above",
)
.required();

const ENVIRONMENT: Setting = Setting::choice(
    "environment",
    "Environment",
    &[
        Choice::new("sandbox", "Sandbox: test data, no money moves"),
        Choice::new("production", "Production: real customers and real money"),
    ],
    "Which of Braintree's two gateways the keys are of",
)
.required()
.example("sandbox");

const SUBSCRIBE: Action = Action {
    id: "subscribe_plan",
    name: "Subscribe Plan",
    description: "Subscribes the customer to a plan. Without a trial it charges the payment method at once; cancelling later does not give the money back",
    requires: &[&["braintree_id", "email_address"]],
    params: &[
        Param::catalogue("plan_id", "Plan", "plans", "The plan, by its id").required(),
        Param::text(
            "payment_method_token",
            "Payment method",
            100,
            "The token of one of the customer's stored payment methods; the default one if empty. Card numbers are never entered here",
        )
        .advanced(),
        Param::decimal(
            "price",
            "Price",
            2,
            "Each bill's price in the plan's currency, instead of the plan's own",
        )
        .advanced(),
        Param::boolean(
            "trial_period",
            "Trial",
            "Whether it starts with the plan's trial; as the plan says if empty. Without a trial the first bill is charged at once",
        )
        .advanced(),
        Param::catalogue(
            "add_on_id",
            "Add-on",
            "add_ons",
            "What is bought beside the plan, by its id: it is charged with each bill, the first included. Those of the plan come by themselves",
        )
        .advanced(),
        Param::text(
            "id",
            "New subscription ID",
            36,
            "Your own id for the new subscription: letters, digits, hyphens and underscores; one is made if empty",
        )
        .advanced(),
    ],
    effect: Effect::Starts,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    // An id of one's own makes a repeat fail, which tells nothing of the first one: it is never sent twice, and a lost
    // answer is settled by reading the subscription of that id.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const ADD_DISCOUNT: Action = Action {
    id: "add_discount",
    name: "Add Discount",
    description: "Takes an amount off the next bills of a subscription. Nothing is charged or paid back now; it can be removed again at Braintree",
    requires: &[&["braintree_id", "email_address"]],
    params: &[
        Param::catalogue("discount_id", "Discount", "discounts", "The discount, by its id").required(),
        Param::decimal(
            "amount",
            "Amount",
            2,
            "What is taken off each bill, in the subscription's currency, instead of the discount's own amount",
        )
        .advanced(),
        Param::integer("quantity", "Quantity", 1, 100, "How many times the amount is taken off each bill").advanced(),
        Param::integer(
            "number_of_billing_cycles",
            "Bills",
            1,
            1000,
            "For how many bills, instead of what the discount says",
        )
        .advanced(),
        Param::boolean(
            "never_expires",
            "For good",
            "Whether it stays for all bills, instead of what the discount says",
        )
        .advanced(),
        Param::text(
            "subscription_id",
            "Subscription ID",
            36,
            "Which one, when the customer has several live subscriptions",
        )
        .advanced(),
    ],
    effect: Effect::Discounts,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    // A repeat is refused, because the discount is there already. It is never sent twice all the same.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

/// What ids of Braintree are made of: anything else would change the path that it stands in.
fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn word(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if is_id(text) {
        return Ok(text.to_owned());
    }
    // Not repeated: it may be a key in the wrong field.
    Err("must be one word of letters, digits, hyphens and underscores".into())
}

/// A key: one word. A colon would end the user name of HTTP Basic.
fn key(text: &str) -> std::result::Result<String, String> {
    let text = opaque(text)?;
    if text.contains(':') {
        return Err("must be the public key alone: it holds a colon, which a key never has".into());
    }
    Ok(text)
}

fn vault_id(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if is_id(text) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "must be the id of a Braintree customer: letters, digits, hyphens and underscores, not {text:?}"
    ))
}

#[async_trait]
impl Connector for Braintree {
    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }

    async fn check(&self, session: &Session) -> Result<CheckReport> {
        catalogue::check(session).await
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
