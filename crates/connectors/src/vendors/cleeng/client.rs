//! Cleeng's API: its requests, and its answers turned into values or errors.
//!
//! What a value means for an action is judged elsewhere.

use serde_json::{Value, json};
use url::Url;

use super::replies::Subscription;
use crate::address;
use crate::definition::Idempotency;
use crate::error::{Error, Kind, Result};
use crate::request::{Body, Credential, Method, Reply, Request};
use crate::say;
use crate::session::Session;

/// Rows of a page.
pub(super) const LIMIT: usize = 100;
/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 500;

/// Cleeng on behalf of one session.
pub(super) struct Client<'a> {
    pub session: &'a Session,
    base: Url,
}

impl<'a> Client<'a> {
    pub fn new(session: &'a Session) -> Result<Self> {
        let account = &session.account;
        let base = account.base(|| {
            Ok(match account.required("environment")? {
                "production" => "https://api.cleeng.com/3.1",
                _ => "https://api.sandbox.cleeng.com/3.1",
            }
            .into())
        })?;
        Ok(Self { session, base })
    }

    /// A page of the subscription offers, counted from 1, inactive ones included.
    pub fn offers(&self, page: usize, limit: usize) -> Result<Request> {
        let (number, limit) = (page.to_string(), limit.to_string());
        let query = [
            ("status", "all"),
            ("type[]", "subscription"),
            ("page", &number),
            ("limit", &limit),
        ];
        self.get(format!("List offers, page {page}"), &["offers"], &query)
    }

    /// Asked without a filter, Cleeng answers with no rows.
    pub fn no_subscriptions(&self) -> Result<Request> {
        let query = [("limit", "1"), ("offset", "0")];
        self.get("Read subscriptions", &["subscriptions"], &query)
    }

    pub fn customers(&self, by: &str, value: &str) -> Result<Request> {
        let purpose = format!("Find the customer {value}");
        // Of two that share an address, both are to be seen.
        let query = [(by, value), ("offset", "0"), ("limit", "10")];
        self.get(purpose, &["customers"], &query)
    }

    pub fn subscriptions_of(&self, customer: &str, offset: usize) -> Result<Request> {
        let purpose = format!("List the subscriptions of customer {customer}");
        let query = [
            ("customerId", customer),
            ("status[]", "active"),
            ("status[]", "stopped"),
            ("limit", &LIMIT.to_string()),
            ("offset", &offset.to_string()),
        ];
        self.get(purpose, &["subscriptions"], &query)
    }

    pub fn subscription(&self, id: &str) -> Result<Request> {
        self.get(
            format!("Read subscription {id}"),
            &["subscriptions", id],
            &[],
        )
    }

    pub fn campaigns(&self, code: &str) -> Result<Request> {
        let query = [("couponCode", code)];
        self.get(format!("Check coupon {code}"), &["campaigns"], &query)
    }

    pub fn switches_from(&self, id: &str) -> Result<Request> {
        self.get(
            format!("Ask which switches subscription {id} may make"),
            &["subscription_switches", "availability"],
            &[("subscriptionId", id)],
        )
    }

    pub fn switch_read(&self, id: &str) -> Result<Request> {
        self.get(
            format!("Read switch {id}"),
            &["subscription_switches", id],
            &[],
        )
    }

    pub fn switch(&self, purpose: String, id: &str, to: &str, direction: &str) -> Result<Request> {
        // Documented as a number; whatever else an id may be stays as it is.
        let id = id.parse::<u64>().map_or_else(|_| json!(id), Value::from);
        let body = json!({ "subscriptionId": id, "toOfferId": to, "switchDirection": direction });
        self.change(purpose, Method::Post, &["subscription_switches"], body)
    }

    /// Changes one property of a subscription: Cleeng takes exactly one in each call. A status goes this way too,
    /// though Cleeng has another operation for it, whose path is not known: it would stand here.
    pub fn update(
        &self,
        purpose: String,
        id: &str,
        property: &str,
        value: &str,
    ) -> Result<Request> {
        let body = json!({ property: value });
        self.change(purpose, Method::Patch, &["subscriptions", id], body)
    }

