//! Apple: pushes by APNs, and App Store products as descriptors.
//!
//! `apns` knows the push service, `store` App Store Connect: two keys, two hosts. On these stand `push` (plan and run),
//! `check`, and the catalogue, which is what was typed and what App Store Connect lists.

mod apns;
mod check;
mod push;
mod store;
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
use crate::jwt::p8;
use crate::plan::{Plan, RunReport};
use crate::purchase::{self, PRODUCT_ID, PRODUCT_IDS, PURCHASE_TYPE};
use crate::push::{BODY, TITLE};
use crate::session::Session;

/// Apple: APNs and the App Store.
pub struct Apple;

static DEFINITION: Definition = Definition {
    id: "apple",
    name: "Apple",
    category: Category::AppStoresPush,
    summary: "Sends test pushes to Apple devices by APNs, and hands out descriptors of in-app purchases",
    docs_url: "https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns",
    settings: SETTINGS,
    traits: &[Trait {
        key: "apns_token",
        label: "APNs device token",
        help: "The address of the app on one device: of the push endpoints of type APNS, the Address. It is of one environment alone",
        normalise: device_token,
    }],
    catalogues: &[Catalogue {
        id: "products",
        name: "Products",
        help: "An in-app product or subscription, by its product ID: the ones typed in the settings, and those of App Store Connect if its key is set",
    }],
    actions: &[PUSH, PURCHASE],
    limits: Limits::USUAL,
    proves: "It sends an undeliverable push, to a device token that cannot exist. A proven connection has a key that APNs takes for this team, and a Bundle ID that is not refused. That APNs judges the key before the device is inferred. With a key for App Store Connect, that it finds the app",
    assumptions: &[
        Assumption::new(
            "connector",
            "APNs is taken to judge the key and the Bundle ID before the device token. If it did not, a wrong key could pass the check",
        ),
        Assumption::new(
            "environment",
            "Which of the two environments your prompts use is not known: production is assumed",
        )
        .setting("environment"),
        Assumption::new(
            "key_id",
            "Newer keys can be limited to an app or to one environment. How each refusal of such a key reads was not seen",
        ),
        Assumption::new(
            "in_app_purchase",
            "That prompts know upgrades and downgrades on Apple devices is implied, not said",
        ),
        Assumption::new(
            "key_p8",
            "Apple wants a provider token to be used for 20 minutes at least. One is signed every half hour for all apps and processes with the same key; each call of the command line signs it anew with the same time of issue, which Apple is taken to count as one",
        ),
    ],
};

static SETTINGS: &[Setting] = &[
    Setting::text(
        "bundle_id",
        "APNs Bundle ID",
        "The Bundle ID of the app, as in Xcode and in App Store Connect",
    )
    .judge(bundle_id)
    .required()
    .example("com.acme.player"),
    Setting::text(
        "team_id",
        "APNs Team ID",
        "The ten characters under Membership details of your Apple developer account",
    )
    .judge(ten)
    .required()
    .example("9Q8W7E6R5T"),
    Setting::key_file(
        "key_p8",
        "APNs Token Key (.p8)",
        "The file AuthKey_….p8 of a key with Apple Push Notifications service, from Certificates, Identifiers & Profiles > Keys. Apple gives it out once",
    )
    .judge(p8)
    .required(),
    Setting::text(
        "key_id",
        "APNs Token Key ID",
        "The ten characters in the name of the key file, behind AuthKey_",
    )
    .judge(ten)
    .required()
    .example("A1B2C3D4E5"),
    Setting::choice(
        "environment",
        "Environment",
        &[
            Choice::new("production", "Production: apps of the App Store and TestFlight"),
            Choice::new("sandbox", "Sandbox: apps that Xcode put on a device"),
        ],
        "A device token is good in one of them only",
    )
    .default("production")
    .example("production"),
    PRODUCT_IDS.judge(product_id).example("acme.gold.monthly"),
    Setting::text(
        "asc_issuer_id",
        "App Store Connect Issuer ID",
        "Only to list the products: from Users and Access > Integrations > App Store Connect API",
    )
    .judge(issuer)
    .advanced()
    .example("57246542-96fe-1a63-e053-0824d011072a"),
    Setting::text(
        "asc_key_id",
        "App Store Connect Key ID",
        "Beside the key there. It is another key than that of APNs",
    )
    .judge(ten)
    .advanced()
    .example("2X9R4HXF34"),
    Setting::key_file(
        "asc_key_p8",
        "App Store Connect Key (.p8)",
        "Its file; a key that may read apps is enough",
    )
    .judge(p8)
    .advanced(),
    Setting::address(
        "asc_url",
        "App Store Connect URL",
        "Replaces https://api.appstoreconnect.apple.com. For proxies and for the sandbox",
    ),
    BASE_URL,
];

