//! Apps: what connectors, prompts, exports and history belong to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Nothing};
use crate::error::{Code, Error, Result};
use crate::store::Store;
use rusqlite::{OptionalExtension as _, Row, params};

/// What kind of accounts an app talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// The simulator on this machine, whatever the connectors' settings say.
    Sandbox,
    /// Vendors' test accounts.
    Test,
    /// Real people and real money.
    Production,
}

/// An app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct App {
    /// Stable id: `default`.
    pub id: String,
    /// What people read.
    pub name: String,
    /// The company that owns it.
    pub company: String,
    /// What kind of accounts it talks to.
    pub environment: Environment,
    /// IANA time zone, for dates and schedules.
    pub time_zone: String,
}

/// An app to be made.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewApp {
    /// Lower-case letters, digits and dashes.
    pub id: String,
    /// What people read.
    pub name: String,
    /// What kind of accounts it talks to.
    pub environment: Environment,
}

/// Changes to the app of the call; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AppChange {
    /// What people read.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    /// What kind of accounts it talks to. A sandbox app stays one.
    #[serde(default)]
    #[ts(optional)]
    pub environment: Option<Environment>,
    /// IANA time zone.
    #[serde(default)]
    #[ts(optional)]
    pub time_zone: Option<String>,
}

impl Environment {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Test => "test",
            Self::Production => "production",
        }
    }

    fn parse(text: &str) -> Self {
        // The column's CHECK lets no other in; of the two left, the careful one.
        match text {
            "sandbox" => Self::Sandbox,
            "test" => Self::Test,
            _ => Self::Production,
        }
    }
}

const COLUMNS: &str = "SELECT a.id, a.name, c.name, a.environment, a.time_zone
    FROM apps a JOIN companies c ON c.id = a.company";

fn from_row(row: &Row) -> rusqlite::Result<App> {
    Ok(App {
        id: row.get(0)?,
        name: row.get(1)?,
        company: row.get(2)?,
        environment: Environment::parse(&row.get::<_, String>(3)?),
        time_zone: row.get(4)?,
    })
}

/// The app of that id, if there is one.
pub(crate) fn get(store: &Store, id: &str) -> Result<Option<App>> {
    store.read(|c| {
        c.query_row(&format!("{COLUMNS} WHERE a.id = ?1"), [id], from_row)
            .optional()
    })
}

/// Every app, by id.
pub(crate) fn all(store: &Store) -> Result<Vec<App>> {
    store.read(|c| {
        c.prepare(&format!("{COLUMNS} ORDER BY a.id"))?
            .query_map([], from_row)?
            .collect()
    })
}

/// The apps that the operator may see.
pub(super) async fn list(call: &Call, _: Nothing) -> Result<Vec<App>> {
    let operator = call.workspace.operator()?;
    let mut apps = all(&call.workspace.store)?;
    apps.retain(|app| operator.app.as_deref().is_none_or(|own| own == app.id));
    Ok(apps)
}

/// Makes an app.
pub(super) async fn create(call: &Call, new: NewApp) -> Result<App> {
    let id = new.id.trim();
    let good = id
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.len() <= 40;
    if !good {
        return Err(
            Error::new(Code::Invalid, format!("{id:?} cannot be an app's id"))
                .field("id")
                .hint(
                    "Use up to 40 lower-case letters, digits and dashes, a letter first: acme-eu",
                ),
        );
    }
    let name = named("name", &new.name)?;
    let store = &call.workspace.store;
    if get(store, id)?.is_some() {
        return Err(
            Error::new(Code::Invalid, format!("there is an app {id} already"))
                .field("id")
                .hint("Choose another id"),
        );
    }
    store.write(|t| {
        t.execute(
            "INSERT INTO apps SELECT ?1, id, ?2, ?3, 'UTC' FROM companies LIMIT 1",
            params![id, name, new.environment.as_str()],
        )
    })?;
    changed(store, id)
}

/// Changes the app of the call.
pub(super) async fn update(call: &Call, change: AppChange) -> Result<App> {
    let store = &call.workspace.store;
    let app = call.app()?;
    let name = change.name.map_or(Ok(app.name), |n| named("name", &n))?;
    let environment = change.environment.unwrap_or(app.environment);
    // Settings that were typed for the simulator must never meet a vendor, nor the other way round.
    if (environment == Environment::Sandbox) != (app.environment == Environment::Sandbox) {
        return Err(Error::new(
            Code::Invalid,
            format!(
                "the app {} cannot change between sandbox and another environment",
                app.id
            ),
        )
        .field("environment")
        .hint("Make a new app for it"));
    }
    let time_zone = change.time_zone.unwrap_or(app.time_zone);
    if jiff::tz::TimeZone::get(&time_zone).is_err() {
        return Err(
            Error::new(Code::Invalid, format!("{time_zone:?} is not a time zone"))
                .field("time_zone")
                .hint("Use an IANA name such as Europe/Berlin or UTC"),
        );
    }
    store.write(|t| {
        t.execute(
            "UPDATE apps SET name = ?2, environment = ?3, time_zone = ?4 WHERE id = ?1",
            params![app.id, name, environment.as_str(), time_zone],
        )
    })?;
    changed(store, &app.id)
}

fn changed(store: &Store, id: &str) -> Result<App> {
    get(store, id)?.ok_or_else(|| Error::new(Code::NotFound, format!("the app {id} is gone")))
}

/// A name that people can tell apart: one line, not empty.
pub(crate) fn named(field: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 80 || text.chars().any(char::is_control) {
        return Err(Error::new(
            Code::Invalid,
            "a name must be one line of 1 to 80 characters",
        )
        .field(field));
    }
    Ok(text.to_owned())
}
