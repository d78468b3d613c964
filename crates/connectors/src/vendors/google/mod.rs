//! Google: pushes by Firebase Cloud Messaging (FCM), and Play products as descriptors.
//!
//! `client` has the tokens of the service account and says what a "no" means, `push` plans (Google judges the plan
//! itself) and sends, `check` proves, `play` lists the products where a package is set.

mod check;
mod client;
mod play;
mod push;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

use crate::connector::{CheckReport, Connector, Item};
use crate::definition::{
    Acceptance, Action, Assumption, BASE_URL, Catalogue, Category, Choice, Definition, Effect,
    Idempotency, Limits, Param, Setting, Trait,
};
use crate::draft::unusable;
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::jwt::service_account;
use crate::plan::{Plan, RunReport};
use crate::purchase::{self, PRODUCT_ID, PRODUCT_IDS};
use crate::push::{BODY, DATA, TITLE};
use crate::session::Session;

/// Google: FCM and Play.
pub struct Google;

/// The secret setting with the service account.
const ACCOUNT: &str = "service_account_json";

static DEFINITION: Definition = Definition {
    id: "google",
    name: "Google",
    category: Category::AppStoresPush,
    summary: "Sends test pushes to Android devices by Firebase Cloud Messaging, and hands out descriptors of in-app purchases",
    docs_url: "https://firebase.google.com/docs/cloud-messaging",
    settings: SETTINGS,
    traits: &[Trait {
        key: "fcm_token",
        label: "FCM registration token",
        help: "The address of the app on one device: of the push endpoints of type FCM (or GCM, its older name), the Address",
        normalise: registration,
    }],
    catalogues: &[Catalogue {
        id: "products",
        name: "Products",
        help: "A subscription or one-time product of Google Play, by its product ID: the ones typed in the settings, and those of the Play Console if an Android package is set",
    }],
    actions: &[PUSH, PURCHASE],
    limits: Limits::USUAL,
    proves: "A proven connection has a token of Google's for the service account, and FCM judged a message of it for a device that was made up: the project is there and the account may send. Nothing is delivered. With an Android package, that the account may read its subscriptions",
    assumptions: &[
        Assumption::new(
            "connector",
            "FCM is taken to judge the right to send before the device token. If it did not, an account without the right could pass the check",
        ),
        Assumption::new(
            "send_test_push",
            "Google is about to name devices by installation IDs (fid) instead of tokens. Tokens are sent unless Send as says otherwise",
        )
        .setting("send_as"),
        Assumption::new(
            ACCOUNT,
            "The file decides where a signed request for a token goes: only https://oauth2.googleapis.com/token is taken, unless Token URL names another place",
        )
        .setting("token_url"),
        Assumption::new(
            "connector",
            "How many messages a project may send in a minute is not known for sure, and not enforced here",
        ),
        Assumption::new(
            "in_app_purchase",
            "An app is taken to need nothing but the product to open the purchase",
        ),
    ],
};

static SETTINGS: &[Setting] = &[
    Setting::json(
        ACCOUNT,
        "FCM service JSON",
        "The key file of a service account, from the Firebase console under Project settings > Service accounts > Generate new private key",
    )
    .hidden()
    .judge(service_account)
    .required(),
    PRODUCT_IDS.judge(product_id).example("gold_monthly"),
    Setting::text(
        "package_name",
        "Android package",
        "Only to list the products of Google Play; the service account must be invited in the Play Console. Without it the products are those typed above",
    )
    .judge(package)
    .example("com.acme.player"),
    Setting::choice(
        "send_as",
        "Send as",
        &[
            Choice::new("token", "Registration token"),
            Choice::new("fid", "Firebase installation ID"),
        ],
        "What the addresses of your push endpoints are",
    )
    .advanced()
    .default("token")
    .example("token"),
    Setting::address(
        "token_url",
        "Token URL",
        "Replaces https://oauth2.googleapis.com, where tokens are asked for. For proxies and for the sandbox",
    ),
    Setting::address(
        "play_url",
        "Play URL",
        "Replaces https://androidpublisher.googleapis.com. For proxies and for the sandbox",
    ),
    BASE_URL,
];

