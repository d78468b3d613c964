//! Twilio Programmable Messaging (API 2010-04-01): its definition as data, and the way into the rest of the folder.
//!
//! `client` knows the API and how it says no. `message` plans and sends a text message, `segments` counts its parts;
//! `numbers` reads the account's phone numbers, `check` proves the account and the sender.

mod check;
mod client;
mod message;
mod numbers;
mod segments;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

use crate::connector::{CheckReport, Connector, Item};
use crate::definition::{
    Acceptance, Action, Assumption, BASE_URL, Catalogue, Category, Definition, Effect, Idempotency,
    Limits, Param, Setting, Trait,
};
use crate::error::Result;
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::session::Session;

/// Twilio.
pub struct Twilio;

static DEFINITION: Definition = Definition {
    id: "twilio",
    name: "Twilio",
    category: Category::CrmMarketing,
    summary: "Sends text messages from a phone number or a messaging service of a Twilio account",
    docs_url: "https://www.twilio.com/docs/messaging/api/message-resource",
    settings: &[ACCOUNT_SID, AUTH_TOKEN, FROM, API_KEY_SID, BASE_URL],
    traits: &[Trait {
        key: "phone_number",
        label: "Phone number",
        help: "The mobile number with its country: +14155550100",
        normalise: phone,
    }],
    catalogues: &[Catalogue {
        id: "phone_numbers",
        name: "Phone numbers",
        help: "A number of the account. One that cannot send text messages counts as archived",
    }],
    actions: &[SEND],
    limits: Limits::USUAL,
    proves: "A proven account is active and has the number that messages come from, where that is a number. It does not show that a message can reach a country or a phone: the first message does",
    assumptions: ASSUMPTIONS,
};

const ACCOUNT_SID: Setting = Setting::text(
    "account_sid",
    "Account SID",
    "On the first page of the Twilio console. It begins with AC",
)
.judge(account_sid)
.required()
.example("AC00000000000000000000000000000000");

const AUTH_TOKEN: Setting = Setting::secret(
    "auth_token",
    "Auth token",
    "Beside the Account SID in the Twilio console; or the secret of the API key that is named under Advanced",
)
.required();

const FROM: Setting = Setting::text(
    "from",
    "From",
    "What messages come from: a phone number of the account with its country (+1…), or the SID of a messaging service (MG…)",
)
.judge(sender)
.required()
.example("+14155550100");

const API_KEY_SID: Setting = Setting::text(
    "api_key_sid",
    "API key SID",
    "Only where an API key (SK…) is used instead of the account's own token: then Auth token holds its secret",
)
.judge(api_key_sid)
.advanced()
.example("SK00000000000000000000000000000000");

const SEND: Action = Action {
    id: "send_sms",
    name: "Send text message",
    description: "Sends a text message to one phone number. A real person will read it, it costs what Twilio charges for each segment, and it cannot be called back",
    // Whom it goes to is the parameter `to`, which takes the trait unless something else is said.
    requires: &[],
    params: &[
        Param::text(
            "body",
            "Text",
            1600,
            "The message. A segment holds 160 characters, or 70 where one of them is outside the basic alphabet, such as an emoji",
        )
        .required(),
        Param::text(
            "to",
            "To",
            20,
            "The user's own number, or one that the subscriber typed into the prompt's form: %form.phone%",
        )
        .required()
        .default("%trait.phone_number%"),
        Param::catalogue(
            "from",
            "From",
            "phone_numbers",
            "Another number of the account than the setting's",
        )
        .advanced(),
    ],
    effect: Effect::Texts,
    destructive: false,
    moves_money: false,
    reaches_person: true,
    idempotency: Idempotency::None,
    acceptance: Acceptance::Queued,
};

const ASSUMPTIONS: &[Assumption] = &[
    Assumption::new(
        "connector",
        "The API is read from Twilio's public pages and was not seen on a live account. Twilio advises against relying on its error codes: the kind of a refusal follows the status, and the code only chooses the words",
    ),
    Assumption::new(
        "api_key_sid",
        "A standard API key may send and list phone numbers, but not read the account: with one, the check reads phone numbers alone",
    ),
    Assumption::new(
        "from",
        "Short codes and alphanumeric senders are not served. Whether a messaging service exists is not checked: it lives at another host",
    ),
    Assumption::new(
        "send_sms",
        "201 with the status queued or accepted says that Twilio will try, not that the message arrived. Segments are counted as GSM 03.38 and UTF-16; with smart encoding, a messaging service may need fewer",
    ),
    Assumption::new(
        "phone_numbers",
        "The next page is a path under the same address (next_page_uri)",
    ),
];

/// A SID of Twilio's: two letters and 32 hexadecimal digits.
fn is_sid(text: &str, kind: &str) -> bool {
    text.strip_prefix(kind)
        .is_some_and(|rest| rest.len() == 32 && rest.chars().all(|c| c.is_ascii_hexdigit()))
}

fn account_sid(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if is_sid(text, "AC") {
        return Ok(text.to_owned());
    }
    Err("must be AC and 32 letters and digits, as the console shows it".into())
}

fn api_key_sid(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.is_empty() || is_sid(text, "SK") {
        return Ok(text.to_owned());
    }
    Err("must be SK and 32 letters and digits, as the console shows it".into())
}

/// A number in the international form of E.164. Blanks, hyphens, dots and brackets are taken out.
fn phone(text: &str) -> std::result::Result<String, String> {
    let kept: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !"-.()".contains(*c))
        .collect();
    let fits = kept.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len())
            && digits.chars().all(|c| c.is_ascii_digit())
            && !digits.starts_with('0')
    });
    if fits {
        return Ok(kept);
    }
    Err(format!(
        "must be one phone number with its country, such as +14155550100, not {:?}",
        text.trim()
    ))
}

fn sender(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if is_sid(text, "MG") {
        return Ok(text.to_owned());
    }
    phone(text).map_err(|_| {
        format!("must be a phone number such as +14155550100, or MG and 32 letters and digits, not {text:?}")
    })
}

#[async_trait]
impl Connector for Twilio {
    fn definition(&self) -> &'static Definition {
        &DEFINITION
    }

    async fn check(&self, session: &Session) -> Result<CheckReport> {
        check::check(session).await
    }

    async fn sync(&self, session: &Session, catalogue: &str) -> Result<Vec<Item>> {
        numbers::sync(session, catalogue).await
    }

    async fn plan(&self, session: &Session, intent: &Intent) -> Result<Plan> {
        message::plan(session, intent)
    }

    async fn run(&self, session: &Session, plan: &Plan) -> RunReport {
        message::run(session, plan).await
    }
}
