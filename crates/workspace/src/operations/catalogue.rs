//! Catalogues: what is synced from the vendors to fill the choices.

use patchbay_connectors::Item;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use std::collections::HashMap;
use std::sync::Arc;

use patchbay_connectors::{Connector, ItemState, ParamKind};
use rusqlite::{OptionalExtension as _, Transaction, params};

use super::{Call, Nothing};
use crate::error::{Code, Error, Result};
use crate::recording::Onlooker;
use crate::sessions::{connector, kept};
use crate::store::{from_json, pattern, to_json};

/// What to sync.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SyncRequest {
    /// The connector's id.
    pub connector: String,
    /// One catalogue; all of the connector's when absent.
    #[serde(default)]
    #[ts(optional)]
    pub kind: Option<String>,
}

/// What a sync changed in one catalogue.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SyncReport {
    /// The catalogue's id.
    pub kind: String,
    /// Entries now, archived ones included.
    pub total: u32,
    /// Entries that are new.
    pub added: u32,
    /// Entries whose content changed.
    pub changed: u32,
    /// Entries that vanished or were shelved, marked archived.
    pub archived: u32,
    /// When, RFC 3339.
    pub at: String,
}

/// Which entries to list.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ListRequest {
    /// The connector's id.
    pub connector: String,
    /// The catalogue's id.
    pub kind: String,
    /// Only entries whose id, name, group or detail has this text, letter case ignored.
    #[serde(default)]
    #[ts(optional)]
    pub search: Option<String>,
    /// Archived and expired entries too.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub archived: bool,
    /// First entry of the window, from 0.
    #[serde(default)]
    #[ts(optional, as = "Option<u32>")]
    pub start: u32,
    /// Entries in the window; 100 when absent, at most 1,000.
    #[serde(default)]
    #[ts(optional)]
    pub rows: Option<u32>,
}

/// An entry and when it was first and last seen.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CatalogueEntry {
    /// The entry.
    #[serde(flatten)]
    pub item: Item,
    /// When it was first synced, RFC 3339.
    pub first_seen: String,
    /// When the vendor last listed it, RFC 3339.
    pub last_seen: String,
}

/// A window of a catalogue.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CataloguePage {
    /// The entries.
    pub items: Vec<CatalogueEntry>,
    /// How many fit the search in all.
    pub total: u32,
    /// When it was last synced, RFC 3339; absent if never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub synced_at: Option<String>,
}

/// One catalogue's state.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CatalogueStatus {
    /// The connector's id.
    pub connector: &'static str,
    /// The connector's name.
    pub connector_name: &'static str,
    /// Whether the connector is switched on.
    pub active: bool,
    /// The catalogue's id.
    pub kind: &'static str,
    /// What people read.
    pub name: &'static str,
    /// Entries that can be chosen.
    pub usable: u32,
    /// Entries archived or expired.
    pub archived: u32,
    /// When it was last synced; absent if never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub synced_at: Option<String>,
    /// Why the last sync failed, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<crate::error::Error>,
}

/// Reads catalogues to their end. Each is applied whole or not at all.
pub(super) async fn sync(call: &Call, request: SyncRequest) -> Result<Vec<SyncReport>> {
    let connector = connector(&request.connector)?;
    let definition = connector.definition();
    let kinds: Vec<&str> = match &request.kind {
        Some(kind) => vec![known(definition, kind)?],
        None => definition.catalogues.iter().map(|c| c.id).collect(),
    };
    sync_kinds(call, connector, &kinds).await
}

/// Reads these catalogues, one after the other, up to the first that fails.
pub(super) async fn sync_kinds(
    call: &Call,
    connector: &'static dyn Connector,
    kinds: &[&str],
) -> Result<Vec<SyncReport>> {
    let definition = connector.definition();
    let session = call
        .session(connector, Arc::new(Onlooker(call.clone())))
        .await?;
    let mut reports = Vec::new();
    for &kind in kinds {
        let at = call.workspace.now().to_string();
        let place = (call.app.as_str(), definition.id, kind);
        let applied = match session.sync(connector, kind).await {
            Ok(items) => call.workspace.store.write(|t| apply(t, place, &items, &at)),
            Err(error) => Err(error.into()),
        };
        match applied {
            Ok(report) => reports.push(report),
            Err(error) => {
                // A cancel says nothing about the vendor.
                if error.code != Code::Cancelled {
                    note_failure(call, place, &error)?;
                }
                return Err(error);
            }
        }
    }
    Ok(reports)
}

