//! Catalogues that are synced on schedule, with a clock that the test turns: due, missed, failed, and once for all hosts.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use std::sync::Arc;
use std::time::Duration;

use common::{CANARY, Place, change, default_app, sit_down};
use patchbay_workspace::operations::apps::{AppChange, Environment, NewApp};
use patchbay_workspace::operations::catalogue::SyncRequest;
use patchbay_workspace::operations::connectors::ConnectorId;
use patchbay_workspace::operations::home::Urgency;
use patchbay_workspace::operations::operators::Role;
use patchbay_workspace::operations::schedule::{
    ChangedSchedule, DueRun, Looked, LookedSync, ScheduleChange, ScheduleEntry, ScheduledConnector,
    SyncEntry, SyncState,
};
use patchbay_workspace::operations::{
    AppsCreate, AppsUpdate, CatalogueStatus, CatalogueSync, ConnectorsRemove, ConnectorsSet,
    HomeShow, Nothing, ScheduleDismiss, ScheduleList, ScheduleRunDue, ScheduleSet,
};
use patchbay_workspace::{Call, Code, Error, Workspace};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// How many catalogues chargify has.
const ALL: usize = 3;

/// A vendor whose catalogues are empty, and a workspace whose chargify is that vendor.
struct Scene {
    place: Place,
    vendor: MockServer,
    workspace: Arc<Workspace>,
}

impl Scene {
    /// At noon of Monday, 2026-11-16.
    async fn new() -> Self {
        let (place, vendor) = (Place::new(), MockServer::start().await);
        at(&place, "2026-11-16T12:00:00Z");
        let workspace = place.cli();
        let set = change(
            "chargify",
            &[("domain", "acme"), ("base_url", &vendor.uri())],
            &[("api_key", CANARY)],
            Some(true),
        );
        let call = default_app(&workspace);
        call.perform::<ConnectorsSet>(set).await.unwrap();
        let scene = Self {
            place,
            vendor,
            workspace,
        };
        scene.answers(|template| template).await;
        scene
    }

    /// What the vendor answers from now on, and that it was asked nothing yet.
    async fn answers(&self, with: impl Fn(ResponseTemplate) -> ResponseTemplate) {
        self.vendor.reset().await;
        let site = json!({ "site": { "id": 1, "name": "Acme", "subdomain": "acme", "currency": "USD", "test": true } });
        for (at, body) in [
            ("/site.json", site),
            ("/products.json", json!([])),
            ("/coupons.json", json!([])),
            ("/reason_codes.json", json!([])),
        ] {
            Mock::given(method("GET"))
                .and(path(at))
                .respond_with(with(ResponseTemplate::new(200).set_body_json(body)))
                .mount(&self.vendor)
                .await;
        }
    }

    async fn refuses(&self) {
        self.vendor.reset().await;
        Mock::given(method("GET"))
            .respond_with(ResponseTemplate::new(401))
            .mount(&self.vendor)
            .await;
    }

    fn call(&self) -> Call {
        default_app(&self.workspace)
    }

    async fn set(&self, due: Option<&str>) -> Result<ChangedSchedule, Error> {
        let change = ScheduleChange {
            connector: "chargify".into(),
            due: due.map(str::to_owned),
        };
        self.call().perform::<ScheduleSet>(change).await
    }

    /// What was looked at when the schedule ran at that time.
    async fn run_at(&self, time: &str) -> Vec<LookedSync> {
        at(&self.place, time);
        syncs(&run(&self.call()).await)
    }

    /// How many catalogues were synced at that time. Nothing went wrong, and nothing was told.
    async fn synced_at(&self, time: &str) -> usize {
        at(&self.place, time);
        let run = run(&self.call()).await;
        assert!(run.alerts.is_empty(), "{:?}", run.alerts);
        let mut synced = 0;
        for looked in syncs(&run) {
            assert_eq!((&looked.error, &looked.skipped), (&None, &None), "{time}");
            synced += looked.reports.len();
        }
        synced
    }

    async fn entry(&self) -> SyncEntry {
        let entries = self.call().perform::<ScheduleList>(Nothing {}).await;
        match entries.unwrap().remove(0) {
            ScheduleEntry::Sync(entry) => entry,
            ScheduleEntry::Pull(entry) => panic!("no source was set: {entry:?}"),
        }
    }

    async fn attention(&self) -> Vec<(Urgency, String, String)> {
        let home = self.call().perform::<HomeShow>(Nothing {}).await.unwrap();
        home.attention
            .into_iter()
            .filter(|a| a.urgency == Urgency::Problem)
            .map(|a| (a.urgency, a.title, a.link))
            .collect()
    }
}

