//! The sandbox app: everything working at once, without an account anywhere.

use std::path::Path;

use patchbay_connectors::Progress;
use serde::Serialize;
use ts_rs::TS;

use super::apps::{self, Environment};
use super::{Call, Nothing, catalogue, connectors, exports, prompts, users};
use crate::error::{Code, Error, Result};

/// What was set up.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Explored {
    /// The sandbox app; switch to it.
    pub app: super::apps::App,
    /// Entries synced into the catalogue.
    pub catalogue_entries: u32,
    /// Test users.
    pub users: u32,
    /// The export's handle, already open.
    pub export: String,
}

/// Whether the sandbox runs.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SandboxStatus {
    /// The sandbox app's id, if it was set up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub app: Option<String>,
    /// Where it listens, while it runs in this process.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub url: Option<String>,
}

/// The sandbox app's id.
const APP: &str = "sandbox";

/// Sets up an app that talks to the sandbox. Doing it again mends what was removed and makes today's export anew.
pub(super) async fn explore(call: &Call, _: Nothing) -> Result<Explored> {
    let workspace = &call.workspace;
    let call = Call {
        app: APP.into(),
        ..call.clone()
    };
    let tell = |what: &str, done: u64| {
        (call.on_progress)(Progress {
            what: what.into(),
            done,
            total: Some(4),
        });
    };
    tell("Starting the sandbox", 0);
    let app = match apps::get(&workspace.store, APP)? {
        Some(app) if app.environment == Environment::Sandbox => app,
        Some(_) => {
            return Err(Error::new(
                Code::Invalid,
                "there is an app sandbox already that talks to real vendors",
            )
            .hint("Make a new app of the environment sandbox under Settings, and switch to it"));
        }
        None => {
            let new = apps::NewApp {
                id: APP.into(),
                name: "Sandbox".into(),
                environment: Environment::Sandbox,
            };
            apps::create(&call, new).await?
        }
    };
    let sandbox = std::sync::Arc::clone(workspace.sandbox.running(workspace).await?);
    tell("Filling in test users", 1);
    let people = sandbox.users();
    workspace.store.write(|t| {
        for person in &people {
            let user = users::User {
                id: person.id.clone(),
                name: person.name.clone(),
                traits: person
                    .traits
                    .iter()
                    .map(|(k, v)| ((*k).to_owned(), v.clone()))
                    .collect(),
                note: Some(person.note.clone()),
                source: users::UserSource::Sandbox,
            };
            users::insert(t, APP, &user)?;
        }
        Ok(())
    })?;
    tell("Configuring connectors and syncing catalogues", 2);
    let mut entries = 0;
    for demo in sandbox.connectors() {
        let change = connectors::ConnectorChange {
            id: demo.id.into(),
            values: std::collections::BTreeMap::new(),
            secrets: std::collections::BTreeMap::new(),
            active: Some(true),
        };
        connectors::set(&call, change).await?;
        connectors::check(&call, connectors::ConnectorId { id: demo.id.into() }).await?;
        // The catalogues' own progress would make ours run backwards.
        let quiet = Call {
            on_progress: std::sync::Arc::new(|_| {}),
            ..call.clone()
        };
        let request = catalogue::SyncRequest {
            connector: demo.id.into(),
            kind: None,
        };
        entries += catalogue::sync(&quiet, request)
            .await?
            .iter()
            .map(|r| r.total)
            .sum::<u32>();
    }
    prompts::begin_with(&call)?;
    tell("Writing today's export", 3);
    let folder = workspace.data_dir().join("sandbox");
    let name = format!("evergent-{}.csv", workspace.now().strftime("%Y-%m-%d"));
    let path = folder.join(name);
    write_whole(&folder, &path, sandbox.export_csv())
        .await
        .map_err(|e| {
            Error::new(Code::File, format!("cannot write {}: {e}", path.display()))
                .hint("Check the space and permissions of the data directory")
        })?;
    let export = exports::open(&call, exports::OpenRequest::new(path))
        .await?
        .export;
    tell("Ready", 4);
    Ok(Explored {
        app,
        catalogue_entries: entries,
        users: u32::try_from(people.len()).unwrap_or(u32::MAX),
        export,
    })
}

/// Writes a file beside its place first, so that nobody ever reads a part of it.
async fn write_whole(folder: &Path, path: &Path, text: String) -> std::io::Result<()> {
    let partial = path.with_extension("part");
    tokio::fs::create_dir_all(folder).await?;
    tokio::fs::write(&partial, text).await?;
    tokio::fs::rename(&partial, path).await
}

/// Whether the sandbox runs in this process.
pub(super) async fn status(call: &Call, _: Nothing) -> Result<SandboxStatus> {
    let app =
        apps::get(&call.workspace.store, APP)?.filter(|a| a.environment == Environment::Sandbox);
    Ok(SandboxStatus {
        app: app.map(|a| a.id),
        url: call.workspace.sandbox.url(),
    })
}
