//! The right to do something alone, over all processes on a data directory: to pull from a source, to sync a connector.
//!
//! A holder is a process by the name of its lock file, so one that dies loses what it held, however it died.

use rusqlite::OptionalExtension as _;

use crate::error::Result;
use crate::operations::Call;

/// The right, as long as it is not dropped.
pub(crate) struct Lease {
    call: Call,
    subject: String,
}

impl Lease {
    /// Takes the right, unless somebody who is alive has it.
    pub fn take(call: &Call, subject: String) -> Result<Option<Self>> {
        let host = &call.workspace.host;
        let taken = call.workspace.store.write(|t| {
            let holder: Option<String> = t
                .query_row(
                    "SELECT holder FROM leases WHERE app = ?1 AND subject = ?2",
                    [&call.app, &subject],
                    |r| r.get(0),
                )
                .optional()?;
            if holder.is_some_and(|holder| !host.has_ended(&holder)) {
                return Ok(false);
            }
            t.execute(
                "INSERT INTO leases VALUES (?1, ?2, ?3) ON CONFLICT (app, subject) DO UPDATE SET holder = ?3",
                [&call.app, &subject, &host.name],
            )?;
            Ok(true)
        })?;
        Ok(taken.then(|| Self {
            call: call.clone(),
            subject,
        }))
    }

    /// Whether somebody who is alive has it.
    pub fn is_held(call: &Call, subject: &str) -> Result<bool> {
        let holder: Option<String> = call.workspace.store.read(|c| {
            c.query_row(
                "SELECT holder FROM leases WHERE app = ?1 AND subject = ?2",
                [call.app.as_str(), subject],
                |r| r.get(0),
            )
            .optional()
        })?;
        Ok(holder.is_some_and(|holder| !call.workspace.host.has_ended(&holder)))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let given_back = self.call.workspace.store.write(|t| {
            t.execute(
                "DELETE FROM leases WHERE app = ?1 AND subject = ?2",
                [&self.call.app, &self.subject],
            )
        });
        if let Err(error) = given_back {
            // Until this process ends, nobody else does it.
            tracing::error!(%error, subject = self.subject, "a lease could not be given back");
        }
    }
}
