//! Sources as they are kept: settings, who pulls, what was pulled, and the alerts.

use jiff::Timestamp;
use jiff::civil::Date;
use patchbay_exports::Verdict;
use patchbay_exports::sources::Object;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::rules::{Before, Broken, Facts};
use super::types::{self, Alert, PullView, SourceSettings};
use crate::error::{Code, Error, Result};
use crate::leases::Lease;
use crate::operations::Call;
use crate::store::{from_json, to_json};

/// Rows of pulls that are kept of a source, with or without their files.
const PULLS_KEPT: u32 = 400;

/// The settings of a source, or an error that lists the ones there are.
pub(in crate::operations) fn settings(call: &Call, name: &str) -> Result<SourceSettings> {
    let found = call
        .workspace
        .store
        .read(|c| settings_in(c, &call.app, name))?;
    found.map_or_else(
        || {
            let known: Vec<_> = all_settings(call)?.into_iter().map(|s| s.name).collect();
            let hint = if known.is_empty() {
                "Add a source first, under Exports".into()
            } else {
                format!("The sources are: {}", known.join(", "))
            };
            Err(Error::new(Code::NotFound, format!("there is no source {name}")).hint(hint))
        },
        Ok,
    )
}

pub(super) fn settings_in(
    c: &Connection,
    app: &str,
    name: &str,
) -> rusqlite::Result<Option<SourceSettings>> {
    c.query_row(
        "SELECT settings_json FROM sources WHERE app = ?1 AND name = ?2",
        [app, name],
        |r| from_json(&r.get::<_, String>(0)?),
    )
    .optional()
}

pub(in crate::operations) fn all_settings(call: &Call) -> Result<Vec<SourceSettings>> {
    call.workspace.store.read(|c| {
        c.prepare("SELECT settings_json FROM sources WHERE app = ?1 ORDER BY name")?
            .query_map([&call.app], |r| from_json(&r.get::<_, String>(0)?))?
            .collect()
    })
}

/// What was pulled from a source, the last first.
pub(in crate::operations) fn pulls(call: &Call, name: &str, most: u32) -> Result<Vec<PullView>> {
    call.workspace.store.read(|c| {
        c.prepare(
            "SELECT p.id, p.day, p.key, p.bytes, p.modified, p.path, p.rows, p.verdict, p.error_json, p.broken, p.pulled_at, e.id
             FROM pulls p LEFT JOIN exports e ON e.app = p.app AND e.path = p.path
             WHERE p.app = ?1 AND p.source = ?2 ORDER BY p.pulled_at DESC, p.id DESC LIMIT ?3",
        )?
        .query_map(params![call.app, name, most], types::pull_from_row)?
        .collect()
    })
}

/// The alerts of a source that are not dismissed, the gravest first.
pub(in crate::operations) fn alerts(call: &Call, name: &str) -> Result<Vec<Alert>> {
    let mut alerts: Vec<Alert> = call.workspace.store.read(|c| {
        c.prepare(
            "SELECT source, kind, day, message, remedy, raised_at FROM alerts
             WHERE app = ?1 AND source = ?2 AND NOT dismissed",
        )?
        .query_map([call.app.as_str(), name], types::alert_from_row)?
        .collect()
    })?;
    alerts.sort_by_key(|a| a.kind);
    Ok(alerts)
}

/// What the lease of a source is about: one process at a time pulls from it.
pub(in crate::operations) fn lease_of(name: &str) -> String {
    format!("source:{name}")
}

/// Takes the right to pull from a source, or says that another has it.
pub(super) fn demand(call: &Call, name: &str) -> Result<Lease> {
    Lease::take(call, lease_of(name))?.ok_or_else(|| Error {
        retryable: true,
        ..Error::new(
            Code::NotReady,
            format!("another window or command is pulling from the source {name}"),
        )
        .hint("Wait until it is done: what it pulls is here then")
    })
}

/// What was pulled before and is still to be done with.
pub(super) struct Known {
    pub id: i64,
    pub path: String,
    /// It was examined, whatever came of it.
    pub examined: bool,
}

