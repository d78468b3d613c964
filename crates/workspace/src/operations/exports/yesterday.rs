//! The export before: what the last examined files of a trait spec held, to tell what is odd about today's.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use patchbay_exports::Profile;
use rusqlite::{OptionalExtension as _, params};

use crate::error::{Code, Error, Result};
use crate::operations::Call;
use crate::store::to_json;

/// Today's date where the app is.
pub(super) fn today(call: &Call) -> Result<Date> {
    let name = call.app()?.time_zone;
    let zone = TimeZone::get(&name).map_err(|_| {
        Error::new(
            Code::Invalid,
            format!("this system does not know the app's time zone {name}"),
        )
        .field("time_zone")
        .hint("Choose another under Settings")
    })?;
    Ok(call.workspace.now().to_zoned(zone).date())
}

/// What the file of this spec held that was examined last, another than this one.
pub(super) fn before(call: &Call, spec: &str, file: &str) -> Result<Option<Profile>> {
    let json: Option<String> = call.workspace.store.read(|c| {
        c.query_row(
            "SELECT profile_json FROM profiles WHERE app = ?1 AND spec = ?2 AND file <> ?3
             ORDER BY examined_at DESC, file LIMIT 1",
            [&call.app, spec, file],
            |r| r.get(0),
        )
        .optional()
    })?;
    // One that another version wrote in another form tells nothing.
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
}

/// Keeps what a file held, and of the others of its spec the one before.
pub(super) fn keep(call: &Call, spec: &str, file: &str, profile: &Profile) -> Result<()> {
    let at = call.workspace.now().to_string();
    call.workspace.store.write(|t| {
        t.execute(
            "INSERT INTO profiles VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (app, spec, file) DO UPDATE SET examined_at = ?4, profile_json = ?5",
            params![call.app, spec, file, at, to_json(profile)?],
        )?;
        t.execute(
            "DELETE FROM profiles WHERE app = ?1 AND spec = ?2 AND file NOT IN
               (SELECT file FROM profiles WHERE app = ?1 AND spec = ?2
                ORDER BY file = ?3 DESC, examined_at DESC, file LIMIT 2)",
            [&call.app, spec, file],
        )
    })?;
    Ok(())
}
