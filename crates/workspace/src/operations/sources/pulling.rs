//! A pull: the object is chosen, downloaded, examined and judged by the rules; then what is too old makes room.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use patchbay_connectors::Progress;
use patchbay_exports::sources::{Bucket, Object, Step, remove_parts};

use super::days::Due;
use super::kept;
use super::remote::{modified, newest, open};
use super::rules::{self, Broken, Facts};
use super::settings;
use super::types::{Alert, PullReply, PullRequest, SourceSettings};
use crate::error::{Code, Error, Result};
use crate::operations::Call;
use crate::operations::exports::{self, ExamineRequest, ExportId, OpenRequest};
use crate::operations::specs::SpecChoice;

/// What is to be pulled, and what it counts for.
pub(in crate::operations) struct Chosen {
    pub object: Object,
    /// The day it is for; none for an older file that was asked for by its key.
    pub day: Option<Date>,
    /// That day is the last due one, or the one to come.
    pub current: bool,
}

/// Downloads and examines the newest export, or the one of a key.
pub(in crate::operations) async fn pull(call: &Call, request: PullRequest) -> Result<PullReply> {
    let settings = settings(call, &request.name)?;
    let lease = kept::demand(call, &settings.name)?;
    let done = async {
        let bucket = open(call, &settings).await?;
        let chosen = choose(call, &settings, &bucket, request.key.clone()).await?;
        carry_out(call, &settings, &bucket, chosen, request.if_new).await
    }
    .await;
    // A cancel says nothing about the source, nor does one file of many.
    let cancelled = done.as_ref().is_err_and(|e| e.code == Code::Cancelled);
    if request.key.is_none() && !cancelled {
        kept::looked(call, &settings.name, done.as_ref().err())?;
    }
    drop(lease);
    done.map(|(reply, _)| reply)
}

/// The app's time zone. One that this machine does not know is told, not taken for another.
pub(in crate::operations) fn zone(call: &Call) -> Result<TimeZone> {
    let name = call.app()?.time_zone;
    TimeZone::get(&name).map_err(|_| {
        Error::new(
            Code::Invalid,
            format!("this machine does not know the time zone {name}"),
        )
        .field("time_zone")
        .hint("Choose another under Settings")
    })
}

/// When the files of a source are due, if it has a schedule.
pub(in crate::operations) fn due(call: &Call, settings: &SourceSettings) -> Result<Option<Due>> {
    let since = kept::since(call, &settings.name)?;
    Ok(Due::of(settings, zone(call)?, since))
}

/// The newest export, or the object of that key, and the day that it counts for.
pub(in crate::operations) async fn choose(
    call: &Call,
    settings: &SourceSettings,
    bucket: &Bucket,
    key: Option<String>,
) -> Result<Chosen> {
    let objects = bucket.list(&call.cancel).await?;
    let object = match &key {
        None => newest(settings, objects.clone())?,
        Some(key) => objects
            .iter()
            .find(|o| o.key == *key)
            .cloned()
            .ok_or_else(|| {
                Error::new(
                    Code::NotFound,
                    format!(
                        "there is no {key} below the prefix of the source {}",
                        settings.name
                    ),
                )
                .field("key")
                .hint("List its objects to see what there is")
            })?,
    };
    // An older file is looked at for itself: no day waits for it.
    let is_newest = objects
        .iter()
        .find(|o| o.is_export())
        .is_some_and(|o| o.key == object.key);
    let (now, written) = (call.workspace.now(), modified(&object));
    let (day, current) = match due(call, settings)? {
        Some(due) => {
            let has_last = kept::pulled_for(call, &settings.name, due.last(now))?.is_some();
            due.day_of(written, now, has_last)
        }
        None => (written.to_zoned(zone(call)?).date(), true),
    };
    Ok(Chosen {
        object,
        day: is_newest.then_some(day),
        current: is_newest && current,
    })
}

