//! The account's phone numbers, read to their end.

use serde_json::{Map, Value};

use super::client::Client;
use crate::connector::{Item, ItemState};
use crate::error::{Error, Kind, Result};
use crate::request::Reply;
use crate::session::Session;

const PER_PAGE: &str = "50";

pub(super) async fn sync(session: &Session, catalogue: &str) -> Result<Vec<Item>> {
    if catalogue != "phone_numbers" {
        return Err(Error::new(
            Kind::NotFound,
            format!("Twilio has no catalogue {catalogue}"),
        )
        .hint("Its catalogue is: phone_numbers"));
    }
    let client = Client::new(session)?;
    let mut request = client.numbers(PER_PAGE, None)?;
    let mut items = Vec::new();
    let mut links: Vec<String> = Vec::new();
    loop {
        let (page, reply) = client.ask(&request).await?;
        for row in rows(&page, &reply)? {
            let number = Number::of(row).map_err(|why| reply.malformed(why))?;
            items.push(number.item());
        }
        let what = format!("Phone numbers, page {}", links.len() + 1);
        session.progress(what, items.len() as u64, None);
        match page["next_page_uri"].as_str().filter(|l| !l.is_empty()) {
            Some(link) if links.iter().any(|known| known == link) => {
                return Err(reply.malformed("its next page is one that was read already"));
            }
            Some(link) => {
                request = client.next(link)?;
                links.push(link.to_owned());
            }
            None => return Ok(items),
        }
    }
}

/// The rows of a page.
pub(super) fn rows<'a>(page: &'a Value, reply: &Reply) -> Result<&'a Vec<Value>> {
    page["incoming_phone_numbers"]
        .as_array()
        .ok_or_else(|| reply.malformed("there are no phone numbers in it"))
}

/// A phone number of the account.
pub(super) struct Number<'a> {
    pub e164: &'a str,
    name: &'a str,
    /// What it can do: "sms", "voice".
    can: Vec<&'a str>,
}

impl<'a> Number<'a> {
    pub fn of(row: &'a Value) -> std::result::Result<Self, &'static str> {
        let number = row["phone_number"].as_str().filter(|n| !n.is_empty());
        let number = number.ok_or("one of the phone numbers has no number")?;
        let able = row["capabilities"].as_object();
        let able = able.ok_or("one of the phone numbers does not say what it can do")?;
        let can = able.iter().filter(|(_, able)| **able == true);
        Ok(Self {
            e164: number,
            name: row["friendly_name"].as_str().unwrap_or(number),
            can: can.map(|(name, _)| name.as_str()).collect(),
        })
    }

    /// Whether text messages can come from it.
    pub fn texts(&self) -> bool {
        self.can.iter().any(|name| name.eq_ignore_ascii_case("sms"))
    }

    fn item(&self) -> Item {
        let can = if self.can.is_empty() {
            "nothing".to_owned()
        } else {
            self.can.join(", ").to_lowercase()
        };
        Item {
            id: self.e164.to_owned(),
            name: self.name.to_owned(),
            group: None,
            detail: Some(format!("Can do: {can}")),
            state: if self.texts() {
                ItemState::Active
            } else {
                ItemState::Archived
            },
            fields: Map::new(),
        }
    }
}
