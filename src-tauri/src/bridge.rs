//! The bridge: calls of the page, carried to the operations, followed and cancelled by their id.
//!
//! It knows neither window nor page, so that it is tested without a display; `commands` is its other half.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use patchbay_workspace::operations::{ActionsRun, PromptsStep};
use patchbay_workspace::{Call, Code, Error, OPERATIONS, Operation, Progress, Result, Workspace};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

/// Where progress goes; called from any thread.
pub type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

/// The workspace, and what the page asked of it that is under way.
pub struct Bridge {
    workspace: Result<Arc<Workspace>>,
    under_way: Mutex<HashMap<String, UnderWay>>,
}

/// A call that the page named, from the first word of it (the call itself, or its cancellation) to its end.
#[derive(Default)]
struct UnderWay {
    cancel: CancellationToken,
    /// The operation, once the call has begun.
    operation: Option<&'static str>,
}

/// One call as the page makes it.
pub struct Asked {
    /// The operation's name.
    pub name: String,
    /// Its request.
    pub request: Value,
    /// The app it is for.
    pub app: String,
    /// The page's name for this call, of its own choosing and used once.
    pub id: String,
}

impl Bridge {
    /// A bridge to a workspace, or to the reason why there is none.
    pub fn new(workspace: Result<Arc<Workspace>>) -> Self {
        Self {
            workspace,
            under_way: Mutex::default(),
        }
    }

    /// The workspace, or why it could not be opened.
    pub fn workspace(&self) -> Result<&Arc<Workspace>> {
        self.workspace.as_ref().map_err(Clone::clone)
    }

    /// Performs an operation for the page. What takes a path of the file system is not for it.
    pub async fn call(&self, asked: Asked, on_progress: OnProgress) -> Result<Value> {
        let Asked {
            name,
            request,
            app,
            id,
        } = asked;
        let entry = OPERATIONS.iter().find(|o| o.name == name);
        if entry.is_some_and(|o| o.host_only) {
            return Err(Error::new(
                Code::Forbidden,
                format!("{name} is not open to the page"),
            ));
        }
        let operation = entry.map(|o| o.name);
        let begun = Begun {
            bridge: self,
            cancel: self.begin(&id, operation),
            id,
        };
        let call = Call {
            on_progress,
            cancel: begun.cancel.clone(),
            ..self.workspace()?.call(&app)
        };
        // Requests and answers are never logged: they hold who was treated how, and secrets on their way in.
        let since = Instant::now();
        let answer = call.dispatch(&name, request).await;
        let outcome = answer.as_ref().err().map(|e| e.code);
        tracing::debug!(operation, app = call.app, took = ?since.elapsed(), failed = ?outcome, "call");
        answer
    }

    /// Cancels a call. It may come before the call itself, which is then cancelled from its first moment.
    pub fn cancel(&self, id: &str) {
        self.entries()
            .entry(id.to_owned())
            .or_default()
            .cancel
            .cancel();
    }

    /// Forgets cancellations that came after the end of their calls. A page that starts anew names no old call.
    pub fn forget_late_cancellations(&self) {
        self.entries().retain(|_, call| call.operation.is_some());
    }

    /// Whether an action runs, by itself or in a rehearsal, so that ending now would leave its outcome unknown.
    pub fn runs_an_action(&self) -> bool {
        let running = [Some(ActionsRun::NAME), Some(PromptsStep::NAME)];
        self.entries()
            .values()
            .any(|call| running.contains(&call.operation))
    }

    fn begin(&self, id: &str, operation: Option<&'static str>) -> CancellationToken {
        let mut entries = self.entries();
        let call = entries.entry(id.to_owned()).or_default();
        call.operation = operation;
        call.cancel.clone()
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<String, UnderWay>> {
        // A panic elsewhere leaves the map whole: each use is one step.
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call that has begun; dropping it, however it ends, forgets its id.
struct Begun<'a> {
    bridge: &'a Bridge,
    cancel: CancellationToken,
    id: String,
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.bridge.entries().remove(&self.id);
    }
}

#[cfg(test)]
mod tests;
