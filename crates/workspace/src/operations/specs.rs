//! Trait specs: the built-in ones, and those that an app keeps of its own.

use std::fmt;

use patchbay_exports::{ExportError, TraitSpec};
use rusqlite::{OptionalExtension as _, params};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

use super::exports::{self, ProfileRequest};
use super::{Call, Nothing};
use crate::error::{Code, Error, Result};
use crate::store::{from_json, to_json};

/// The spec of a file that fits none: what exports are opened for first of all, so that a file is told what it lacks
/// of that.
const USUAL: &str = "evergent";

/// A trait spec in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SpecSummary {
    /// Its name.
    pub name: String,
    /// What people read.
    pub title: String,
    /// Whether it comes with the program and cannot be changed.
    pub builtin: bool,
    /// How many columns it has.
    pub columns: usize,
    /// The page that documents them.
    pub source: Option<String>,
}

/// Names a trait spec.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SpecName {
    /// Its name.
    pub name: String,
}

/// A trait spec to keep.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SpecChange {
    /// It replaces the app's own one of that name.
    pub spec: TraitSpec,
}

/// A trait spec to be made from a file.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SpecFromExport {
    /// The export's handle.
    pub export: String,
    /// The name of the new spec.
    pub name: String,
    /// The spec that it starts from, to be widened by what the file has besides; without one, all is taken from the file.
    #[serde(default)]
    #[ts(optional)]
    pub extends: Option<String>,
}

/// A trait spec to use: one of those that there are, or any other.
#[derive(Debug, Clone, TS)]
#[ts(untagged)]
pub enum SpecChoice {
    /// By its name.
    Name(String),
    /// Itself, kept or not.
    Whole(Box<TraitSpec>),
}

// By hand, because serde's untagged enums do not say what is wrong with a spec.
impl<'de> Deserialize<'de> for SpecChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Choice;
        impl<'de> Visitor<'de> for Choice {
            type Value = SpecChoice;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a trait spec, or a trait spec")
            }
            fn visit_str<E>(self, name: &str) -> std::result::Result<SpecChoice, E> {
                Ok(SpecChoice::Name(name.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(
                self,
                map: A,
            ) -> std::result::Result<SpecChoice, A::Error> {
                TraitSpec::deserialize(MapAccessDeserializer::new(map))
                    .map(|spec| SpecChoice::Whole(Box::new(spec)))
            }
        }
        deserializer.deserialize_any(Choice)
    }
}

/// Every trait spec: the app's own, then the built-in ones.
pub(super) async fn list(call: &Call, _: Nothing) -> Result<Vec<SpecSummary>> {
    let summary = |spec: TraitSpec, builtin| SpecSummary {
        title: spec.title().to_owned(),
        columns: spec.columns.len(),
        name: spec.name,
        source: spec.source,
        builtin,
    };
    let own = own(call)?.into_iter().map(|spec| summary(spec, false));
    let builtin = TraitSpec::builtin()?;
    Ok(own
        .chain(builtin.into_iter().map(|spec| summary(spec, true)))
        .collect())
}

/// A trait spec, whole.
pub(super) async fn show(call: &Call, SpecName { name }: SpecName) -> Result<TraitSpec> {
    named(call, &name)
}

/// Keeps a spec of the app's own.
pub(super) async fn save(call: &Call, SpecChange { spec }: SpecChange) -> Result<TraitSpec> {
    spec.validate()?;
    if TraitSpec::names().contains(&spec.name.as_str()) {
        return Err(Error::new(
            Code::Invalid,
            format!("the trait spec {} is built in", spec.name),
        )
        .field("name")
        .hint("Give yours another name: a file that fits both is taken to be of yours"));
    }
    call.workspace.store.write(|t| {
        t.execute(
            "INSERT INTO specs VALUES (?1, ?2, ?3)
             ON CONFLICT (app, name) DO UPDATE SET spec_json = ?3",
            params![call.app, spec.name, to_json(&spec)?],
        )
    })?;
    Ok(spec)
}

/// Removes a spec of the app's own.
pub(super) async fn remove(call: &Call, SpecName { name }: SpecName) -> Result<Nothing> {
    let removed = call.workspace.store.write(|t| {
        t.execute(
            "DELETE FROM specs WHERE app = ?1 AND name = ?2",
            [&call.app, &name],
        )
    })?;
    if removed > 0 {
        return Ok(Nothing {});
    }
    if TraitSpec::names().contains(&name.as_str()) {
        return Err(Error::new(
            Code::Invalid,
            format!("the trait spec {name} is built in and stays"),
        )
        .field("name"));
    }
    Err(unknown(call, &name)?)
}

/// A spec that an open export passes, or one that is widened by it. Nothing is kept.
pub(super) async fn from_export(call: &Call, request: SpecFromExport) -> Result<TraitSpec> {
    let start = request.extends.map(|name| named(call, &name)).transpose()?;
    let profile = exports::profile(
        call,
        ProfileRequest {
            export: request.export,
            columns: None,
        },
    )
    .await?;
    let spec = match start {
        Some(start) => start.extended(&request.name).widened(&profile),
        None => TraitSpec::infer(&request.name, &profile),
    };
    spec.validate()?;
    Ok(spec)
}

/// The spec to judge a file with that header by: the one that was chosen, else the one that fits best, the app's own
/// before the built-in ones, else Evergent's.
pub(super) fn chosen(
    call: &Call,
    choice: Option<SpecChoice>,
    header: &[String],
) -> Result<TraitSpec> {
    match choice {
        Some(SpecChoice::Name(name)) => named(call, &name),
        Some(SpecChoice::Whole(spec)) => {
            spec.validate()?;
            Ok(*spec)
        }
        None => {
            let mut candidates = own(call)?;
            candidates.extend(TraitSpec::builtin()?);
            match TraitSpec::fitting(header, &candidates) {
                Ok(spec) => Ok(spec.clone()),
                Err(ExportError::NoSpecFits { .. }) => Ok(TraitSpec::by_name(USUAL)?),
                Err(error) => Err(error.into()),
            }
        }
    }
}

/// The app's own spec of that name, or the built-in one.
fn named(call: &Call, name: &str) -> Result<TraitSpec> {
    if TraitSpec::names().contains(&name) {
        return Ok(TraitSpec::by_name(name)?);
    }
    let own = call.workspace.store.read(|c| {
        c.query_row(
            "SELECT spec_json FROM specs WHERE app = ?1 AND name = ?2",
            [&call.app, name],
            |r| from_json(&r.get::<_, String>(0)?),
        )
        .optional()
    })?;
    own.map_or_else(|| Err(unknown(call, name)?), Ok)
}

/// The app's own specs, by name.
fn own(call: &Call) -> Result<Vec<TraitSpec>> {
    call.workspace.store.read(|c| {
        c.prepare("SELECT spec_json FROM specs WHERE app = ?1 ORDER BY name")?
            .query_map([&call.app], |r| from_json(&r.get::<_, String>(0)?))?
            .collect()
    })
}

/// What to say of a name that no spec has.
fn unknown(call: &Call, name: &str) -> Result<Error> {
    let own = own(call)?;
    let known: Vec<&str> = own
        .iter()
        .map(|spec| spec.name.as_str())
        .chain(TraitSpec::names().iter().copied())
        .collect();
    Ok(
        Error::new(Code::NotFound, format!("there is no trait spec {name}"))
            .hint(format!("The trait specs are: {}", known.join(", "))),
    )
}