/// Pulls what was chosen; gives also the alerts that are new. The caller has the lease.
pub(in crate::operations) async fn carry_out(
    call: &Call,
    settings: &SourceSettings,
    bucket: &Bucket,
    chosen: Chosen,
    if_new: bool,
) -> Result<(PullReply, Vec<Alert>)> {
    let Chosen {
        object,
        day,
        current,
    } = chosen;
    let (name, written) = (settings.name.as_str(), modified(&object));
    let known =
        kept::known(call, name, &object, written)?.filter(|known| if_new || !known.examined);
    let (id, path, pulled) = match known {
        Some(known) if known.examined => {
            return Ok((reply(call, name, known.id, false, 0)?, Vec::new()));
        }
        // Downloaded by a process that died before it was examined.
        Some(known) => (known.id, PathBuf::from(known.path), false),
        None => {
            let target = target(call, settings, &object, written);
            let file = object.name().to_owned();
            let on_progress = Arc::clone(&call.on_progress);
            let on_step = move |step, done, total| {
                let doing = match step {
                    Step::Downloading => "Downloading",
                    Step::Verifying => "Verifying",
                };
                on_progress(Progress {
                    what: format!("{doing} {file}"),
                    done,
                    total: Some(total),
                });
            };
            let done = bucket
                .download(&object.key, &target, &on_step, &call.cancel)
                .await?;
            let path = done.path.display().to_string();
            // What came is what counts, should it have been replaced since the listing.
            let id =
                kept::downloaded(call, name, &done.object, modified(&done.object), &path, day)?;
            (id, done.path, true)
        }
    };
    let (facts, error) = examine(call, settings, &object, &path).await?;
    let mut broken: Vec<Broken> = rules::of_content(name, &facts).into_iter().collect();
    let mut alerts = Vec::new();
    if let Some(day) = day {
        let before = kept::before(call, name, day)?;
        broken.extend(before.and_then(|before| rules::of_size(settings, &facts, &before)));
        let due = due(call, settings)?.filter(|_| current);
        broken.extend(due.and_then(|due| rules::of_time(name, &facts.name, &due, day, written)));
        kept::examined(call, id, &facts, error.as_ref(), &broken)?;
        kept::made_good(call, name, day, broken.is_empty())?;
        alerts = kept::raise(call, name, day, &broken)?;
    } else {
        kept::examined(call, id, &facts, error.as_ref(), &broken)?;
    }
    let removed = make_room(call, settings)?;
    if day.is_some() {
        forget_parts(&folder(call, name), &path);
    }
    Ok((reply(call, name, id, pulled, removed)?, alerts))
}

/// Opens and examines a pulled file. That it is no export is a fact about it; a cancel is an error.
async fn examine(
    call: &Call,
    settings: &SourceSettings,
    object: &Object,
    path: &Path,
) -> Result<(Facts, Option<Error>)> {
    let checked = async {
        let opened = exports::open(call, OpenRequest::new(path.to_owned())).await?;
        let export = opened.export;
        let request = ExamineRequest {
            export: export.clone(),
            spec: settings.spec.clone().map(SpecChoice::Name),
        };
        let examined = exports::examine(call, request).await;
        // The page opens it when somebody wants to see it.
        exports::close(call, ExportId { export }).await?;
        examined.map(|examined| examined.check)
    }
    .await;
    let facts = Facts {
        name: object.name().to_owned(),
        bytes: object.bytes,
        ..Facts::default()
    };
    match checked {
        Ok(report) => Ok((
            Facts {
                rows: Some(report.rows),
                verdict: Some(report.verdict),
                ..facts
            },
            None,
        )),
        Err(error) if matches!(error.code, Code::File | Code::FileChanged | Code::NotFound) => {
            Ok((
                Facts {
                    error: Some(error.message.clone()),
                    ..facts
                },
                Some(error),
            ))
        }
        Err(error) => Err(error),
    }
}

fn reply(call: &Call, name: &str, id: i64, pulled: bool, removed: u64) -> Result<PullReply> {
    let pull = kept::pulls(call, name, u32::MAX)?
        .into_iter()
        .find(|p| p.id == id);
    Ok(PullReply {
        pulled,
        pull: pull.ok_or_else(|| {
            Error::new(
                Code::NotFound,
                format!("the source {name} was removed meanwhile"),
            )
        })?,
        alerts: kept::alerts(call, name)?,
        removed,
    })
}

