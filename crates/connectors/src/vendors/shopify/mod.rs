//! Shopify: its definition as data, and the way into the rest of the folder.
//!
//! A shop's cart lives in the visitor's browser, where nothing here can reach it. So each action makes a link, which
//! sends nothing; two of them can be tried instead on an anonymous cart of the Storefront API, which buys nothing.
//! `shop` judges addresses, `client` knows the API and its three levels of refusal, `documents` what is asked. On these
//! stand `catalogue` (sync and check), `actions` (plans) and `carts` (the test cart and its run).

mod actions;
mod carts;
mod catalogue;
mod client;
mod documents;
mod shop;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

use crate::connector::{CheckReport, Connector, Item};
use crate::definition::{
    Acceptance, Action, Assumption, BASE_URL, Catalogue, Category, Choice, Definition, Effect,
    Idempotency, Limits, Param, Rate, Setting,
};
use crate::error::Result;
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::session::Session;

/// A Shopify shop, its storefront.
pub struct Shopify;

static DEFINITION: Definition = Definition {
    id: "shopify",
    name: "Shopify",
    category: Category::Billing,
    summary: "Makes links that fill a visitor's cart, lead into the shop or bring a discount, and tries them on a test cart",
    docs_url: "https://shopify.dev/docs/api/storefront",
    settings: &[SHOP_URL, TOKEN, API_VERSION, BASE_URL],
    traits: &[],
    catalogues: &[Catalogue {
        id: "variants",
        name: "Variants",
        help: "What can be put into a cart: a variant of a product, by its number",
    }],
    actions: &[ADD_TO_CART, REDIRECT, ADD_DISCOUNT],
    limits: Limits {
        // Nothing is published for the storefront; suspected bots are locked out.
        rate: Some(Rate {
            requests: 2,
            per_secs: 1,
        }),
        ..Limits::USUAL
    },
    proves: "A proven check shows that the shop's storefront answers, with the access token if one is set, and that its products may be read. It does not show that a discount code exists: codes cannot be listed",
    assumptions: &[
        Assumption::new(
            "add_to_cart",
            "A link to /cart/add keeps what is in the visitor's cart; a checkout link starts a new one. Which of the two a prompt should use is yours to say, by the parameter How",
        ),
        Assumption::new(
            "redirect",
            "Only the shop's own hosts are taken: the one of Shop URL, and the primary domain that the shop names",
        ),
        Assumption::new(
            "add_discount",
            "A code for certain customers never holds on an anonymous test cart: that it does not apply there says nothing about those customers",
        ),
        Assumption::new(
            "storefront_access_token",
            "Without a token Shopify is taken to allow queries of a cost of 1,000, so products are read in small pages. With a token they are read in large ones",
        )
        .setting("storefront_access_token"),
        Assumption::new(
            "connector",
            "What a locked, frozen or throttled storefront answers was never seen: a page that asks for a password, 402, 429 and 430 are read so",
        ),
    ],
};

const SHOP_URL: Setting = Setting::host(
    "shop_url",
    "Shop URL",
    "The shop's myshopify.com address, or its own domain. Its name alone means the first",
    shop::host,
)
.required()
.example("acme-demo.myshopify.com");

const TOKEN: Setting = Setting::secret(
    "storefront_access_token",
    "Storefront access token",
    "The public access token of a Storefront API app, as made under Headless or Develop apps. Optional: without it products are read in small pages",
)
.judge(shop::token);

const API_VERSION: Setting = Setting::text(
    "api_version",
    "API version",
    "The version of the Storefront API that is asked. Shopify serves each for a year",
)
.judge(shop::version)
.advanced()
.default("2026-04")
.example("2026-04");

const VARIANT: Param = Param::catalogue(
    "variant",
    "Variant",
    "variants",
    "The variant, by its number or its SKU",
)
.required();

const ADD_TO_CART: Action = Action {
    id: "add_to_cart",
    name: "Add to cart",
    description: "Puts a variant into a cart: makes the link that does so in the visitor's browser, or tries it on an anonymous cart, which buys nothing and goes away by itself",
    requires: &[],
    params: &[
        VARIANT,
        Param::integer("quantity", "Quantity", 1, 999, "How many of it").default("1"),
        Param::choice(
            "how",
            "How",
            &[
                Choice::new("add_link", "Link: add to the visitor's cart"),
                Choice::new("checkout_link", "Link: a new cart, straight to checkout"),
                Choice::new("test_cart", "Test: fill an anonymous cart now"),
            ],
            "A link sends nothing to Shopify; a test cart shows whether the shop takes it",
        )
        .default("add_link"),
        Param::text("discount", "Discount code", 255, "A code that goes with it"),
        Param::text(
            "lines",
            "More lines",
            4000,
            "More variants for the same cart, by number: 40011223344:2, 40011223355:1",
        )
        .advanced()
        .only_when("how", &["checkout_link", "test_cart"]),
    ],
    effect: Effect::HandsOut,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    // Each test makes another anonymous cart.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

const REDIRECT: Action = Action {
    id: "redirect",
    name: "Redirect",
    description: "Makes the link that leads the visitor to a page of the shop. Nothing is sent to Shopify that changes anything",
    requires: &[],
    params: &[Param::text(
        "target_url",
        "Target URL",
        2000,
        "A path such as /collections/sale, or a whole https address of the shop",
    )
    .required()],
    effect: Effect::HandsOut,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    idempotency: Idempotency::Natural,
    acceptance: Acceptance::NoChange,
};

const ADD_DISCOUNT: Action = Action {
    id: "add_discount",
    name: "Add Discount",
    description: "Brings a discount code into a cart: makes the link that does so in the visitor's browser, or tries the code on an anonymous cart, which buys nothing and goes away by itself",
    requires: &[],
    params: &[
        Param::text(
            "code",
            "Discount code",
            255,
            "The code, as customers type it",
        )
        .required(),
        Param::choice(
            "how",
            "How",
            &[
                Choice::new("link", "Link: for the visitor's cart"),
                Choice::new("test_cart", "Test: try it on an anonymous cart now"),
            ],
            "A link sends nothing to Shopify; a test cart shows whether the code holds",
        )
        .default("link"),
        Param::text(
            "redirect",
            "Then go to",
            2000,
            "A path of the shop where the link leads, such as /cart; the front page if empty",
        )
        .only_when("how", &["link"]),
        VARIANT.only_when("how", &["test_cart"]),
    ],
    effect: Effect::HandsOut,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    idempotency: Idempotency::None,
    acceptance: Acceptance::Recorded,
};

#[async_trait]
impl Connector for Shopify {
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
        carts::run(session, plan).await
    }
}
