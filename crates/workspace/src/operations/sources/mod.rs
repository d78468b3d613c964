//! Sources: buckets that exports are pulled from. Their settings, what was pulled, and what was not as it should be.
//!
//! What a bucket is and how it is read is `patchbay_exports::sources`; when to look is `schedule`. The secret key of a
//! source lives in the keychain, in an entry of its own.

pub(super) mod days;
pub(super) mod kept;
pub(super) mod pulling;
pub(super) mod remote;
pub(super) mod rules;
mod types;

use std::collections::BTreeMap;

use patchbay_exports::sources::{BucketAddress, Fault, SourceError};
use patchbay_vault::EntryName;
use rusqlite::params;

pub use types::{
    Alert, AlertId, AlertKind, CheckedSource, ObjectsPage, ObjectsRequest, PreviewRequest,
    PullReply, PullRequest, PullView, RemoteObject, RemotePreview, RemovedSource, SourceChange,
    SourceName, SourceSettings, SourceView,
};

use kept::{alerts, all_settings, pulls, settings, settings_in};
pub(super) use pulling::pull;
pub(super) use remote::{check, objects, preview};

use super::connectors::SettingState;
use super::{Call, Nothing};
use crate::error::{Code, Error, Result};
use crate::leases::Lease;
use crate::store::{from_json, to_json};

/// The secret's name in its keychain entry.
const SECRET: &str = "secret_key";

/// Pulls that a source is shown with.
const PULLS_SHOWN: u32 = 30;

impl Call {
    fn source_entry(&self, name: &str) -> EntryName {
        self.entry(&format!("source:{name}"))
    }
}

/// Every source with what was pulled from it.
pub(super) async fn list(call: &Call, _: Nothing) -> Result<Vec<SourceView>> {
    let reading: Vec<_> = all_settings(call)?
        .into_iter()
        .map(|settings| {
            let (vault, entry) = (
                call.workspace.vault.clone(),
                call.source_entry(&settings.name),
            );
            let wanted = settings.access_key.is_some();
            // Together, so that a keychain that does not answer is waited for once.
            let secrets = tokio::spawn(async move {
                if wanted {
                    vault.read(&entry).await
                } else {
                    Ok(BTreeMap::new())
                }
            });
            (settings, secrets)
        })
        .collect();
    let mut views = Vec::new();
    for (settings, secrets) in reading {
        let secrets = secrets
            .await
            .map_err(|e| Error::new(Code::Internal, format!("reading the keychain failed: {e}")))?;
        let (secret, keychain) = match secrets {
            Ok(secrets) if secrets.contains_key(SECRET) => (SettingState::Present, None),
            Ok(_) => (SettingState::Missing, None),
            Err(error) => (SettingState::Unreadable, Some(Error::from(error))),
        };
        views.push(view(call, settings, secret, keychain)?);
    }
    Ok(views)
}

fn view(
    call: &Call,
    settings: SourceSettings,
    secret: SettingState,
    keychain: Option<Error>,
) -> Result<SourceView> {
    let (app, name) = (call.app.as_str(), settings.name.as_str());
    let (looked_at, error) = call.workspace.store.read(|c| {
        c.query_row(
            "SELECT looked_at, error_json FROM sources WHERE app = ?1 AND name = ?2",
            [app, name],
            |r| {
                let error = r.get::<_, Option<String>>(1)?;
                let error = error.map(|json| from_json(&json)).transpose()?;
                Ok((r.get(0)?, error))
            },
        )
    })?;
    let pulling = Lease::is_held(call, &kept::lease_of(name))?;
    let now = call.workspace.now();
    let due = pulling::due(call, &settings)?;
    Ok(SourceView {
        pulls: pulls(call, name, PULLS_SHOWN)?,
        alerts: alerts(call, name)?,
        next_due: due.map(|due| due.at(due.next(now)).to_string()),
        secret,
        keychain,
        pulling,
        looked_at,
        error,
        settings,
    })
}

