//! Rehearsals.
use super::rehearsal_types::{
    Rehearsal, RehearsalId, RehearsalRequest, RehearsalSummary, StepRequest,
};
use super::types::PromptId;
use crate::error::{Code, Error, Result};
use crate::operations::Call;

pub(in crate::operations) async fn plan(_: &Call, _: RehearsalRequest) -> Result<Rehearsal> {
    Err(Error::new(Code::Internal, "not built yet"))
}
pub(in crate::operations) async fn step(_: &Call, _: StepRequest) -> Result<Rehearsal> {
    Err(Error::new(Code::Internal, "not built yet"))
}
pub(in crate::operations) async fn rehearsals(
    _: &Call,
    _: PromptId,
) -> Result<Vec<RehearsalSummary>> {
    Err(Error::new(Code::Internal, "not built yet"))
}
pub(in crate::operations) async fn rehearsal(_: &Call, _: RehearsalId) -> Result<Rehearsal> {
    Err(Error::new(Code::Internal, "not built yet"))
}
