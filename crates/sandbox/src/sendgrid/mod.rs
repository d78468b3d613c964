//! `SendGrid`: one account, its templates, lists and contacts, and the e-mails that it took.
//!
//! Words that no vendor document gives (what an unknown template or list is told, and the refusals of what is not
//! simulated) are this simulator's own.

mod contacts;
mod mail;
mod seed;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::DemoConnector;
use crate::people::Person;
use crate::vendor::{Answer, Rehearsal, Request, Vendor};
use contacts::Import;

/// The key of this sandbox. It guards nothing.
pub const API_KEY: &str = "patchbay-sandbox-sendgrid-key";
/// A key that may send e-mails and nothing else. It guards nothing either.
pub const NARROW_KEY: &str = "patchbay-sandbox-sendgrid-narrow-key";

const SCOPES: [&str; 7] = [
    "mail.batch.read",
    "mail.send",
    "marketing.read",
    "marketing.update",
    "sender_verification_eligible",
    "templates.read",
    "templates.versions.read",
];

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 3] = [
    Rehearsal { action: "send_email", user: 1001, params: &[("template_id", seed::WINBACK), ("data", "{\"first_name\": \"%trait.first_name%\"}")] },
    Rehearsal { action: "send_email", user: 1002, params: &[("template_id", seed::RECEIPT), ("to", "somebody.else@example.com")] },
    Rehearsal { action: "add_to_list", user: 1001, params: &[("list_id", seed::WINBACK_LIST)] },
];

/// An early return carries the refusal.
type Reply = Result<Answer, Answer>;

struct Template {
    id: String,
    name: String,
    subject: String,
    /// Whether one of its versions is active.
    active: bool,
}

struct List {
    id: String,
    name: String,
}

/// The account.
pub(crate) struct SendGrid {
    templates: Vec<Template>,
    lists: Vec<List>,
    /// The ids of each contact's lists, by address.
    contacts: BTreeMap<String, Vec<String>>,
    imports: Vec<Import>,
    /// How many e-mails each address got.
    sent: BTreeMap<String, u32>,
    mails: u32,
}

impl SendGrid {
    /// The account of a seed.
    pub fn new(seed: u64, people: &[Person]) -> Self {
        let (templates, lists) = (seed::templates(seed), seed::lists(seed));
        Self {
            contacts: seed::contacts(seed, people, &lists),
            templates,
            lists,
            imports: Vec::new(),
            sent: BTreeMap::new(),
            mails: 0,
        }
    }

    fn reply(&mut self, request: &Request, now: Timestamp) -> Reply {
        let granted = match request.bearer() {
            Some(API_KEY) => &SCOPES[..],
            Some(NARROW_KEY) => &["mail.send"],
            Some(_) => {
                return Err(no(
                    401,
                    "The provided authorization grant is invalid, expired, or revoked",
                    None,
                ));
            }
            None => return Err(no(401, "authorization required", None)),
        };
        let right = |scope: &str| {
            if granted.contains(&scope) {
                return Ok(());
            }
            Err(no(403, "access forbidden", None))
        };
        let segments = request.segments();
        let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
        match (request.method.clone(), parts.as_slice()) {
            (Method::GET, ["v3", "scopes"]) => Ok(Answer::json(200, &json!({ "scopes": granted }))),
            (Method::GET, ["v3", "templates"]) => {
                right("templates.read")?;
                self.list_templates(request)
            }
            (Method::GET, ["v3", "marketing", "lists"]) => {
                right("marketing.read")?;
                self.list_lists(request)
            }
            (Method::POST, ["v3", "mail", "send"]) => {
                right("mail.send")?;
                self.send(request)
            }
            (Method::PUT, ["v3", "marketing", "contacts"]) => {
                right("marketing.update")?;
                self.import(request, now)
            }
            (Method::GET, ["v3", "marketing", "contacts", "imports", id]) => {
                right("marketing.read")?;
                self.job(id)
            }
            (Method::POST, ["v3", "marketing", "contacts", "search", "emails"]) => {
                right("marketing.read")?;
                self.search(request)
            }
            _ => Err(no(404, "not found", None)),
        }
    }

    fn list_templates(&self, request: &Request) -> Reply {
        if request.param("generations") != Some("dynamic") {
            return Err(no(
                400,
                "generations: the Patchbay sandbox has dynamic templates alone",
                Some("generations"),
            ));
        }
        let rows: Vec<Value> = self.templates.iter().map(Template::render).collect();
        page(request, &rows, Some(200), "templates")
    }

