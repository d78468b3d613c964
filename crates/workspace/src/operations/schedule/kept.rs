//! The schedules of syncs as they are kept: when, what the last try came to, and what was told of it.

use jiff::Timestamp;
use patchbay_connectors::Definition;
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row, params};

use super::types::SyncAlert;
use crate::error::{Error, Result};
use crate::operations::Call;
use crate::store::{from_json, to_json};

/// A connector's schedule.
pub(super) struct Kept {
    /// The connector's id.
    pub connector: String,
    /// `HH:MM` in the app's time zone.
    pub due: String,
    /// The minute when that was set.
    pub since: Timestamp,
    /// When it was last tried or passed over.
    pub looked_at: Option<Timestamp>,
    /// Why the last try failed.
    pub error: Option<Error>,
    /// What was told of it, also when it was dismissed.
    pub alert: Option<SyncAlert>,
    pub dismissed: bool,
}

const COLUMNS: &str = "SELECT connector, due, since, looked_at, error_json, alert_json, dismissed FROM sync_schedules WHERE app = ?1";

fn from_row(row: &Row) -> rusqlite::Result<Kept> {
    let json = |at| row.get::<_, Option<String>>(at);
    Ok(Kept {
        connector: row.get(0)?,
        due: row.get(1)?,
        since: time(&row.get::<_, String>(2)?)?,
        looked_at: json(3)?.map(|at| time(&at)).transpose()?,
        error: json(4)?.map(|error| from_json(&error)).transpose()?,
        alert: json(5)?.map(|alert| from_json(&alert)).transpose()?,
        dismissed: row.get(6)?,
    })
}

fn time(text: &str) -> rusqlite::Result<Timestamp> {
    text.parse().map_err(|e: jiff::Error| {
        rusqlite::Error::FromSqlConversionFailure(0, Type::Text, e.into())
    })
}

/// The schedules of the app, by connector.
pub(super) fn all(call: &Call) -> Result<Vec<Kept>> {
    call.workspace.store.read(|c| {
        c.prepare(&format!("{COLUMNS} ORDER BY connector"))?
            .query_map([&call.app], from_row)?
            .collect()
    })
}

/// A connector's schedule, if it has one.
pub(super) fn of(call: &Call, connector: &str) -> Result<Option<Kept>> {
    call.workspace.store.read(|c| {
        c.query_row(
            &format!("{COLUMNS} AND connector = ?2"),
            [call.app.as_str(), connector],
            from_row,
        )
        .optional()
    })
}

/// When each catalogue of a connector was last synced.
pub(super) fn synced(
    call: &Call,
    definition: &Definition,
) -> Result<Vec<(&'static str, Option<Timestamp>)>> {
    let catalogues = definition.catalogues.iter();
    call.workspace.store.read(|c| {
        let mut last = c.prepare(
            "SELECT synced_at FROM syncs WHERE app = ?1 AND connector = ?2 AND kind = ?3",
        )?;
        catalogues
            .map(|catalogue| {
                let place = [call.app.as_str(), definition.id, catalogue.id];
                let at: Option<Option<String>> = last.query_row(place, |r| r.get(0)).optional()?;
                let at = at.flatten().map(|at| time(&at)).transpose()?;
                Ok((catalogue.id, at))
            })
            .collect()
    })
}

/// Sets the time, or takes it away. The same time again changes nothing; another one begins anew.
pub(super) fn set(call: &Call, connector: &str, due: Option<&str>, since: Timestamp) -> Result<()> {
    call.workspace.store.write(|t| {
        t.execute(
            "DELETE FROM sync_schedules WHERE app = ?1 AND connector = ?2 AND due IS NOT ?3",
            params![call.app, connector, due],
        )?;
        if let Some(due) = due {
            t.execute(
                "INSERT INTO sync_schedules (app, connector, due, since) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (app, connector) DO NOTHING",
                [call.app.as_str(), connector, due, &since.to_string()],
            )?;
        }
        Ok(())
    })
}

/// Notes that a connector was synced or passed over: nothing is wrong.
pub(super) fn done(call: &Call, connector: &str) -> Result<()> {
    let at = call.workspace.now().to_string();
    call.workspace.store.write(|t| {
        t.execute(
            "UPDATE sync_schedules SET looked_at = ?3, error_json = NULL, alert_json = NULL, dismissed = 0
             WHERE app = ?1 AND connector = ?2",
            [&call.app, connector, &at],
        )
    })?;
    Ok(())
}

/// Notes that a try failed, and what is told of it if that is new.
pub(super) fn failed(
    call: &Call,
    connector: &str,
    error: &Error,
    alert: Option<&SyncAlert>,
) -> Result<()> {
    let at = call.workspace.now().to_string();
    call.workspace.store.write(|t| {
        t.execute(
            "UPDATE sync_schedules SET looked_at = ?3, error_json = ?4 WHERE app = ?1 AND connector = ?2",
            [&call.app, connector, &at, &to_json(error)?],
        )?;
        if let Some(alert) = alert {
            t.execute(
                "UPDATE sync_schedules SET alert_json = ?3, dismissed = 0 WHERE app = ?1 AND connector = ?2",
                [&call.app, connector, &to_json(alert)?],
            )?;
        }
        Ok(())
    })
}

/// Takes what was told off the list, until something else is to be told.
pub(super) fn dismiss(call: &Call, connector: &str) -> Result<()> {
    call.workspace.store.write(|t| {
        t.execute(
            "UPDATE sync_schedules SET dismissed = 1 WHERE app = ?1 AND connector = ?2",
            [&call.app, connector],
        )
    })?;
    Ok(())
}