const ALERT: &[&str] = &["alert"];

const PUSH: Action = Action {
    id: "send_test_push",
    name: "Send test push",
    description: "Sends a push to one device. A real person will see it, and it cannot be called back",
    requires: &[&["apns_token"]],
    params: &[
        Param::choice(
            "push_type",
            "Push type",
            &[
                Choice::new("alert", "Alert: a notification with text"),
                Choice::new("background", "Background: wakes the app up, shows nothing"),
            ],
            "What arrives on the device",
        )
        .default("alert"),
        TITLE.required().only_when("push_type", ALERT),
        BODY.required().only_when("push_type", ALERT),
        Param::integer(
            "badge",
            "Badge",
            0,
            99_999,
            "The number on the app's icon; 0 takes it away",
        )
        .advanced()
        .only_when("push_type", ALERT),
        Param::text(
            "sound",
            "Sound",
            100,
            "A sound file of the app, or default; none if empty",
        )
        .advanced()
        .only_when("push_type", ALERT),
        Param::choice(
            "priority",
            "Priority",
            &[
                Choice::new("10", "10: at once"),
                Choice::new("5", "5: when the device finds it convenient"),
            ],
            "How urgently it is delivered; background pushes are always 5",
        )
        .advanced()
        .default("10")
        .only_when("push_type", ALERT),
        Param::json(
            "custom",
            "Custom data",
            4096,
            "A JSON object that the app gets beside the text; its members stand beside aps",
        )
        .advanced(),
        Param::text(
            "collapse_id",
            "Collapse ID",
            64,
            "A later push with the same one replaces this one on the device",
        )
        .advanced(),
        Param::integer(
            "expiration",
            "Kept for",
            0,
            2_592_000,
            "How long Apple keeps it for a device that is off, in seconds; 0 tries once",
        )
        .advanced()
        .default("0"),
    ],
    effect: Effect::Notifies,
    destructive: false,
    moves_money: false,
    reaches_person: true,
    // The same apns-id twice is two pushes.
    idempotency: Idempotency::None,
    acceptance: Acceptance::Queued,
};

const PURCHASE: Action = Action {
    id: "in_app_purchase",
    name: "In-app purchase",
    description: "Hands out the descriptor with which the app opens Apple's purchase of a product. Nothing is sent to Apple",
    requires: &[],
    params: &[PRODUCT_ID, PURCHASE_TYPE],
    effect: Effect::HandsOut,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    idempotency: Idempotency::Natural,
    acceptance: Acceptance::NoChange,
};

fn bundle_id(text: &str) -> std::result::Result<String, String> {
    let text = purchase::id(text, ".-", 155)?;
    if text.contains('.') {
        return Ok(text);
    }
    Err("must have a dot, as com.acme.player has".into())
}

/// A team or key: ten capital letters and digits.
fn ten(text: &str) -> std::result::Result<String, String> {
    let text = text.trim().to_ascii_uppercase();
    if text.len() == 10 && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(text);
    }
    Err(format!("must be ten letters and digits, not {text:?}"))
}

fn issuer(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    uuid::Uuid::try_parse(text)
        .map(|id| id.to_string())
        .map_err(|_| format!("must be a UUID, not {text:?}"))
}

fn product_id(text: &str) -> std::result::Result<String, String> {
    purchase::id(text, "._", 255)
}

fn device_token(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if (64..=200).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(text.to_owned());
    }
    Err("must be a device token: 64 hexadecimal digits, or more, without spaces or brackets".into())
}

#[async_trait]
impl Connector for Apple {
    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }

    async fn check(&self, session: &Session) -> Result<CheckReport> {
        check::check(session).await
    }

    async fn sync(&self, session: &Session, catalogue: &str) -> Result<Vec<Item>> {
        match catalogue {
            "products" => store::products(session).await,
            other => Err(
                Error::new(Kind::NotFound, format!("Apple has no catalogue {other}"))
                    .hint("Its catalogues are: products"),
            ),
        }
    }

    async fn plan(&self, session: &Session, intent: &Intent) -> Result<Plan> {
        if intent.action.id == PUSH.id {
            push::plan(session, intent)
        } else {
            purchase::plan(session, intent, "apple", "product_ids")
        }
    }

    async fn run(&self, session: &Session, plan: &Plan) -> RunReport {
        match plan.action {
            "send_test_push" => push::run(session, plan).await,
            "in_app_purchase" => RunReport::handed_out(plan),
            other => RunReport::ended(unusable(&format!("Apple has no action {other}"))),
        }
    }
}