/// The pull of just this object, if its file is still here.
pub(super) fn known(
    call: &Call,
    name: &str,
    object: &Object,
    modified: Timestamp,
) -> Result<Option<Known>> {
    let found = call.workspace.store.read(|c| {
        c.query_row(
            "SELECT id, path, verdict IS NOT NULL OR error_json IS NOT NULL FROM pulls
             WHERE app = ?1 AND source = ?2 AND key = ?3 AND bytes = ?4 AND modified = ?5
               AND (etag IS NULL OR ?6 IS NULL OR etag = ?6) AND path IS NOT NULL
             ORDER BY id DESC LIMIT 1",
            params![
                call.app,
                name,
                object.key,
                object.bytes.cast_signed(),
                modified.to_string(),
                object.etag
            ],
            |r| {
                Ok(Known {
                    id: r.get(0)?,
                    path: r.get(1)?,
                    examined: r.get(2)?,
                })
            },
        )
        .optional()
    })?;
    Ok(found.filter(|known| std::path::Path::new(&known.path).is_file()))
}

/// Writes down a file that was downloaded and is not examined yet; gives its number. A file of that path had a row of
/// its own, which goes.
pub(super) fn downloaded(
    call: &Call,
    name: &str,
    object: &Object,
    modified: Timestamp,
    path: &str,
    day: Option<Date>,
) -> Result<i64> {
    let at = call.workspace.now().to_string();
    call.workspace.store.write(|t| {
        t.execute("DELETE FROM pulls WHERE app = ?1 AND source = ?2 AND path = ?3", [&call.app, name, path])?;
        t.query_row(
            "INSERT INTO pulls (app, source, day, key, etag, bytes, modified, path, broken, pulled_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '', ?9) RETURNING id",
            params![
                call.app,
                name,
                day.map(|day| day.to_string()),
                object.key,
                object.etag,
                object.bytes.cast_signed(),
                modified.to_string(),
                path,
                at
            ],
            |r| r.get(0),
        )
    })
}

/// Writes down what an examination and the rules came to.
pub(super) fn examined(
    call: &Call,
    pull: i64,
    facts: &Facts,
    error: Option<&Error>,
    broken: &[Broken],
) -> Result<()> {
    let kinds: Vec<_> = broken.iter().map(|b| b.kind.as_str()).collect();
    let verdict = facts.verdict.map(|verdict| match verdict {
        Verdict::Valid => "valid",
        Verdict::ValidWithWarnings => "valid_with_warnings",
        Verdict::Invalid => "invalid",
    });
    call.workspace.store.write(|t| {
        t.execute(
            "UPDATE pulls SET rows = ?2, verdict = ?3, error_json = ?4, broken = ?5 WHERE id = ?1",
            params![
                pull,
                facts.rows.map(u64::cast_signed),
                verdict,
                error.map(to_json).transpose()?,
                kinds.join(" ")
            ],
        )
    })?;
    Ok(())
}

/// The file of the day before, or of the last one before that which has any.
pub(super) fn before(call: &Call, name: &str, day: Date) -> Result<Option<Before>> {
    call.workspace.store.read(|c| {
        c.query_row(
            "SELECT day, key, bytes, rows FROM pulls WHERE app = ?1 AND source = ?2 AND day < ?3
             ORDER BY day DESC, modified DESC LIMIT 1",
            [call.app.as_str(), name, &day.to_string()],
            |r| {
                Ok(Before {
                    day: r.get(0)?,
                    name: r.get(1)?,
                    bytes: r.get::<_, i64>(2)?.cast_unsigned(),
                    rows: r.get::<_, Option<i64>>(3)?.map(i64::cast_unsigned),
                })
            },
        )
        .optional()
    })
}

/// The examined file of a day, the last one.
pub(in crate::operations) fn pulled_for(
    call: &Call,
    name: &str,
    day: Date,
) -> Result<Option<PullView>> {
    let day = day.to_string();
    let pulls = pulls(call, name, PULLS_KEPT)?;
    Ok(pulls
        .into_iter()
        .find(|p| p.day.as_ref() == Some(&day) && (p.verdict.is_some() || p.error.is_some())))
}

/// Notes that the bucket was asked, and what went wrong if anything did.
pub(in crate::operations) fn looked(call: &Call, name: &str, error: Option<&Error>) -> Result<()> {
    let at = call.workspace.now().to_string();
    call.workspace.store.write(|t| {
        t.execute(
            "UPDATE sources SET looked_at = ?3, error_json = ?4 WHERE app = ?1 AND name = ?2",
            params![call.app, name, at, error.map(to_json).transpose()?],
        )?;
        if error.is_none() {
            withdraw(t, &call.app, name, "kind = 'failed'", "9999-12-31")?;
        }
        Ok(())
    })
}