fn at(place: &Place, time: &str) {
    *place.clock.lock().unwrap() = time.parse().unwrap();
}

async fn run(call: &Call) -> DueRun {
    call.perform::<ScheduleRunDue>(Nothing {}).await.unwrap()
}

fn syncs(run: &DueRun) -> Vec<LookedSync> {
    let syncs = run.looked.iter().map(|looked| match looked {
        Looked::Sync(sync) => LookedSync::clone(sync),
        Looked::Pull(pull) => panic!("no source was set: {pull:?}"),
    });
    syncs.collect()
}

#[tokio::test]
async fn all_catalogues_are_synced_once_a_day() {
    let scene = Scene::new().await;
    let set = scene.set(Some("06:00")).await.unwrap();
    assert_eq!(set.next_due.as_deref(), Some("2026-11-17T06:00:00Z"));
    assert!(set.active);

    // What was due before there was a schedule is not missed.
    assert_eq!(scene.synced_at("2026-11-16T12:01:00Z").await, 0);
    assert_eq!(scene.synced_at("2026-11-17T05:59:59Z").await, 0);
    let entry = scene.entry().await;
    assert_eq!(
        (entry.state, entry.day, entry.synced_at),
        (SyncState::Waiting, None, None)
    );

    assert_eq!(scene.synced_at("2026-11-17T06:00:00Z").await, ALL);
    assert_eq!(scene.synced_at("2026-11-17T06:10:00Z").await, 0);
    assert_eq!(scene.synced_at("2026-11-18T05:59:00Z").await, 0);
    let entry = scene.entry().await;
    assert_eq!(
        (
            entry.state,
            entry.day.as_deref(),
            entry.synced_at.as_deref()
        ),
        (
            SyncState::Synced,
            Some("2026-11-17"),
            Some("2026-11-17T06:00:00Z")
        )
    );
    assert_eq!(entry.next_due, "2026-11-18T06:00:00Z");

    // Off for three days: what was missed is caught up once.
    assert_eq!(scene.synced_at("2026-11-20T15:30:00Z").await, ALL);
    assert_eq!(scene.synced_at("2026-11-20T15:40:00Z").await, 0);
    assert_eq!(scene.synced_at("2026-11-21T06:00:00Z").await, ALL);

    // By hand counts too, and so does one catalogue of all.
    at(&scene.place, "2026-11-22T06:00:10Z");
    let one = SyncRequest {
        connector: "chargify".into(),
        kind: Some("products".into()),
    };
    scene.call().perform::<CatalogueSync>(one).await.unwrap();
    assert_eq!(scene.synced_at("2026-11-22T06:01:00Z").await, ALL - 1);

    // A clock that was wrong is no reason never to sync again.
    assert_eq!(scene.synced_at("2027-11-22T06:00:00Z").await, ALL);
    assert_eq!(scene.synced_at("2026-11-23T06:00:00Z").await, ALL);

    assert!(scene.set(None).await.unwrap().next_due.is_none());
    assert_eq!(scene.synced_at("2026-11-24T06:00:00Z").await, 0);
    scene.place.assert_no(CANARY);
}

#[tokio::test]
async fn the_minute_that_has_begun_is_now() {
    let scene = Scene::new().await;
    at(&scene.place, "2026-11-16T12:34:56Z");
    scene.set(Some("12:34")).await.unwrap();
    assert_eq!(scene.synced_at("2026-11-16T12:34:57Z").await, ALL);
    // The same time once more changes nothing.
    scene.set(Some("12:34")).await.unwrap();
    assert_eq!(scene.entry().await.state, SyncState::Synced);
}

/// Berlin, 29 March 2026: the day has no half past two. 25 October has two of them.
#[tokio::test]
async fn on_the_days_when_the_clocks_change_there_is_one_sync() {
    let scene = Scene::new().await;
    zone(&scene.call(), "Europe/Berlin").await;
    at(&scene.place, "2026-03-27T12:00:00Z");
    scene.set(Some("02:30")).await.unwrap();
    for (day, due) in [
        ("2026-03-28", "01:30"),
        ("2026-03-29", "01:30"),
        ("2026-03-30", "00:30"),
        ("2026-10-24", "00:30"),
        ("2026-10-25", "00:30"),
        ("2026-10-26", "01:30"),
    ] {
        let due: jiff::Timestamp = format!("{day}T{due}:00Z").parse().unwrap();
        let before = due - jiff::SignedDuration::from_mins(1);
        // In October, the days since March are caught up before.
        scene.synced_at(&before.to_string()).await;
        assert_eq!(scene.synced_at(&due.to_string()).await, ALL, "{day}");
        for hours in 1..20 {
            let later = due + jiff::SignedDuration::from_hours(hours);
            assert_eq!(scene.synced_at(&later.to_string()).await, 0, "{later}");
        }
    }
}

