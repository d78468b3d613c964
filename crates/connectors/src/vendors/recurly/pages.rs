//! Lists, page by page, and their rows as the types that are looked at.

use std::collections::HashSet;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::client::{Answer, Client, signed};
use super::replies::List;
use crate::address;
use crate::error::{Error, Kind, Result};
use crate::request::{Method, Request};

/// Rows of a page: the most that Recurly gives.
const PER_PAGE: &str = "200";

/// A list, page by page: Recurly names the next page in each.
pub(super) struct Pages {
    name: String,
    next: Option<Request>,
    number: u32,
    links: HashSet<String>,
    seen: HashSet<String>,
}

impl Pages {
    pub fn new(
        client: &Client,
        name: impl Into<String>,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Self> {
        let mut all = vec![("limit", PER_PAGE)];
        all.extend_from_slice(query);
        Self::starting(client, name.into(), path, &all)
    }

    /// A list that knows no page size.
    pub fn whole(client: &Client, name: impl Into<String>, path: &[&str]) -> Result<Self> {
        Self::starting(client, name.into(), path, &[])
    }

    fn starting(
        client: &Client,
        name: String,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Self> {
        let next = client.get(format!("List {name}"), path, query)?;
        Ok(Self {
            name,
            next: Some(next),
            number: 0,
            links: HashSet::new(),
            seen: HashSet::new(),
        })
    }

    /// What asks for the next page.
    pub fn request(&mut self) -> Option<Request> {
        self.number += 1;
        self.next.take()
    }

    pub fn number(&self) -> u32 {
        self.number
    }

    /// The rows of a page, without those that an earlier one had (they move when something is changed meanwhile).
    pub fn rows(&mut self, client: &Client, answer: &Answer) -> Result<Vec<Map<String, Value>>> {
        let page: List = answer.read()?;
        if page.has_more {
            let link = page.next.filter(|link| self.links.insert(link.clone()));
            let Some(link) = link else {
                return Err(Error::new(
                    Kind::Malformed,
                    format!(
                        "Recurly says that there are more {}, but not where: the list cannot be known to be complete",
                        self.name
                    ),
                )
                .hint("Try again, and check that nothing between here and Recurly changes its answers"));
            };
            let url = address::next_page(&client.base, &link)?;
            let purpose = format!("List {}, page {}", self.name, self.number + 1);
            self.next = Some(signed(Request::read(purpose, Method::Get, url)));
        }
        let mut rows = Vec::with_capacity(page.data.len());
        for row in page.data {
            let id = row.get("id").and_then(Value::as_str).ok_or_else(|| {
                Error::new(
                    Kind::Malformed,
                    format!("Recurly sent an entry of {} without an id", self.name),
                )
                .hint("Check that the Base URL leads to Recurly")
            })?;
            if self.seen.insert(id.to_owned()) {
                rows.push(row);
            }
        }
        Ok(rows)
    }
}

/// A row as the type that is looked at.
pub(super) fn typed<T: DeserializeOwned>(what: &str, row: Map<String, Value>) -> Result<T> {
    let id = row
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    serde_json::from_value(Value::Object(row)).map_err(|e| {
        Error::new(
            Kind::Malformed,
            format!("Recurly sent a {what} {id} that cannot be read: {e}"),
        )
        .hint("Check that the Base URL leads to Recurly")
    })
}
