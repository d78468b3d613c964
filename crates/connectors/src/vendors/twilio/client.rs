//! Twilio's API: its requests, and its answers turned into values or errors.

use serde_json::{Value, json};
use url::Url;

use crate::address;
use crate::definition::Idempotency;
use crate::error::{Error, Kind, Result};
use crate::request::{Body, Credential, Method, Reply, Request};
use crate::say;
use crate::session::Session;

/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 300;

/// Twilio on behalf of one session.
pub(super) struct Client<'a> {
    pub session: &'a Session,
    base: Url,
    account: &'a str,
    /// Who signs: the account, or an API key of it.
    user: &'a str,
}

impl<'a> Client<'a> {
    pub fn new(session: &'a Session) -> Result<Self> {
        let settings = &session.account;
        let base = settings.base(|| Ok("https://api.twilio.com".to_owned()))?;
        let account = settings.required("account_sid")?;
        let user = settings.value("api_key_sid").unwrap_or(account);
        Ok(Self {
            session,
            base,
            account,
            user,
        })
    }

    /// The account itself.
    pub fn account(&self) -> Result<Request> {
        let file = format!("{}.json", self.account);
        let url = address::at(&self.base, &["2010-04-01", "Accounts", &file], &[])?;
        Ok(self.signed(Request::read("Read the account", Method::Get, url)))
    }

    /// The first page of the account's numbers; with `like`, of those that it fits.
    pub fn numbers(&self, size: &str, like: Option<&str>) -> Result<Request> {
        let mut query = vec![("PageSize", size)];
        query.extend(like.map(|number| ("PhoneNumber", number)));
        let url = self.at("IncomingPhoneNumbers.json", &query)?;
        let purpose = match like {
            Some(number) => format!("Find the phone number {number}"),
            None => "Read the phone numbers".to_owned(),
        };
        Ok(self.signed(Request::read(purpose, Method::Get, url)))
    }

    /// A further page, by the link of the one before.
    pub fn next(&self, link: &str) -> Result<Request> {
        let url = address::next_page(&self.base, link)?;
        Ok(self.signed(Request::read("Read the phone numbers", Method::Get, url)))
    }

    pub fn send(&self, purpose: String, fields: Vec<(String, String)>) -> Result<Request> {
        let url = self.at("Messages.json", &[])?;
        let request = Request::change(purpose, Method::Post, url, Idempotency::None);
        Ok(self.signed(request.body(Body::Form(fields))))
    }

    /// Sends a read, and gives the JSON of a good answer.
    pub async fn ask(&self, request: &Request) -> Result<(Value, Reply)> {
        let reply = self.session.send(request).await?;
        let body = good(&reply, &request.purpose)?;
        Ok((body, reply))
    }

    fn at(&self, file: &str, query: &[(&str, &str)]) -> Result<Url> {
        let path = ["2010-04-01", "Accounts", self.account, file];
        address::at(&self.base, &path, query)
    }

    fn signed(&self, request: Request) -> Request {
        request.credential(Credential::BasicPassword {
            user: self.user.to_owned(),
            setting: "auth_token",
        })
    }
}

/// The JSON of an answer that is 2xx; else the error that it is.
pub(super) fn good(reply: &Reply, purpose: &str) -> Result<Value> {
    if !reply.is_success() {
        return Err(reply.verdict(refusal(reply, purpose)));
    }
    if reply.is_page() {
        return Err(reply.malformed("it is a web page"));
    }
    reply.json()
}

/// The error that an answer other than 2xx is.
fn refusal(reply: &Reply, purpose: &str) -> Error {
    if reply.is_page() && reply.status < 500 {
        return reply.malformed("it is a web page");
    }
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let code = body["code"].as_u64().unwrap_or(0);
    let message = body["message"].as_str().unwrap_or_default().trim();
    let message: String = message
        .trim_end_matches('.')
        .chars()
        .take(MAX_MESSAGE)
        .collect();
    let because = match (message.as_str(), code) {
        ("", 0) => ", without a message".to_owned(),
        ("", code) => format!(": error {code}"),
        (message, 0) => format!(": {message}"),
        (message, code) => format!(": {message} (error {code})"),
    };
    let asked = say::uncapitalised(purpose);
    let kind = reply.kind();
    let (words, field, hint) = in_words(code);
    let message = match (words, kind) {
        ("", Kind::Unauthorized) => format!("Twilio does not accept the credentials{because}"),
        ("", _) => format!(
            "Twilio answered {} when asked to {asked}{because}",
            reply.status
        ),
        (words, _) => format!("Twilio did not {asked}, since {words}{because}"),
    };
    let hint = match (hint, kind) {
        ("", Kind::Unauthorized) => {
            "Check the Account SID and the Auth token, and with an API key its SID. A token that was rotated is not good any more"
        }
        ("", Kind::Forbidden) => {
            "The API key may lack the right for it, or the account is not active: look at the Twilio console"
        }
        ("", Kind::NotFound) => "Check the Account SID",
        ("", Kind::RateLimited) => "Nothing was sent. Wait a little before the next",
        ("", Kind::NoAnswer) => "Try again later",
        ("", _) => "Look the error up in Twilio's list of errors, and correct what it names",
        (hint, _) => hint,
    };
    let error = Error::new(kind, message).hint(hint).details(json!({
        "status": reply.status, "code": code, "more_info": body["more_info"],
    }));
    match field {
        "" => error,
        field => error.field(field),
    }
}

/// The errors of sending that an operator meets: why, the setting or parameter, and what to do. Nothing for others.
fn in_words(code: u64) -> (&'static str, &'static str, &'static str) {
    match code {
        21211 => (
            "the number does not exist",
            "to",
            "Correct the number: it needs its country, as in +14155550100",
        ),
        21614 => (
            "the number cannot receive text messages",
            "to",
            "It may be a landline: choose another number",
        ),
        21608 => (
            "a trial account sends to verified numbers alone",
            "to",
            "Verify the number in the Twilio console, or upgrade the account",
        ),
        21610 => (
            "the person has unsubscribed from this sender",
            "to",
            "Leave them alone. They come back by texting START to the sender",
        ),
        21408 => (
            "the account has no permission for this country",
            "to",
            "Switch the country on in the Twilio console, under Messaging › Settings › Geo permissions",
        ),
        21212 | 21606 | 21659 | 21660 => (
            "the account cannot send from this number",
            "from",
            "Choose a number of the account that can send text messages",
        ),
        21617 => ("the text is too long", "body", "Shorten the text"),
        _ => ("", "", ""),
    }
}
