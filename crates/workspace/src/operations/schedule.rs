//! The schedule: which sources are due, and the look at those that are.

use jiff::SignedDuration;
use jiff::civil::Date;
use serde::Serialize;
use tokio::task::JoinSet;
use ts_rs::TS;

use super::sources::days::Due;
use super::sources::kept::{self, Lease};
use super::sources::pulling::{self, due};
use super::sources::{Alert, PullReply, PullView, SourceSettings, remote, rules};
use super::{Call, Nothing, apps};
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

/// How long after a look in vain the next one is.
const AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// The sources that have a schedule.
pub(super) async fn list(call: &Call, _: Nothing) -> Result<Vec<ScheduleEntry>> {
    let time_zone = call.app()?.time_zone;
    let now = call.workspace.now();
    let mut entries = Vec::new();
    for settings in kept::all_settings(call)? {
        let Some(due) = due(call, &settings)? else {
            continue;
        };
        let day = due.last(now);
        let pull = kept::pulled_for(call, &settings.name, day)?;
        entries.push(ScheduleEntry {
            state: match pull {
                Some(_) => DayState::Pulled,
                None if due.is_late(day, now) => DayState::Missing,
                None => DayState::Waiting,
            },
            day: day.to_string(),
            time_zone: time_zone.clone(),
            late_at: due.late_at(day).to_string(),
            next_due: due.at(due.next(now)).to_string(),
            pull,
            alerts: kept::alerts(call, &settings.name)?,
            due: settings.due.unwrap_or_default(),
            source: settings.name,
        });
    }
    Ok(entries)
}

/// Looks at every source that is due, and pulls what is new. The sources are looked at side by side: one that is slow
/// keeps no other from being missed.
pub(super) async fn run_due(call: &Call, _: Nothing) -> Result<DueRun> {
    let mut looking = JoinSet::new();
    for app in apps::all(&call.workspace.store)? {
        let call = Call {
            app: app.id,
            ..call.clone()
        };
        for settings in kept::all_settings(&call)? {
            if let Some(due) = due(&call, &settings)?
                && is_time(&call, &settings, &due)?
            {
                let call = call.clone();
                looking.spawn(async move { look(&call, &settings, &due).await });
            }
        }
    }
    let mut run = DueRun::default();
    while let Some(looked) = looking.join_next().await {
        let looked =
            looked.map_err(|e| Error::new(Code::Internal, format!("the schedule failed: {e}")))?;
        if let Some((looked, alerts)) = looked? {
            let app = looked.app.clone();
            run.looked.push(looked);
            run.alerts.extend(alerts.into_iter().map(|alert| NewAlert {
                app: app.clone(),
                alert,
            }));
        }
    }
    // The schedule is everybody's; what it came to is for those who may look at the app.
    if let Some(own) = call.workspace.operator()?.app {
        run.looked.retain(|looked| looked.app == own);
        run.alerts.retain(|alert| alert.app == own);
    }
    run.looked
        .sort_by(|a, b| (&a.app, &a.source).cmp(&(&b.app, &b.source)));
    run.alerts.sort_by(|a, b| {
        (&a.app, &a.alert.source, a.alert.kind).cmp(&(&b.app, &b.alert.source, b.alert.kind))
    });
    Ok(run)
}

/// Whether the last due day's file is still to come, and it is time to look for it.
fn is_time(call: &Call, settings: &SourceSettings, due: &Due) -> Result<bool> {
    let now = call.workspace.now();
    let day = due.last(now);
    if kept::pulled_for(call, &settings.name, day)?.is_some() {
        return Ok(false);
    }
    let last = kept::looked_at(call, &settings.name)?.filter(|at| *at <= now);
    Ok(last.is_none_or(|at| {
        let turns_late = due.is_late(day, now) && at <= due.late_at(day);
        at < due.at(day) || turns_late || now.duration_since(at) >= AGAIN
    }))
}

/// Looks for the file of the last due day, if nobody else does; pulls it if it is there, and says what is wrong.
async fn look(
    call: &Call,
    settings: &SourceSettings,
    due: &Due,
) -> Result<Option<(Looked, Vec<Alert>)>> {
    let Some(_lease) = Lease::take(call, &settings.name)? else {
        return Ok(None);
    };
    // Somebody else may just have been done with it.
    if !is_time(call, settings, due)? {
        return Ok(None);
    }
    let day = due.last(call.workspace.now());
    let done = pull_of(call, settings, day).await;
    let is_late = || due.is_late(day, call.workspace.now());
    let (pull, error, alerts) = match done {
        Ok(Some((reply, alerts))) => {
            kept::looked(call, &settings.name, None)?;
            (Some(reply.pull), None, alerts)
        }
        Ok(None) => {
            kept::looked(call, &settings.name, None)?;
            let broken: Vec<_> = is_late()
                .then(|| rules::missing(settings, day))
                .into_iter()
                .collect();
            (None, None, kept::raise(call, &settings.name, day, &broken)?)
        }
        Err(error) if error.code == Code::Cancelled => return Err(error),
        Err(error) => {
            kept::looked(call, &settings.name, Some(&error))?;
            // What may pass by itself is given until the file is late.
            let grave = !error.retryable || is_late();
            let broken: Vec<_> = grave
                .then(|| rules::failed(&settings.name, &error))
                .into_iter()
                .collect();
            (
                None,
                Some(error),
                kept::raise(call, &settings.name, day, &broken)?,
            )
        }
    };
    let looked = Looked {
        app: call.app.clone(),
        source: settings.name.clone(),
        pull,
        error,
    };
    Ok(Some((looked, alerts)))
}

/// Pulls the file of that day, if it is there.
async fn pull_of(
    call: &Call,
    settings: &SourceSettings,
    day: Date,
) -> Result<Option<(PullReply, Vec<Alert>)>> {
    let bucket = remote::open(call, settings).await?;
    let chosen = match pulling::choose(call, settings, &bucket, None).await {
        Err(error) if error.code == Code::NotFound && error.field.as_deref() == Some("prefix") => {
            return Ok(None);
        }
        chosen => chosen?,
    };
    if chosen.day != Some(day) || !chosen.current {
        return Ok(None);
    }
    pulling::carry_out(call, settings, &bucket, chosen, true)
        .await
        .map(Some)
}