    /// Sends a request that reads, and decodes the answer.
    pub async fn read(&self, request: &Request) -> Result<Value> {
        let reply = self.session.send(request).await?;
        judged(&reply, &request.purpose)
    }

    /// The subscription as it is now.
    pub async fn read_subscription(&self, id: &str) -> Result<Subscription> {
        let request = self.subscription(id)?;
        let reply = self.session.send(&request).await?;
        let row = judged(&reply, &request.purpose)?;
        same(&reply, &row, id)
    }

    fn get(
        &self,
        purpose: impl Into<String>,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Request> {
        let url = address::at(&self.base, path, query)?;
        Ok(signed(Request::read(purpose, Method::Get, url)))
    }

    fn change(
        &self,
        purpose: String,
        method: Method,
        path: &[&str],
        body: Value,
    ) -> Result<Request> {
        let url = address::at(&self.base, path, &[])?;
        let request = Request::change(purpose, method, url, Idempotency::None);
        Ok(signed(request).body(Body::Json(body)))
    }
}

fn signed(request: Request) -> Request {
    request
        .header("accept", "application/json")
        .credential(Credential::Header {
            name: "x-publisher-token",
            prefix: "",
            setting: "publisher_token",
        })
}

/// The subscription of an answer, which must be the one that was meant.
pub(super) fn same(reply: &Reply, row: &Value, id: &str) -> Result<Subscription> {
    let subscription = Subscription::read(row).map_err(|why| reply.malformed(&why))?;
    if subscription.id != id {
        return Err(reply.malformed(&format!(
            "it is subscription {} and not {id}",
            subscription.id
        )));
    }
    Ok(subscription)
}

/// The rows of a list: a bare one, or the `items` of an object.
pub(super) fn rows(reply: &Reply, purpose: &str) -> Result<Vec<Value>> {
    match judged(reply, purpose)? {
        Value::Array(rows) => Ok(rows),
        Value::Object(mut fields) => match fields.remove("items") {
            Some(Value::Array(rows)) => Ok(rows),
            _ => Err(reply.malformed("it is not a list")),
        },
        _ => Err(reply.malformed("it is not a list")),
    }
}

/// The JSON of a 2xx answer without errors in it; else the error that the answer is.
pub(super) fn judged(reply: &Reply, purpose: &str) -> Result<Value> {
    if !reply.is_success() {
        return Err(refusal(reply, purpose));
    }
    if reply.is_page() {
        return Err(reply.malformed("it is a web page"));
    }
    let value: Value = reply.json()?;
    let failed = match value.get("errors") {
        Some(Value::Array(errors)) => !errors.is_empty(),
        Some(Value::Null) | None => false,
        Some(_) => true,
    };
    if failed {
        return Err(reply.verdict(refusal(reply, purpose)));
    }
    Ok(value)
}

fn refusal(reply: &Reply, purpose: &str) -> Error {
    let said = Said::read(&reply.text());
    let status = reply.status;
    let because = match (&said.code, said.messages.as_slice()) {
        _ if reply.is_page() => ": a web page".to_owned(),
        (None, []) => ", without a message".to_owned(),
        (Some(code), []) => format!(": {code}"),
        (Some(code), said) => format!(": {} ({code})", said.join("; ")),
        (None, said) => format!(": {}", said.join("; ")),
    };
    let asked = format!(
        "Cleeng answered {status} when asked to {}{because}",
        say::uncapitalised(purpose)
    );
    let known = said.code.as_deref().and_then(in_words);
    let error = match reply.kind() {
        _ if (200..300).contains(&status) => Error::new(Kind::Refused, asked)
            .hint("Correct what Cleeng names, or look at it there, before trying again"),
        Kind::Unauthorized | Kind::Forbidden if reply.is_page() => Error::new(Kind::Malformed, asked)
            .hint("Something between here and Cleeng answers with a web page: check the Base URL and the proxy"),
        Kind::Unauthorized => Error::new(
            Kind::Unauthorized,
            format!("Cleeng does not accept the API key{because}"),
        )
        .hint("Check that the key is whole, not revoked, and of the environment that is set: production and sandbox have keys of their own"),
        Kind::Forbidden => Error::new(Kind::Forbidden, asked)
            .hint("The API key is known but may not do this: use one that may"),
        Kind::NotFound => Error::new(Kind::NotFound, asked)
            .hint("Check that it exists in the environment that is set"),
        Kind::RateLimited => Error::new(Kind::RateLimited, asked)
            .hint("This was not carried out: wait some minutes before the next"),
        Kind::NoAnswer => Error::new(Kind::NoAnswer, asked).hint("Cleeng has trouble: try again later"),
        Kind::Refused => Error::new(Kind::Refused, asked)
            .hint("Correct what Cleeng names, or look at it there, before trying again"),
        kind => Error::new(kind, asked).hint("Check that the Base URL leads to Cleeng"),
    };
    let details = json!({ "status": status, "code": said.code, "messages": said.messages });
    match known {
        Some(words) => error.hint(words),
        None => error,
    }
    .details(details)
}

/// What Cleeng says of a failure.
struct Said {
    code: Option<String>,
    messages: Vec<String>,
}

impl Said {
    /// Reads `{code, message}`, `{errors: […]}` of texts or of such objects, `{message}`, or the text as it is.
    fn read(text: &str) -> Self {
        let mut said = Self {
            code: None,
            messages: Vec::new(),
        };
        match serde_json::from_str(text) {
            Ok(value) => said.gather(&value),
            Err(_) if text.trim_start().starts_with('<') => {}
            Err(_) => said.message(text),
        }
        said
    }

