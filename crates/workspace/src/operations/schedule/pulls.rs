//! Sources that are due: their file is looked for, pulled if it is there, and told if it is missing.

use jiff::civil::Date;
use tokio::task::JoinSet;

use super::types::{DayState, Looked, LookedPull, PullEntry, ScheduleAlert};
use super::{Look, is_time_again};
use crate::error::{Code, Result};
use crate::leases::Lease;
use crate::operations::Call;
use crate::operations::sources::days::Due;
use crate::operations::sources::kept;
use crate::operations::sources::pulling::{self, due};
use crate::operations::sources::{Alert, PullReply, SourceSettings, remote, rules};

/// The sources that have a schedule, and how their day stands.
pub(super) fn entries(call: &Call) -> Result<Vec<PullEntry>> {
    let time_zone = call.app()?.time_zone;
    let now = call.workspace.now();
    let mut entries = Vec::new();
    for settings in kept::all_settings(call)? {
        let Some(due) = due(call, &settings)? else {
            continue;
        };
        let day = due.last(now);
        let pull = kept::pulled_for(call, &settings.name, day)?;
        entries.push(PullEntry {
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

/// Begins to look at the sources of the app that are due.
pub(super) fn begin(call: &Call, looking: &mut JoinSet<Result<Look>>) -> Result<()> {
    for settings in kept::all_settings(call)? {
        if let Some(due) = due(call, &settings)?
            && is_time(call, &settings, &due)?
        {
            let call = call.clone();
            looking.spawn(async move { look(&call, &settings, &due).await });
        }
    }
    Ok(())
}

/// Whether the last due day's file is still to come, and it is time to look for it.
fn is_time(call: &Call, settings: &SourceSettings, due: &Due) -> Result<bool> {
    let now = call.workspace.now();
    let day = due.last(now);
    if kept::pulled_for(call, &settings.name, day)?.is_some() {
        return Ok(false);
    }
    let last = kept::looked_at(call, &settings.name)?;
    let turns_late = due.is_late(day, now) && last.is_some_and(|at| at <= due.late_at(day));
    Ok(turns_late || is_time_again(due, last, now))
}

/// Looks for the file of the last due day, if nobody else does; pulls it if it is there, and says what is wrong.
async fn look(call: &Call, settings: &SourceSettings, due: &Due) -> Result<Look> {
    let Some(_lease) = Lease::take(call, kept::lease_of(&settings.name))? else {
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
    let looked = LookedPull {
        app: call.app.clone(),
        source: settings.name.clone(),
        pull,
        error,
    };
    let alerts = alerts.into_iter().map(ScheduleAlert::Source).collect();
    Ok(Some((Looked::Pull(Box::new(looked)), alerts)))
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
