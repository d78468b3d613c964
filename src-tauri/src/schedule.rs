//! The clock of the schedule: every minute, what is due is looked at; the page is told, and the desktop where something
//! is wrong.
//!
//! When what is due is the workspace's to say. Two processes at once do nothing twice, so a command line beside this
//! window may do the same.

use std::sync::Arc;
use std::time::Duration;

use notify_rust::Notification;
use patchbay_workspace::operations::schedule::DueRun;
use patchbay_workspace::operations::{Nothing, ScheduleRunDue};
use patchbay_workspace::{DEFAULT_APP, Workspace};
use tauri::{AppHandle, Emitter as _};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::window::LABEL;

/// The first look, once the window stands.
const FIRST: Duration = Duration::from_secs(10);
const EVERY: Duration = Duration::from_secs(60);
/// More alerts than this are told in one notification.
const SINGLY: usize = 3;

/// Starts the clock. It ends with the process.
pub fn start(app: AppHandle, workspace: Arc<Workspace>) {
    tauri::async_runtime::spawn(async move {
        let mut minutes = interval_at(Instant::now() + FIRST, EVERY);
        // A long pull or sync, or a machine that slept: what is due then is due once.
        minutes.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            minutes.tick().await;
            let run = workspace
                .call(DEFAULT_APP)
                .perform::<ScheduleRunDue>(Nothing {})
                .await;
            match run {
                Ok(run) if run.looked.is_empty() => {}
                Ok(run) => tell(&app, &run),
                Err(error) => tracing::error!(code = ?error.code, "the schedule: {error}"),
            }
        }
    });
}

fn tell(app: &AppHandle, run: &DueRun) {
    if let Err(error) = app.emit_to(LABEL, "schedule", run) {
        tracing::error!(%error, "the page could not be told of the schedule");
    }
    for (summary, body) in notices(run) {
        // It waits for the desktop, which may have nobody for it; the alert stays on Home in any case.
        tauri::async_runtime::spawn_blocking(move || {
            let shown = Notification::new()
                .appname("Patchbay")
                .icon("patchbay-desktop")
                .summary(&summary)
                .body(&body)
                .show();
            if let Err(error) = shown {
                tracing::info!(%error, "the desktop shows no notifications");
            }
        });
    }
}

/// What to show: each new alert with its remedy, or their number where there are many.
fn notices(run: &DueRun) -> Vec<(String, String)> {
    let alerts: Vec<_> = run.alerts.iter().map(|new| &new.alert).collect();
    if alerts.len() > SINGLY {
        let mut about: Vec<&str> = alerts.iter().map(|alert| alert.about()).collect();
        about.dedup();
        return vec![(
            format!(
                "{} things on schedule are not as they should be",
                alerts.len()
            ),
            about.join(", "),
        )];
    }
    alerts
        .iter()
        .map(|alert| (alert.message().to_owned(), alert.remedy().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use patchbay_workspace::operations::schedule::{NewAlert, ScheduleAlert};
    use patchbay_workspace::operations::sources::{Alert, AlertKind};

    use super::*;

    fn run(count: usize) -> DueRun {
        let alert = |number: usize| NewAlert {
            app: "default".into(),
            alert: ScheduleAlert::Source(Alert {
                source: format!("s{}", number / 2),
                kind: AlertKind::Missing,
                day: "2026-11-21".into(),
                message: format!("s{number}: missing"),
                remedy: "Ask its maker".into(),
                raised_at: String::new(),
            }),
        };
        DueRun {
            alerts: (0..count).map(alert).collect(),
            ..DueRun::default()
        }
    }

    #[test]
    fn a_few_alerts_are_told_singly_and_many_together() {
        assert!(notices(&run(0)).is_empty());
        assert_eq!(
            notices(&run(2))[1],
            ("s1: missing".into(), "Ask its maker".into())
        );
        assert_eq!(
            notices(&run(5)),
            [(
                "5 things on schedule are not as they should be".into(),
                "s0, s1, s2".into()
            )]
        );
    }
}
