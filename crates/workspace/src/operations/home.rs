//! Home: what needs attention, and what happened of late.

use serde::Serialize;
use ts_rs::TS;

use super::apps::App;
use super::catalogue::CatalogueStatus;
use super::connectors::{LastCheck, SettingState};
use super::exports::RecentExport;
use super::history::RunSummary;
use super::{Call, Nothing};
use crate::error::Result;

/// How a connector is, at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Active, and the last check proved it.
    Good,
    /// Active, but never checked since its settings changed, or the check proved little.
    Unproven,
    /// Active, and the last check failed, or its secrets cannot be read.
    Bad,
    /// Configured, not active.
    Inactive,
    /// Settings are missing.
    NotConfigured,
}

/// One connector's card.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ConnectorHealth {
    /// The connector's id.
    pub id: &'static str,
    /// What people read.
    pub name: &'static str,
    /// How it is.
    pub health: Health,
    /// One sentence on why.
    pub detail: String,
    /// The state of its secrets.
    pub secrets: SettingState,
    /// The last check.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub checked: Option<LastCheck>,
}

/// How urgent something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Something is broken, or money may be at stake.
    Problem,
    /// Worth a look.
    Notice,
}

/// Something that needs attention, with the way to it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Attention {
    /// How urgent.
    pub urgency: Urgency,
    /// One sentence that names the thing.
    pub title: String,
    /// The remedy.
    pub remedy: String,
    /// The screen that leads to it: `/connectors/chargify`, `/history/RUN`.
    pub link: String,
}

/// What Home shows.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Home {
    /// The app.
    pub app: App,
    /// Nothing is configured and nothing was done yet: offer the sandbox.
    pub first_start: bool,
    /// What needs attention, most urgent first.
    pub attention: Vec<Attention>,
    /// Every connector.
    pub connectors: Vec<ConnectorHealth>,
    /// Every catalogue of a configured connector.
    pub catalogues: Vec<CatalogueStatus>,
    /// The exports of late, at most five.
    pub exports: Vec<RecentExport>,
    /// The last runs, at most five.
    pub runs: Vec<RunSummary>,
}

pub async fn show(_call: &Call, _request: Nothing) -> Result<Home> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