/// The folder of what is pulled from a source.
pub(super) fn folder(call: &Call, name: &str) -> PathBuf {
    call.workspace
        .data_dir()
        .join("exports")
        .join(&call.app)
        .join(name)
}

/// Where an object goes: a folder for the time it was written, so that a key that is written anew every day takes no
/// other day's place, and in it the part of its key after the prefix' last folder.
fn target(call: &Call, settings: &SourceSettings, object: &Object, written: Timestamp) -> PathBuf {
    let folders = settings.prefix.rfind('/').map_or(0, |at| at + 1);
    let rest = object.key.get(folders..).unwrap_or(&object.key);
    let mut path =
        folder(call, &settings.name).join(written.strftime("%Y-%m-%dT%H%M%SZ").to_string());
    path.extend(rest.split('/').map(as_file_name));
    path
}

/// A part of a key as the name of a file: signs that a file system could take for something else are written as %XX.
fn as_file_name(part: &str) -> String {
    let escaped = |text: &str| {
        text.bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect::<Vec<_>>()
            .concat()
    };
    let mut name: String = part
        .chars()
        .map(|c| {
            let plain = c.is_alphanumeric() || " .-_()+=@,".contains(c);
            let text = String::from(c);
            if plain { text } else { escaped(&text) }
        })
        .collect();
    // Windows drops dots and spaces at the end.
    let dropped = name.split_off(name.trim_end_matches(['.', ' ']).len());
    name.push_str(&escaped(&dropped));
    name
}

/// Removes the oldest files, so that no more than `keep` stay. One that is open in this process stays until the next
/// time.
fn make_room(call: &Call, settings: &SourceSettings) -> Result<u64> {
    let open: Vec<String> = call
        .workspace
        .exports
        .of_app(&call.app)
        .into_iter()
        .map(|(_, f)| f.export.summary().file)
        .collect();
    let mut gone = 0;
    for (id, path) in kept::beyond(call, &settings.name, settings.keep)? {
        if open.contains(&path) {
            continue;
        }
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                // It is tried again with the next pull.
                tracing::warn!(error = %e, path, "an old pull could not be removed");
                continue;
            }
            _ => {}
        }
        kept::removed(call, id, &path)?;
        gone += 1;
        // The folders of just this file: others are not empty.
        let mut folder = Path::new(&path).parent();
        while let Some(empty) = folder.filter(|f| f.starts_with(self::folder(call, &settings.name)))
        {
            if std::fs::remove_dir(empty).is_err() {
                break;
            }
            folder = empty.parent();
        }
    }
    Ok(gone)
}

/// Removes what is left of downloads that broke off, of files that were written before the one that is here now:
/// nobody waits for those any more.
fn forget_parts(folder: &Path, newest: &Path) {
    let Ok(below) = newest.strip_prefix(folder) else {
        return;
    };
    let Some(newest) = below.iter().next() else {
        return;
    };
    let Ok(folders) = std::fs::read_dir(folder) else {
        return;
    };
    for old in folders.flatten() {
        // Folders are called by the time, so that earlier ones come first.
        if old.file_name().as_os_str() < newest
            && let Err(error) = remove_parts(&old.path())
        {
            // It is tried again with the next pull.
            tracing::warn!(%error, "a download that broke off could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_file_name_everywhere_and_two_are_never_the_same() {
        for (key, name) in [
            ("evergent 2026-11-21.csv", "evergent 2026-11-21.csv"),
            ("ünï", "ünï"),
            ("a:b\\c*?\"<>|%", "a%3Ab%5Cc%2A%3F%22%3C%3E%7C%25"),
            ("a. .", "a%2E%20%2E"),
            ("..", "%2E%2E"),
        ] {
            assert_eq!(as_file_name(key), name);
        }
    }
}
