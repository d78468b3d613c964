//! The document.
use super::document_types::{DocumentText, ImportPreview, ImportRequest, PromptDocument};
use crate::error::{Code, Error, Result};
use crate::operations::{Call, Nothing};

pub(in crate::operations) async fn export(_: &Call, _: Nothing) -> Result<PromptDocument> {
    Err(Error::new(Code::Internal, "not built yet"))
}
pub(in crate::operations) async fn compare_import(
    _: &Call,
    _: DocumentText,
) -> Result<ImportPreview> {
    Err(Error::new(Code::Internal, "not built yet"))
}
pub(in crate::operations) async fn import(_: &Call, _: ImportRequest) -> Result<ImportPreview> {
    Err(Error::new(Code::Internal, "not built yet"))
}