/// When the bucket was last asked.
pub(in crate::operations) fn looked_at(call: &Call, name: &str) -> Result<Option<Timestamp>> {
    let at: Option<String> = call.workspace.store.read(|c| {
        c.query_row(
            "SELECT looked_at FROM sources WHERE app = ?1 AND name = ?2",
            [&call.app, name],
            |r| r.get(0),
        )
    })?;
    Ok(at.and_then(|at| at.parse().ok()))
}

/// Since when it has had its schedule.
pub(super) fn since(call: &Call, name: &str) -> Result<Timestamp> {
    let since: Option<String> = call.workspace.store.read(|c| {
        c.query_row(
            "SELECT since FROM sources WHERE app = ?1 AND name = ?2",
            [&call.app, name],
            |r| r.get(0),
        )
    })?;
    Ok(since
        .and_then(|at| at.parse().ok())
        .unwrap_or(Timestamp::MIN))
}

/// Raises an alert for each broken rule. One that stands for that day already, also dismissed, stays as it is; gives
/// those that are new.
pub(in crate::operations) fn raise(
    call: &Call,
    name: &str,
    day: Date,
    broken: &[Broken],
) -> Result<Vec<Alert>> {
    let (day, at) = (day.to_string(), call.workspace.now().to_string());
    call.workspace.store.write(|t| {
        let mut new = Vec::new();
        for Broken { kind, message, remedy } in broken {
            let raised = t.execute(
                "INSERT INTO alerts (app, source, kind, day, message, remedy, raised_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (app, source, kind) DO UPDATE
                 SET day = ?4, message = ?5, remedy = ?6, raised_at = ?7, dismissed = 0 WHERE day <> ?4",
                params![call.app, name, kind.as_str(), day, message, remedy, at],
            )?;
            if raised > 0 {
                new.push(Alert {
                    source: name.to_owned(),
                    kind: *kind,
                    day: day.clone(),
                    message: message.clone(),
                    remedy: remedy.clone(),
                    raised_at: at.clone(),
                });
            }
        }
        Ok(new)
    })
}

/// Takes back what a file of that day has made good: everything if no rule is broken, else that it was missing.
pub(super) fn made_good(call: &Call, name: &str, day: Date, good: bool) -> Result<()> {
    let which = if good {
        "1"
    } else {
        "kind IN ('missing', 'failed')"
    };
    call.workspace
        .store
        .write(|t| withdraw(t, &call.app, name, which, &day.to_string()))
}

/// Removes alerts of days up to that one.
fn withdraw(
    t: &Transaction,
    app: &str,
    name: &str,
    which: &str,
    day: &str,
) -> rusqlite::Result<()> {
    t.execute(
        &format!("DELETE FROM alerts WHERE app = ?1 AND source = ?2 AND day <= ?3 AND {which}"),
        [app, name, day],
    )?;
    Ok(())
}

/// The files that are more than `keep`, the oldest content first to go, and forgets rows that nobody looks at.
pub(super) fn beyond(call: &Call, name: &str, keep: u32) -> Result<Vec<(i64, String)>> {
    call.workspace.store.write(|t| {
        t.execute(
            "DELETE FROM pulls WHERE app = ?1 AND source = ?2 AND path IS NULL AND id NOT IN
             (SELECT id FROM pulls WHERE app = ?1 AND source = ?2 ORDER BY id DESC LIMIT ?3)",
            params![call.app, name, PULLS_KEPT],
        )?;
        t.prepare(
            "SELECT id, path FROM pulls WHERE app = ?1 AND source = ?2 AND path IS NOT NULL
             ORDER BY modified DESC, id DESC LIMIT -1 OFFSET ?3",
        )?
        .query_map(params![call.app, name, keep], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?
        .collect()
    })
}

/// Notes that a pulled file is no longer there, also in the list of late exports.
pub(super) fn removed(call: &Call, pull: i64, path: &str) -> Result<()> {
    call.workspace.store.write(|t| {
        t.execute("UPDATE pulls SET path = NULL WHERE id = ?1", [pull])?;
        t.execute(
            "DELETE FROM exports WHERE app = ?1 AND path = ?2",
            [&call.app, path],
        )?;
        Ok(())
    })
}
