//! Amazon: pushes by Amazon Device Messaging (ADM), and SKUs of the Appstore as descriptors.
//!
//! `client` knows the API and what it answers, `push` plans and sends a test push. The check is the token alone, and
//! Amazon lists no SKUs to a server, so the catalogue is what was typed.

mod client;
mod push;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

use crate::connector::{Check, CheckReport, Connector, Item};
use crate::definition::{
    Acceptance, Action, Assumption, BASE_URL, Catalogue, Category, Choice, Definition, Effect,
    Idempotency, Limits, Param, Setting, Trait,
};
use crate::draft::unusable;
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::purchase::{self, PRODUCT_ID, PRODUCT_IDS};
use crate::push::{BODY, DATA, TITLE};
use crate::session::Session;

/// Amazon: ADM and the Appstore.
pub struct Amazon;

static DEFINITION: Definition = Definition {
    id: "amazon",
    name: "Amazon",
    category: Category::AppStoresPush,
    summary: "Sends test pushes to Fire devices by Amazon Device Messaging, and hands out descriptors of in-app purchases",
    docs_url: "https://developer.amazon.com/docs/adm/overview.html",
    settings: &[
        Setting::text(
            "client_id",
            "ADM Client ID",
            "Of the app's security profile, in the Amazon Developer Console under Apps & Services > Security Profiles > Web Settings",
        )
        .judge(crate::definition::opaque)
        .required()
        .example("amzn1.application-oa2-client.0a1b2c3d4e5f60718293a4b5c6d7e8f9"),
        Setting::secret(
            "client_secret",
            "ADM Client Secret",
            "Beside the Client ID, of the same security profile",
        )
        .required(),
        Setting {
            key: "skus",
            label: "In-app SKUs",
            help: "The SKUs that prompts offer, letter by letter as in the Amazon Appstore console, one on a line. They fill the choice of products",
            ..PRODUCT_IDS
        }
        .judge(sku)
        .example("acme.gold.month"),
        Setting::text(
            "title_key",
            "Data key of the title",
            "Under which name the app expects a push's title",
        )
        .judge(data_key)
        .advanced()
        .default("title")
        .example("title"),
        Setting::text(
            "body_key",
            "Data key of the text",
            "Under which name the app expects a push's text",
        )
        .judge(data_key)
        .advanced()
        .default("message")
        .example("message"),
        BASE_URL,
    ],
    traits: &[Trait {
        key: "adm_registration_id",
        label: "ADM registration ID",
        help: "The address of the app on one device: of the push endpoints of type ADM, the Address. It begins with amzn1.adm-registration",
        normalise: registration,
    }],
    catalogues: &[Catalogue {
        id: "products",
        name: "Products",
        help: "An in-app product, by its SKU. Amazon gives servers no list, so these are the ones typed in the settings",
    }],
    actions: &[PUSH, PURCHASE],
    limits: Limits::USUAL,
    proves: "A proven connection has a token for pushes: Client ID and Client Secret belong together, and the security profile may push. That it is the security profile of the app on a device shows only when something is sent",
    assumptions: &[
        Assumption::new(
            "send_test_push",
            "The title and the text are sent as data, under the names that Amazon's examples have. Whether the app shows them is the app's doing: a push may arrive unseen",
        )
        .setting("body_key"),
        Assumption::new(
            "send_test_push",
            "The limits of how long a push is kept (60 seconds to 31 days) and of its size (6 KB of data) are from excerpts of Amazon's pages",
        ),
        Assumption::new(
            "client_id",
            "Which status and word go with which fault of the credentials is not documented: any answer but 200 counts as a no, and Amazon's own word is shown",
        ),
        Assumption::new(
            "skus",
            "A SKU is taken to have letters, digits, underscores, dots and hyphens, at most 255",
        ),
    ],
};

const PUSH: Action = Action {
    id: "send_test_push",
    name: "Send test push",
    description: "Sends a push to one device. A real person may see it, and it cannot be called back",
    requires: &[&["adm_registration_id"]],
    params: &[
        TITLE.required(),
        BODY.required(),
        DATA,
        Param::text(
            "consolidation_key",
            "Consolidation key",
            64,
            "Of pushes with the same key that wait for the device, it gets the last one alone",
        )
        .advanced(),
        Param::integer(
            "expires_after",
            "Expires after",
            60,
            2_678_400,
            "How long Amazon keeps the push for a device that is off, in seconds",
        )
        .advanced()
        .default("3600"),
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
    description: "Hands out the descriptor with which the app opens Amazon's purchase of a SKU. Nothing is sent to Amazon",
    requires: &[],
    params: &[PRODUCT_ID],
    effect: Effect::HandsOut,
    destructive: false,
    moves_money: false,
    reaches_person: false,
    idempotency: Idempotency::Natural,
    acceptance: Acceptance::NoChange,
};

fn sku(text: &str) -> std::result::Result<String, String> {
    purchase::id(text, "_.-", 255)
}

fn data_key(text: &str) -> std::result::Result<String, String> {
    purchase::id(text, "_.-", 64)
}

/// Opaque and long. Line breaks come from copying.
fn registration(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.is_empty()
        || text.len() > 4096
        || text.chars().any(|c| c.is_whitespace() || c.is_control())
    {
        return Err(
            "must be one word of at most 4096 characters, without spaces or line breaks".into(),
        );
    }
    if matches!(text, "." | "..") {
        return Err("is no registration ID".into());
    }
    Ok(text.to_owned())
}

#[async_trait]
impl Connector for Amazon {
    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }

    async fn check(&self, session: &Session) -> Result<CheckReport> {
        let result = session.renew(&client::grant(&session.account)?).await;
        let good =
            "Amazon gave out a token for pushes: Client ID and Client Secret belong together";
        let mut check = Check::probe("Credentials", result, good)?;
        // Only a hint: newer IDs may look otherwise.
        let id = session.account.required("client_id")?;
        if check.verdict == crate::Verdict::Refused
            && !id.starts_with("amzn1.application-oa2-client.")
        {
            check.detail += ". A Client ID usually begins with amzn1.application-oa2-client.";
        }
        Ok(CheckReport::new(vec![check]))
    }

    async fn sync(&self, session: &Session, catalogue: &str) -> Result<Vec<Item>> {
        match catalogue {
            "products" => Ok(purchase::typed(&session.account, "skus")),
            other => Err(
                Error::new(Kind::NotFound, format!("Amazon has no catalogue {other}"))
                    .hint("Its catalogues are: products"),
            ),
        }
    }

    async fn plan(&self, session: &Session, intent: &Intent) -> Result<Plan> {
        if intent.action.id == PUSH.id {
            push::plan(session, intent)
        } else {
            purchase::plan(session, intent, "amazon", "skus")
        }
    }

    async fn run(&self, session: &Session, plan: &Plan) -> RunReport {
        match plan.action {
            "send_test_push" => push::run(session, plan).await,
            "in_app_purchase" => RunReport::handed_out(plan),
            other => RunReport::ended(unusable(&format!("Amazon has no action {other}"))),
        }
    }
}
