//! The list of late exports: what was opened, how it was read, and what was found out about it.

use std::path::Path;

use patchbay_exports::{Summary, Verdict};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::open::{Reading, file_name};
use crate::error::Result;
use crate::operations::{Call, Nothing};
use crate::store::to_json;

/// Names an entry of the list of late exports.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RecentId {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
}

/// A file that is open or was of late.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RecentExport {
    /// Its number, to open it again.
    #[ts(type = "number")]
    pub id: i64,
    /// The file's name, without folders.
    pub name: String,
    /// The folder it is in.
    pub folder: String,
    /// Size when last opened, in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Records, if they were counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub rows: Option<u64>,
    /// What the last check said, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub verdict: Option<Verdict>,
    /// When it was last opened, RFC 3339.
    pub opened_at: String,
    /// Its handle, if it is open now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub export: Option<String>,
}

/// The exports that are open or were of late.
pub(in crate::operations) async fn recent(call: &Call, _: Nothing) -> Result<Vec<RecentExport>> {
    let open = call.workspace.exports.of_app(&call.app);
    call.workspace.store.read(|c| {
        c.prepare(
            "SELECT id, path, bytes, rows, verdict, opened_at FROM exports WHERE app = ?1
             ORDER BY opened_at DESC, id DESC LIMIT 50",
        )?
        .query_map([&call.app], |r| {
            let id: i64 = r.get(0)?;
            let path: String = r.get(1)?;
            let path = Path::new(&path);
            Ok(RecentExport {
                id,
                name: file_name(path),
                folder: path
                    .parent()
                    .map(|p| p.display().to_string())
                    .unwrap_or_default(),
                bytes: r.get::<_, i64>(2)?.cast_unsigned(),
                rows: r.get::<_, Option<i64>>(3)?.map(i64::cast_unsigned),
                verdict: r.get::<_, Option<String>>(4)?.as_deref().map(verdict),
                opened_at: r.get(5)?,
                export: open
                    .iter()
                    .find(|(_, f)| f.recent == Some(id))
                    .map(|(h, _)| h.clone()),
            })
        })?
        .collect()
    })
}

/// Forgets a file in the list of late ones.
pub(in crate::operations) async fn forget(
    call: &Call,
    RecentId { id }: RecentId,
) -> Result<Nothing> {
    for (handle, file) in call.workspace.exports.of_app(&call.app) {
        if file.recent == Some(id) {
            call.workspace.exports.close(&call.app, &handle);
        }
    }
    call.workspace.store.write(|t| {
        t.execute(
            "DELETE FROM exports WHERE app = ?1 AND id = ?2",
            params![call.app, id],
        )
    })?;
    Ok(Nothing {})
}

/// Puts a file into the list of late ones and gives its number there.
pub(super) fn remember(
    call: &Call,
    path: &Path,
    summary: &Summary,
    reading: &Reading,
    modified: Option<&str>,
) -> Result<i64> {
    let at = call.workspace.now().to_string();
    call.workspace.store.write(|t| {
        t.query_row(
            "INSERT INTO exports (app, path, bytes, rows, verdict, opened_at, modified, reading_json)
             VALUES (?1, ?2, ?3, ?4, NULL, ?5, ?6, ?7)
             ON CONFLICT (app, path) DO UPDATE SET
               -- Count and verdict were of the file as it was, and as it was read; they stay only if it is still that.
               rows = CASE WHEN bytes = ?3 AND modified = ?6 AND coalesce(reading_json, '{}') = ?7 THEN rows END,
               verdict = CASE WHEN bytes = ?3 AND modified = ?6 AND coalesce(reading_json, '{}') = ?7 THEN verdict END,
               bytes = ?3, opened_at = ?5, modified = ?6, reading_json = ?7
             RETURNING id",
            params![
                call.app,
                path.to_string_lossy(),
                summary.bytes.cast_signed(),
                summary.rows.map(u64::cast_signed),
                at,
                modified,
                to_json(reading)?
            ],
            |r| r.get(0),
        )
    })
}

/// Writes what was found out about an export into the list of late ones, if that has it and it is still open: what was
/// found out about another content or another reading is not this one's.
pub(super) fn learned(
    call: &Call,
    export: &str,
    rows: u64,
    verdict: Option<Verdict>,
) -> Result<()> {
    let file = call.workspace.exports.get(&call.app, export);
    let Some(recent) = file.ok().and_then(|file| file.recent) else {
        return Ok(());
    };
    call.workspace.store.write(|t| {
        t.execute(
            "UPDATE exports SET rows = ?2, verdict = coalesce(?3, verdict) WHERE id = ?1",
            params![recent, rows.cast_signed(), verdict.map(word)],
        )
    })?;
    Ok(())
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Valid => "valid",
        Verdict::ValidWithWarnings => "valid_with_warnings",
        Verdict::Invalid => "invalid",
    }
}

fn verdict(text: &str) -> Verdict {
    match text {
        "valid" => Verdict::Valid,
        "valid_with_warnings" => Verdict::ValidWithWarnings,
        _ => Verdict::Invalid,
    }
}
