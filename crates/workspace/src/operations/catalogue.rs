//! Catalogues: what is synced from the vendors to fill the choices.

use patchbay_connectors::Item;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Nothing};
use crate::error::Result;

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


pub async fn sync(_call: &Call, _request: SyncRequest) -> Result<Vec<SyncReport>> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn list(_call: &Call, _request: ListRequest) -> Result<CataloguePage> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn status(_call: &Call, _request: Nothing) -> Result<Vec<CatalogueStatus>> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
