//! What a prompt is judged against: which connectors are active, which catalogue entries are in use, which traits
//! users have.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension as _, params};

use crate::error::Result;
use crate::operations::Call;
use crate::store::from_json;

/// The app around a prompt.
pub(in crate::operations::prompts) struct World<'a> {
    call: &'a Call,
    active: BTreeSet<String>,
    traits: BTreeSet<String>,
}

/// What the catalogue knows of an id.
pub(super) enum Entry {
    /// It is in use, or the catalogue was never synced and knows nothing.
    Fine,
    /// It is there, and archived or expired; with its name and state.
    Gone { name: String, state: String },
    /// The catalogue was synced, and does not have it.
    Unknown,
}

impl<'a> World<'a> {
    /// The app of the call as it is now.
    pub fn of(call: &'a Call) -> Result<Self> {
        let (active, mut traits) = call.workspace.store.read(|c| {
            let active = c
                .prepare("SELECT connector FROM connectors WHERE app = ?1 AND active")?
                .query_map([&call.app], |r| r.get(0))?
                .collect::<rusqlite::Result<BTreeSet<String>>>()?;
            let users = c
                .prepare("SELECT traits_json FROM users WHERE app = ?1")?
                .query_map([&call.app], |r| {
                    from_json::<BTreeMap<String, String>>(&r.get::<_, String>(0)?)
                })?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            let traits: BTreeSet<String> =
                users.into_iter().flat_map(BTreeMap::into_keys).collect();
            Ok((active, traits))
        })?;
        for (_, file) in call.workspace.exports.of_app(&call.app) {
            traits.extend(file.export.summary().columns);
        }
        Ok(Self {
            call,
            active,
            traits,
        })
    }

    /// Whether a connector is switched on.
    pub fn is_active(&self, connector: &str) -> bool {
        self.active.contains(connector)
    }

    /// Judges as if a connector were switched on or off.
    pub fn suppose(&mut self, connector: &str, active: bool) {
        if active {
            self.active.insert(connector.to_owned());
        } else {
            self.active.remove(connector);
        }
    }

    /// The traits that a test user has, or a record of an open export.
    pub fn traits(&self) -> &BTreeSet<String> {
        &self.traits
    }

    /// Whether a user may have this trait: somebody does, or nobody is known.
    pub(super) fn may_have(&self, name: &str) -> bool {
        self.traits.is_empty() || self.traits.contains(name)
    }

    /// What the catalogue knows of an id.
    pub(super) fn entry(&self, connector: &str, kind: &str, id: &str) -> Result<Entry> {
        let place = params![self.call.app, connector, kind, id];
        self.call.workspace.store.read(|c| {
            let found: Option<(String, String)> = c
                .query_row(
                    "SELECT json_extract(item_json, '$.name'), state FROM catalogue
                     WHERE app = ?1 AND connector = ?2 AND kind = ?3 AND id = ?4",
                    place,
                    |r| Ok((r.get(0)?, r.get(1)?)),
                )
                .optional()?;
            if let Some((name, state)) = found {
                return Ok(if state == "active" {
                    Entry::Fine
                } else {
                    Entry::Gone { name, state }
                });
            }
            let synced: Option<Option<String>> = c
                .query_row(
                    "SELECT synced_at FROM syncs WHERE app = ?1 AND connector = ?2 AND kind = ?3",
                    params![self.call.app, connector, kind],
                    |r| r.get(0),
                )
                .optional()?;
            Ok(if synced.flatten().is_some() {
                Entry::Unknown
            } else {
                Entry::Fine
            })
        })
    }
}
