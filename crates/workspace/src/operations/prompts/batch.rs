//! Batches.
use super::rehearsal_types::{Batch, BatchRequest};
use crate::error::{Code, Error, Result};
use crate::operations::Call;

pub(in crate::operations) async fn batch(_: &Call, _: BatchRequest) -> Result<Batch> {
    Err(Error::new(Code::Internal, "not built yet"))
}
