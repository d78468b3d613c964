//! Connectors that are due: all of their catalogues are synced, once for a day, whoever does it.
//!
//! A day is done when every catalogue was synced since its time, also by hand. After days that were missed there is one
//! sync, that of the last of them.

use jiff::civil::Date;
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use patchbay_connectors::Connector;
use tokio::task::JoinSet;

use super::kept::{self, Kept};
use super::types::{
    ChangedSchedule, Looked, LookedSync, ScheduleAlert, ScheduleChange, ScheduledConnector,
    SyncAlert, SyncEntry, SyncState,
};
use super::{Look, is_time_again};
use crate::error::{Code, Error, Result};
use crate::leases::Lease;
use crate::operations::sources::days::Due;
use crate::operations::sources::pulling;
use crate::operations::{Call, Nothing, catalogue};
use crate::sessions;

/// A connector with a schedule, and what is known about it at this moment.
struct Scheduled {
    connector: &'static dyn Connector,
    active: bool,
    kept: Kept,
    due: Due,
    /// The last day that was due, if that was since the time was set.
    day: Option<Date>,
    /// The catalogues that were not synced since that day's time.
    behind: Vec<&'static str>,
    /// When the oldest catalogue was synced, if all were.
    oldest: Option<Timestamp>,
    now: Timestamp,
}

impl Scheduled {
    fn of(call: &Call, kept: Kept) -> Result<Self> {
        let connector = sessions::connector(&kept.connector)?;
        let definition = connector.definition();
        let now = call.workspace.now();
        let due = due(call, &kept.due, kept.since)?;
        let last = due.last(now);
        let day = Some(last).filter(|day| due.counts(*day));
        let synced = kept::synced(call, definition)?;
        // What was synced in the future was so by a clock that was wrong.
        let since = |at: Option<Timestamp>| at.is_some_and(|at| due.at(last) <= at && at <= now);
        let behind = synced.iter().filter(|(_, at)| day.is_some() && !since(*at));
        let times: Option<Vec<_>> = synced.iter().map(|(_, at)| *at).collect();
        Ok(Self {
            connector,
            active: sessions::kept(&call.workspace.store, &call.app, definition.id)?.active,
            behind: behind.map(|(kind, _)| *kind).collect(),
            oldest: times.and_then(|times| times.into_iter().min()),
            kept,
            due,
            day,
            now,
        })
    }

    /// Whether a day was due and every catalogue was synced since.
    fn is_done(&self) -> bool {
        self.day.is_some() && self.behind.is_empty()
    }

    /// Whether it was tried or passed over since it was due.
    fn was_tried(&self) -> bool {
        let due = self.day.map(|day| self.due.at(day));
        due.zip(self.kept.looked_at)
            .is_some_and(|(due, at)| due <= at && at <= self.now)
    }

    fn is_time(&self) -> bool {
        // That one is switched off is said once a day; switched on, it is due at once.
        let passed_over = !self.active && self.was_tried();
        !self.behind.is_empty()
            && !passed_over
            && is_time_again(&self.due, self.kept.looked_at, self.now)
    }

    fn state(&self) -> SyncState {
        if self.is_done() {
            SyncState::Synced
        } else if self.was_tried() && self.kept.error.is_some() {
            SyncState::Failed
        } else if self.day.is_some() && !self.active {
            SyncState::Skipped
        } else {
            SyncState::Waiting
        }
    }
}

fn due(call: &Call, time: &str, since: Timestamp) -> Result<Due> {
    Due::daily(time, pulling::zone(call)?, since).ok_or_else(|| {
        Error::new(Code::Invalid, format!("{time:?} is not a time of day"))
            .field("due")
            .hint("Give hours and minutes: 06:30")
    })
}

/// What the lease of a connector is about: one process at a time syncs it on schedule.
fn lease_of(connector: &str) -> String {
    format!("sync:{connector}")
}

/// The connectors that have a schedule, and how their day stands.
pub(super) fn entries(call: &Call) -> Result<Vec<SyncEntry>> {
    let time_zone = call.app()?.time_zone;
    let mut entries = Vec::new();
    for kept in kept::all(call)? {
        let scheduled = Scheduled::of(call, kept)?;
        let state = scheduled.state();
        // What was made good by hand is not wrong any more.
        let wrong = !scheduled.is_done();
        let Scheduled { kept, due, now, .. } = scheduled;
        entries.push(SyncEntry {
            connector_name: scheduled.connector.definition().name.into(),
            time_zone: time_zone.clone(),
            active: scheduled.active,
            day: scheduled.day.map(|day| day.to_string()),
            state,
            syncing: Lease::is_held(call, &lease_of(&kept.connector))?,
            next_due: due.at(due.next(now)).to_string(),
            synced_at: scheduled.oldest.map(|at| at.to_string()),
            error: kept.error.filter(|_| wrong),
            alert: kept.alert.filter(|_| wrong && !kept.dismissed),
            due: kept.due,
            connector: kept.connector,
        });
    }
    Ok(entries)
}

