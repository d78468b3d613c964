//! What is in an open export: checked against a trait spec, profiled column by column, compared with yesterday's.

use std::sync::Arc;

use patchbay_exports::{CheckReport, Doubt, Examine, Profile, TraitSpec, doubts};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::recent::learned;
use super::{reading, yesterday};
use crate::error::{Code, Error, Result};
use crate::export_files::{Examination, OpenFile};
use crate::operations::Call;
use crate::operations::specs::{self, SpecChoice};

/// What to examine an export against.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExamineRequest {
    /// The export's handle.
    pub export: String,
    /// The trait spec; the one that fits the header best when absent.
    #[serde(default)]
    #[ts(optional)]
    pub spec: Option<SpecChoice>,
}

/// What an examination came to.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Examined {
    /// Every fault, counted exactly.
    pub check: CheckReport,
    /// What the columns hold.
    pub profile: Profile,
    /// What is odd for today's export of this spec; never part of the verdict.
    pub doubts: Vec<Doubt>,
    /// The trait spec's name.
    pub spec: String,
}

/// What to check against.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// The export's handle.
    pub export: String,
    /// The trait spec; the one that fits the header best when absent.
    #[serde(default)]
    #[ts(optional)]
    pub spec: Option<SpecChoice>,
}

/// Which columns to profile.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ProfileRequest {
    /// The export's handle.
    pub export: String,
    /// Their names; all columns when absent.
    #[serde(default)]
    #[ts(optional)]
    pub columns: Option<Vec<String>>,
}

/// Checks and profiles in one pass, and keeps what was found with the open file: a further call against the same spec
/// is answered from that.
pub(in crate::operations) async fn examine(
    call: &Call,
    request: ExamineRequest,
) -> Result<Examined> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let spec = specs::chosen(call, request.spec, &file.export.summary().columns)?;
    let today = yesterday::today(call)?;
    let known = file.examination().ok().filter(|known| known.spec == spec);
    let found = match known {
        Some(known) => {
            // Reading nothing still says whether the file is the one that was examined.
            reading(call, &file.export, "Reading", |export, _, _| {
                export.page(0, 0)
            })
            .await?;
            known
        }
        None => pass(call, &request.export, &file, spec).await?,
    };
    let name = &found.spec.name;
    let before = yesterday::before(call, name, &file.identity)?;
    Ok(Examined {
        doubts: doubts(&found.profile, &found.spec, today, before.as_ref()),
        check: found.check.clone(),
        profile: found.profile.clone(),
        spec: name.clone(),
    })
}

/// One pass over the file, for all that is kept of an examination.
async fn pass(
    call: &Call,
    export: &str,
    file: &OpenFile,
    spec: TraitSpec,
) -> Result<Arc<Examination>> {
    let (examination, spec) = reading(
        call,
        &file.export,
        "Examining",
        move |export, tell, cancel| {
            let what = Examine {
                spec: Some(&spec),
                profile: true,
                columns: None,
            };
            Ok((export.examine(&what, tell, cancel)?, spec))
        },
    )
    .await?;
    let found = Arc::new(Examination {
        spec,
        check: asked(examination.check)?,
        profile: asked(examination.profile)?,
        flagged: examination.flagged,
    });
    learned(call, export, found.check.rows, Some(found.check.verdict))?;
    yesterday::keep(call, &found.spec.name, &file.identity, &found.profile)?;
    file.keep(Arc::clone(&found));
    Ok(found)
}

/// A part of an examination that was asked for.
fn asked<T>(part: Option<T>) -> Result<T> {
    part.ok_or_else(|| Error::new(Code::Internal, "a part of the examination is missing"))
}

/// Tests every cell against a trait spec.
pub(in crate::operations) async fn check(
    call: &Call,
    request: CheckRequest,
) -> Result<CheckReport> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let spec = specs::chosen(call, request.spec, &file.export.summary().columns)?;
    let report = reading(
        call,
        &file.export,
        "Checking",
        move |export, tell, cancel| export.check(&spec, tell, cancel),
    )
    .await?;
    learned(call, &request.export, report.rows, Some(report.verdict))?;
    Ok(report)
}

/// What the columns hold.
pub(in crate::operations) async fn profile(
    call: &Call,
    request: ProfileRequest,
) -> Result<Profile> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let known = file.examination().ok();
    reading(
        call,
        &file.export,
        "Profiling",
        move |export, tell, cancel| {
            if let Some(known) = known
                && request.columns.is_none()
            {
                export.page(0, 0)?; // it is still the file that was examined
                return Ok(Some(known.profile.clone()));
            }
            let what = Examine {
                spec: None,
                profile: true,
                columns: request.columns.as_deref(),
            };
            Ok(export.examine(&what, tell, cancel)?.profile)
        },
    )
    .await
    .and_then(asked)
}