fn known<'a>(definition: &'a patchbay_connectors::Definition, kind: &str) -> Result<&'a str> {
    definition.catalogue(kind).map(|c| c.id).ok_or_else(|| {
        let known: Vec<_> = definition.catalogues.iter().map(|c| c.id).collect();
        Error::new(
            Code::NotFound,
            format!("{} has no catalogue {kind}", definition.name),
        )
        .hint(format!("Its catalogues are: {}", known.join(", ")))
    })
}

type Place<'a> = (&'a str, &'a str, &'a str);

fn apply(t: &Transaction, place: Place, items: &[Item], at: &str) -> rusqlite::Result<SyncReport> {
    let (app, connector, kind) = place;
    let mut before: HashMap<String, (String, String)> = t
        .prepare("SELECT id, item_json, state FROM catalogue WHERE app = ?1 AND connector = ?2 AND kind = ?3")?
        .query_map([app, connector, kind], |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?))))?
        .collect::<rusqlite::Result<_>>()?;
    let mut report = SyncReport {
        kind: kind.into(),
        total: 0,
        added: 0,
        changed: 0,
        archived: 0,
        at: at.into(),
    };
    let mut upsert = t.prepare(
        "INSERT INTO catalogue VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)
         ON CONFLICT (app, connector, kind, id)
         DO UPDATE SET position = ?5, state = ?6, search = ?7, item_json = ?8, last_seen = ?9",
    )?;
    for (position, item) in items.iter().enumerate() {
        let json = to_json(item)?;
        match before.remove(&item.id) {
            None => report.added += 1,
            Some((old, state)) if old != json => {
                report.changed += 1;
                report.archived += u32::from(state == "active" && item.state != ItemState::Active);
            }
            Some(_) => {}
        }
        let search = [
            Some(&item.id),
            Some(&item.name),
            item.group.as_ref(),
            item.detail.as_ref(),
        ]
        .into_iter()
        .flatten()
        .map(|s| s.to_lowercase())
        .collect::<Vec<_>>()
        .join("\n");
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        upsert.execute(params![
            app,
            connector,
            kind,
            item.id,
            position,
            state_name(item.state),
            search,
            json,
            at
        ])?;
    }
    // What vanished stays, marked: an action may still refer to it.
    for (id, (json, state)) in &before {
        let mut item: Item = from_json(json)?;
        item.state = ItemState::Archived;
        report.archived += u32::from(state == "active");
        t.execute(
            "UPDATE catalogue SET state = 'archived', item_json = ?5
             WHERE app = ?1 AND connector = ?2 AND kind = ?3 AND id = ?4",
            params![app, connector, kind, id, to_json(&item)?],
        )?;
    }
    report.total = t.query_row(
        "SELECT count(*) FROM catalogue WHERE app = ?1 AND connector = ?2 AND kind = ?3",
        [app, connector, kind],
        |r| r.get(0),
    )?;
    t.execute(
        "INSERT INTO syncs VALUES (?1, ?2, ?3, ?4, NULL)
         ON CONFLICT (app, connector, kind) DO UPDATE SET synced_at = ?4, error_json = NULL",
        [app, connector, kind, at],
    )?;
    Ok(report)
}

fn note_failure(call: &Call, (app, connector, kind): Place, error: &Error) -> Result<()> {
    call.workspace.store.write(|t| {
        t.execute(
            "INSERT INTO syncs VALUES (?1, ?2, ?3, NULL, ?4)
             ON CONFLICT (app, connector, kind) DO UPDATE SET error_json = ?4",
            [app, connector, kind, &to_json(error)?],
        )
    })?;
    Ok(())
}

fn state_name(state: ItemState) -> &'static str {
    match state {
        ItemState::Active => "active",
        ItemState::Archived => "archived",
        ItemState::Expired => "expired",
    }
}

/// What a list's filters come to.
const FITS: &str = "FROM catalogue WHERE app = ?1 AND connector = ?2 AND kind = ?3
    AND search LIKE ?4 ESCAPE '\\' AND (?5 OR state = 'active')";

