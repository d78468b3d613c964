//! Home: what needs attention, and what happened of late.

use serde::Serialize;
use ts_rs::TS;

use super::apps::App;
use patchbay_connectors::{Outcome, Verdict};

use super::catalogue::{self, CatalogueStatus};
use super::connectors::{self, ConnectorView, LastCheck, SettingState};
use super::exports::{self, RecentExport};
use super::history::{self, HistoryRequest, RunSummary};
use super::schedule::{self, ScheduleEntry, SyncEntry};
use super::sources::{self, AlertKind, SourceView};
use super::{Call, Nothing};
use crate::error::{Error, Result};

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
    /// Every source of exports.
    pub sources: Vec<SourceView>,
    /// What is done every day by itself.
    pub schedule: Vec<ScheduleEntry>,
    /// The last runs, at most five.
    pub runs: Vec<RunSummary>,
}

/// What Home shows.
pub(super) async fn show(call: &Call, _: Nothing) -> Result<Home> {
    let app = call.app()?;
    let connectors: Vec<_> = connectors::list(call, Nothing {})
        .await?
        .into_iter()
        .map(health)
        .collect();
    let configured = |id: &str| {
        connectors
            .iter()
            .any(|c| c.id == id && c.health != Health::NotConfigured)
    };
    let mut catalogues = catalogue::status(call, Nothing {}).await?;
    catalogues.retain(|c| configured(c.connector));
    let mut exports = exports::recent(call, Nothing {}).await?;
    exports.truncate(5);
    let sources = sources::list(call, Nothing {}).await?;
    let schedule = schedule::list(call, Nothing {}).await?;
    let runs = history::list(
        call,
        HistoryRequest {
            rows: Some(5),
            ..HistoryRequest::default()
        },
    )
    .await?
    .runs;
    let unknown = HistoryRequest {
        outcome: Some(Outcome::Unknown),
        rows: Some(20),
        ..HistoryRequest::default()
    };
    let unknown = history::list(call, unknown).await?.runs;
    let first_start = exports.is_empty()
        && sources.is_empty()
        && runs.is_empty()
        && connectors.iter().all(|c| c.health == Health::NotConfigured);
    let attention = attention(
        &connectors,
        &catalogues,
        &exports,
        &sources,
        &schedule,
        &unknown,
    );
    Ok(Home {
        app,
        first_start,
        attention,
        connectors,
        catalogues,
        exports,
        sources,
        schedule,
        runs,
    })
}

fn health(view: ConnectorView) -> ConnectorHealth {
    let required = || view.settings.iter().filter(|s| s.required);
    let missing: Vec<_> = required()
        .filter(|s| s.state == SettingState::Missing)
        .map(|s| s.label)
        .collect();
    let unreadable = view
        .settings
        .iter()
        .any(|s| s.state == SettingState::Unreadable);
    let touched = view
        .settings
        .iter()
        .any(|s| s.state != SettingState::Missing);
    let secrets = if unreadable {
        SettingState::Unreadable
    } else if required()
        .filter(|s| s.secret)
        .all(|s| s.state == SettingState::Present)
    {
        SettingState::Present
    } else {
        SettingState::Missing
    };
    let verdict = view.checked.as_ref().map(|c| c.verdict);
    let (health, detail) = match verdict {
        _ if !touched => (Health::NotConfigured, "Not configured".into()),
        _ if view.active && unreadable => (
            Health::Bad,
            "Its secrets cannot be read from the keychain".into(),
        ),
        _ if !view.active && !missing.is_empty() => (
            Health::NotConfigured,
            format!("Missing: {}", missing.join(", ")),
        ),
        _ if !view.active => (Health::Inactive, "Configured, not active".into()),
        Some(Verdict::Proven) => (Health::Good, "The last check proved it".into()),
        Some(Verdict::ShapeOnly) => (
            Health::Unproven,
            "The vendor accepts anything: no more can be proven".into(),
        ),
        Some(Verdict::Refused) => (Health::Bad, worst(&view, Verdict::Refused)),
        Some(Verdict::Unreachable) => (Health::Bad, worst(&view, Verdict::Unreachable)),
        Some(Verdict::RateLimited) => (
            Health::Unproven,
            "The vendor asked to slow down at the last check".into(),
        ),
        Some(Verdict::Unknown) => (Health::Unproven, worst(&view, Verdict::Unknown)),
        None => (
            Health::Unproven,
            "Not checked since its settings changed".into(),
        ),
    };
    ConnectorHealth {
        id: view.id,
        name: view.name,
        health,
        detail,
        secrets,
        checked: view.checked,
    }
}

