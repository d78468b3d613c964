//! Vindicia (`CashBox`, Subscribe), REST: its definition as data, and the way into the rest of the folder.
//!
//! `client` knows the API and how it says no, `replies` what it answers. `target` finds the one subscription that an
//! action is about, `actions` plans, `run` carries a plan out; `catalogue` reads the lists, `check` proves the user.

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
    Idempotency, Limits, Param, Retry, Setting, Trait,
};
use crate::error::Result;
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::session::Session;

/// Vindicia.
pub struct Vindicia;

static DEFINITION: Definition = Definition {
    id: "vindicia",
    name: "Vindicia",
    category: Category::Billing,
    summary: "Adds products and campaigns to Vindicia subscriptions, and replaces a product by another",
    docs_url: "https://knowledge.vindicia.com/",
    settings: &[USERNAME, PASSWORD, ENVIRONMENT, ADD_CAMPAIGN_BY, BASE_URL],
    traits: &[
        Trait {
            key: "vindicia_subscription_id",
            label: "Vindicia subscription ID",
            help: "The id of the subscription itself, yours or Vindicia's own (VID). Where it is given, the account is not looked at",
            normalise: id,
        },
        Trait {
            key: "vindicia_account_id",
            label: "Vindicia account ID",
            help: "The id of the customer's account, yours or Vindicia's own (VID)",
            normalise: id,
        },
    ],
    catalogues: &[
        Catalogue {
            id: "products",
            name: "Products",
            help: "What a subscription is made of, by its id",
        },
        Catalogue {
            id: "campaigns",
            name: "Campaigns",
            help: "A promotion, by its code. Campaigns of coupons have a code for each customer, which is typed",
        },
    ],
    actions: &[ADD_PRODUCT, REPLACE_PRODUCT, ADD_CAMPAIGN],
    limits: Limits {
        concurrency: None,
        rate: None,
        read_timeout_secs: 30,
        // A change may authorise a card.
        write_timeout_secs: 60,
        retry: Retry::USUAL,
    },
    proves: "A proven user reads the products of the environment that is set. It does not show that the user may read or change subscriptions",
    assumptions: ASSUMPTIONS,
};

const USERNAME: Setting = Setting::text(
    "username",
    "API Username",
    "The user that Vindicia made for REST calls. Each environment has its own",
)
.judge(username)
.required()
.example("acme_rest");

const PASSWORD: Setting = Setting::secret("password", "API Password", "The password of that user")
    .judge(password)
    .required();

const ENVIRONMENT: Setting = Setting::choice(
    "environment",
    "Environment",
    &[
        Choice::new("production", "Production: real money"),
        Choice::new("prodtest", "ProdTest: Vindicia's sandbox"),
    ],
    "Where the user was made. A user of one environment does not work in the other",
)
.required()
.example("prodtest");

const ADD_CAMPAIGN_BY: Setting = Setting::choice(
    "add_campaign_by",
    "Add a campaign by",
    &[
        Choice::new("existing_item", "Its code on the item that is there (inferred)"),
        Choice::new("replace_item", "Replacing the item by the same product with the code (seen)"),
    ],
    "How Add campaign writes the code. That an item which is there takes one was never seen; that a replacing item takes one was, but it makes a new item",
)
.default("existing_item")
.advanced();

const WHO: &[&[&str]] = &[&["vindicia_subscription_id", "vindicia_account_id"]];

const SUBSCRIPTION_ID: Param = Param::text(
    "subscription_id",
    "Subscription",
    255,
    "The id of the subscription, needed only when the account has several that are active",
)
.advanced();

const EFFECTIVE_DATE: Param = Param::choice(
    "effective_date",
    "Takes effect",
    &[
        Choice::new("nextBill", "With the next bill: nothing is charged now"),
        Choice::new("today", "Today"),
    ],
    "When the change takes effect",
)
.default("nextBill");

const PRORATED: Param = Param::boolean(
    "bill_prorated_period",
    "Bill the rest of the period",
    "Charges or credits the difference for the rest of the period at once. Left empty, it does not",
)
.only_when("effective_date", &["today"]);