const PUSH: Action = Action {
    id: "send_test_push",
    name: "Send test push",
    description: "Sends a push to one device. A real person will see it, and it cannot be called back. Google judges the message while it is planned, without delivering it",
    requires: &[&["fcm_token"]],
    params: &[
        TITLE.required(),
        BODY.required(),
        Param::text(
            "image",
            "Image",
            2_000,
            "The https address of a picture in the notification",
        )
        .advanced(),
        DATA,
        Param::choice(
            "priority",
            "Priority",
            &[
                Choice::new("normal", "Normal: when the device is awake"),
                Choice::new("high", "High: at once"),
            ],
            "Whether the device is woken up",
        )
        .advanced()
        .default("high"),
        Param::integer(
            "ttl",
            "Kept for",
            0,
            2_419_200,
            "How long Google keeps the push for a device that is off, in seconds; 0 tries once",
        )
        .advanced()
        .default("3600"),
        Param::text(
            "collapse_key",
            "Collapse key",
            64,
            "Of pushes with the same key that wait for the device, it gets the last one alone",
        )
        .advanced(),
    ],
    effect: Effect::Notifies,
    destructive: false,
    moves_money: false,
    reaches_person: true,
    idempotency: Idempotency::None,
    acceptance: Acceptance::Queued,
};

const PURCHASE: Action = Action {
    id: "in_app_purchase",
    name: "In-app purchase",
    description: "Hands out the descriptor with which the app opens Google Play's purchase of a product. Nothing is sent to Google",
    requires: &[],
    params: &[PRODUCT_ID],
    effect: Effect::HandsOut,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    idempotency: Idempotency::Natural,
    acceptance: Acceptance::NoChange,
};

fn product_id(text: &str) -> std::result::Result<String, String> {
    let text = purchase::id(text, "_.", 150)?;
    let first = text.chars().next().unwrap_or('_');
    if text.chars().any(|c| c.is_ascii_uppercase()) || !first.is_ascii_alphanumeric() {
        return Err("must have small letters only, and begin with a letter or digit".into());
    }
    Ok(text)
}

fn package(text: &str) -> std::result::Result<String, String> {
    let text = purchase::id(text, "_.", 255)?;
    let parts: Vec<&str> = text.split('.').collect();
    let begins = |part: &&str| part.starts_with(|c: char| c.is_ascii_alphabetic());
    if parts.len() > 1 && parts.iter().all(begins) {
        return Ok(text);
    }
    Err("must be a package such as com.acme.player".into())
}

/// Opaque and long. Line breaks come from copying.
fn registration(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    let odd = |c: char| c.is_whitespace() || c.is_control();
    if text.is_empty() || text.len() > 4096 || text.chars().any(odd) {
        return Err(
            "must be one word of at most 4096 characters, without spaces or line breaks".into(),
        );
    }
    Ok(text.to_owned())
}

#[async_trait]
impl Connector for Google {
    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }

    async fn check(&self, session: &Session) -> Result<CheckReport> {
        check::check(session).await
    }

    async fn sync(&self, session: &Session, catalogue: &str) -> Result<Vec<Item>> {
        match catalogue {
            "products" => play::products(session).await,
            other => Err(
                Error::new(Kind::NotFound, format!("Google has no catalogue {other}"))
                    .hint("Its catalogues are: products"),
            ),
        }
    }

    async fn plan(&self, session: &Session, intent: &Intent) -> Result<Plan> {
        if intent.action.id == PUSH.id {
            push::plan(session, intent).await
        } else {
            purchase::plan(session, intent, "google", "product_ids")
        }
    }

    async fn run(&self, session: &Session, plan: &Plan) -> RunReport {
        match plan.action {
            "send_test_push" => push::run(session, plan).await,
            "in_app_purchase" => RunReport::handed_out(plan),
            other => RunReport::ended(unusable(&format!("Google has no action {other}"))),
        }
    }
}
