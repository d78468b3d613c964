//! Test users: people, with their traits, whom actions may be tested on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use super::apps::named;
use super::{Call, Nothing, exports};
use crate::error::{Code, Error, Result};
use crate::store::{from_json, pattern, to_json};

/// Where a user comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UserSource {
    /// Kept by an operator.
    Saved,
    /// One of the sandbox's customers.
    Sandbox,
    /// A record of an open export.
    Export,
}

/// A user and their traits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// How they are called: the customer id of their export, or any name.
    pub id: String,
    /// What people read.
    pub name: String,
    /// Their traits.
    pub traits: BTreeMap<String, String>,
    /// One line on what state they are in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub note: Option<String>,
    /// Where they come from.
    #[serde(default = "saved")]
    #[ts(as = "Option<UserSource>", optional)]
    pub source: UserSource,
}

fn saved() -> UserSource {
    UserSource::Saved
}

/// Which users to list.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UserSearch {
    /// Only users whose id, name, note or a trait's value has this text, letter case ignored.
    #[serde(default)]
    #[ts(optional)]
    pub search: Option<String>,
    /// How many of them to pass over; none when absent.
    #[serde(default)]
    #[ts(optional)]
    pub start: Option<u32>,
    /// At most so many; 50 when absent, and never more than 1,000.
    #[serde(default)]
    #[ts(optional)]
    pub rows: Option<u32>,
}

/// Some of the users.
#[derive(Debug, Clone, Serialize, TS)]
pub struct UserPage {
    /// Those that were asked for, by id: the sandbox's, then those that were saved.
    pub users: Vec<User>,
    /// How many fit in all.
    pub total: u32,
}

/// Names a user.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UserId {
    /// The user's id.
    pub id: String,
}

fn from_row(row: &Row) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        note: row.get(2)?,
        source: if row.get::<_, String>(3)? == "sandbox" {
            UserSource::Sandbox
        } else {
            UserSource::Saved
        },
        traits: from_json(&row.get::<_, String>(4)?)?,
    })
}

const COLUMNS: &str = "SELECT id, name, note, source, traits_json FROM users";

/// What a list's filters come to.
const FITS: &str = "WHERE app = ?1 AND search LIKE ?2 ESCAPE '\\'";

/// Test users of the app.
pub(super) async fn list(call: &Call, request: UserSearch) -> Result<UserPage> {
    let search = pattern(request.search.as_deref().unwrap_or_default());
    let (start, rows) = (
        request.start.unwrap_or(0),
        request.rows.unwrap_or(50).min(1_000),
    );
    call.workspace.store.read(|c| {
        let total = c.query_row(
            &format!("SELECT count(*) FROM users {FITS}"),
            params![call.app, search],
            |r| r.get(0),
        )?;
        let users = c
            .prepare(&format!(
                "{COLUMNS} {FITS} ORDER BY source, id LIMIT ?3 OFFSET ?4"
            ))?
            .query_map(params![call.app, search, rows, start], from_row)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(UserPage { users, total })
    })
}

/// Keeps a test user.
pub(super) async fn save(call: &Call, user: User) -> Result<User> {
    let user = User {
        id: named("id", &user.id)?,
        name: named(
            "name",
            if user.name.trim().is_empty() {
                &user.id
            } else {
                &user.name
            },
        )?,
        traits: user
            .traits
            .into_iter()
            .map(|(k, v)| (k.trim().to_owned(), v.trim().to_owned()))
            .filter(|(k, v)| !k.is_empty() && !v.is_empty())
            .collect(),
        note: user
            .note
            .map(|n| n.trim().to_owned())
            .filter(|n| !n.is_empty()),
        source: UserSource::Saved,
    };
    call.workspace
        .store
        .write(|t| insert(t, &call.app, &user))?;
    Ok(user)
}

/// Writes a user, in place of the one of that id.
pub(crate) fn insert(t: &Transaction, app: &str, user: &User) -> rusqlite::Result<usize> {
    let mut search = format!(
        "{}\n{}\n{}",
        user.id,
        user.name,
        user.note.as_deref().unwrap_or_default()
    );
    for value in user.traits.values() {
        search.push('\n');
        search.push_str(value);
    }
    let source = if user.source == UserSource::Sandbox {
        "sandbox"
    } else {
        "saved"
    };
    t.execute(
        "INSERT OR REPLACE INTO users VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            app,
            user.id,
            user.name,
            user.note,
            source,
            to_json(&user.traits)?,
            search.to_lowercase()
        ],
    )
}

/// Removes a test user.
pub(super) async fn remove(call: &Call, UserId { id }: UserId) -> Result<Nothing> {
    let removed = call.workspace.store.write(|t| {
        t.execute(
            "DELETE FROM users WHERE app = ?1 AND id = ?2",
            [&call.app, &id],
        )
    })?;
    if removed == 0 {
        return Err(Error::new(
            Code::NotFound,
            format!("there is no test user {id}"),
        ));
    }
    Ok(Nothing {})
}

/// The traits of a user: from the test users, else from the exports that are open, the one opened last first.
pub(super) async fn find(call: &Call, UserId { id }: UserId) -> Result<User> {
    let saved = call.workspace.store.read(|c| {
        c.query_row(
            &format!("{COLUMNS} WHERE app = ?1 AND id = ?2"),
            [&call.app, &id],
            from_row,
        )
        .optional()
    })?;
    if let Some(user) = saved {
        return Ok(user);
    }
    let files = call.workspace.exports.of_app(&call.app);
    // A file that cannot be searched hides nobody who is in another one.
    let mut failed = None;
    for (_, file) in &files {
        let Some(column) = exports::customer_column(call, file)? else {
            continue; // it is not about users
        };
        let matches = match exports::customer(call, file, column, id.clone()).await {
            Ok(matches) => matches,
            Err(error) if error.code == Code::Cancelled => return Err(error),
            Err(error) => {
                failed = failed.or(Some(error));
                continue;
            }
        };
        let several = matches.found > 1;
        if let Some(first) = matches.records.into_iter().next() {
            let name = file.export.summary().file;
            let note = if several {
                format!(
                    "{} records in {name}; the traits are the first one's",
                    matches.found
                )
            } else {
                format!("record {} of {name}", first.record)
            };
            return Ok(User {
                name: id.clone(),
                id,
                traits: first
                    .traits
                    .into_iter()
                    .filter(|(_, v)| !v.is_empty())
                    .collect(),
                note: Some(note),
                source: UserSource::Export,
            });
        }
    }
    if let Some(error) = failed {
        return Err(error);
    }
    let looked = if files.is_empty() {
        "the test users"
    } else {
        "the test users and the open exports"
    };
    Err(
        Error::new(Code::NotFound, format!("no user {id} among {looked}"))
            .field("user")
            .hint(
                "Open the export that has them, or give the traits themselves, such as customer_id",
            ),
    )
}
