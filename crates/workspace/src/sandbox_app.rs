//! The simulator, run in this process for apps of the environment `sandbox`.
//!
//! Such an app talks to the simulator and to nothing else, whatever its settings say, and needs no keychain: the
//! demo keys are constants, not secrets. The simulator starts when it is first needed and lives with the process.

use std::collections::BTreeMap;
use std::sync::Arc;

use patchbay_connectors::{Definition, Values};
use patchbay_sandbox::{Options, Sandbox, SandboxError};
use patchbay_vault::Secret;
use tokio::sync::OnceCell;

use crate::error::{Code, Error, Result};
use crate::workspace::Workspace;

/// The data that every sandbox app starts from.
const SEED: u64 = 1;

/// The simulator of this process, if it runs.
#[derive(Default)]
pub(crate) struct SandboxHost(OnceCell<Arc<Sandbox>>);

impl SandboxHost {
    /// The running simulator; starts it if need be.
    pub async fn running(&self, workspace: &Workspace) -> Result<&Arc<Sandbox>> {
        self.0
            .get_or_try_init(|| async { fresh(workspace).await.map(Arc::new) })
            .await
    }

    /// Where it listens, if it runs.
    pub fn url(&self) -> Option<String> {
        self.0.get().map(|s| s.url().to_owned())
    }

    /// Settings and demo keys of a connector.
    pub async fn credentials(
        &self,
        workspace: &Workspace,
        definition: &Definition,
    ) -> Result<(Values, BTreeMap<String, Secret>)> {
        credentials(self.running(workspace).await?, definition)
    }
}

/// A simulator as every sandbox app finds it at first, for whoever must not see what others did.
pub(crate) async fn fresh(workspace: &Workspace) -> Result<Sandbox> {
    let options = Options {
        port: 0,
        seed: SEED,
        now: workspace.now(),
    };
    Sandbox::start(options).await.map_err(|e: SandboxError| {
        Error::new(Code::Internal, e.to_string())
            .hint("Check that programs may listen on 127.0.0.1 on this machine")
    })
}

/// Settings and demo keys of a connector at a simulator.
pub(crate) fn credentials(
    sandbox: &Sandbox,
    definition: &Definition,
) -> Result<(Values, BTreeMap<String, Secret>)> {
    let demo = sandbox
        .connectors()
        .into_iter()
        .find(|d| d.id == definition.id)
        .ok_or_else(|| {
            Error::new(
                Code::NotReady,
                format!("the sandbox does not simulate {}", definition.name),
            )
            .hint("Use an app of the environment test with an account of the vendor's")
        })?;
    let values = demo
        .settings
        .into_iter()
        .map(|(k, v)| (k.to_owned(), v))
        .collect();
    let secrets = demo
        .secrets
        .into_iter()
        .map(|(k, v)| (k.to_owned(), Secret::new(v)))
        .collect();
    Ok((values, secrets))
}
