//! From an app and a connector to a session on its account: settings from the database, secrets from the keychain; in
//! a sandbox app, both from the simulator.

use std::collections::BTreeMap;
use std::sync::Arc;

use patchbay_connectors::{Account, Connector, Recorder, Session, Values};
use patchbay_vault::{EntryName, Secret, VaultError};
use rusqlite::{Connection, OptionalExtension as _};

use crate::error::{Code, Error, Result};
use crate::operations::Call;
use crate::operations::apps::{self, Environment};
use crate::operations::connectors::LastCheck;
use crate::sandbox_app;
use crate::store::{Store, from_json};

/// A connector as it is kept in the database.
#[derive(Default)]
pub(crate) struct Kept {
    pub active: bool,
    pub values: Values,
    pub checked: Option<LastCheck>,
    /// Whether there is a row at all: it was configured once.
    pub exists: bool,
}

/// What the database keeps of a connector.
pub(crate) fn kept(store: &Store, app: &str, connector: &str) -> Result<Kept> {
    store.read(|c| row(c, app, connector))
}

/// The same, within a read or a transaction.
pub(crate) fn row(c: &Connection, app: &str, connector: &str) -> rusqlite::Result<Kept> {
    let row = c
        .query_row(
            "SELECT active, values_json, check_json FROM connectors WHERE app = ?1 AND connector = ?2",
            [app, connector],
            |r| {
                Ok(Kept {
                    active: r.get(0)?,
                    values: from_json(&r.get::<_, String>(1)?)?,
                    checked: r.get::<_, Option<String>>(2)?.map(|t| from_json(&t)).transpose()?,
                    exists: true,
                })
            },
        )
        .optional()?;
    Ok(row.unwrap_or_default())
}

/// The connector of that id, or an error that lists them.
pub(crate) fn connector(id: &str) -> Result<&'static dyn Connector> {
    patchbay_connectors::find(id).ok_or_else(|| {
        let known: Vec<_> = patchbay_connectors::all()
            .iter()
            .map(|c| c.definition().id)
            .collect();
        Error::new(Code::NotFound, format!("there is no connector {id}"))
            .hint(format!("The connectors are: {}", known.join(", ")))
    })
}

impl Call {
    /// The app of the call.
    pub(crate) fn app(&self) -> Result<apps::App> {
        apps::get(&self.workspace.store, &self.app)?
            .ok_or_else(|| Error::new(Code::NotFound, format!("there is no app {}", self.app)))
    }

    /// Whether the app talks to the simulator.
    pub(crate) fn simulated(&self) -> Result<bool> {
        Ok(self.app()?.environment == Environment::Sandbox)
    }

    /// The name of a connector's keychain entry.
    pub(crate) fn entry(&self, connector: &str) -> EntryName {
        EntryName::new(self.workspace.id(), &self.app, connector)
    }

    /// Settings and secrets of a connector, as they are sent.
    pub(crate) async fn credentials(
        &self,
        connector: &'static dyn Connector,
    ) -> Result<(Values, BTreeMap<String, Secret>)> {
        let definition = connector.definition();
        if self.simulated()? {
            if let Some(own) = &self.simulator {
                return sandbox_app::credentials(own, definition);
            }
            let shared = &self.workspace.sandbox;
            return shared.credentials(&self.workspace, definition).await;
        }
        let values = kept(&self.workspace.store, &self.app, definition.id)?.values;
        let secrets = if definition.settings.iter().any(|s| s.secret) {
            self.workspace
                .vault
                .read(&self.entry(definition.id))
                .await?
        } else {
            BTreeMap::new()
        };
        Ok((values, secrets))
    }

    /// A session on the connector's account.
    pub(crate) async fn session(
        &self,
        connector: &'static dyn Connector,
        recorder: Arc<dyn Recorder>,
    ) -> Result<Session> {
        let (values, secrets) = self.credentials(connector).await?;
        let account = Account::new(connector.definition(), &values, secrets)?;
        Ok(Session::new(
            account,
            Arc::clone(&self.workspace.road),
            self.workspace.ambient.clone(),
            recorder,
            self.cancel.clone(),
        ))
    }
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        let hint = error.hint();
        Self {
            retryable: true,
            ..Self::new(Code::Keychain, error.to_string()).hint(hint)
        }
    }
}
