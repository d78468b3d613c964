//! Test users: people, with their traits, whom actions may be tested on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Nothing};
use crate::error::Result;

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
    /// At most so many; 50 when absent.
    #[serde(default)]
    #[ts(optional)]
    pub rows: Option<u32>,
}

/// Some of the users.
#[derive(Debug, Clone, Serialize, TS)]
pub struct UserPage {
    /// The first of them, by name.
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

pub async fn list(_call: &Call, _request: UserSearch) -> Result<UserPage> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn save(_call: &Call, _request: User) -> Result<User> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn remove(_call: &Call, _request: UserId) -> Result<Nothing> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn find(_call: &Call, _request: UserId) -> Result<User> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
