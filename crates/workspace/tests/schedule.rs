//! The schedule, with a clock that the test turns: due, late, missing, odd, and good again.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use common::s3::{S3, users};
use common::{CANARY, Place, default_app, sit_down};
use patchbay_workspace::operations::apps::{AppChange, Environment, NewApp};
use patchbay_workspace::operations::home::Urgency;
use patchbay_workspace::operations::operators::{OperatorId, Role};
use patchbay_workspace::operations::schedule::{
    DayState, DueRun, Looked, LookedPull, ScheduleAlert, ScheduleEntry,
};
use patchbay_workspace::operations::sources::{Alert, AlertId, AlertKind};
use patchbay_workspace::operations::{
    AppsCreate, AppsUpdate, HomeShow, Nothing, OperatorsSwitch, ScheduleList, ScheduleRunDue,
    SourcesDismiss, SourcesList,
};
use patchbay_workspace::{Call, Code};
use serde_json::json;

fn at(place: &Place, time: &str) {
    *place.clock.lock().unwrap() = time.parse().unwrap();
}

async fn run(call: &Call) -> DueRun {
    call.perform::<ScheduleRunDue>(Nothing {}).await.unwrap()
}

fn pulls(run: &DueRun) -> Vec<&LookedPull> {
    let pulls = run.looked.iter().map(|looked| match looked {
        Looked::Pull(pull) => pull.as_ref(),
        Looked::Sync(sync) => panic!("no sync was set: {sync:?}"),
    });
    pulls.collect()
}

fn alerts(run: &DueRun) -> Vec<&Alert> {
    let alerts = run.alerts.iter().map(|new| match &new.alert {
        ScheduleAlert::Source(alert) => alert,
        ScheduleAlert::Sync(alert) => panic!("no sync was set: {alert:?}"),
    });
    alerts.collect()
}

/// The kinds of the new alerts, and how many files were pulled.
async fn run_at(place: &Place, call: &Call, time: &str) -> (Vec<AlertKind>, usize) {
    at(place, time);
    let run = run(call).await;
    for looked in pulls(&run) {
        assert!(looked.error.is_none(), "{:?}", looked.error);
    }
    let pulled = pulls(&run).iter().filter(|l| l.pull.is_some()).count();
    (alerts(&run).iter().map(|a| a.kind).collect(), pulled)
}

