//! The Storefront API: one address, GraphQL by POST, and refusals at three levels: the status, `errors` inside a 200, and
//! `userErrors` of a mutation, which `carts` reads.

use serde_json::{Value, json};
use url::Url;

use super::documents;
use crate::address::at;
use crate::definition::Idempotency;
use crate::error::{Error, Kind, Result};
use crate::reply::Reply;
use crate::request::{Body, Credential, Method, Request};
use crate::say;
use crate::session::Session;

/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 300;

/// A storefront on behalf of one session.
pub(super) struct Client<'a> {
    pub session: &'a Session,
    /// The shop's host, for links: where visitors go, whatever the Base URL.
    pub host: &'a str,
    /// Whether a token goes with each request.
    pub token: bool,
    url: Url,
}

impl<'a> Client<'a> {
    pub fn new(session: &'a Session) -> Result<Self> {
        let account = &session.account;
        let host = account.required("shop_url")?;
        let base = account.base(|| Ok(format!("https://{host}")))?;
        let version = account.required("api_version")?;
        Ok(Self {
            session,
            host,
            token: account.has_secret("storefront_access_token"),
            url: at(&base, &["api", version, "graphql.json"], &[])?,
        })
    }

    pub fn shop(&self) -> Request {
        self.query("Read the shop", documents::SHOP, &json!({}))
    }

    pub fn products(&self, page: u32, first: u32, variants: u32, after: Option<&str>) -> Request {
        let variables = json!({ "first": first, "variants": variants, "after": after });
        self.query(
            format!("List the products, page {page}"),
            documents::PRODUCTS,
            &variables,
        )
    }

    pub fn variants_of(&self, product: &str, variants: u32, after: Option<&str>) -> Request {
        let variables = json!({ "id": product, "variants": variants, "after": after });
        self.query(
            format!("List more variants of {product}"),
            documents::VARIANTS,
            &variables,
        )
    }

    pub fn variant(&self, number: &str) -> Request {
        let variables = json!({ "id": format!("gid://shopify/ProductVariant/{number}") });
        self.query(
            format!("Find variant {number}"),
            documents::VARIANT,
            &variables,
        )
    }

    pub fn cart(&self, purpose: String, input: &Value, lines: usize) -> Request {
        let variables = json!({ "input": input, "lines": lines });
        let request = Request::change(purpose, Method::Post, self.url.clone(), Idempotency::None);
        self.signed(request, documents::CART_CREATE, &variables)
    }

    /// Sends a request that reads, and gives the `data` of its answer.
    pub async fn read(&self, request: &Request) -> Result<Value> {
        let reply = self.session.send(request).await?;
        data(&reply, &request.purpose, self.token)
    }

    fn query(&self, purpose: impl Into<String>, document: &str, variables: &Value) -> Request {
        let request = Request::read(purpose, Method::Post, self.url.clone());
        self.signed(request, document, variables)
    }

    fn signed(&self, request: Request, document: &str, variables: &Value) -> Request {
        let request = request
            .header("accept", "application/json")
            .body(Body::Json(
                json!({ "query": document, "variables": variables }),
            ));
        if !self.token {
            return request;
        }
        request.credential(Credential::Header {
            name: "x-shopify-storefront-access-token",
            prefix: "",
            setting: "storefront_access_token",
        })
    }
}

/// The `data` of an answer without `errors`; else the error that the answer is.
pub(super) fn data(reply: &Reply, purpose: &str, token: bool) -> Result<Value> {
    if !reply.is_success() {
        return Err(refusal(reply, purpose, token));
    }
    if reply.is_page() && !reply.changes {
        return Err(page(reply, purpose));
    }
    let mut body: Value = reply.json()?;
    match body.get("errors").and_then(Value::as_array) {
        Some(errors) if !errors.is_empty() => return Err(inside(reply, purpose, errors, &body)),
        _ => {}
    }
    match body.get_mut("data").map(Value::take) {
        Some(data @ Value::Object(_)) => Ok(data),
        _ => Err(reply.malformed("it has no data")),
    }
}

/// A web page where JSON was asked for: a storefront under a password shows its form to everybody.
fn page(reply: &Reply, purpose: &str) -> Error {
    if reply.text().to_ascii_lowercase().contains("password") {
        return Error::new(
            Kind::Refused,
            format!(
                "The storefront is locked: asked to {}, it shows a page that wants a password",
                say::uncapitalised(purpose)
            ),
        )
        .hint("Take the password off in the shop's preferences, or use a shop whose storefront is open")
        .details(json!({ "status": reply.status }));
    }
    reply.malformed("it is a web page")
}