    fn list_lists(&self, request: &Request) -> Reply {
        let count = |id: &str| {
            let on = self
                .contacts
                .values()
                .filter(|lists| lists.iter().any(|l| l == id));
            on.count()
        };
        let row = |list: &List| json!({ "id": list.id, "name": list.name, "contact_count": count(&list.id) });
        let rows: Vec<Value> = self.lists.iter().map(row).collect();
        page(request, &rows, None, "marketing/lists")
    }
}

impl Template {
    fn render(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "generation": "dynamic",
            "updated_at": "2026-10-01 10:00:00",
            "versions": [{
                "id": format!("8aefe0ee-f12b-4575-b5b7-{}", &self.id[self.id.len() - 12..]),
                "template_id": self.id,
                "active": u8::from(self.active),
                "name": "v1",
                "subject": self.subject,
                "updated_at": "2026-10-01 10:00:00",
            }],
        })
    }
}

/// A page of rows. `most` is how many the page size may be where it must be given; else it may be 1,000, and is 100.
fn page(request: &Request, rows: &[Value], most: Option<usize>, path: &str) -> Reply {
    let size = match (request.param("page_size"), most) {
        (None, Some(_)) => return Err(no(400, "page_size is required", Some("page_size"))),
        (None, None) => Some(100),
        (Some(text), _) => text.parse().ok(),
    };
    let fits = |n: &usize| (1..=most.unwrap_or(1000)).contains(n);
    let size = size
        .filter(fits)
        .ok_or_else(|| no(400, "page_size is out of range", Some("page_size")))?;
    let from = match request.param("page_token") {
        None => 0,
        Some(token) => token
            .strip_prefix("from-")
            .and_then(|n| n.parse().ok())
            .filter(|n| *n <= rows.len())
            .ok_or_else(|| no(400, "page_token is not valid", Some("page_token")))?,
    };
    let shown: Vec<&Value> = rows.iter().skip(from).take(size).collect();
    let link = |from: usize| {
        format!("https://api.sendgrid.com/v3/{path}?page_size={size}&page_token=from-{from}")
    };
    let mut metadata = json!({ "self": link(from), "count": rows.len() });
    if from + shown.len() < rows.len() {
        metadata["next"] = link(from + shown.len()).into();
    }
    Ok(Answer::json(
        200,
        &json!({ "result": shown, "_metadata": metadata }),
    ))
}

fn no(status: u16, message: &str, field: Option<&str>) -> Answer {
    let error = json!({ "message": message, "field": field, "help": null });
    Answer::json(status, &json!({ "errors": [error] }))
}

/// The refusal of a member that the vendor may know and this simulator does not.
fn not_simulated(member: &str) -> Answer {
    let words = format!("{member}: the Patchbay sandbox does not simulate this member");
    no(400, &words, Some(member))
}

impl Vendor for SendGrid {
    fn id(&self) -> &'static str {
        "sendgrid"
    }

    fn name(&self) -> &'static str {
        "SendGrid"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        self.reply(request, now).unwrap_or_else(|refusal| refusal)
    }

    fn rate_limited(&self) -> Answer {
        no(429, "too many requests", None)
    }

    fn settle(&mut self, now: Timestamp) {
        self.finish_imports(now);
    }

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("from_email", mail::FROM.to_owned()),
                ("from_name", "Acme".to_owned()),
                ("base_url", format!("{url}/sendgrid")),
            ]),
            secrets: BTreeMap::from([("api_key", API_KEY.to_owned())]),
        }
    }

    fn traits(&self, _person: &Person) -> Vec<(&'static str, String)> {
        // An address is the identity, and everybody has one.
        Vec::new()
    }

    fn note(&self, person: &Person) -> Option<String> {
        let email = person.email();
        let on = self.contacts.get(&email);
        let names: Vec<&str> = on
            .into_iter()
            .flatten()
            .filter_map(|id| self.lists.iter().find(|list| list.id == *id))
            .map(|list| list.name.as_str())
            .collect();
        let mut words = Vec::new();
        if !names.is_empty() {
            words.push(format!("on {}", names.join(" and ")));
        }
        match self.sent.get(&email) {
            None => {}
            Some(1) => words.push("1 e-mail".to_owned()),
            Some(n) => words.push(format!("{n} e-mails")),
        }
        (!words.is_empty()).then(|| words.join(", "))
    }

    fn rehearsals(&self) -> Vec<Rehearsal> {
        REHEARSALS.into()
    }

    fn shown_path(&self, path: &str) -> String {
        path.to_owned()
    }

    fn export_csv(&self, _now: Timestamp) -> Option<String> {
        None
    }
}
