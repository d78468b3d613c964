//! What is in a source's bucket: opened with its key, checked, listed, looked into.

use std::collections::BTreeMap;

use jiff::Timestamp;
use patchbay_connectors::{Check, CheckReport, Verdict};
use patchbay_exports::sources::{Bucket, Fault, Key, Object, SourceError};
use patchbay_vault::Secret;

use super::types::{
    CheckedSource, ObjectsPage, ObjectsRequest, PreviewRequest, RemoteObject, RemotePreview,
    SourceName, SourceSettings,
};
use super::{SECRET, settings};
use crate::error::{Code, Error, Result};
use crate::operations::Call;

/// The bucket of a source, opened with its key.
pub(in crate::operations) async fn open(call: &Call, settings: &SourceSettings) -> Result<Bucket> {
    let secrets: BTreeMap<String, Secret> = match settings.access_key {
        Some(_) => {
            call.workspace
                .vault
                .read(&call.source_entry(&settings.name))
                .await?
        }
        None => BTreeMap::new(),
    };
    let key = match &settings.access_key {
        None => None,
        Some(id) => {
            let secret = secrets.get(SECRET).ok_or_else(|| {
                Error::new(
                    Code::NotReady,
                    format!(
                        "the secret key of the source {} is not in the keychain",
                        settings.name
                    ),
                )
                .field("secret")
                .hint("Save the source again with its secret key")
            })?;
            Some(Key {
                id,
                secret: secret.expose(),
            })
        }
    };
    Ok(Bucket::open(settings.address(), key)?)
}

/// When an object was written.
pub(super) fn modified(object: &Object) -> Timestamp {
    Timestamp::from_second(object.modified).unwrap_or_default()
}

/// The newest object that looks like an export.
pub(super) fn newest(settings: &SourceSettings, objects: Vec<Object>) -> Result<Object> {
    objects.into_iter().find(Object::is_export).ok_or_else(|| {
        let place = format!("{}/{}", settings.bucket, settings.prefix);
        Error::new(Code::NotFound, format!("there is no export in {place}"))
            .field("prefix")
            .hint("Check the prefix; exports are CSV or text files, also compressed with gzip or zstd")
    })
}

/// Asks the store what can be proven about the settings.
pub(in crate::operations) async fn check(
    call: &Call,
    SourceName { name }: SourceName,
) -> Result<CheckedSource> {
    let settings = settings(call, &name)?;
    let bucket = open(call, &settings).await?;
    let mut checks = Vec::new();
    let list = "List the bucket";
    match bucket.list(&call.cancel).await {
        Err(error) => checks.push(judged(list, error)?),
        Ok(objects) => {
            let exports = objects.iter().filter(|o| o.is_export()).count();
            let seen = format!(
                "{} objects below the prefix, {exports} of them exports",
                objects.len()
            );
            checks.push(Check::new(list, Verdict::Proven, seen));
            let read = "Read an export";
            checks.push(match newest(&settings, objects) {
                Err(error) => Check::new(read, Verdict::Unknown, error.message),
                Ok(object) => match bucket.start_of(&object, 1, &call.cancel).await {
                    Ok(_) => {
                        Check::new(read, Verdict::Proven, format!("{} can be read", object.key))
                    }
                    Err(error) => judged(read, error)?,
                },
            });
        }
    }
    let report = CheckReport::new(checks);
    Ok(CheckedSource {
        name,
        verdict: report.verdict,
        checks: report.checks,
    })
}

/// A failure as a verdict; a cancel is none.
fn judged(what: &str, error: SourceError) -> Result<Check> {
    let verdict = match error.fault {
        Fault::Cancelled => return Err(error.into()),
        Fault::Dns | Fault::Connect | Fault::Tls | Fault::NoAnswer => Verdict::Unreachable,
        Fault::Busy => Verdict::RateLimited,
        Fault::WrongSecret
        | Fault::WrongKey
        | Fault::Forbidden
        | Fault::ClockSkew
        | Fault::WrongRegion
        | Fault::NoBucket
        | Fault::NoObject => Verdict::Refused,
        _ => Verdict::Unknown,
    };
    Ok(Check::new(
        what,
        verdict,
        format!("{}. {}", error.message, error.hint),
    ))
}

/// The objects below the prefix, newest first.
pub(in crate::operations) async fn objects(
    call: &Call,
    request: ObjectsRequest,
) -> Result<ObjectsPage> {
    let settings = settings(call, &request.name)?;
    let objects = open(call, &settings).await?.list(&call.cancel).await?;
    let here = super::pulls(call, &settings.name, u32::MAX)?;
    let rows = request.rows.unwrap_or(100).min(1_000) as usize;
    let window = objects.iter().skip(request.start as usize).take(rows);
    Ok(ObjectsPage {
        total: objects.len() as u64,
        start: request.start,
        objects: window
            .map(|object| {
                let modified = modified(object).to_string();
                let pulled = here.iter().find(|pull| {
                    (&pull.key, pull.bytes, &pull.modified)
                        == (&object.key, object.bytes, &modified)
                });
                RemoteObject {
                    key: object.key.clone(),
                    bytes: object.bytes,
                    export: object.is_export(),
                    pulled: pulled.and_then(|pull| pull.path.as_ref().and(pull.export)),
                    modified,
                }
            })
            .collect(),
    })
}

/// The first records of a remote file.
pub(in crate::operations) async fn preview(
    call: &Call,
    request: PreviewRequest,
) -> Result<RemotePreview> {
    let settings = settings(call, &request.name)?;
    let bucket = open(call, &settings).await?;
    let key = match request.key {
        Some(key) => key,
        None => newest(&settings, bucket.list(&call.cancel).await?)?.key,
    };
    let rows = request.rows.unwrap_or(100).min(1_000) as usize;
    let seen = bucket.preview(&key, rows, &call.cancel).await?;
    Ok(RemotePreview {
        bytes: seen.object.bytes,
        modified: modified(&seen.object).to_string(),
        whole: seen.whole,
        page: seen.page,
        key,
    })
}
