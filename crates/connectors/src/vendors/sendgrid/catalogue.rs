//! Reads templates and lists to their end, page by page.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::client::Client;
use crate::connector::{Item, ItemState};
use crate::error::{Error, Kind, Result};
use crate::request::Reply;
use crate::say;
use crate::session::Session;

pub(super) async fn sync(session: &Session, catalogue: &str) -> Result<Vec<Item>> {
    let item = match catalogue {
        "templates" => template,
        "lists" => list,
        other => {
            return Err(
                Error::new(Kind::NotFound, format!("SendGrid has no catalogue {other}"))
                    .hint("Its catalogues are: templates, lists"),
            );
        }
    };
    let client = Client::new(session)?;
    let mut items = Vec::new();
    let mut tokens: Vec<String> = Vec::new();
    loop {
        let request = client.page(catalogue, tokens.last().map(String::as_str))?;
        let reply = session.send(&request).await?;
        super::client::good(&reply, &request.purpose)?;
        let page: Value = reply.json()?;
        let Some(rows) = page["result"].as_array() else {
            return Err(reply.malformed(&format!("there are no {catalogue} in it")));
        };
        for row in rows {
            items.push(item(row).ok_or_else(|| {
                reply.malformed(&format!("one of the {catalogue} has no id or no name"))
            })?);
        }
        let what = format!("{}, page {}", say::sentence(catalogue), tokens.len() + 1);
        session.progress(what, items.len() as u64, None);
        match next(&page, &reply)? {
            Some(token) if tokens.contains(&token) => {
                return Err(reply.malformed("its next page is one that was read already"));
            }
            Some(token) => tokens.push(token),
            None => return Ok(items),
        }
    }
}

/// The token of the next page. The link itself may lead to another host than the one that is asked.
fn next(page: &Value, reply: &Reply) -> Result<Option<String>> {
    let Some(link) = page["_metadata"]["next"].as_str().filter(|l| !l.is_empty()) else {
        return Ok(None);
    };
    let query = link.split_once('?').map_or("", |(_, query)| query);
    let token = form_urlencoded::parse(query.as_bytes())
        .find_map(|(name, value)| (name == "page_token").then(|| value.into_owned()));
    match token {
        Some(token) if !token.is_empty() => Ok(Some(token)),
        _ => Err(reply.malformed("its next page has no page_token")),
    }
}

/// `None` for a row without an id or a name.
fn template(row: &Value) -> Option<Item> {
    let versions = row["versions"].as_array();
    let active = versions
        .into_iter()
        .flatten()
        .find(|version| version["active"] == 1);
    let subject = active.and_then(|version| version["subject"].as_str());
    let detail = match (active, subject) {
        (None, _) => Some("no active version: it cannot be sent".to_owned()),
        (_, Some(subject)) if !subject.is_empty() => Some(subject.to_owned()),
        _ => None,
    };
    item(
        row,
        detail,
        active.is_some(),
        json!({ "updated_at": row["updated_at"] }),
    )
}

fn list(row: &Value) -> Option<Item> {
    let count = row["contact_count"].as_u64();
    let detail = count.map(|count| match count {
        1 => "1 contact".to_owned(),
        n => format!("{n} contacts"),
    });
    item(row, detail, true, json!({ "contact_count": count }))
}

fn item(row: &Value, detail: Option<String>, usable: bool, fields: Value) -> Option<Item> {
    let text = |name: &str| row[name].as_str().filter(|t| !t.is_empty());
    let fields = match fields {
        Value::Object(fields) => fields.into_iter().filter(|(_, v)| !v.is_null()).collect(),
        _ => Map::new(),
    };
    Some(Item {
        id: text("id")?.to_owned(),
        name: text("name")?.to_owned(),
        group: None,
        detail,
        state: if usable {
            ItemState::Active
        } else {
            ItemState::Archived
        },
        fields,
    })
}
