//! Google Play's products: what the Play Console lists where an Android package is set, and what was typed.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, json};

use super::client::{No, PUBLISHER, signed};
use crate::address;
use crate::connector::{Item, ItemState};
use crate::error::{Error, Kind, Result};
use crate::purchase;
use crate::reply::Reply;
use crate::request::{Method, Request};
use crate::session::Session;

const SUBSCRIPTIONS: &str = "subscriptions";
const ONE_TIME: &str = "oneTimeProducts";

/// An empty list is left out by Google, and so is the token on the last page.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    subscriptions: Vec<Entry>,
    #[serde(default)]
    one_time_products: Vec<Entry>,
    next_page_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    product_id: String,
    #[serde(default)]
    listings: Vec<Listing>,
    #[serde(default)]
    base_plans: Vec<BasePlan>,
    #[serde(default)]
    archived: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listing {
    #[serde(default)]
    language_code: String,
    #[serde(default)]
    title: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BasePlan {
    base_plan_id: String,
    #[serde(default)]
    state: String,
}

fn request(
    session: &Session,
    package: &str,
    list: &str,
    purpose: &str,
    query: &[(&str, &str)],
) -> Result<Request> {
    let account = &session.account;
    let host = || Ok("https://androidpublisher.googleapis.com".to_owned());
    let base = account.base_of("play_url", host)?;
    let path = ["androidpublisher", "v3", "applications", package, list];
    let url = address::at(&base, &path, query)?;
    signed(Request::read(purpose, Method::Get, url), account, PUBLISHER)
}

async fn page(session: &Session, request: &Request, package: &str) -> Result<Page> {
    let reply = session.send(request).await?;
    if !reply.is_success() {
        return Err(refusal(&reply, package));
    }
    if reply.is_page() {
        return Err(reply.malformed("it is a web page"));
    }
    // An answer without any of the lists is an empty one, if it is an object.
    reply.json()
}

/// Reads one subscription at most, to prove that it may be done.
pub(super) async fn look(session: &Session, package: &str) -> Result<()> {
    let purpose = "Read a subscription of Google Play";
    let request = request(
        session,
        package,
        SUBSCRIPTIONS,
        purpose,
        &[("pageSize", "1")],
    )?;
    page(session, &request, package).await.map(drop)
}

/// What the Play Console lists, where a package is set, and what was typed.
pub(super) async fn products(session: &Session) -> Result<Vec<Item>> {
    let typed = purchase::typed(&session.account, "product_ids");
    let Some(package) = session.account.value("package_name") else {
        return Ok(typed);
    };
    let mut items = Vec::new();
    for (list, name) in [
        (SUBSCRIPTIONS, "Subscriptions"),
        (ONE_TIME, "One-time products"),
    ] {
        let entries = all(session, package, list, name).await?;
        items.extend(entries.into_iter().map(|entry| item(entry, name)));
    }
    Ok(purchase::joined(items, typed))
}

/// All of a list, page by page.
async fn all(session: &Session, package: &str, list: &str, name: &str) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut tokens = BTreeSet::new();
    let mut token = String::new();
    loop {
        let purpose = format!(
            "List {}, page {}",
            crate::say::uncapitalised(name),
            tokens.len() + 1
        );
        let mut query = vec![("pageSize", "100")];
        if !token.is_empty() {
            query.push(("pageToken", &token));
        }
        let page = page(
            session,
            &request(session, package, list, &purpose, &query)?,
            package,
        )
        .await?;
        entries.extend(if list == SUBSCRIPTIONS {
            page.subscriptions
        } else {
            page.one_time_products
        });
        session.progress(name, entries.len() as u64, None);
        match page.next_page_token.filter(|next| !next.is_empty()) {
            None => return Ok(entries),
            Some(next) if tokens.contains(&next) => {
                return Err(Error::new(
                    Kind::Malformed,
                    format!(
                        "The pages of {name} go in a circle: one names an earlier one as the next"
                    ),
                )
                .hint("Try again later"));
            }
            Some(next) => {
                tokens.insert(next.clone());
                token = next;
            }
        }
    }
}

fn item(entry: Entry, group: &str) -> Item {
    let title = entry
        .listings
        .iter()
        .find(|l| l.language_code.starts_with("en"))
        .or(entry.listings.first())
        .map(|l| l.title.clone())
        .filter(|title| !title.is_empty());
    let plans: Vec<_> = entry
        .base_plans
        .iter()
        .map(|plan| match plan.state.as_str() {
            "" | "ACTIVE" => plan.base_plan_id.clone(),
            state => format!("{} ({})", plan.base_plan_id, state.to_ascii_lowercase()),
        })
        .collect();
    let fields = if plans.is_empty() {
        Map::new()
    } else {
        Map::from_iter([("base_plans".to_owned(), json!(plans))])
    };
    Item {
        name: title.unwrap_or_else(|| entry.product_id.clone()),
        id: entry.product_id,
        group: Some(group.to_owned()),
        detail: (!plans.is_empty()).then(|| format!("Base plans: {}", plans.join(", "))),
        state: if entry.archived {
            ItemState::Archived
        } else {
            ItemState::Active
        },
        fields,
    }
}

/// The error that an answer of Play's other than 2xx is.
fn refusal(reply: &Reply, package: &str) -> Error {
    if reply.is_page() && reply.status < 500 {
        return reply.malformed("it is a web page");
    }
    let no = No::of(reply);
    let hint = match reply.status {
        401 => "Try again; if it stays so, get a new key file",
        403 => {
            "Invite the service account in the Play Console with the right to see app information, which may take a day to take effect; or empty Android package, and products are the typed ones"
        }
        404 => "Check the Android package",
        429 => "Wait some minutes, then try again",
        _ => "Try again later",
    };
    Error::new(
        no.kind(reply),
        format!(
            "Google Play does not list the products of {package}{}",
            no.because(reply)
        ),
    )
    .hint(hint)
    .details(no.details(reply))
}