#[tokio::test]
async fn another_time_zone_is_another_clock_and_no_sync_twice() {
    let scene = Scene::new().await;
    scene.set(Some("06:00")).await.unwrap();
    assert_eq!(scene.synced_at("2026-11-17T06:00:00Z").await, ALL);
    // In Tokyo it is four in the afternoon; six o'clock was before the sync.
    zone(&scene.call(), "Asia/Tokyo").await;
    assert_eq!(scene.synced_at("2026-11-17T07:00:00Z").await, 0);
    assert_eq!(scene.entry().await.next_due, "2026-11-17T21:00:00Z");
    assert_eq!(scene.synced_at("2026-11-17T21:00:00Z").await, ALL);
    // Six o'clock in New York is still to come, and the last one was before the sync.
    zone(&scene.call(), "America/New_York").await;
    assert_eq!(scene.synced_at("2026-11-17T22:00:00Z").await, 0);
    assert_eq!(scene.synced_at("2026-11-18T11:00:00Z").await, ALL);
}

async fn zone(call: &Call, name: &str) {
    let change = AppChange {
        time_zone: Some(name.into()),
        ..AppChange::default()
    };
    call.perform::<AppsUpdate>(change).await.unwrap();
}

#[tokio::test]
async fn what_fails_is_tried_again_after_ten_minutes_and_told_once_until_it_is_good() {
    let scene = Scene::new().await;
    scene.set(Some("06:00")).await.unwrap();
    assert_eq!(scene.synced_at("2026-11-17T06:00:00Z").await, ALL);

    scene.refuses().await;
    at(&scene.place, "2026-11-18T06:00:00Z");
    let first = run(&scene.call()).await;
    let error = syncs(&first)[0].error.clone().unwrap();
    assert_eq!(error.code, Code::Refused);
    assert_eq!(first.alerts.len(), 1);
    let told = format!(
        "Chargify: the sync that was due at 06:00 on 2026-11-18 failed ({})",
        error.message
    );
    assert_eq!(first.alerts[0].alert.message(), told);
    assert_eq!(first.alerts[0].alert.about(), "Chargify");
    assert!(!first.alerts[0].alert.remedy().is_empty());
    let document: Value = serde_json::to_value(&first).unwrap();
    assert_eq!(document["looked"][0]["kind"], "sync");
    assert_eq!(document["alerts"][0]["connector"], "chargify");
    assert_eq!(document["alerts"][0]["app"], "default");

    // Once on Home, not once more for each catalogue.
    assert_eq!(
        scene.attention().await,
        [(Urgency::Problem, told, "/catalogue/chargify".into())]
    );
    let entry = scene.entry().await;
    assert_eq!(entry.state, SyncState::Failed);
    assert_eq!(entry.error, Some(error));
    // What was synced before stays as it was.
    assert_eq!(entry.synced_at.as_deref(), Some("2026-11-17T06:00:00Z"));

    assert!(scene.run_at("2026-11-18T06:09:59Z").await.is_empty());
    at(&scene.place, "2026-11-18T06:10:00Z");
    let second = run(&scene.call()).await;
    assert!(syncs(&second)[0].error.is_some() && second.alerts.is_empty());

    // Dismissed, it stays so for the day; the next day is another.
    let chargify = || ScheduledConnector {
        connector: "chargify".into(),
    };
    let call = scene.call();
    call.perform::<ScheduleDismiss>(chargify()).await.unwrap();
    assert_eq!(scene.attention().await, []);
    assert!(
        scene.run_at("2026-11-18T06:20:00Z").await[0]
            .error
            .is_some()
    );
    assert_eq!(scene.attention().await, []);
    at(&scene.place, "2026-11-19T06:00:00Z");
    assert_eq!(run(&scene.call()).await.alerts.len(), 1);
    assert_eq!(scene.attention().await.len(), 1);

    // The next good one takes it back.
    scene.answers(|template| template).await;
    assert_eq!(scene.synced_at("2026-11-19T06:10:00Z").await, ALL);
    assert_eq!(scene.attention().await, []);
    let entry = scene.entry().await;
    assert_eq!(
        (entry.state, entry.error, entry.alert),
        (SyncState::Synced, None, None)
    );
    scene.place.assert_no(CANARY);
}