/// Saves a source, or replaces the one of that name.
pub(super) async fn save(call: &Call, change: SourceChange) -> Result<SourceView> {
    let settings = judged(change.settings)?;
    let secret = change
        .secret
        .map(|s| (!s.expose().trim().is_empty()).then_some(s));
    if settings.access_key.is_none() && matches!(secret, Some(Some(_))) {
        return Err(Error::new(
            Code::Invalid,
            "a secret key needs the access key id that it belongs to",
        )
        .field("access_key")
        .hint("Give both, or neither for a bucket that anybody may read"));
    }
    // The keychain before the database: if it fails, nothing was saved at all.
    let entry = call.source_entry(&settings.name);
    if settings.access_key.is_none() {
        let known = call
            .workspace
            .store
            .read(|c| settings_in(c, &call.app, &settings.name))?;
        if known.is_some_and(|k| k.access_key.is_some()) {
            call.workspace.vault.remove(&entry).await?;
        }
    } else if let Some(secret) = secret {
        let change = BTreeMap::from([(SECRET.to_owned(), secret)]);
        call.workspace.vault.update(&entry, change).await?;
    }
    call.workspace.store.write(|t| {
        t.execute(
            "INSERT INTO sources (app, name, settings_json, since) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (app, name) DO UPDATE SET settings_json = ?3, looked_at = NULL, error_json = NULL,
               since = CASE WHEN settings_json ->> 'due' IS ?5 THEN since ELSE ?4 END",
            params![
                call.app,
                settings.name,
                to_json(&settings)?,
                call.workspace.now().to_string(),
                settings.due
            ],
        )
    })?;
    show(call, &settings.name).await
}

async fn show(call: &Call, name: &str) -> Result<SourceView> {
    let views = list(call, Nothing {}).await?;
    views
        .into_iter()
        .find(|v| v.settings.name == name)
        .ok_or_else(|| Error::new(Code::NotFound, format!("the source {name} is gone")))
}

/// The settings as they are kept, or what is wrong with them.
fn judged(mut settings: SourceSettings) -> Result<SourceSettings> {
    let invalid = |field: &str, message: String, hint: &str| {
        Err(Error::new(Code::Invalid, message).field(field).hint(hint))
    };
    settings.name = String::from(settings.name.trim());
    let good = settings
        .name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && settings.name.starts_with(|c: char| c.is_ascii_lowercase())
        && settings.name.len() <= 40;
    if !good {
        return invalid(
            "name",
            format!("{:?} cannot be a source's name", settings.name),
            "Use up to 40 lower-case letters, digits and dashes, a letter first: evergent-daily",
        );
    }
    let address = settings.address().checked()?;
    settings.bucket = address.bucket;
    settings.prefix = address.prefix;
    settings.region = address.region;
    settings.endpoint = address.endpoint;
    let key = settings.access_key.map(|k| k.trim().to_owned());
    settings.access_key = key.filter(|k| !k.is_empty());
    if settings
        .access_key
        .as_ref()
        .is_some_and(|k| k.len() > 256 || !k.chars().all(|c| c.is_ascii_graphic()))
    {
        return invalid(
            "access_key",
            "the access key id is not one word".into(),
            "Give the id alone: AKIA…; the secret key has a place of its own",
        );
    }
    if !(1..=400).contains(&settings.keep) {
        return invalid(
            "keep",
            format!("{} files cannot be kept", settings.keep),
            "Choose from 1 to 400 files",
        );
    }
    if let Some(due) = &settings.due
        && types::time_of_day(due).is_none()
    {
        return invalid(
            "due",
            format!("{due:?} is not a time of day"),
            "Give hours and minutes: 06:30",
        );
    }
    if settings.late_minutes > 720 {
        return invalid(
            "late_minutes",
            format!("{} minutes are too long to wait", settings.late_minutes),
            "Choose at most 720 minutes, half a day",
        );
    }
    for (field, percent, most) in [
        ("smaller_percent", settings.smaller_percent, 100),
        ("larger_percent", settings.larger_percent, 100_000),
    ] {
        if percent.is_some_and(|p| !(1..=most).contains(&p)) {
            return invalid(
                field,
                format!("{} percent cannot be a rule", percent.unwrap_or_default()),
                &format!("Choose from 1 to {most} percent"),
            );
        }
    }
    Ok(settings)
}

