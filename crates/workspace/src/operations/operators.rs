//! Operators: who may be at the keyboard, and what their role allows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use rusqlite::{OptionalExtension as _, Row, params};

use super::apps::named;
use super::{Call, Nothing};
use crate::error::{Code, Error, Result};
use crate::store::Store;

/// What an operator may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    CompanyAdmin,
    /// Everything of one app, except operators of other apps.
    AppAdmin,
    /// Test actions, edit prompts, open exports of one app.
    AppMember,
    /// Look.
    ReadOnly,
}

/// An operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Operator {
    /// Stable id.
    #[ts(type = "number")]
    pub id: i64,
    /// What people read.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The app that the role is for; none for the whole company.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub app: Option<String>,
}

/// All operators, and who is at the keyboard.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Operators {
    /// Who is at the keyboard.
    pub current: Operator,
    /// All of them, by name.
    pub operators: Vec<Operator>,
}

/// An operator to be added.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewOperator {
    /// What people read.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The app that the role is for; must be absent for a company administrator, present for an app's.
    #[serde(default)]
    #[ts(optional)]
    pub app: Option<String>,
}

/// Names an operator.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OperatorId {
    /// The operator's id.
    #[ts(type = "number")]
    pub id: i64,
}

impl Role {
    /// As people and the database call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CompanyAdmin => "company_admin",
            Self::AppAdmin => "app_admin",
            Self::AppMember => "app_member",
            Self::ReadOnly => "read_only",
        }
    }

    fn parse(text: &str) -> Self {
        // The column's CHECK lets no other in.
        match text {
            "company_admin" => Self::CompanyAdmin,
            "app_admin" => Self::AppAdmin,
            "app_member" => Self::AppMember,
            _ => Self::ReadOnly,
        }
    }
}

fn from_row(row: &Row) -> rusqlite::Result<Operator> {
    Ok(Operator {
        id: row.get(0)?,
        name: row.get(1)?,
        role: Role::parse(&row.get::<_, String>(2)?),
        app: row.get(3)?,
    })
}

/// The operator of that id; without one, or when it is gone, the first company administrator.
pub(crate) fn get(store: &Store, id: Option<i64>) -> Result<Operator> {
    store.read(|c| {
        c.query_row(
            "SELECT id, name, role, app FROM operators ORDER BY id = ?1 DESC, app IS NOT NULL, id LIMIT 1",
            [id],
            from_row,
        )
    })
}

/// The operators, and who is at the keyboard.
pub(super) async fn list(call: &Call, _: Nothing) -> Result<Operators> {
    let operators = call.workspace.store.read(|c| {
        c.prepare("SELECT id, name, role, app FROM operators ORDER BY name")?
            .query_map([], from_row)?
            .collect::<rusqlite::Result<Vec<_>>>()
    })?;
    Ok(Operators {
        current: call.workspace.operator()?,
        operators,
    })
}

/// Adds an operator.
pub(super) async fn add(call: &Call, new: NewOperator) -> Result<Operator> {
    let name = named("name", &new.name)?;
    let store = &call.workspace.store;
    match (&new.app, new.role) {
        (Some(_), Role::CompanyAdmin) => {
            return Err(Error::new(
                Code::Invalid,
                "a company administrator belongs to no single app",
            )
            .field("app"));
        }
        (None, role) if role != Role::CompanyAdmin => {
            return Err(Error::new(
                Code::Invalid,
                format!("the role {} is for one app: name it", role.name()),
            )
            .field("app"));
        }
        (Some(app), _) if super::apps::get(store, app)?.is_none() => {
            return Err(Error::new(Code::NotFound, format!("there is no app {app}")).field("app"));
        }
        _ => {}
    }
    may_manage(call, new.app.as_deref())?;
    let taken: Option<i64> = store.read(|c| {
        c.query_row("SELECT id FROM operators WHERE name = ?1", [&name], |r| {
            r.get(0)
        })
        .optional()
    })?;
    if taken.is_some() {
        return Err(Error::new(
            Code::Invalid,
            format!("there is an operator {name} already"),
        )
        .field("name")
        .hint("Choose another name"));
    }
    let id = store.write(|t| {
        t.execute(
            "INSERT INTO operators (name, role, app) VALUES (?1, ?2, ?3)",
            params![name, new.role.name(), new.app],
        )?;
        Ok(t.last_insert_rowid())
    })?;
    get(store, Some(id))
}

/// Removes an operator.
pub(super) async fn remove(call: &Call, OperatorId { id }: OperatorId) -> Result<Nothing> {
    let operator = known(call, id)?;
    may_manage(call, operator.app.as_deref())?;
    let removed = call.workspace.store.write(|t| {
        t.execute(
            "DELETE FROM operators WHERE id = ?1 AND
               (role <> 'company_admin' OR (SELECT count(*) FROM operators WHERE role = 'company_admin') > 1)",
            [id],
        )
    })?;
    if removed == 0 {
        return Err(Error::new(
            Code::Invalid,
            format!("{} is the last company administrator", operator.name),
        )
        .hint("Add another company administrator first"));
    }
    Ok(Nothing {})
}

/// Says who is at the keyboard. Everybody may: whoever sits there could open the database with other tools anyway,
/// so the roles guard against mistakes, not against the machine's owner.
pub(super) async fn switch(call: &Call, OperatorId { id }: OperatorId) -> Result<Operators> {
    known(call, id)?;
    call.workspace.store.set_meta("operator", &id.to_string())?;
    list(call, Nothing {}).await
}

fn known(call: &Call, id: i64) -> Result<Operator> {
    let operator = get(&call.workspace.store, Some(id))?;
    if operator.id == id {
        return Ok(operator);
    }
    Err(Error::new(
        Code::NotFound,
        format!("there is no operator {id}"),
    ))
}

/// An app's administrator manages the operators of that app alone.
fn may_manage(call: &Call, app: Option<&str>) -> Result<()> {
    let me = call.workspace.operator()?;
    if me.app.is_none() || me.app.as_deref() == app {
        return Ok(());
    }
    Err(Error::new(
        Code::Forbidden,
        format!("{} manages the operators of one app only", me.name),
    )
    .hint("Ask a company administrator"))
}
