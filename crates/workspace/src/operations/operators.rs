//! Operators: who may be at the keyboard, and what their role allows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Nothing};
use crate::error::Result;

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

pub async fn list(_call: &Call, _request: Nothing) -> Result<Operators> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn add(_call: &Call, _request: NewOperator) -> Result<Operator> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn remove(_call: &Call, _request: OperatorId) -> Result<Nothing> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn switch(_call: &Call, _request: OperatorId) -> Result<Operators> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
