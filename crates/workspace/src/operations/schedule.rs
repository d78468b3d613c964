//! The schedule: which sources are due, and the look at those that are.

use serde::Serialize;
use ts_rs::TS;

use super::sources::{Alert, PullView};
use super::{Call, Nothing};
use crate::error::{Code, Error, Result};

/// A source with a schedule, and where its day stands.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ScheduleEntry {
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

/// How a day stands.
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

/// What a run of the schedule came to, over all apps.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct DueRun {
    /// The sources that were looked at.
    pub looked: Vec<Looked>,
    /// The alerts that are new.
    pub alerts: Vec<NewAlert>,
}

/// One source that was looked at.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Looked {
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

/// An alert that was raised just now.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NewAlert {
    /// The app.
    pub app: String,
    /// The alert.
    #[serde(flatten)]
    pub alert: Alert,
}

/// The sources that have a schedule.
pub(super) async fn list(_: &Call, _: Nothing) -> Result<Vec<ScheduleEntry>> {
    Err(Error::new(Code::Internal, "schedule.list is not built yet"))
}

/// Looks at every source that is due, and pulls what is new.
pub(super) async fn run_due(_: &Call, _: Nothing) -> Result<DueRun> {
    Err(Error::new(
        Code::Internal,
        "schedule.run_due is not built yet",
    ))
}