async fn state(call: &Call) -> DayState {
    match &call.perform::<ScheduleList>(Nothing {}).await.unwrap()[0] {
        ScheduleEntry::Pull(entry) => entry.state,
        ScheduleEntry::Sync(entry) => panic!("no sync was set: {entry:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_of_exports() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let s3 = S3::start();
    at(&place, "2026-11-16T12:00:00Z");
    let rules =
        json!({ "due": "06:00", "late_minutes": 60, "smaller_percent": 20, "larger_percent": 50 });
    s3.source(&call, rules).await;
    let put = |day: u32, time: &str, count| {
        s3.put(
            &format!("out/evergent-{day}.csv"),
            users(count),
            &format!("2026-11-{day}T{time}Z"),
        );
    };

    // Monday: the schedule was set at noon. What was due before is looked for and not missed.
    assert_eq!(
        run_at(&place, &call, "2026-11-16T12:01:00Z").await,
        (vec![], 0)
    );
    assert_eq!(state(&call).await, DayState::Waiting);

    // Tuesday, in time. Nothing is done before, and nothing twice.
    put(17, "05:10:00", 100);
    assert_eq!(
        run_at(&place, &call, "2026-11-17T06:00:00Z").await,
        (vec![], 1)
    );
    assert_eq!(state(&call).await, DayState::Pulled);
    assert!(run(&call).await.looked.is_empty());

    // Wednesday: not there when it is due, nor ten minutes later; then it is.
    assert_eq!(
        run_at(&place, &call, "2026-11-18T05:59:59Z").await,
        (vec![], 0)
    );
    assert_eq!(
        run_at(&place, &call, "2026-11-18T06:00:00Z").await,
        (vec![], 0)
    );
    put(18, "06:05:00", 110);
    assert_eq!(
        run_at(&place, &call, "2026-11-18T06:09:59Z").await,
        (vec![], 0),
        "looked nine minutes ago"
    );
    assert_eq!(
        run_at(&place, &call, "2026-11-18T06:10:00Z").await,
        (vec![], 1)
    );

    // Thursday: missing after an hour, told once; dismissed, it stays so for the day.
    assert_eq!(
        run_at(&place, &call, "2026-11-19T06:59:00Z").await,
        (vec![], 0)
    );
    assert_eq!(
        run_at(&place, &call, "2026-11-19T07:00:01Z").await,
        (vec![AlertKind::Missing], 0),
        "at once, whenever the last look was"
    );
    assert_eq!(state(&call).await, DayState::Missing);
    let home = call.perform::<HomeShow>(Nothing {}).await.unwrap();
    let told = &home.attention[0];
    assert_eq!(
        (told.urgency, told.link.as_str()),
        (Urgency::Problem, "/exports/sources/daily")
    );
    assert_eq!(
        told.title,
        "daily: the export of 2026-11-19 is missing, it was due at 06:00"
    );
    assert!(!told.remedy.is_empty() && home.sources.len() == 1);
    assert_eq!(
        run_at(&place, &call, "2026-11-19T07:30:00Z").await,
        (vec![], 0)
    );
    let alert = AlertId {
        name: "daily".into(),
        kind: AlertKind::Missing,
    };
    call.perform::<SourcesDismiss>(alert).await.unwrap();
    assert_eq!(
        run_at(&place, &call, "2026-11-19T08:00:00Z").await,
        (vec![], 0)
    );
    assert!(
        call.perform::<HomeShow>(Nothing {})
            .await
            .unwrap()
            .attention
            .is_empty()
    );
    // It comes, late and half as long: the size is measured by Wednesday's.
    put(19, "13:00:00", 50);
    let (mut kinds, pulled) = run_at(&place, &call, "2026-11-19T13:01:00Z").await;
    kinds.sort();
    assert_eq!(
        (kinds, pulled),
        (vec![AlertKind::Smaller, AlertKind::Late], 1)
    );
    let view = call
        .perform::<SourcesList>(Nothing {})
        .await
        .unwrap()
        .remove(0);
    let said: Vec<_> = view.alerts.iter().map(|a| a.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "daily: evergent-19.csv has 50 rows, 54 % fewer than the 110 of 2026-11-18",
            "daily: evergent-19.csv of 2026-11-19 came 7 h late"
        ]
    );
    assert_eq!(view.next_due.as_deref(), Some("2026-11-20T06:00:00Z"));

    // Friday: larger than Thursday's stump, in time. What was wrong on Thursday stays until a good one.
    put(20, "05:00:00", 100);
    assert_eq!(
        run_at(&place, &call, "2026-11-20T06:00:00Z").await,
        (vec![AlertKind::Larger], 1)
    );
    let view = call
        .perform::<SourcesList>(Nothing {})
        .await
        .unwrap()
        .remove(0);
    assert_eq!(view.alerts.len(), 3);
    // Saturday: good. The evening before is early enough.
    s3.put("out/evergent-21.csv", users(101), "2026-11-20T23:30:00Z");
    assert_eq!(
        run_at(&place, &call, "2026-11-21T06:00:00Z").await,
        (vec![], 1)
    );
    let view = call
        .perform::<SourcesList>(Nothing {})
        .await
        .unwrap()
        .remove(0);
    assert!(view.alerts.is_empty());
    let days: Vec<_> = view
        .pulls
        .iter()
        .map(|p| p.day.as_deref().unwrap())
        .collect();
    assert_eq!(
        days,
        [
            "2026-11-21",
            "2026-11-20",
            "2026-11-19",
            "2026-11-18",
            "2026-11-17"
        ]
    );
    // Sunday and Monday this machine was off; yesterday's file is not today's.
    s3.put("out/evergent-22.csv", users(101), "2026-11-22T05:00:00Z");
    assert_eq!(
        run_at(&place, &call, "2026-11-23T09:00:00Z").await,
        (vec![AlertKind::Missing], 0)
    );
    place.assert_no(CANARY);
}

/// Berlin, 29 March 2026: the day has no half past two. 25 October has two of them.
#[tokio::test(flavor = "multi_thread")]
async fn on_the_days_when_the_clocks_change_a_file_is_pulled_once() {
    for (days, dues) in [
        (
            ["2026-03-28", "2026-03-29", "2026-03-30"],
            ["01:30", "01:30", "00:30"],
        ),
        (
            ["2026-10-24", "2026-10-25", "2026-10-26"],
            ["00:30", "00:30", "01:30"],
        ),
    ] {
        let place = Place::new();
        let workspace = place.cli();
        let call = default_app(&workspace);
        let zone = AppChange {
            time_zone: Some("Europe/Berlin".into()),
            ..AppChange::default()
        };
        call.perform::<AppsUpdate>(zone).await.unwrap();
        let s3 = S3::start();
        at(&place, &format!("{}T00:00:00Z", days[0]));
        s3.source(&call, json!({ "due": "02:30" })).await;
        for (day, due) in days.iter().zip(dues) {
            s3.put(
                &format!("out/evergent-{day}.csv"),
                users(3),
                &format!("{day}T00:05:00Z"),
            );
            let mut clock: jiff::Timestamp = format!("{day}T{due}:00Z").parse().unwrap();
            clock -= jiff::SignedDuration::from_mins(1);
            assert_eq!(
                run_at(&place, &call, &clock.to_string()).await.1,
                0,
                "{day}: a minute before"
            );
            assert_eq!(
                run_at(&place, &call, &format!("{day}T{due}:00Z")).await,
                (vec![], 1),
                "{day}"
            );
            for hour in 2..24 {
                assert_eq!(
                    run_at(&place, &call, &format!("{day}T{hour:02}:31:00Z")).await,
                    (vec![], 0),
                    "{day} {hour}"
                );
                if hour == 22 {
                    break; // local midnight
                }
            }
        }
        let view = call
            .perform::<SourcesList>(Nothing {})
            .await
            .unwrap()
            .remove(0);
        let pulled: Vec<_> = view
            .pulls
            .iter()
            .rev()
            .map(|p| p.day.as_deref().unwrap())
            .collect();
        assert_eq!(pulled, days);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hosts_at_once_pull_once() {
    let place = Place::new();
    let (one, two) = (place.cli(), place.cli());
    let s3 = S3::start();
    at(&place, "2026-11-21T05:00:00Z");
    s3.source(&default_app(&one), json!({ "due": "06:00" }))
        .await;
    for day in 21..26 {
        s3.put(
            &format!("out/evergent-{day}.csv"),
            users(3),
            &format!("2026-11-{day}T05:00:00Z"),
        );
        at(&place, &format!("2026-11-{day}T06:00:00Z"));
        let (one, two) = (default_app(&one), default_app(&two));
        let (first, second, third) = tokio::join!(run(&one), run(&two), run(&one));
        let pulled = [first, second, third]
            .iter()
            .flat_map(pulls)
            .filter(|l| l.pull.is_some())
            .count();
        assert_eq!(pulled, 1, "{day}");
    }
    let view = default_app(&one)
        .perform::<SourcesList>(Nothing {})
        .await
        .unwrap()
        .remove(0);
    assert_eq!(view.pulls.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_for_good_is_told_at_once_and_what_may_pass_when_it_is_late() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let s3 = S3::start();
    at(&place, "2026-11-21T05:00:00Z");
    s3.source_at(&call, s3.port, "canary-wrong", json!({ "due": "06:00" }))
        .await;
    at(&place, "2026-11-21T06:00:00Z");
    let first = run(&call).await;
    assert_eq!(pulls(&first)[0].error.as_ref().unwrap().code, Code::Refused);
    assert_eq!(alerts(&first)[0].kind, AlertKind::Failed);
    assert!(!serde_json::to_string(&first).unwrap().contains("canary"));
    at(&place, "2026-11-21T06:10:00Z");
    let second = run(&call).await;
    assert!(
        pulls(&second)[0].error.is_some() && second.alerts.is_empty(),
        "told once"
    );

    // Mended; then nothing answers.
    s3.source(&call, json!({ "due": "06:00" })).await;
    s3.put("out/evergent.csv", users(3), "2026-11-21T05:00:00Z");
    assert_eq!(
        run_at(&place, &call, "2026-11-21T06:20:00Z").await,
        (vec![], 1)
    );
    let view = call
        .perform::<SourcesList>(Nothing {})
        .await
        .unwrap()
        .remove(0);
    assert!(view.alerts.is_empty() && view.error.is_none());
    s3.source_at(&call, 1, CANARY, json!({ "due": "06:00" }))
        .await;
    at(&place, "2026-11-22T06:00:00Z");
    let early = run(&call).await;
    assert!(pulls(&early)[0].error.as_ref().unwrap().retryable && early.alerts.is_empty());
    at(&place, "2026-11-22T07:00:01Z");
    let late = run(&call).await;
    assert_eq!(alerts(&late)[0].kind, AlertKind::Failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schedule_runs_whoever_is_at_the_keyboard_and_tells_of_their_app_alone() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let s3 = S3::start();
    at(&place, "2026-11-21T05:00:00Z");
    s3.source(&call, json!({ "due": "06:00" })).await;
    s3.put("out/evergent.csv", users(3), "2026-11-21T05:00:00Z");
    sit_down(&call, "Rita", Role::ReadOnly, Some("default")).await;
    assert_eq!(
        run_at(&place, &call, "2026-11-21T06:00:00Z").await,
        (vec![], 1)
    );

    call.perform::<OperatorsSwitch>(OperatorId { id: 1 })
        .await
        .unwrap();
    let other = NewApp {
        id: "other".into(),
        name: "Other".into(),
        environment: Environment::Test,
    };
    call.perform::<AppsCreate>(other).await.unwrap();
    sit_down(&call, "Olga", Role::AppAdmin, Some("other")).await;
    s3.put("out/evergent.csv", users(3), "2026-11-22T05:00:00Z");
    assert_eq!(
        run_at(&place, &call, "2026-11-22T06:00:00Z").await,
        (vec![], 0),
        "nothing is told"
    );
    call.perform::<OperatorsSwitch>(OperatorId { id: 1 })
        .await
        .unwrap();
    assert_eq!(state(&call).await, DayState::Pulled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_pull_is_one_thing_on_home_until_it_is_dismissed() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let s3 = S3::start();
    at(&place, "2026-11-21T05:00:00Z");
    s3.source(&call, json!({ "due": "06:00" })).await;
    s3.put(
        "out/evergent.csv",
        "user_id,plan\n,gold\n,gold\n",
        "2026-11-21T05:00:00Z",
    );
    assert_eq!(
        run_at(&place, &call, "2026-11-21T06:00:00Z").await,
        (vec![AlertKind::Invalid], 1)
    );
    let attention = async || {
        let home = call.perform::<HomeShow>(Nothing {}).await.unwrap();
        let titles = home.attention.into_iter().map(|item| item.title);
        titles.collect::<Vec<_>>()
    };
    assert_eq!(attention().await, ["daily: evergent.csv is invalid"]);
    let alert = AlertId {
        name: "daily".into(),
        kind: AlertKind::Invalid,
    };
    call.perform::<SourcesDismiss>(alert).await.unwrap();
    assert_eq!(attention().await, Vec::<String>::new());
}