#[tokio::test]
async fn what_may_pass_by_itself_is_told_when_it_fails_twice_and_made_good_by_hand() {
    let scene = Scene::new().await;
    scene.set(Some("06:00")).await.unwrap();
    // A keychain that is locked in the morning.
    let locked = || {
        for cred in scene.place.creds() {
            cred.set_error(keyring_core::Error::NoStorageAccess(Box::new(
                std::io::Error::other("locked"),
            )));
        }
    };
    locked();
    at(&scene.place, "2026-11-17T06:00:00Z");
    let first = run(&scene.call()).await;
    let error = syncs(&first)[0].error.clone().unwrap();
    assert!(error.code == Code::Keychain && error.retryable && error.hint.is_some());
    assert!(first.alerts.is_empty(), "{:?}", first.alerts);
    locked();
    at(&scene.place, "2026-11-17T06:10:00Z");
    assert_eq!(run(&scene.call()).await.alerts.len(), 1);
    let entry = scene.entry().await;
    assert!(entry.alert.is_some() && entry.error.is_some());
    // Once on Home, though not one of the catalogues was ever synced.
    let home = scene.call().perform::<HomeShow>(Nothing {}).await.unwrap();
    let told = home.attention.iter().filter(|a| a.title.contains("sync"));
    assert_eq!(told.count(), 1, "{:?}", home.attention);

    let all = SyncRequest {
        connector: "chargify".into(),
        kind: None,
    };
    scene.call().perform::<CatalogueSync>(all).await.unwrap();
    let entry = scene.entry().await;
    assert_eq!(
        (entry.state, entry.error, entry.alert),
        (SyncState::Synced, None, None)
    );
    assert_eq!(scene.attention().await, []);
    assert!(scene.run_at("2026-11-17T06:20:00Z").await.is_empty());
}

#[tokio::test]
async fn a_connector_that_is_switched_off_is_passed_over_and_that_is_said() {
    let scene = Scene::new().await;
    scene.set(Some("06:00")).await.unwrap();
    let call = scene.call();
    let off = change("chargify", &[], &[], Some(false));
    call.perform::<ConnectorsSet>(off).await.unwrap();
    let before = scene.vendor.received_requests().await.unwrap().len();
    let looked = scene.run_at("2026-11-17T06:00:00Z").await;
    assert_eq!(
        looked[0].skipped.as_deref(),
        Some("Chargify is not active: switch it on, or take it off the schedule")
    );
    assert!(looked[0].reports.is_empty() && looked[0].error.is_none());
    let entry = scene.entry().await;
    assert_eq!((entry.state, entry.active), (SyncState::Skipped, false));
    assert!(
        scene.run_at("2026-11-17T06:10:00Z").await.is_empty(),
        "said once a day"
    );
    assert!(
        scene.run_at("2026-11-18T06:00:00Z").await[0]
            .skipped
            .is_some()
    );
    let requests = scene.vendor.received_requests().await.unwrap();
    assert_eq!(requests.len(), before, "nothing was asked of the vendor");

    // Switched on later in the day, it is due.
    let on = change("chargify", &[], &[], Some(true));
    call.perform::<ConnectorsSet>(on).await.unwrap();
    assert_eq!(scene.synced_at("2026-11-18T12:00:00Z").await, ALL);
}

/// Two hosts on one data directory, each with a connection of its own, ask at the same time, day after day.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hosts_at_once_sync_once() {
    let scene = Scene::new().await;
    let other = scene.place.cli();
    scene.set(Some("06:00")).await.unwrap();
    let slow = Duration::from_millis(50);
    scene.answers(|template| template.set_delay(slow)).await;
    for day in 17..21 {
        at(&scene.place, &format!("2026-11-{day}T06:00:00Z"));
        let (one, two) = (scene.call(), default_app(&other));
        let (first, second, third) = tokio::join!(run(&one), run(&two), run(&one));
        let synced: Vec<_> = [first, second, third].iter().flat_map(syncs).collect();
        assert_eq!(synced.len(), 1, "{day}: {synced:?}");
        assert_eq!(synced[0].reports.len(), ALL);
    }
    let products = scene.vendor.received_requests().await.unwrap();
    let products = products.iter().filter(|r| r.url.path() == "/products.json");
    assert_eq!(products.count(), 4);
}

