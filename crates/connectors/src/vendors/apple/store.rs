//! App Store Connect: its own key, its pages, and the products that it lists. Without its key, the catalogue is what was
//! typed.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use crate::account::Account;
use crate::address;
use crate::connector::{Item, ItemState};
use crate::error::{Error, Kind, Result};
use crate::grant::Grant;
use crate::jwt::{Algorithm, Jwt, KeyAt};
use crate::purchase;
use crate::reply::Reply;
use crate::request::{Credential, Method, Request};
use crate::session::Session;

/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 500;

/// The settings of App Store Connect, all of them.
pub(super) struct Key {
    base: Url,
    grant: Arc<Grant>,
}

/// The key, if it is set; an error if only a part of it is.
pub(super) fn configured(account: &Account) -> Result<Option<Key>> {
    let (issuer, id) = (account.value("asc_issuer_id"), account.value("asc_key_id"));
    let file = account.has_secret("asc_key_p8");
    let (issuer, id) = match (issuer, id, file) {
        (Some(issuer), Some(id), true) => (issuer, id),
        (None, None, false) => return Ok(None),
        _ => {
            let missing = match (issuer, id) {
                (None, _) => "asc_issuer_id",
                (_, None) => "asc_key_id",
                _ => "asc_key_p8",
            };
            let label = account
                .definition()
                .setting(missing)
                .map_or(missing, |s| s.label);
            return Err(
                Error::invalid(missing, format!("App Store Connect is set up in part: {label} is missing"))
                    .hint("Fill it in, or empty the other settings of App Store Connect: products are then the typed ones"),
            );
        }
    };
    let member = |name: &str, value: &str| (name.to_owned(), Value::from(value));
    let jwt = Jwt {
        algorithm: Algorithm::Es256,
        key: KeyAt::File("asc_key_p8"),
        header: Map::from_iter([member("kid", id), member("typ", "JWT")]),
        claims: Map::from_iter([member("iss", issuer), member("aud", "appstoreconnect-v1")]),
        expires_secs: Some(20 * 60),
        used_secs: 15 * 60,
    };
    let host = || Ok("https://api.appstoreconnect.apple.com".to_owned());
    Ok(Some(Key {
        base: account.base_of("asc_url", host)?,
        grant: Arc::new(Grant::signed(jwt)),
    }))
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Entry>,
    links: Links,
}

#[derive(Deserialize)]
struct Links {
    next: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    #[serde(default)]
    attributes: Attributes,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attributes {
    bundle_id: Option<String>,
    reference_name: Option<String>,
    product_id: Option<String>,
    name: Option<String>,
    state: Option<String>,
    in_app_purchase_type: Option<String>,
    subscription_period: Option<String>,
    group_level: Option<i64>,
}

impl Key {
    fn get(&self, purpose: &str, url: Url) -> Request {
        Request::read(purpose, Method::Get, url)
            .header("accept", "application/json")
            .credential(Credential::Granted {
                name: "authorization",
                prefix: "Bearer ",
                grant: Arc::clone(&self.grant),
            })
    }

    async fn page(&self, session: &Session, purpose: &str, url: Url) -> Result<Page> {
        let reply = session.send(&self.get(purpose, url)).await?;
        if !reply.is_success() {
            return Err(refusal(&reply, purpose));
        }
        if reply.is_page() {
            return Err(reply.malformed("it is a web page"));
        }
        reply.json()
    }