/// What the last check said of the first thing that was so.
fn worst(view: &ConnectorView, verdict: Verdict) -> String {
    view.checked
        .iter()
        .flat_map(|c| &c.checks)
        .find(|c| c.verdict == verdict)
        .map_or_else(
            || "The last check failed".into(),
            |c| format!("{}: {}", c.what, c.detail),
        )
}

fn attention(
    connectors: &[ConnectorHealth],
    catalogues: &[CatalogueStatus],
    exports: &[RecentExport],
    sources: &[SourceView],
    schedule: &[ScheduleEntry],
    unknown: &[RunSummary],
) -> Vec<Attention> {
    let mut all = Vec::new();
    let mut add = |urgency, title: String, remedy: &str, link: String| {
        all.push(Attention {
            urgency,
            title,
            remedy: remedy.into(),
            link,
        });
    };
    for run in unknown {
        add(
            Urgency::Problem,
            format!("Unknown outcome: {}", run.summary),
            "Look at the user at the vendor before repeating it",
            format!("/history/{}", run.run),
        );
    }
    for connector in connectors {
        let link = format!("/connectors/{}", connector.id);
        match connector.health {
            Health::Bad => {
                add(
                    Urgency::Problem,
                    format!("{}: {}", connector.name, connector.detail),
                    "Mend its settings, then check again",
                    link,
                );
            }
            Health::Unproven => {
                add(
                    Urgency::Notice,
                    format!("{}: {}", connector.name, connector.detail),
                    "Check it",
                    link,
                );
            }
            Health::Good | Health::Inactive | Health::NotConfigured => {}
        }
    }
    for c in catalogues {
        let link = format!("/catalogue/{}/{}", c.connector, c.kind);
        let name = format!("{} {}", c.connector_name, c.name);
        let told = failure_of(schedule, c.connector);
        if let Some(error) = &c.error {
            if told.is_some_and(|told| told.message == error.message) {
                continue;
            }
            add(
                Urgency::Problem,
                format!("{name}: the last sync failed ({})", error.message),
                "Sync again",
                link,
            );
        } else if c.active && c.synced_at.is_none() && told.is_none() {
            add(
                Urgency::Notice,
                format!("{name}: never synced"),
                "Sync it, so that actions can offer its entries",
                link,
            );
        }
    }
    for export in exports {
        let is_invalid = export.verdict == Some(patchbay_exports::Verdict::Invalid);
        if is_invalid && !is_pulled(sources, export) {
            add(
                Urgency::Problem,
                format!("{} is invalid", export.name),
                "Look at its issues before it feeds audience targeting",
                "/exports".into(),
            );
        }
    }
    for entry in schedule {
        if let ScheduleEntry::Sync(SyncEntry {
            alert: Some(alert), ..
        }) = entry
        {
            add(
                Urgency::Problem,
                alert.message.clone(),
                &alert.remedy,
                format!("/catalogue/{}", alert.connector),
            );
        }
    }
    for source in sources {
        let link = format!("/exports/sources/{}", source.settings.name);
        for alert in &source.alerts {
            let urgency = match alert.kind {
                AlertKind::Missing | AlertKind::Failed | AlertKind::Invalid => Urgency::Problem,
                AlertKind::Smaller | AlertKind::Larger | AlertKind::Late => Urgency::Notice,
            };
            add(urgency, alert.message.clone(), &alert.remedy, link.clone());
        }
        if source.settings.access_key.is_some() && source.secret != SettingState::Present {
            let name = &source.settings.name;
            add(
                Urgency::Problem,
                format!("The secret key of the source {name} is not in the keychain"),
                "Enter it again, or unlock the keychain",
                link,
            );
        }
    }
    all.sort_by_key(|a| a.urgency);
    all
}

/// Why the connector's last sync on schedule failed. The schedule tells of it: once for all catalogues, when it does not
/// pass by itself, and until it is dismissed.
fn failure_of<'a>(schedule: &'a [ScheduleEntry], connector: &str) -> Option<&'a Error> {
    schedule.iter().find_map(|entry| match entry {
        ScheduleEntry::Sync(sync) if sync.connector == connector => sync.error.as_ref(),
        _ => None,
    })
}

/// Whether the file counts for a day of a source, whose alerts tell what is wrong with it.
fn is_pulled(sources: &[SourceView], export: &RecentExport) -> bool {
    let mut pulls = sources.iter().flat_map(|source| &source.pulls);
    pulls.any(|pull| pull.export == Some(export.id) && pull.day.is_some())
}