#[tokio::test]
async fn the_lease_of_a_process_that_died_is_free_and_of_one_that_lives_is_not() {
    let scene = Scene::new().await;
    let other = scene.place.cli();
    scene.set(Some("06:00")).await.unwrap();
    let data = scene.place.dir.path().join("data");
    let db = rusqlite::Connection::open(data.join("patchbay.db")).unwrap();
    let held_by = |host: &str| {
        db.execute(
            "INSERT OR REPLACE INTO leases VALUES ('default', 'sync:chargify', ?1)",
            [host],
        )
        .unwrap();
    };
    // The living: this process by each of its two workspaces.
    for entry in std::fs::read_dir(data.join("hosts")).unwrap() {
        let lock = entry.unwrap().path();
        held_by(lock.file_stem().unwrap().to_str().unwrap());
        assert!(scene.run_at("2026-11-17T06:00:00Z").await.is_empty());
        assert!(run(&default_app(&other)).await.looked.is_empty());
        assert!(scene.entry().await.syncing);
    }
    // The killed: its lock file is still there, and nobody has it locked.
    std::fs::write(data.join("hosts/killed.lock"), "").unwrap();
    held_by("killed");
    assert!(!scene.entry().await.syncing);
    assert_eq!(scene.synced_at("2026-11-17T06:01:00Z").await, ALL);
    let left: u32 = db
        .query_row("SELECT count(*) FROM leases", [], |r| r.get(0))
        .unwrap();
    assert_eq!(left, 0, "it was given back");
}

#[tokio::test]
async fn an_app_whose_clock_cannot_be_told_stops_no_other() {
    let scene = Scene::new().await;
    scene.set(Some("06:00")).await.unwrap();
    let other = NewApp {
        id: "a-first".into(),
        name: "First".into(),
        environment: Environment::Test,
    };
    scene.call().perform::<AppsCreate>(other).await.unwrap();
    let change = ScheduleChange {
        connector: "stripe".into(),
        due: Some("06:00".into()),
    };
    let first = scene.workspace.call("a-first");
    first.perform::<ScheduleSet>(change).await.unwrap();
    // As on a machine that does not know the zone of another.
    let db = scene.place.dir.path().join("data/patchbay.db");
    rusqlite::Connection::open(db)
        .unwrap()
        .execute(
            "UPDATE apps SET time_zone = 'Mars/Olympus' WHERE id = 'a-first'",
            [],
        )
        .unwrap();
    at(&scene.place, "2026-11-17T06:00:00Z");
    let error = scene.call().perform::<ScheduleRunDue>(Nothing {}).await;
    let error = error.unwrap_err();
    assert!(error.message.contains("Mars/Olympus"), "{error}");
    assert_eq!(error.field.as_deref(), Some("time_zone"));
    assert_eq!(scene.entry().await.state, SyncState::Synced);
}

#[tokio::test]
async fn a_wrong_time_is_refused_and_changes_nothing() {
    let scene = Scene::new().await;
    scene.set(Some("06:00")).await.unwrap();
    for wrong in ["", "6:00", "24:00", "06:00:00", "noon"] {
        let error = scene.set(Some(wrong)).await.unwrap_err();
        assert_eq!(
            (error.code, error.field.as_deref()),
            (Code::Invalid, Some("due")),
            "{wrong:?}"
        );
        assert!(error.hint.is_some());
    }
    assert_eq!(scene.entry().await.due, "06:00");
    let unknown = ScheduleChange {
        connector: "chargefy".into(),
        due: None,
    };
    let error = scene.call().perform::<ScheduleSet>(unknown).await;
    assert_eq!(error.unwrap_err().code, Code::NotFound);
    if let Some(without) = patchbay_connectors::all()
        .iter()
        .map(|c| c.definition())
        .find(|d| d.catalogues.is_empty())
    {
        let change = ScheduleChange {
            connector: without.id.into(),
            due: Some("06:00".into()),
        };
        let error = scene.call().perform::<ScheduleSet>(change).await;
        let error = error.unwrap_err();
        assert_eq!(error.field.as_deref(), Some("connector"), "{error}");
    }
}

#[tokio::test]
async fn what_is_removed_has_no_schedule_and_who_may_only_look_sets_none() {
    let scene = Scene::new().await;
    scene.set(Some("06:00")).await.unwrap();
    let id = ConnectorId {
        id: "chargify".into(),
    };
    let call = scene.call();
    call.perform::<ConnectorsRemove>(id).await.unwrap();
    let entries = call.perform::<ScheduleList>(Nothing {}).await.unwrap();
    assert!(entries.is_empty());

    sit_down(&call, "Max", Role::AppMember, Some("default")).await;
    let error = scene.set(Some("06:00")).await.unwrap_err();
    assert_eq!(error.code, Code::Forbidden);
    // The schedule itself is everybody's, but nothing is due.
    assert!(run(&call).await.looked.is_empty());
    let status = call.perform::<CatalogueStatus>(Nothing {}).await.unwrap();
    assert!(status.iter().all(|c| c.synced_at.is_none()));
}
