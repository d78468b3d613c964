//! Reports.
use super::rehearsal_types::{RehearsalReport, ReportRequest};
use crate::error::{Code, Error, Result};
use crate::operations::Call;

pub(in crate::operations) async fn report(_: &Call, _: ReportRequest) -> Result<RehearsalReport> {
    Err(Error::new(Code::Internal, "not built yet"))
}
