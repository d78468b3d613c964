//! `patchbay schedule`.

use clap::Subcommand;
use patchbay_workspace::operations::schedule::{DayState, DueRun, ScheduleEntry};
use patchbay_workspace::operations::{Nothing, ScheduleList, ScheduleRunDue};

use crate::exports::sources::{is_bad, outcome, told};
use crate::host::Host;
use crate::output::{Answer, Failure, word};
use crate::table::{section, table, time};

/// What to do with the schedule.
#[derive(Subcommand)]
pub enum Command {
    /// The sources that are due every day, and how their day stands
    List,
    /// Look at what is due, in every app, and pull what is new
    ///
    /// The window does so by itself every minute; this is for machines without one. Both at once pull nothing twice.
    /// Exit code 1 if something failed, is invalid, or broke a rule.
    RunDue,
}

impl Command {
    /// Performs it.
    pub async fn perform(self, host: &Host) -> Result<Answer, Failure> {
        let call = host.call()?;
        match self {
            Self::List => {
                let entries = call.perform::<ScheduleList>(Nothing {}).await?;
                Answer::new(&entries, listed(&entries))
            }
            Self::RunDue => ran(&call.perform::<ScheduleRunDue>(Nothing {}).await?),
        }
    }
}

fn listed(entries: &[ScheduleEntry]) -> String {
    let rows = entries.iter().map(|entry| {
        let state = match (entry.state, &entry.pull) {
            (DayState::Pulled, Some(pull)) => format!("pulled, {}", outcome(pull)),
            (state, _) => word(&state),
        };
        [
            entry.source.clone(),
            entry.due.clone(),
            entry.time_zone.clone(),
            entry.day.clone(),
            state,
            time(&entry.next_due),
        ]
    });
    let alerts: Vec<_> = entries.iter().flat_map(|entry| &entry.alerts).collect();
    table(
        ["SOURCE", "DUE", "TIME ZONE", "DAY", "STATE", "NEXT, UTC"],
        rows,
    ) + &section("Not as it should be", &told(&alerts))
}

fn ran(run: &DueRun) -> Result<Answer, Failure> {
    let rows = run.looked.iter().map(|looked| {
        let what = match (&looked.pull, &looked.error) {
            (Some(pull), _) => format!("pulled {}, {}", pull.key, outcome(pull)),
            (None, Some(error)) => format!("failed: {}", error.message),
            (None, None) => "not there yet".into(),
        };
        [looked.app.clone(), looked.source.clone(), what]
    });
    let alerts: Vec<_> = run.alerts.iter().map(|new| &new.alert).collect();
    let text = table(["APP", "SOURCE", "WHAT"], rows) + &section("New", &told(&alerts));
    let bad = run
        .looked
        .iter()
        .any(|looked| looked.error.is_some() || looked.pull.as_ref().is_some_and(is_bad));
    if run.looked.is_empty() {
        return Ok(Answer::new(run, "")?.note("nothing is due"));
    }
    let answer = Answer::new(run, text)?;
    Ok(if bad || !run.alerts.is_empty() {
        answer.not_succeeded(None)
    } else {
        answer
    })
}