/// Begins to sync the connectors of the app that are due.
pub(super) fn begin(call: &Call, looking: &mut JoinSet<Result<Look>>) -> Result<()> {
    for kept in kept::all(call)? {
        let id = kept.connector.clone();
        if Scheduled::of(call, kept)?.is_time() {
            let call = call.clone();
            looking.spawn(async move { look(&call, &id).await });
        }
    }
    Ok(())
}

/// Syncs what is behind, if nobody else does, and says what is wrong.
async fn look(call: &Call, id: &str) -> Result<Look> {
    let Some(_lease) = Lease::take(call, lease_of(id))? else {
        return Ok(None);
    };
    // Somebody else may just have been done with it, or have taken it off the schedule.
    let Some(kept) = kept::of(call, id)? else {
        return Ok(None);
    };
    let scheduled = Scheduled::of(call, kept)?;
    let Some(day) = scheduled.day.filter(|_| scheduled.is_time()) else {
        return Ok(None);
    };
    let name = scheduled.connector.definition().name;
    let mut looked = LookedSync {
        app: call.app.clone(),
        connector: id.to_owned(),
        connector_name: name.into(),
        reports: Vec::new(),
        skipped: None,
        error: None,
    };
    let mut alert = None;
    if scheduled.active {
        match catalogue::sync_kinds(call, scheduled.connector, &scheduled.behind).await {
            Ok(reports) => {
                kept::done(call, id)?;
                looked.reports = reports;
            }
            Err(error) if error.code == Code::Cancelled => return Err(error),
            Err(error) => {
                alert = told(call, &scheduled, day, &error);
                kept::failed(call, id, &error, alert.as_ref())?;
                looked.error = Some(error);
            }
        }
    } else {
        kept::done(call, id)?;
        looked.skipped = Some(format!(
            "{name} is not active: switch it on, or take it off the schedule"
        ));
    }
    let alerts = alert.into_iter().map(ScheduleAlert::Sync).collect();
    Ok(Some((Looked::Sync(Box::new(looked)), alerts)))
}

/// What is to be told of a failure, if that is new. What may pass by itself is given a second try.
fn told(call: &Call, scheduled: &Scheduled, day: Date, error: &Error) -> Option<SyncAlert> {
    let definition = scheduled.connector.definition();
    let again = scheduled.was_tried() && scheduled.kept.error.is_some();
    let day = day.to_string();
    let known = scheduled.kept.alert.as_ref().is_some_and(|a| a.day == day);
    let new = !known && (again || !error.retryable);
    new.then(|| SyncAlert {
        connector: definition.id.into(),
        connector_name: definition.name.into(),
        message: format!(
            "{}: the sync that was due at {} on {day} failed ({})",
            definition.name, scheduled.kept.due, error.message
        ),
        remedy: error.hint.clone().unwrap_or_else(|| {
            "Check the connector; Patchbay tries again every ten minutes".into()
        }),
        raised_at: call.workspace.now().to_string(),
        day,
    })
}

/// Sets when a connector's catalogues are synced, or that they are synced by hand only.
pub(in crate::operations) async fn set(
    call: &Call,
    change: ScheduleChange,
) -> Result<ChangedSchedule> {
    let definition = sessions::connector(&change.connector)?.definition();
    if change.due.is_some() && definition.catalogues.is_empty() {
        return Err(Error::new(
            Code::Invalid,
            format!("{} has no catalogue that could be synced", definition.name),
        )
        .field("connector")
        .hint("Choose a connector that has one"));
    }
    let now = call.workspace.now();
    // Whoever sets the minute that has just begun means now.
    let minute = TimestampRound::new()
        .smallest(Unit::Minute)
        .mode(RoundMode::Trunc);
    let since = now.round(minute).unwrap_or(now);
    let due = change
        .due
        .as_deref()
        .map(|time| due(call, time, since))
        .transpose()?;
    kept::set(call, definition.id, change.due.as_deref(), since)?;
    Ok(ChangedSchedule {
        connector: definition.id.into(),
        connector_name: definition.name.into(),
        active: sessions::kept(&call.workspace.store, &call.app, definition.id)?.active,
        next_due: due.map(|due| due.at(due.next(now)).to_string()),
        due: change.due,
    })
}

/// Takes the alert of a connector off the list.
pub(in crate::operations) async fn dismiss(
    call: &Call,
    request: ScheduledConnector,
) -> Result<Nothing> {
    let definition = sessions::connector(&request.connector)?.definition();
    kept::dismiss(call, definition.id)?;
    Ok(Nothing {})
}
