//! `patchbay schedule`.

use clap::Subcommand;
use patchbay_workspace::operations::schedule::{
    ChangedSchedule, DayState, DueRun, Looked, LookedPull, LookedSync, ScheduleChange,
    ScheduleEntry, SyncState,
};
use patchbay_workspace::operations::{Nothing, ScheduleList, ScheduleRunDue, ScheduleSet};

use crate::exports::sources::{is_bad, outcome};
use crate::host::Host;
use crate::output::{Answer, Failure, word};
use crate::table::{section, table, time};

/// What to do with the schedule.
#[derive(Subcommand)]
pub enum Command {
    /// What is done every day by itself, and how its day stands
    List,
    /// Do what is due, in every app: sync connectors, pull from sources
    ///
    /// The window does so by itself every minute; this is for machines without one. Both at once do nothing twice.
    /// Exit code 1 if something failed, is invalid, or broke a rule.
    RunDue,
    /// Sync a connector's catalogues every day
    Set {
        /// The connector
        connector: String,
        /// When, in the app's time zone
        #[arg(value_name = "HH:MM")]
        due: String,
    },
    /// Sync a connector's catalogues by hand only
    Clear {
        /// The connector
        connector: String,
    },
}

impl Command {
    /// Performs it.
    pub async fn perform(self, host: &Host) -> Result<Answer, Failure> {
        let call = host.call()?;
        let set = |connector, due| call.perform::<ScheduleSet>(ScheduleChange { connector, due });
        match self {
            Self::List => {
                let entries = call.perform::<ScheduleList>(Nothing {}).await?;
                Answer::new(&entries, listed(&entries))
            }
            Self::RunDue => ran(&call.perform::<ScheduleRunDue>(Nothing {}).await?),
            Self::Set { connector, due } => changed(&set(connector, Some(due)).await?),
            Self::Clear { connector } => changed(&set(connector, None).await?),
        }
    }
}

fn listed(entries: &[ScheduleEntry]) -> String {
    let rows = entries.iter().map(|entry| match entry {
        ScheduleEntry::Sync(sync) => [
            format!("sync {}", sync.connector),
            sync.due.clone(),
            sync.time_zone.clone(),
            sync.day.clone().unwrap_or_default(),
            match sync.state {
                _ if sync.syncing => "syncing".into(),
                SyncState::Skipped => "skipped, not active".into(),
                state => word(&state),
            },
            time(&sync.next_due),
        ],
        ScheduleEntry::Pull(pull) => [
            format!("pull {}", pull.source),
            pull.due.clone(),
            pull.time_zone.clone(),
            pull.day.clone(),
            match (pull.state, &pull.pull) {
                (DayState::Pulled, Some(file)) => format!("pulled, {}", outcome(file)),
                (state, _) => word(&state),
            },
            time(&pull.next_due),
        ],
    });
    let alerts = entries.iter().flat_map(|entry| match entry {
        ScheduleEntry::Sync(sync) => {
            let alerts = sync.alert.iter();
            alerts.map(|a| told(&a.message, &a.remedy)).collect()
        }
        ScheduleEntry::Pull(pull) => {
            let alerts = pull.alerts.iter();
            alerts
                .map(|a| told(&a.message, &a.remedy))
                .collect::<Vec<_>>()
        }
    });
    table(
        ["WHAT", "DUE", "TIME ZONE", "DAY", "STATE", "NEXT, UTC"],
        rows,
    ) + &section("Not as it should be", &alerts.collect::<String>())
}

fn told(message: &str, remedy: &str) -> String {
    format!("{message}\n  {remedy}\n")
}

fn ran(run: &DueRun) -> Result<Answer, Failure> {
    if run.looked.is_empty() {
        return Ok(Answer::new(run, "")?.note("nothing is due"));
    }
    let rows = run.looked.iter().map(|looked| match looked {
        Looked::Sync(sync) => [
            sync.app.clone(),
            format!("sync {}", sync.connector),
            synced(sync),
        ],
        Looked::Pull(pull) => [
            pull.app.clone(),
            format!("pull {}", pull.source),
            pulled(pull),
        ],
    });
    let alerts = run.alerts.iter().map(|new| &new.alert);
    let alerts = alerts.map(|alert| told(alert.message(), alert.remedy()));
    let text =
        table(["APP", "WHAT", "RESULT"], rows) + &section("New", &alerts.collect::<String>());
    let bad = run.looked.iter().any(|looked| match looked {
        Looked::Sync(sync) => sync.error.is_some(),
        Looked::Pull(pull) => pull.error.is_some() || pull.pull.as_ref().is_some_and(is_bad),
    });
    let answer = Answer::new(run, text)?;
    Ok(if bad || !run.alerts.is_empty() {
        answer.not_succeeded(None)
    } else {
        answer
    })
}

fn synced(sync: &LookedSync) -> String {
    if let Some(why) = sync.skipped.as_ref() {
        return format!("skipped: {why}");
    }
    if let Some(error) = &sync.error {
        return format!("failed: {}", error.message);
    }
    let counts = sync
        .reports
        .iter()
        .map(|report| format!("{} {}", report.total, report.kind));
    format!("synced {}", counts.collect::<Vec<_>>().join(", "))
}

fn pulled(looked: &LookedPull) -> String {
    match (&looked.pull, &looked.error) {
        (Some(pull), _) => format!("pulled {}, {}", pull.key, outcome(pull)),
        (None, Some(error)) => format!("failed: {}", error.message),
        (None, None) => "not there yet".into(),
    }
}

fn changed(changed: &ChangedSchedule) -> Result<Answer, Failure> {
    let name = &changed.connector_name;
    let text = match (&changed.due, &changed.next_due) {
        (Some(due), Some(next)) => {
            format!(
                "{name}: synced every day at {due}, next {}, UTC",
                time(next)
            )
        }
        _ => format!("{name}: synced by hand only"),
    };
    let answer = Answer::new(changed, text)?;
    Ok(if changed.due.is_some() && !changed.active {
        answer.note(format!(
            "{name} is not active: nothing is synced until it is"
        ))
    } else {
        answer
    })
}