const ADD_PRODUCT: Action = Action {
    id: "add_product",
    name: "Add product",
    description: "Adds a product to an active subscription. It is billed with the next bill, or today for the rest of the period if so chosen",
    requires: WHO,
    params: &[
        Param::catalogue("product_id", "Product", "products", "The product to add").required(),
        EFFECTIVE_DATE,
        PRORATED,
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Starts,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    // That a second use of the new item's id is refused was never seen.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const REPLACE_PRODUCT: Action = Action {
    id: "replace_product",
    name: "Replace product",
    description: "Puts another product in the place of one that an active subscription has: what came with the old one is taken away",
    requires: WHO,
    params: &[
        Param::catalogue(
            "from_product_id",
            "Old product",
            "products",
            "The product to replace. Needed only when the subscription has several",
        ),
        Param::catalogue(
            "to_product_id",
            "New product",
            "products",
            "The product to put in its place",
        )
        .required(),
        Param::text(
            "more_pairs",
            "Further pairs",
            4000,
            "More products to replace in the same change, old=new with commas between: hd=uhd, sports=sports_plus",
        )
        .advanced(),
        EFFECTIVE_DATE,
        PRORATED,
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Changes,
    destructive: true,
    moves_money: true,
    reaches_person: false,
    // A repeat finds the old product no longer there, which would hide that the first one worked.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const ADD_CAMPAIGN: Action = Action {
    id: "add_campaign",
    name: "Add campaign",
    description: "Puts a campaign on a product of an active subscription, which changes the price of coming periods. How Vindicia takes it was not seen: try it in ProdTest first",
    requires: WHO,
    params: &[
        Param::catalogue(
            "campaign_code",
            "Campaign code",
            "campaigns",
            "The campaign's code, or the coupon code of a customer",
        )
        .required(),
        EFFECTIVE_DATE,
        Param::catalogue(
            "product_id",
            "Product",
            "products",
            "The product that gets the campaign. Needed only when the subscription has several",
        )
        .advanced(),
        SUBSCRIPTION_ID,
    ],
    effect: Effect::Discounts,
    destructive: false,
    moves_money: true,
    reaches_person: false,
    // Whether a repeat is refused or does nothing is not documented.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const ASSUMPTIONS: &[Assumption] = &[
    Assumption::new(
        "environment",
        "The hosts are those of Vindicia's samples. Where yours is another, such as a staging host, set the Base URL",
    )
    .setting("base_url"),
    Assumption::new(
        "add_campaign",
        "That an item which is there takes a campaign code was never seen. Where Vindicia refuses it or does not show it, the setting Add a campaign by has the other way",
    )
    .setting("add_campaign_by"),
    Assumption::new(
        "connector",
        "Vindicia's own dry run is not used: it was not seen on a change, and a server that passes over it would really change. The plan is reckoned from what is read",
    ),
    Assumption::new(
        "connector",
        "A change with the next bill is taken to show its item at once. Where Vindicia shows it later, the run ends as unknown: look at the subscription, do not repeat it",
    ),
    Assumption::new(
        "replace_product",
        "That several products are replaced by one change is how Vindicia's list of items reads; it was seen with one. After a change of today, an old product that is still shown makes the run end as unknown",
    ),
    Assumption::new(
        "campaigns",
        "The names of a campaign's fields are spelled as in Vindicia's REST samples of other objects, and read leniently",
    ),
    Assumption::new(
        "connector",
        "An answer that is an Error object is a failure whatever its status. What its other fields mean was not seen",
    ),
    Assumption::new(
        "username",
        "Newer tenants may ask for keys or OAuth instead of a user and a password: they are not served",
    ),
];

/// A user name of HTTP Basic: no colon.
fn username(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.contains(':') || text.chars().any(char::is_control) {
        return Err("must be the user's name alone, without a colon".into());
    }
    Ok(text.to_owned())
}

/// A password, blanks inside it included. The value is never repeated.
fn password(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err("must be one line without control characters".into());
    }
    Ok(text.to_owned())
}

/// An id of the merchant's choice: it may hold blanks and signs.
fn id(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.len() > 255 || text.chars().any(char::is_control) {
        return Err("must be an id of at most 255 characters on one line".into());
    }
    Ok(text.to_owned())
}

#[async_trait]
impl Connector for Vindicia {
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