/// The error that a status is.
fn refusal(reply: &Reply, purpose: &str, token: bool) -> Error {
    let status = reply.status;
    let asked = format!(
        "Shopify answered {status} when asked to {}",
        say::uncapitalised(purpose)
    );
    let said = words(reply);
    let because = if said.is_empty() {
        String::new()
    } else {
        format!(": {}", said.join("; "))
    };
    let error = match status {
        401 | 403 if token => Error::new(
            Kind::Unauthorized,
            format!("Shopify does not take the Storefront access token{because}"),
        )
        .hint("Copy the public access token of the Storefront API again, of this shop; or leave it empty"),
        401 | 403 => Error::new(
            Kind::Forbidden,
            format!("The shop's storefront is not open without a Storefront access token{because}"),
        )
        .hint("Make a token under Headless or Develop apps, and fill it in"),
        402 => Error::new(Kind::Refused, format!("The shop is frozen{because}"))
            .hint("Its owner has to settle its bill with Shopify first"),
        404 => Error::new(Kind::NotFound, format!("{asked}{because}"))
            .hint("Check Shop URL, and whether Shopify still serves the API version"),
        423 => Error::new(Kind::Refused, format!("The shop is locked{because}"))
            .hint("Its owner has to open it again"),
        429 | 430 => Error::new(Kind::RateLimited, format!("{asked}{because}"))
            .hint("It takes us for a bot or has too much to do, and this one was not carried out: wait some minutes before the next"),
        _ => match reply.kind() {
            Kind::NoAnswer => Error::new(Kind::NoAnswer, format!("{asked}{because}"))
                .hint("Shopify has trouble: try again later"),
            Kind::Malformed => Error::new(Kind::Malformed, format!("{asked}{because}"))
                .hint("Check that Shop URL or Base URL leads to the shop"),
            kind => Error::new(kind, format!("{asked}{because}"))
                .hint("Check Shop URL and API version"),
        },
    };
    error.details(json!({ "status": status, "messages": said }))
}

/// `errors` inside a 200. They mean that nothing was done, unless there is data of the mutation too.
fn inside(reply: &Reply, purpose: &str, errors: &[Value], body: &Value) -> Error {
    let said: Vec<String> = errors.iter().take(10).filter_map(message).collect();
    let code = errors
        .iter()
        .find_map(|e| e.pointer("/extensions/code").and_then(Value::as_str));
    let because = if said.is_empty() {
        "it gave no reason".into()
    } else {
        said.join("; ")
    };
    let asked = format!(
        "Shopify refused to {}: {because}",
        say::uncapitalised(purpose)
    );
    let half_done = reply.changes
        && body
            .get("data")
            .and_then(Value::as_object)
            .is_some_and(|d| d.values().any(|v| !v.is_null()));
    let error = match code {
        _ if half_done => Error::new(Kind::Unknown, asked),
        Some("THROTTLED") => Error::new(Kind::RateLimited, asked)
            .hint("The storefront has too much to do: wait some minutes before the next"),
        Some("ACCESS_DENIED" | "UNAUTHORIZED") => Error::new(Kind::Forbidden, asked)
            .hint("Give the token's app the right to read products, or use another token"),
        Some("INTERNAL_SERVER_ERROR" | "TIMEOUT") if reply.changes => Error::new(Kind::Unknown, asked),
        Some("INTERNAL_SERVER_ERROR" | "TIMEOUT") => Error::new(Kind::NoAnswer, asked)
            .hint("Shopify has trouble: try again later"),
        Some("MAX_COMPLEXITY_EXCEEDED") => Error::new(Kind::Refused, asked)
            .hint("Without a token Shopify allows small queries only: fill in the Storefront access token"),
        _ => Error::new(Kind::Refused, asked)
            .hint("Check whether Shopify still serves the API version"),
    };
    reply.verdict(error.details(json!({ "status": reply.status, "code": code, "messages": said })))
}

/// The messages of a refusal: `errors` is a text, a list, or an object of lists.
fn words(reply: &Reply) -> Vec<String> {
    let Ok(body) = serde_json::from_slice::<Value>(&reply.body) else {
        return Vec::new();
    };
    match body.get("errors") {
        Some(Value::Array(errors)) => errors.iter().take(10).filter_map(message).collect(),
        Some(other) => message(other).into_iter().collect(),
        None => Vec::new(),
    }
}

fn message(error: &Value) -> Option<String> {
    let text = match error {
        Value::String(text) => text.clone(),
        Value::Object(fields) => match fields.get("message") {
            Some(Value::String(text)) => text.clone(),
            _ => error.to_string(),
        },
        _ => return None,
    };
    let text: String = text.trim().chars().take(MAX_MESSAGE).collect();
    let text = text.strip_suffix('.').unwrap_or(&text);
    (!text.is_empty()).then(|| text.to_owned())
}
