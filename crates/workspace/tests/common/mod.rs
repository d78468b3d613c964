//! A workspace in a temporary directory: a keychain in memory, a clock that the test turns, real SQLite, and the sandbox
//! on a real socket as the vendor.

// Each test file uses its part; what cannot be set up here fails the test.
#![allow(dead_code, clippy::unwrap_used)]

pub mod s3;
#[path = "../../../../tests/fixtures/s3s.rs"]
pub mod s3s;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use keyring_core::mock;
use patchbay_sandbox::{DemoOrder, Sandbox};
use patchbay_vault::{Secret, Vault};
use patchbay_workspace::operations::actions::{PlanReply, PlanRequest, RunRequest, RunView};
use patchbay_workspace::operations::connectors::ConnectorChange;
use patchbay_workspace::operations::{
    ActionsPlan, ActionsRun, ConnectorsSet, OperatorsAdd, OperatorsSwitch, operators,
};
use patchbay_workspace::{Ambient, Call, DEFAULT_APP, Error, HostKind, Options, Workspace};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// What must be found nowhere but in the keychain and at the vendor.
pub const CANARY: &str = "canary-W0rk-5p4c3-1a2b3c4d";

/// Ids count, so that two are never the same.
fn nth_id(given: u64) -> Uuid {
    Uuid::from_u64_pair(given + 1, 0)
}

/// One data directory with what outlives a workspace on it.
pub struct Place {
    pub dir: tempfile::TempDir,
    pub keychain: Arc<mock::Store>,
    pub clock: Arc<Mutex<Timestamp>>,
    ids: Arc<AtomicU64>,
    /// What is cancelled as an id is given out: a moment in the midst of work that is the same each time.
    cancelled_at: Arc<Mutex<Option<(u64, CancellationToken)>>>,
}

impl Place {
    pub fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            keychain: mock::Store::new().unwrap(),
            clock: Arc::new(Mutex::new("2026-11-21T12:00:00Z".parse().unwrap())),
            ids: Arc::default(),
            cancelled_at: Arc::default(),
        }
    }

    /// Opens the workspace, as a start of the program does.
    pub fn open(&self, host: HostKind) -> Result<Arc<Workspace>, Error> {
        let (clock, ids) = (Arc::clone(&self.clock), Arc::clone(&self.ids));
        let cancelled_at = Arc::clone(&self.cancelled_at);
        let ambient = Ambient {
            now: Arc::new(move || *clock.lock().unwrap()),
            new_id: Arc::new(move || {
                let given = ids.fetch_add(1, Ordering::SeqCst);
                if let Some((at, cancel)) = &*cancelled_at.lock().unwrap()
                    && *at == given
                {
                    cancel.cancel();
                }
                nth_id(given)
            }),
            chance: Arc::new(|| 0.0),
        };
        let vault = Vault::with_store(Arc::clone(&self.keychain) as _, Duration::from_secs(10));
        Workspace::open(Options {
            data_dir: self.dir.path().join("data"),
            cache_dir: self.dir.path().join("cache"),
            host,
            vault,
            ambient,
        })
    }

    pub fn cli(&self) -> Arc<Workspace> {
        self.open(HostKind::Cli).unwrap()
    }

    /// The ids that were given out since `before` were.
    pub fn ids_since(&self, before: u64) -> Vec<Uuid> {
        let now = self.ids.load(Ordering::SeqCst);
        (before..now).map(nth_id).collect()
    }

    /// How many ids were given out.
    pub fn ids(&self) -> u64 {
        self.ids.load(Ordering::SeqCst)
    }

    /// The count of ids, for a closure.
    pub fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.ids)
    }

    /// Cancels as the id is given out before which `given` were.
    pub fn cancel_at(&self, given: u64, cancel: CancellationToken) {
        *self.cancelled_at.lock().unwrap() = Some((given, cancel));
    }

    pub fn later(&self, by: SignedDuration) {
        *self.clock.lock().unwrap() += by;
    }

    /// The entries of the keychain in memory.
    pub fn creds(&self) -> Vec<Arc<mock::Cred>> {
        self.keychain.inner.lock().unwrap().borrow().clone()
    }

    /// Every file of the data directory as bytes, with its path.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut all = Vec::new();
        gather(self.dir.path(), &mut all);
        assert!(!all.is_empty());
        all
    }

    pub fn assert_no(&self, text: &str) {
        for (path, bytes) in self.files() {
            let found = bytes.windows(text.len()).any(|w| w == text.as_bytes());
            assert!(!found, "{text} is in {path}");
        }
    }
}