    /// All of a list, page by page.
    async fn all(&self, session: &Session, what: &str, path: &[&str]) -> Result<Vec<Entry>> {
        let mut url = address::at(&self.base, path, &[("limit", "200")])?;
        let mut seen = BTreeSet::new();
        let mut entries = Vec::new();
        loop {
            let purpose = format!("List {what}, page {}", seen.len() + 1);
            let page = self.page(session, &purpose, url.clone()).await?;
            entries.extend(page.data);
            session.progress(what, entries.len() as u64, None);
            let Some(next) = page.links.next else {
                return Ok(entries);
            };
            seen.insert(url.to_string());
            url = address::next_page(&self.base, &next)?;
            if seen.contains(url.as_str()) {
                return Err(Error::new(
                    Kind::Malformed,
                    format!(
                        "The pages of {what} go in a circle: one names an earlier one as the next"
                    ),
                )
                .hint("Try again later"));
            }
        }
    }
}

/// The id of the app that has the Bundle ID.
pub(super) async fn app(session: &Session, key: &Key) -> Result<String> {
    let bundle = session.account.required("bundle_id")?;
    let query = [("filter[bundleId]", bundle), ("limit", "200")];
    let url = address::at(&key.base, &["v1", "apps"], &query)?;
    let page = key
        .page(session, "Find the app of the Bundle ID", url)
        .await?;
    // The filter may also find others whose Bundle ID begins alike.
    let app = page
        .data
        .into_iter()
        .find(|app| app.attributes.bundle_id.as_deref() == Some(bundle));
    app.map(|app| app.id).ok_or_else(|| {
        Error::new(
            Kind::NotFound,
            format!("App Store Connect has no app with the Bundle ID {bundle}, or the key may not see it"),
        )
        .hint("Check the Bundle ID, and which apps the key is for")
    })
}

/// What App Store Connect lists, where its key is set, and what was typed.
pub(super) async fn products(session: &Session) -> Result<Vec<Item>> {
    let typed = purchase::typed(&session.account, "product_ids");
    let Some(key) = configured(&session.account)? else {
        return Ok(typed);
    };
    let app = app(session, &key).await?;
    let path = ["v1", "apps", &app, "inAppPurchasesV2"];
    let mut items = Vec::new();
    for entry in key.all(session, "in-app purchases", &path).await? {
        items.push(item(entry, "In-app purchases")?);
    }
    let path = ["v1", "apps", &app, "subscriptionGroups"];
    for group in key.all(session, "subscription groups", &path).await? {
        let name = group
            .attributes
            .reference_name
            .unwrap_or_else(|| group.id.clone());
        let path = ["v1", "subscriptionGroups", &group.id, "subscriptions"];
        for entry in key
            .all(session, &format!("subscriptions of {name}"), &path)
            .await?
        {
            items.push(item(entry, &name)?);
        }
    }
    Ok(purchase::joined(items, typed))
}

fn item(entry: Entry, group: &str) -> Result<Item> {
    let Attributes {
        product_id,
        name,
        state,
        in_app_purchase_type: kind,
        subscription_period: period,
        group_level: level,
        ..
    } = entry.attributes;
    let id = product_id.filter(|id| !id.is_empty()).ok_or_else(|| {
        Error::new(
            Kind::Malformed,
            format!(
                "App Store Connect lists {} in {group} without its product ID",
                entry.id
            ),
        )
        .hint("Try again later")
    })?;
    let words = |text: &str| text.to_ascii_lowercase().replace('_', " ");
    let mut detail: Vec<String> = kind.as_deref().map(words).into_iter().collect();
    detail.extend(
        period
            .as_deref()
            .map(|p| format!("every {}", words(p).trim_start_matches("one "))),
    );
    // The first level is the highest: moving to a lower number is an upgrade.
    detail.extend(level.map(|level| format!("level {level}")));
    detail.extend(state.as_deref().map(words));
    let shelved = matches!(
        state.as_deref(),
        Some("REMOVED_FROM_SALE" | "DEVELOPER_REMOVED_FROM_SALE")
    );
    let fields =
        json!({ "id": entry.id, "state": state, "type": kind, "period": period, "level": level });
    Ok(Item {
        name: name.filter(|n| !n.is_empty()).unwrap_or_else(|| id.clone()),
        id,
        group: Some(group.to_owned()),
        detail: (!detail.is_empty()).then(|| detail.join(", ")),
        state: if shelved {
            ItemState::Archived
        } else {
            ItemState::Active
        },
        fields: match fields {
            Value::Object(fields) => fields.into_iter().filter(|(_, v)| !v.is_null()).collect(),
            _ => Map::new(),
        },
    })
}

/// The error that an answer other than 2xx is: `{"errors":[{"code","title","detail"}]}`.
fn refusal(reply: &Reply, purpose: &str) -> Error {
    // A vendor in trouble may show a page.
    if reply.is_page() && reply.status < 500 {
        return reply.malformed("it is a web page");
    }
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let errors = body["errors"].as_array().cloned().unwrap_or_default();
    let text = |error: &Value, name: &str| error[name].as_str().map(str::to_owned);
    let said: Vec<String> = errors
        .iter()
        .filter_map(|e| text(e, "detail").or_else(|| text(e, "title")))
        .map(|text| {
            text.trim()
                .trim_end_matches('.')
                .chars()
                .take(MAX_MESSAGE)
                .collect()
        })
        .collect();
    let codes: Vec<_> = errors.iter().filter_map(|e| text(e, "code")).collect();
    let because = match said.as_slice() {
        [] => String::new(),
        said => format!(": {}", said.join("; ")),
    };
    let hint = match reply.status {
        401 => {
            "Check the Issuer ID, the Key ID and the key of App Store Connect, that the key was not revoked, and this computer's clock"
        }
        403 => "Give the key a role that may see apps and in-app purchases",
        404 => "Check that the app still exists",
        429 => "App Store Connect takes so many requests an hour: try again later",
        _ => "Try again later",
    };
    let asked = crate::say::uncapitalised(purpose);
    Error::new(
        reply.kind(),
        format!(
            "App Store Connect answered {} when asked to {asked}{because}",
            reply.status
        ),
    )
    .hint(hint)
    .details(json!({ "status": reply.status, "code": codes, "messages": said }))
}
