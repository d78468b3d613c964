//! The gateway's XML API: its requests, and its answers as trees. What an answer other than 2xx means is in `errors`.

use url::Url;

use super::errors;
use crate::address::at;
use crate::definition::Idempotency;
use crate::error::Result;
use crate::reply::Reply;
use crate::request::{Body, Credential, Method, Request};
use crate::session::Session;
use crate::xml::Element;

/// The version of the XML that this folder reads and writes.
const VERSION: &str = "6";

/// Braintree on behalf of one session.
pub(super) struct Client<'a> {
    pub session: &'a Session,
    base: Url,
    public_key: &'a str,
}

impl<'a> Client<'a> {
    pub fn new(session: &'a Session) -> Result<Self> {
        let account = &session.account;
        let root = account.base(|| {
            Ok(match account.required("environment")? {
                "production" => "https://api.braintreegateway.com",
                _ => "https://api.sandbox.braintreegateway.com",
            }
            .to_owned())
        })?;
        let base = at(&root, &["merchants", account.required("merchant_id")?], &[])?;
        let public_key = account.required("public_key")?;
        Ok(Self {
            session,
            base,
            public_key,
        })
    }

    pub fn plans(&self) -> Result<Request> {
        self.get("List the plans", &["plans"])
    }

    pub fn discounts(&self) -> Result<Request> {
        self.get("List the discounts", &["discounts"])
    }

    pub fn add_ons(&self) -> Result<Request> {
        self.get("List the add-ons", &["add_ons"])
    }

    pub fn customer(&self, id: &str) -> Result<Request> {
        self.get(format!("Find customer {id}"), &["customers", id])
    }

    pub fn subscription(&self, id: &str) -> Result<Request> {
        self.get(format!("Read subscription {id}"), &["subscriptions", id])
    }

    /// A search, which reads though it is a POST.
    pub fn customers_by_email(&self, purpose: String, email: &str) -> Result<Request> {
        let search =
            Element::new("search").with(Element::new("email").with(Element::of("is", email)));
        let url = at(&self.base, &["customers", "advanced_search_ids"], &[])?;
        let request = Request::read(purpose, Method::Post, url);
        Ok(self.signed(request).body(Body::Xml(search.write()?)))
    }

    pub fn create(&self, purpose: String, subscription: &Element) -> Result<Request> {
        self.change(purpose, Method::Post, &["subscriptions"], subscription)
    }

    pub fn update(&self, purpose: String, id: &str, subscription: &Element) -> Result<Request> {
        self.change(purpose, Method::Put, &["subscriptions", id], subscription)
    }

    /// Sends a request and gives the tree of its answer, whose root must be `root`.
    pub async fn read(&self, request: &Request, root: &str) -> Result<Element> {
        let reply = self.session.send(request).await?;
        judged(&reply, &request.purpose, root)
    }

    fn get(&self, purpose: impl Into<String>, path: &[&str]) -> Result<Request> {
        let url = at(&self.base, path, &[])?;
        let request = Request::read(purpose, Method::Get, url);
        Ok(self
            .signed(request)
            .header("content-type", "application/xml"))
    }

    fn change(
        &self,
        purpose: String,
        method: Method,
        path: &[&str],
        subscription: &Element,
    ) -> Result<Request> {
        let url = at(&self.base, path, &[])?;
        let request = Request::change(purpose, method, url, Idempotency::None);
        Ok(self.signed(request).body(Body::Xml(subscription.write()?)))
    }

    fn signed(&self, request: Request) -> Request {
        request
            .header("accept", "application/xml")
            .header("x-apiversion", VERSION)
            .credential(Credential::BasicPassword {
                user: self.public_key.to_owned(),
                setting: "private_key",
            })
    }
}

/// The tree of a 2xx answer whose root is `root`; else the error that the answer is.
pub(super) fn judged(reply: &Reply, purpose: &str, root: &str) -> Result<Element> {
    if !reply.is_success() {
        return Err(errors::refusal(reply, purpose));
    }
    let document = reply.xml()?;
    if document.name == root {
        return Ok(document);
    }
    // Success is told by the root element.
    if document.name == errors::ROOT {
        return Err(reply.verdict(errors::refusal(reply, purpose)));
    }
    Err(reply.malformed(&format!("it is {} and not {root}", document.name)))
}
