//! The SQLite database: opened, backed up, migrated, and reached through short transactions.
//!
//! WAL, so that two hosts may have it open; writes take the lock at once (`IMMEDIATE`) and wait for each other
//! for up to five seconds. What the tables mean is in `schema-1.sql` and those after it; the operations speak SQL themselves, each for
//! its own table.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Code, Error, Result};

/// Migrations in order; the schema's number is how many there are.
const MIGRATIONS: [&str; Store::SCHEMA as usize] = [
    include_str!("schema-1.sql"),
    include_str!("schema-2.sql"),
    include_str!("schema-3.sql"),
    include_str!("schema-4.sql"),
    include_str!("schema-5.sql"),
    include_str!("schema-6.sql"),
    include_str!("schema-7.sql"),
    include_str!("schema-8.sql"),
];

/// The database of a workspace.
pub(crate) struct Store {
    connection: Mutex<Connection>,
    path: PathBuf,
}

impl Store {
    /// The schema that this program writes.
    pub const SCHEMA: u32 = 8;

    /// Opens the database in `data_dir`, making or migrating it as needed. Before a migration of an existing
    /// database a copy goes to `backups/`; `stamp` names it.
    pub fn open(data_dir: &Path, stamp: &str) -> Result<Self> {
        let path = data_dir.join("patchbay.db");
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        // For its owner alone, also in a directory that others may read: it holds who was treated how. SQLite's other
        // files take after it. What cannot be made here cannot be opened below either, and is told there.
        let mut file = std::fs::File::options();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
        let _ = file.write(true).create_new(true).open(&path);
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_with_flags(&path, flags)?;
            connection.busy_timeout(Duration::from_secs(5))?;
            connection.pragma_update(None, "journal_mode", "wal")?;
            // A run must be on the disk before its request leaves.
            connection.pragma_update(None, "synchronous", "full")?;
            connection.pragma_update(None, "foreign_keys", true)?;
            Ok(connection)
        };
        let mut connection = open().map_err(|e| storage(&path, &e))?;
        migrate(
            &mut connection,
            &path,
            &data_dir.join("backups"),
            stamp,
            &MIGRATIONS,
        )?;
        Ok(Self {
            connection: Mutex::new(connection),
            path,
        })
    }

    /// Reads.
    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        work(&connection).map_err(|e| storage(&self.path, &e))
    }

    /// Writes, all or nothing.
    pub fn write<T>(&self, work: impl FnOnce(&Transaction) -> rusqlite::Result<T>) -> Result<T> {
        let mut connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| storage(&self.path, &e))?;
        work(&transaction)
            .and_then(|value| transaction.commit().map(|()| value))
            .map_err(|e| storage(&self.path, &e))
    }

    /// A value of the `meta` table.
    pub fn meta(&self, key: &str) -> Result<Option<String>> {
        use rusqlite::OptionalExtension as _;
        self.read(|c| {
            c.query_row("SELECT value FROM meta WHERE key = ?1", [key], |r| r.get(0))
                .optional()
        })
    }

    /// Sets a value of the `meta` table.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<()> {
        self.write(|t| {
            t.execute(
                "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                [key, value],
            )
        })?;
        Ok(())
    }
}

fn migrate(
    connection: &mut Connection,
    path: &Path,
    backups: &Path,
    stamp: &str,
    migrations: &[&str],
) -> Result<()> {
    let schema = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    let failed = |e: rusqlite::Error| storage(path, &e);
    let version =
        |c: &Connection| c.pragma_query_value(None, "user_version", |r| r.get::<_, u32>(0));
    let found = version(connection).map_err(failed)?;
    if found > schema {
        return Err(Error::new(
            Code::Storage,
            format!(
                "{} was made by a newer Patchbay (schema {found}, this one knows {schema})",
                path.display()
            ),
        )
        .hint(
            "Update Patchbay, or give another data directory: --data-dir DIR. Nothing was changed",
        ));
    }
    if found == schema {
        return Ok(());
    }
    if found > 0 {
        let copy = backups.join(format!("patchbay-schema{found}-{stamp}.db"));
        std::fs::create_dir_all(backups).map_err(|e| {
            Error::new(
                Code::Storage,
                format!("cannot make {}: {e}", backups.display()),
            )
            .hint("A backup is made before the database is migrated; nothing was changed")
        })?;
        // VACUUM INTO writes a whole, consistent copy; a file copy could miss what is in the WAL.
        connection
            .execute("VACUUM INTO ?1", [copy.to_string_lossy()])
            .map_err(|e| storage(&copy, &e))?;
    }
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Exclusive)
        .map_err(failed)?;
    // Another host may have migrated between the look and the lock.
    let found = version(&transaction).map_err(failed)?;
    for (number, sql) in migrations.iter().enumerate().skip(found as usize) {
        transaction.execute_batch(sql).map_err(failed)?;
        let schema = u32::try_from(number + 1).unwrap_or(u32::MAX);
        transaction
            .pragma_update(None, "user_version", schema)
            .map_err(failed)?;
    }
    transaction.commit().map_err(failed)
}