/// A window of a catalogue.
pub(super) async fn list(call: &Call, request: ListRequest) -> Result<CataloguePage> {
    let definition = connector(&request.connector)?.definition();
    let kind = known(definition, &request.kind)?;
    let search = pattern(request.search.as_deref().unwrap_or_default());
    let rows = request.rows.unwrap_or(100).min(1_000);
    call.workspace.store.read(|c| {
        let total = c.query_row(
            &format!("SELECT count(*) {FITS}"),
            params![call.app, definition.id, kind, search, request.archived],
            |r| r.get(0),
        )?;
        let items = c
            .prepare(&format!(
                "SELECT item_json, first_seen, last_seen {FITS}
                 ORDER BY state <> 'active', position, id LIMIT ?6 OFFSET ?7"
            ))?
            .query_map(
                params![
                    call.app,
                    definition.id,
                    kind,
                    search,
                    request.archived,
                    rows,
                    request.start
                ],
                |r| {
                    Ok(CatalogueEntry {
                        item: from_json(&r.get::<_, String>(0)?)?,
                        first_seen: r.get(1)?,
                        last_seen: r.get(2)?,
                    })
                },
            )?
            .collect::<rusqlite::Result<_>>()?;
        let synced_at = c
            .query_row(
                "SELECT synced_at FROM syncs WHERE app = ?1 AND connector = ?2 AND kind = ?3",
                [call.app.as_str(), definition.id, kind],
                |r| r.get::<_, Option<String>>(0),
            )
            .optional()?
            .flatten();
        Ok(CataloguePage {
            items,
            total,
            synced_at,
        })
    })
}

/// Every catalogue of every connector.
pub(super) async fn status(call: &Call, _: Nothing) -> Result<Vec<CatalogueStatus>> {
    let mut all = Vec::new();
    for connector in patchbay_connectors::all() {
        let definition = connector.definition();
        let active = kept(&call.workspace.store, &call.app, definition.id)?.active;
        for catalogue in definition.catalogues {
            let place = [call.app.as_str(), definition.id, catalogue.id];
            let (usable, archived, sync) = call.workspace.store.read(|c| {
                let count = |state: &str| {
                    c.query_row(
                        &format!("SELECT count(*) FROM catalogue WHERE app = ?1 AND connector = ?2 AND kind = ?3 AND {state}"),
                        place,
                        |r| r.get(0),
                    )
                };
                let sync = c
                    .query_row(
                        "SELECT synced_at, error_json FROM syncs WHERE app = ?1 AND connector = ?2 AND kind = ?3",
                        place,
                        |r| Ok((r.get(0)?, r.get::<_, Option<String>>(1)?.map(|e| from_json(&e)).transpose()?)),
                    )
                    .optional()?;
                Ok((count("state = 'active'")?, count("state <> 'active'")?, sync))
            })?;
            let (synced_at, error) = sync.unwrap_or_default();
            all.push(CatalogueStatus {
                connector: definition.id,
                connector_name: definition.name,
                active,
                kind: catalogue.id,
                name: catalogue.name,
                usable,
                archived,
                synced_at,
                error,
            });
        }
    }
    Ok(all)
}

/// What a plan should be warned of: choices that the catalogue, as it was synced last, does not know. A vendor's
/// folder may have asked the vendor itself; where it could not, this is all that tells a slip of the finger.
pub(crate) fn unknown_choices(
    call: &Call,
    definition: &patchbay_connectors::Definition,
    intent: &patchbay_connectors::Intent,
) -> Result<Vec<String>> {
    let mut warnings = Vec::new();
    for param in intent.action.params {
        let ParamKind::Catalogue { catalogue } = param.kind else {
            continue;
        };
        let Some(value) = intent.param(param.key) else {
            continue;
        };
        let place = [call.app.as_str(), definition.id, catalogue];
        let synced: Option<String> = call.workspace.store.read(|c| {
            c.query_row(
                "SELECT synced_at FROM syncs WHERE app = ?1 AND connector = ?2 AND kind = ?3 AND NOT EXISTS
                   (SELECT 1 FROM catalogue WHERE app = ?1 AND connector = ?2 AND kind = ?3 AND id = ?4)",
                [place[0], place[1], place[2], value],
                |r| r.get(0),
            )
            .optional()
            .map(Option::flatten)
        })?;
        if synced.is_some() {
            let name = definition
                .catalogue(catalogue)
                .map_or(catalogue, |c| c.name);
            warnings.push(format!(
                "{} {value} is not among the {} that were synced: {} may refuse it. Sync them if it is new, else choose another",
                param.label,
                name.to_lowercase(),
                definition.name
            ));
        }
    }
    Ok(warnings)
}
