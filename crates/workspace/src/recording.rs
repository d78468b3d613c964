//! Takes down what happens on the road, for the history of a run and for progress.

use std::sync::{Arc, Mutex, PoisonError};

use patchbay_connectors::{Error, Exchange, Kind, Progress, Recorder, Result, Stage};
use rusqlite::params;

use crate::operations::Call;
use crate::store::to_json;
use crate::workspace::Workspace;

/// For check, sync and plan: progress only. What they send changes nothing: the session sees to that.
pub(crate) struct Onlooker(pub Call);

impl Recorder for Onlooker {
    fn record(&self, _: &Exchange) -> Result<()> {
        Ok(())
    }

    fn progress(&self, progress: Progress) {
        (self.0.on_progress)(progress);
    }
}

/// For a run: every exchange goes to the database before it leaves and again when it is answered.
pub(crate) struct RunRecorder {
    call: Call,
    run: String,
    /// All exchanges so far, and whether one answer could not be written.
    kept: Mutex<(Vec<Exchange>, bool)>,
}

impl RunRecorder {
    pub fn new(call: Call, run: String) -> Arc<Self> {
        Arc::new(Self {
            call,
            run,
            kept: Mutex::default(),
        })
    }

    /// The exchanges, and whether one answer could not be written.
    pub fn exchanges(&self) -> (Vec<Exchange>, bool) {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn write(&self, workspace: &Workspace, exchange: &Exchange) -> crate::error::Result<()> {
        workspace.store.write(|t| {
            t.execute(
                "INSERT INTO exchanges VALUES (?1, ?2, ?3)
                 ON CONFLICT (run, number) DO UPDATE SET exchange_json = ?3",
                params![self.run, exchange.number, to_json(exchange)?],
            )
        })?;
        Ok(())
    }
}

impl Recorder for RunRecorder {
    fn record(&self, exchange: &Exchange) -> Result<()> {
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            match kept.0.iter_mut().find(|e| e.number == exchange.number) {
                Some(known) => *known = exchange.clone(),
                None => kept.0.push(exchange.clone()),
            }
        }
        let written = self.write(&self.call.workspace, exchange);
        let answered = exchange.status.is_some() || exchange.error.is_some();
        match written {
            Ok(()) => Ok(()),
            // What happened at the vendor has happened: a full disk must not turn it into a failure.
            Err(error) if answered => {
                tracing::error!(%error, run = self.run, "an answer could not be recorded");
                self.kept.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
                Ok(())
            }
            Err(error) => Err(Error::new(
                Kind::Invalid,
                format!("not sent, because it could not be recorded first: {error}"),
            )
            .at(Stage::Prepare)
            .hint(error.hint.unwrap_or_default())),
        }
    }

    fn progress(&self, progress: Progress) {
        (self.call.on_progress)(progress);
    }
}
