//! What was asked of the vendors, for tests and for people who rehearse.
//!
//! Secrets never enter it: the `Authorization` header is not kept, and members of bodies and queries that carry
//! a key, a password or a token are masked before the entry is made, so that a real key sent here by mistake is not
//! shown either.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::vendor::Request;

/// Older entries give way after this many.
const KEPT: usize = 10_000;
/// Stands where a secret stood.
const MASK: &str = "[masked]";
/// Names of members that carry secrets, lower case, without `_` and `-`.
const SECRET_NAMES: [&str; 18] = [
    "apikey",
    "apipassword",
    "apitoken",
    "assertion",
    "clientassertion",
    "partnerapikey",
    "privatekey",
    "xpublishertoken",
    "password",
    "contactpassword",
    "secret",
    "clientsecret",
    "accesstoken",
    "refreshtoken",
    "authorization",
    "fullnumber",
    "cvv",
    "bankaccountnumber",
];

/// One request to a vendor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JournalEntry {
    /// Counts from 1 and never repeats until a reset.
    pub number: u64,
    /// The sandbox's time when it arrived.
    pub at: Timestamp,
    /// The vendor's id.
    pub vendor: &'static str,
    /// The HTTP method.
    pub method: String,
    /// The path after the vendor's prefix, a key in it masked.
    pub path: String,
    /// The query's pairs, secrets masked.
    pub query: Vec<(String, String)>,
    /// The body, secrets masked: JSON as it is, a form as an object (a list where a name repeats), XML as a text;
    /// `null` when there was none or it was none of these.
    pub body: Value,
    /// The status that was sent; `null` when the connection was cut instead.
    pub status: Option<u16>,
    /// Whether the vendor's state changed.
    pub changed: bool,
    /// The fault that was played, if any.
    pub fault: Option<&'static str>,
}

/// The journal of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Journal(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    count: u64,
    entries: VecDeque<JournalEntry>,
}

impl Journal {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an entry, numbering it and masking what is secret in it.
    pub fn add(&self, mut entry: JournalEntry) {
        mask(&mut entry.body);
        for (name, value) in &mut entry.query {
            if is_secret(name) {
                MASK.clone_into(value);
            }
        }
        let mut kept = self.kept();
        kept.count += 1;
        entry.number = kept.count;
        if kept.entries.len() == KEPT {
            kept.entries.pop_front();
        }
        kept.entries.push_back(entry);
    }

    /// All kept entries, oldest first.
    pub fn entries(&self) -> Vec<JournalEntry> {
        self.kept().entries.iter().cloned().collect()
    }

    /// Forgets everything; numbers start at 1 again.
    pub fn clear(&self) {
        *self.kept() = Kept::default();
    }
}

/// A request's body as the journal shows it, not yet masked.
pub(crate) fn body(request: &Request) -> Value {
    if let Some(json) = request.json() {
        return json;
    }
    if request.header("content-type").contains("xml") {
        return String::from_utf8_lossy(&request.body).into();
    }
    let mut members = Map::new();
    for (name, value) in request.form() {
        match members.get_mut(&name) {
            None => {
                members.insert(name, value.into());
            }
            Some(Value::Array(values)) => values.push(value.into()),
            Some(first) => *first = vec![first.take(), value.into()].into(),
        }
    }
    if members.is_empty() {
        Value::Null
    } else {
        Value::Object(members)
    }
}

fn is_secret(name: &str) -> bool {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    SECRET_NAMES.contains(&plain.as_str())
}

fn mask(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if is_secret(name) {
                    *member = MASK.into();
                } else {
                    mask(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        _ => {}
    }
}