/// What a failure of SQLite means to a person.
pub(crate) fn storage(path: &Path, error: &rusqlite::Error) -> Error {
    let path = path.display();
    let (what, hint) = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => (
            "the disk is full".into(),
            "Free some space; nothing was half-written",
        ),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => (
            "it may not be written".into(),
            "Check the permissions of the file and its folder",
        ),
        Some(ErrorCode::CannotOpen) => (
            "it cannot be opened".into(),
            "Check that the folder exists and is yours, or give another: --data-dir DIR",
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            "another program holds it".into(),
            "Close the other program, then try again",
        ),
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => (
            "it is damaged or not a database".into(),
            "Put a copy from the folder backups in its place, or give another data directory: --data-dir DIR",
        ),
        _ => (
            error.to_string(),
            "Try again; if it stays so, keep the message and the database for a report",
        ),
    };
    let retryable = matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::DiskFull)
    );
    Error {
        retryable,
        ..Error::new(Code::Storage, format!("the database {path}: {what}")).hint(hint)
    }
}

/// A value as the JSON text of a column.
pub(crate) fn to_json(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))
}

/// The value of a column's JSON text.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, e.into())
    })
}

/// A `LIKE` pattern, for `ESCAPE '\'`, that finds `text` anywhere in a lower-case column.
pub(crate) fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.trim().to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_leaves_a_whole_copy_of_what_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("patchbay.db");
        let backups = dir.path().join("backups");
        let mut db = Connection::open(&path).unwrap();
        let first = "CREATE TABLE people (name TEXT);";
        migrate(&mut db, &path, &backups, "one", &[first]).unwrap();
        assert!(!backups.exists(), "a new database has nothing to copy");
        db.execute("INSERT INTO people VALUES ('Ada')", []).unwrap();

        // A step that fails half-way changes nothing.
        let broken = "ALTER TABLE people ADD COLUMN age INTEGER; CREATE TABLE people (x);";
        let error = migrate(&mut db, &path, &backups, "two", &[first, broken]).unwrap_err();
        assert_eq!(error.code, Code::Storage);
        assert_eq!(
            db.pragma_query_value(None, "user_version", |r| r.get::<_, u32>(0))
                .unwrap(),
            1
        );
        assert!(db.prepare("SELECT age FROM people").is_err());

        migrate(
            &mut db,
            &path,
            &backups,
            "three",
            &[first, "ALTER TABLE people ADD COLUMN age INTEGER;"],
        )
        .unwrap();
        assert!(db.prepare("SELECT age FROM people").is_ok());
        let copy = Connection::open(backups.join("patchbay-schema1-three.db")).unwrap();
        let name: String = copy
            .query_row("SELECT name FROM people", [], |r| r.get(0))
            .unwrap();
        assert_eq!(name, "Ada");
        assert!(copy.prepare("SELECT age FROM people").is_err());
    }

    #[test]
    fn every_earlier_schema_becomes_the_newest() {
        let tables = |db: &Connection| -> Vec<String> {
            db.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
                .unwrap()
                .query_map([], |r| r.get(0))
                .unwrap()
                .collect::<rusqlite::Result<_>>()
                .unwrap()
        };
        let dir = tempfile::tempdir().unwrap();
        let new = tables(
            &Store::open(dir.path(), "new")
                .unwrap()
                .connection
                .lock()
                .unwrap(),
        );
        for schema in 1..MIGRATIONS.len() {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("patchbay.db");
            let mut db = Connection::open(&path).unwrap();
            migrate(&mut db, &path, dir.path(), "old", &MIGRATIONS[..schema]).unwrap();
            drop(db);
            let store = Store::open(dir.path(), "now").unwrap();
            assert_eq!(
                tables(&store.connection.lock().unwrap()),
                new,
                "from {schema}"
            );
            let copy = format!("backups/patchbay-schema{schema}-now.db");
            assert!(dir.path().join(copy).exists());
        }
    }

    #[test]
    fn a_search_is_taken_by_the_letter() {
        assert_eq!(pattern(" 50%_Off\\ "), r"%50\%\_off\\%");
        assert_eq!(pattern(""), "%%");
    }

    #[test]
    fn a_full_disk_is_said_and_nothing_is_half_written() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), "now").unwrap();
        // SQLite's own limit stands for the disk's: the error it gives is the same.
        store
            .read(|c| c.pragma_update(None, "max_page_count", 1))
            .unwrap();
        let long = "x".repeat(1_000_000);
        let error = store.set_meta("long", &long).unwrap_err();
        assert!(error.message.ends_with("the disk is full"), "{error}");
        assert!(error.retryable && error.hint.is_some());
        assert_eq!(store.meta("long").unwrap(), None);
    }
}
