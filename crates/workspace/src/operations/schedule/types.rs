//! What hosts say and hear about schedules.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Error;
use crate::operations::catalogue::SyncReport;
use crate::operations::sources::{Alert, PullView};

/// Something that is done every day, and where its day stands.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ScheduleEntry {
    /// A source's file is pulled.
    Pull(PullEntry),
    /// A connector's catalogues are synced.
    Sync(SyncEntry),
}

/// A source with a schedule.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PullEntry {
    /// The source's name.
    pub source: String,
    /// `HH:MM` in the time zone.
    pub due: String,
    /// The app's time zone, an IANA name.
    pub time_zone: String,
    /// The last day whose file was due, `YYYY-MM-DD`.
    pub day: String,
    /// How that day stands.
    pub state: DayState,
    /// From when on that day's file counts as missing, RFC 3339.
    pub late_at: String,
    /// When the next day's file is due, RFC 3339.
    pub next_due: String,
    /// That day's file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub pull: Option<PullView>,
    /// The broken rules that stand.
    pub alerts: Vec<Alert>,
}

/// How the day of a source stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DayState {
    /// Its file was pulled.
    Pulled,
    /// Its file is due and not there yet.
    Waiting,
    /// Its file is not there, and late.
    Missing,
}

/// A connector with a schedule.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SyncEntry {
    /// The connector's id.
    pub connector: String,
    /// What people read.
    pub connector_name: String,
    /// `HH:MM` in the time zone.
    pub due: String,
    /// The app's time zone, an IANA name.
    pub time_zone: String,
    /// Whether the connector is switched on: only then it is synced.
    pub active: bool,
    /// The last day whose sync was due, `YYYY-MM-DD`; absent if none was since the time was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub day: Option<String>,
    /// How that day stands.
    pub state: SyncState,
    /// A sync on schedule is under way, in this process or another.
    pub syncing: bool,
    /// When the next day's sync is due, RFC 3339.
    pub next_due: String,
    /// Since when every catalogue is at least this new, RFC 3339; absent if one was never synced.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub synced_at: Option<String>,
    /// Why the last try failed, if nothing has made it good.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<Error>,
    /// The failure as it was told, unless it was dismissed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub alert: Option<SyncAlert>,
}

/// How the day of a connector stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// Every catalogue was synced since it was due, on schedule or by hand.
    Synced,
    /// It is due and not done yet, or was not due yet since the time was set.
    Waiting,
    /// The last try failed; the next follows.
    Failed,
    /// It is due, and passed over: the connector is switched off.
    Skipped,
}

/// A sync on schedule that failed, told until one succeeds or until it is dismissed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncAlert {
    /// The connector's id.
    pub connector: String,
    /// What people read.
    pub connector_name: String,
    /// The day that it is about, `YYYY-MM-DD`.
    pub day: String,
    /// One sentence with what was seen.
    pub message: String,
    /// What to do.
    pub remedy: String,
    /// When it was raised, RFC 3339.
    pub raised_at: String,
}

/// Names the connector whose alert is dismissed.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ScheduledConnector {
    /// The connector's id.
    pub connector: String,
}

/// When a connector is to be synced.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ScheduleChange {
    /// The connector's id.
    pub connector: String,
    /// Each day at that time, `HH:MM` in the app's time zone; absent: by hand only.
    #[serde(default)]
    #[ts(optional)]
    pub due: Option<String>,
}

/// When a connector is synced from now on.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChangedSchedule {
    /// The connector's id.
    pub connector: String,
    /// What people read.
    pub connector_name: String,
    /// Whether the connector is switched on: only then it is synced.
    pub active: bool,
    /// Each day at that time, in the app's time zone; absent: by hand only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub due: Option<String>,
    /// When that is next, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next_due: Option<String>,
}

/// What a run of the schedule came to, over all apps.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct DueRun {
    /// What was looked at.
    pub looked: Vec<Looked>,
    /// The alerts that are new.
    pub alerts: Vec<NewAlert>,
}

/// One thing that was due.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Looked {
    /// The file of a source.
    Pull(Box<LookedPull>),
    /// The catalogues of a connector.
    Sync(Box<LookedSync>),
}

/// One source that was looked at.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LookedPull {
    /// The app.
    pub app: String,
    /// The source's name.
    pub source: String,
    /// The file that was pulled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub pull: Option<PullView>,
    /// Why the look or the pull failed. Neither a file nor an error: the day's file is not there yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<Error>,
}

/// One connector that was due.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LookedSync {
    /// The app.
    pub app: String,
    /// The connector's id.
    pub connector: String,
    /// What people read.
    pub connector_name: String,
    /// What changed, catalogue by catalogue.
    pub reports: Vec<SyncReport>,
    /// Why it was passed over, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub skipped: Option<String>,
    /// Why it failed, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<Error>,
}

/// An alert that was raised just now.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NewAlert {
    /// The app.
    pub app: String,
    /// The alert.
    #[serde(flatten)]
    pub alert: ScheduleAlert,
}

/// What is not as it should be: about a source, or about a connector.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(untagged)]
pub enum ScheduleAlert {
    /// A broken rule of a source.
    Source(Alert),
    /// A sync that failed.
    Sync(SyncAlert),
}

impl ScheduleAlert {
    /// What people call the source or connector.
    pub fn about(&self) -> &str {
        match self {
            Self::Source(alert) => &alert.source,
            Self::Sync(alert) => &alert.connector_name,
        }
    }

    /// One sentence with what was seen.
    pub fn message(&self) -> &str {
        match self {
            Self::Source(alert) => &alert.message,
            Self::Sync(alert) => &alert.message,
        }
    }

    /// What to do.
    pub fn remedy(&self) -> &str {
        match self {
            Self::Source(alert) => &alert.remedy,
            Self::Sync(alert) => &alert.remedy,
        }
    }
}

impl Looked {
    /// The app.
    pub fn app(&self) -> &str {
        match self {
            Self::Pull(looked) => &looked.app,
            Self::Sync(looked) => &looked.app,
        }
    }

    /// What people call the source or connector.
    pub fn about(&self) -> &str {
        match self {
            Self::Pull(looked) => &looked.source,
            Self::Sync(looked) => &looked.connector_name,
        }
    }
}
