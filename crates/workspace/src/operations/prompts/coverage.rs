//! Coverage.
use super::types::{Coverage, Interaction, Prompt, Rehearsed};
use crate::error::{Code, Error, Result};
use crate::operations::{Call, Nothing};

pub(in crate::operations) async fn coverage(_: &Call, _: Nothing) -> Result<Coverage> {
    Err(Error::new(Code::Internal, "not built yet"))
}
pub(super) fn rehearsed(_: &Call, _: &Prompt, _: Interaction) -> Result<Rehearsed> {
    Ok(Rehearsed::Never)
}