/// Forgets a source: its settings, its key, and the files that were pulled from it.
pub(super) async fn remove(call: &Call, SourceName { name }: SourceName) -> Result<RemovedSource> {
    settings(call, &name)?;
    // Nobody must write into its folder meanwhile.
    let lease = kept::demand(call, &name)?;
    // The keychain first: a source without its key can be mended, a key without its source would be lost sight of.
    call.workspace
        .vault
        .remove(&call.source_entry(&name))
        .await?;
    let pulled = pulls(call, &name, u32::MAX)?;
    let paths: Vec<String> = pulled.into_iter().filter_map(|pull| pull.path).collect();
    let folder = pulling::folder(call, &name);
    match std::fs::remove_dir_all(&folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            return Err(Error::new(
                Code::File,
                format!(
                    "the files of the source {name} could not be removed from {} ({e})",
                    folder.display()
                ),
            )
            .hint("Close what has them open, then remove the source again"));
        }
        _ => {}
    }
    call.workspace.store.write(|t| {
        for path in &paths {
            t.execute(
                "DELETE FROM exports WHERE app = ?1 AND path = ?2",
                [&call.app, path],
            )?;
        }
        t.execute(
            "DELETE FROM sources WHERE app = ?1 AND name = ?2",
            [&call.app, &name],
        )
    })?;
    drop(lease);
    Ok(RemovedSource {
        name,
        files: paths.len() as u64,
    })
}

/// Takes an alert off the list.
pub(super) async fn dismiss(call: &Call, alert: AlertId) -> Result<Nothing> {
    settings(call, &alert.name)?;
    call.workspace.store.write(|t| {
        t.execute(
            "UPDATE alerts SET dismissed = 1 WHERE app = ?1 AND source = ?2 AND kind = ?3",
            params![call.app, alert.name, alert.kind.as_str()],
        )
    })?;
    Ok(Nothing {})
}

impl SourceSettings {
    /// Where the bucket is.
    pub(super) fn address(&self) -> BucketAddress {
        BucketAddress {
            bucket: self.bucket.clone(),
            prefix: self.prefix.clone(),
            region: self.region.clone(),
            endpoint: self.endpoint.clone(),
            style: self.style,
        }
    }
}

impl From<SourceError> for Error {
    fn from(error: SourceError) -> Self {
        let (code, stage, field) = match error.fault {
            Fault::Invalid(field) => (Code::Invalid, None, Some(field)),
            Fault::Dns => (Code::Unreachable, Some("dns"), None),
            Fault::Connect => (Code::Unreachable, Some("connect"), None),
            Fault::Tls => (Code::Unreachable, Some("tls"), None),
            Fault::NoAnswer | Fault::Malformed => (Code::Unreachable, Some("read"), None),
            Fault::Busy => (Code::Unreachable, Some("rate_limit"), None),
            Fault::WrongSecret => (Code::Refused, Some("auth"), Some("secret")),
            Fault::WrongKey => (Code::Refused, Some("auth"), Some("access_key")),
            Fault::ClockSkew => (Code::Refused, Some("auth"), None),
            Fault::Forbidden => (Code::Refused, Some("permission"), None),
            Fault::WrongRegion => (Code::Refused, None, Some("region")),
            Fault::NoBucket => (Code::NotFound, None, Some("bucket")),
            Fault::TooMany => (Code::Invalid, None, Some("prefix")),
            Fault::NoObject => (Code::NotFound, None, Some("key")),
            Fault::NotAnExport
            | Fault::Changed
            | Fault::Damaged
            | Fault::File
            | Fault::DiskFull => (Code::File, None, None),
            Fault::Cancelled => (Code::Cancelled, None, None),
        };
        Self {
            retryable: error.fault.is_passing(),
            stage: stage.map(str::to_owned),
            field: field.map(str::to_owned),
            ..Self::new(code, error.message).hint(error.hint)
        }
    }
}
