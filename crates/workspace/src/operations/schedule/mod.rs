//! The schedule: what is done every day by itself, and the look at what is due.
//!
//! Two kinds: the pull of a source's file ([`pulls`]), and the sync of a connector's catalogues ([`syncs`]). Who calls
//! for the look, and how often, is a host's matter: both kinds are done once, however many hosts ask.

mod kept;
mod pulls;
mod syncs;
mod types;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

pub(super) use syncs::{dismiss, set};
pub use types::{
    ChangedSchedule, DayState, DueRun, Looked, LookedPull, LookedSync, NewAlert, PullEntry,
    ScheduleAlert, ScheduleChange, ScheduleEntry, ScheduledConnector, SyncAlert, SyncEntry,
    SyncState,
};

use super::sources::days::Due;
use super::{Call, Nothing, apps};
use crate::error::{Code, Error, Result};

/// How long after a look in vain the next one is.
const AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// What came of a look at one thing, and the alerts that it raised; nothing if another host does it.
type Look = Option<(Looked, Vec<ScheduleAlert>)>;

/// What has a schedule: the connectors, then the sources.
pub(super) async fn list(call: &Call, _: Nothing) -> Result<Vec<ScheduleEntry>> {
    let syncs = syncs::entries(call)?.into_iter().map(ScheduleEntry::Sync);
    let pulls = pulls::entries(call)?.into_iter().map(ScheduleEntry::Pull);
    Ok(syncs.chain(pulls).collect())
}

/// Does everything that is due. All of it side by side: one that is slow keeps no other from being done, nor does an app
/// whose schedule cannot be told; that is the error once the others are done.
pub(super) async fn run_due(call: &Call, _: Nothing) -> Result<DueRun> {
    let mut looking = JoinSet::new();
    let mut broken = None;
    for app in apps::all(&call.workspace.store)? {
        let call = Call {
            app: app.id,
            ..call.clone()
        };
        let begun = pulls::begin(&call, &mut looking).and(syncs::begin(&call, &mut looking));
        broken = broken.or(begun.err());
    }
    let mut run = DueRun::default();
    while let Some(looked) = looking.join_next().await {
        let failed = |e| Error::new(Code::Internal, format!("the schedule failed: {e}"));
        match looked.map_err(failed).flatten() {
            Ok(Some((looked, alerts))) => {
                let app = looked.app().to_owned();
                run.looked.push(looked);
                run.alerts.extend(alerts.into_iter().map(|alert| NewAlert {
                    app: app.clone(),
                    alert,
                }));
            }
            Ok(None) => {}
            Err(error) => broken = broken.or(Some(error)),
        }
    }
    if let Some(error) = broken {
        return Err(error);
    }
    // The schedule is everybody's; what it came to is for those who may look at the app.
    if let Some(own) = call.workspace.operator()?.app {
        run.looked.retain(|looked| looked.app() == own);
        run.alerts.retain(|alert| alert.app == own);
    }
    run.looked
        .sort_by(|a, b| (a.app(), a.about()).cmp(&(b.app(), b.about())));
    // The sort is stable: the gravest alert of a source stays the first.
    run.alerts
        .sort_by(|a, b| (&a.app, a.alert.about()).cmp(&(&b.app, b.alert.about())));
    Ok(run)
}

/// Whether it is time for another look at what is due and not done, after the last one.
fn is_time_again(due: &Due, last: Option<Timestamp>, now: Timestamp) -> bool {
    // A look in what is the future now was made by a clock that was wrong.
    last.filter(|at| *at <= now)
        .is_none_or(|at| at < due.at(due.last(now)) || now.duration_since(at) >= AGAIN)
}