    fn gather(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => {
                let code = fields.get("code").and_then(say::scalar);
                self.code = self.code.take().or(code);
                if let Some(inner) = fields.get("message").or_else(|| fields.get("error")) {
                    self.gather(inner);
                }
                if let Some(errors) = fields.get("errors") {
                    self.gather(errors);
                }
            }
            Value::Array(all) => all.iter().for_each(|v| self.gather(v)),
            Value::Null => {}
            other => self.message(&say::scalar(other).unwrap_or_default()),
        }
    }

    fn message(&mut self, text: &str) {
        let text: String = text.trim().chars().take(MAX_MESSAGE).collect();
        if !text.is_empty() {
            self.messages
                .push(text.strip_suffix('.').unwrap_or(&text).to_owned());
        }
    }
}

/// What Cleeng's codes mean for a switch, and what to do.
pub(super) fn in_words(code: &str) -> Option<&'static str> {
    Some(match code {
        "VALIDATION_ERROR" => "Cleeng does not take what was sent: correct what its message names",
        "PAYMENT_GATEWAY_NOT_SUPPORTED" => {
            "The subscription was bought through a payment gateway that cannot switch: Cleeng switches those of Adyen and PayPal alone"
        }
        "RECURRING_PROCESS_ALREADY_STARTED" => {
            "The subscription is being renewed at this moment: try again when its new period has begun"
        }
        "ALREADY_HAS_ACCESS" => "The customer has an active subscription to the new offer already",
        "TO_OFFER_COUNTRY_NOT_ALLOWED" => {
            "The new offer is not sold in the customer's country: choose the one for that country"
        }
        "TO_FREE_OFFER_NOT_ALLOWED" => "Cleeng does not switch to an offer that costs nothing",
        "SWITCH_NOT_DEFINED_IN_SWITCH_SETTINGS" => {
            "This switch is not set up: add it in Cleeng's dashboard under Offer switch settings"
        }
        "SUBSCRIPTION_WITH_COUPON_NOT_ALLOWED" => {
            "Cleeng does not switch a subscription that carries a coupon: wait until the coupon is used up"
        }
        "SAME_TARGET_OFFER" => "The subscription is to this offer already",
        "SWITCH_IN_PROGRESS" => {
            "Another switch of this subscription is under way: wait for it, or cancel it at Cleeng"
        }
        "OFFER_INACTIVE" => {
            "The new offer is not sold any more: choose another, or activate it at Cleeng"
        }
        "MISSING_PAYMENT_DETAILS" => {
            "The switch is to be paid for, and the customer has no payment method: they must add one first"
        }
        _ => return None,
    })
}