fn gather(folder: &Path, all: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, all);
        } else {
            all.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}

pub fn default_app(workspace: &Arc<Workspace>) -> Call {
    workspace.call(DEFAULT_APP)
}

pub async fn sandbox() -> Sandbox {
    let now = "2026-11-21T12:00:00Z".parse().unwrap();
    Sandbox::start(patchbay_sandbox::Options {
        port: 0,
        seed: 1,
        now,
    })
    .await
    .unwrap()
}

/// Configures a connector for the sandbox, as an account of the operator's own: secrets in the keychain.
pub async fn configure(call: &Call, sandbox: &Sandbox, id: &str) {
    let demo = sandbox
        .connectors()
        .into_iter()
        .find(|c| c.id == id)
        .unwrap();
    let change = ConnectorChange {
        id: id.into(),
        values: demo
            .settings
            .into_iter()
            .map(|(k, v)| (k.to_owned(), Some(v)))
            .collect(),
        secrets: demo
            .secrets
            .into_iter()
            .map(|(k, v)| (k.to_owned(), Some(Secret::new(v))))
            .collect(),
        active: Some(true),
    };
    call.perform::<ConnectorsSet>(change).await.unwrap();
}

pub fn change(
    id: &str,
    values: &[(&str, &str)],
    secrets: &[(&str, &str)],
    active: Option<bool>,
) -> ConnectorChange {
    let some = |v: &str| (!v.is_empty()).then(|| v.to_owned());
    ConnectorChange {
        id: id.into(),
        values: values
            .iter()
            .map(|(k, v)| ((*k).to_owned(), some(v)))
            .collect(),
        secrets: secrets
            .iter()
            .map(|(k, v)| ((*k).to_owned(), some(v).map(Secret::new)))
            .collect(),
        active,
    }
}

/// A user of the sandbox whose note says so, with their traits.
pub fn person(sandbox: &Sandbox, note: &str) -> (String, BTreeMap<String, String>) {
    let user = sandbox.users().into_iter().find(|u| u.note.contains(note));
    let user = user.unwrap_or_else(|| panic!("no sandbox user is {note:?}"));
    (
        user.id,
        user.traits
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v))
            .collect(),
    )
}

/// Plans one of the sandbox's own orders.
pub async fn plan_order(call: &Call, sandbox: &Sandbox, order: &DemoOrder) -> PlanReply {
    let users = sandbox.users();
    let user = users.iter().find(|user| user.id == order.user).unwrap();
    let request: PlanRequest = serde_json::from_value(json!({
        "connector": order.connector,
        "order": { "action": order.action, "user": user.id, "traits": user.traits, "params": order.params },
    }))
    .unwrap();
    let planned = call.perform::<ActionsPlan>(request).await;
    planned.unwrap_or_else(|error| panic!("{order:?} cannot be planned: {error:#?}"))
}

/// How many requests changed something at a vendor.
pub fn changes(sandbox: &Sandbox, connector: &str) -> usize {
    let journal = sandbox.journal();
    let theirs = journal.iter().filter(|entry| entry.vendor == connector);
    theirs.filter(|entry| entry.changed).count()
}

/// Plans Evergent's pause of thirty days for somebody who has one active subscription.
pub async fn plan_pause(call: &Call, sandbox: &Sandbox) -> Result<PlanReply, Error> {
    let (user, traits) = person(sandbox, "Evergent: ACTIVE");
    let request: PlanRequest = serde_json::from_value(json!({
        "connector": "evergent",
        "order": { "action": "pause_subscription", "user": user, "traits": traits, "params": { "days": "30" } }
    }))
    .unwrap();
    call.perform::<ActionsPlan>(request).await
}

pub async fn run(call: &Call, plan: &PlanReply, confirm: Option<&str>) -> Result<RunView, Error> {
    let confirm = confirm.map(str::to_owned);
    call.perform::<ActionsRun>(RunRequest {
        plan: plan.id.clone(),
        confirm,
    })
    .await
}

/// Puts an operator of that role to the keyboard.
pub async fn sit_down(call: &Call, name: &str, role: operators::Role, app: Option<&str>) -> i64 {
    let new = operators::NewOperator {
        name: name.into(),
        role,
        app: app.map(str::to_owned),
    };
    let id = call.perform::<OperatorsAdd>(new).await.unwrap().id;
    call.perform::<OperatorsSwitch>(operators::OperatorId { id })
        .await
        .unwrap();
    id
}
