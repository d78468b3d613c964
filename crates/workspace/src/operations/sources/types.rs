//! What hosts say and hear about sources.

use jiff::civil::Time;
use patchbay_exports::sources::AddressStyle;
use patchbay_exports::{Page, Verdict};
use patchbay_vault::Secret;
use rusqlite::Row;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Error;
use crate::operations::connectors::SettingState;
use crate::store::from_json;

/// Names a source.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SourceName {
    /// Its name.
    pub name: String,
}

/// A bucket that exports are pulled from, when that is due, and the rules for what is pulled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SourceSettings {
    /// Lower-case letters, digits and dashes.
    pub name: String,
    /// The bucket.
    pub bucket: String,
    /// What the keys begin with, letter by letter: `daily/evergent_`. Empty for all.
    #[serde(default)]
    #[ts(as = "Option<String>", optional)]
    pub prefix: String,
    /// The region that requests are signed for.
    pub region: String,
    /// The address of a store that speaks like S3; Amazon's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub endpoint: Option<String>,
    /// Where the bucket's name stands; when absent, in the host at Amazon's and in the path elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub style: Option<AddressStyle>,
    /// The access key id. Without one, requests are not signed: for buckets that anybody may read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub access_key: Option<String>,
    /// How many pulled files stay on the disk, from 1 to 400; older ones are removed. 14 when absent.
    #[serde(default = "keep")]
    #[ts(as = "Option<u32>", optional)]
    pub keep: u32,
    /// The trait spec to examine with; the one that fits the header best when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub spec: Option<String>,
    /// `HH:MM` in the app's time zone: when each day's file should be there, and is pulled. Absent: by hand only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub due: Option<String>,
    /// Minutes after `due` until a file that is not there counts as missing, and one that comes as late. 60 when absent.
    #[serde(default = "late_minutes")]
    #[ts(as = "Option<u32>", optional)]
    pub late_minutes: u32,
    /// Rule: a file is too small when its rows or bytes are more than so many percent below the one of the day before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub smaller_percent: Option<u32>,
    /// Rule: a file is too large when its rows or bytes are more than so many percent above the one of the day before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub larger_percent: Option<u32>,
}

fn keep() -> u32 {
    14
}

fn late_minutes() -> u32 {
    60
}

/// `HH:MM`.
pub(super) fn time_of_day(text: &str) -> Option<Time> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    Time::new(hours.parse().ok()?, minutes.parse().ok()?, 0, 0).ok()
}

/// A source to save.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SourceChange {
    /// All of its settings; they replace those of the source of that name.
    pub settings: SourceSettings,
    /// The secret key. Absent, the one in the keychain stays; empty, it is removed.
    #[serde(default)]
    #[ts(type = "string", optional)]
    pub secret: Option<Secret>,
}

/// A source, what was pulled from it, and what is wrong.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SourceView {
    /// Its settings.
    #[serde(flatten)]
    pub settings: SourceSettings,
    /// Whether the keychain has its secret key.
    pub secret: SettingState,
    /// Why the keychain cannot be read, when it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub keychain: Option<Error>,
    /// When a file is due next, RFC 3339; absent without a schedule.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next_due: Option<String>,
    /// A pull is under way, in this process or another.
    pub pulling: bool,
    /// When the bucket was last asked for something new, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub looked_at: Option<String>,
    /// Why the last look or pull failed, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<Error>,
    /// The broken rules that stand, the gravest first.
    pub alerts: Vec<Alert>,
    /// What was pulled, the last first, at most 30.
    pub pulls: Vec<PullView>,
}

/// A file that was pulled.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PullView {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
    /// The day that it counts for in the app's time zone, `YYYY-MM-DD`; absent for one that was pulled by its key and was
    /// not the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub day: Option<String>,
    /// Its key in the bucket.
    pub key: String,
    /// Its size in the bucket, in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// When it was written to the bucket, RFC 3339.
    pub modified: String,
    /// Records, if it could be examined.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub rows: Option<u64>,
    /// What the check said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub verdict: Option<Verdict>,
    /// Why it could not be examined.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<Error>,
    /// The rules that it broke.
    pub broken: Vec<AlertKind>,
    /// When it was pulled, RFC 3339.
    pub pulled_at: String,
    /// Where the file is on this machine; absent once it was removed to make room.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub path: Option<String>,
    /// Its number in the list of late exports, to open it: `exports.reopen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub export: Option<i64>,
}

/// Which rule is broken, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// The day's file is not there.
    Missing,
    /// The bucket cannot be read, or the file not downloaded.
    Failed,
    /// The file is not what the trait spec asks for, or no export at all.
    Invalid,
    /// It has many fewer rows or bytes than the one before.
    Smaller,
    /// It has many more rows or bytes than the one before.
    Larger,
    /// It came after its time.
    Late,
}

impl AlertKind {
    const ALL: [Self; 6] = [
        Self::Missing,
        Self::Failed,
        Self::Invalid,
        Self::Smaller,
        Self::Larger,
        Self::Late,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Failed => "failed",
            Self::Invalid => "invalid",
            Self::Smaller => "smaller",
            Self::Larger => "larger",
            Self::Late => "late",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }
}

/// A broken rule, kept until the next good pull or until it is dismissed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Alert {
    /// The source's name.
    pub source: String,
    /// Which rule.
    pub kind: AlertKind,
    /// The day that it is about, `YYYY-MM-DD`.
    pub day: String,
    /// One sentence with what was seen.
    pub message: String,
    /// What to do.
    pub remedy: String,
    /// When it was raised, RFC 3339.
    pub raised_at: String,
}

/// Names an alert.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AlertId {
    /// The source's name.
    pub name: String,
    /// Which rule.
    pub kind: AlertKind,
}

/// What was forgotten.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RemovedSource {
    /// The source's name.
    pub name: String,
    /// How many pulled files were removed from the disk.
    #[ts(type = "number")]
    pub files: u64,
}

/// What a check proved.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CheckedSource {
    /// The source's name.
    pub name: String,
    /// The worst of the checks.
    pub verdict: patchbay_connectors::Verdict,
    /// Thing by thing.
    pub checks: Vec<patchbay_connectors::Check>,
}

/// A window of the objects below the prefix.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ObjectsRequest {
    /// The source's name.
    pub name: String,
    /// How many to pass over; none when absent.
    #[serde(default)]
    #[ts(as = "Option<u32>", optional)]
    pub start: u32,
    /// How many, at most 1,000; 100 when absent.
    #[serde(default)]
    #[ts(optional)]
    pub rows: Option<u32>,
}

/// Objects below the prefix, newest first.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ObjectsPage {
    /// How many there are in all.
    #[ts(type = "number")]
    pub total: u64,
    /// The first of these among them.
    pub start: u32,
    /// The objects.
    pub objects: Vec<RemoteObject>,
}

/// An object in the bucket.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RemoteObject {
    /// Its key.
    pub key: String,
    /// Its size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// When it was written, RFC 3339.
    pub modified: String,
    /// Its name is that of an export: the newest of these is what a pull takes.
    pub export: bool,
    /// It was pulled as it is now, and is still on this machine: its number in the list of late exports.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub pulled: Option<i64>,
}

/// A remote file to look into.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    /// The source's name.
    pub name: String,
    /// Its key; the newest export when absent.
    #[serde(default)]
    #[ts(optional)]
    pub key: Option<String>,
    /// How many records, at most 1,000; 100 when absent.
    #[serde(default)]
    #[ts(optional)]
    pub rows: Option<u32>,
}

/// The first records of a remote file, of which only the first 256 KiB were read.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RemotePreview {
    /// Its key.
    pub key: String,
    /// Its size in the bucket, in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// When it was written, RFC 3339.
    pub modified: String,
    /// The page holds the whole file.
    pub whole: bool,
    /// Its first records.
    pub page: Page,
}

/// What to pull.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PullRequest {
    /// The source's name.
    pub name: String,
    /// Its key; the newest export when absent.
    #[serde(default)]
    #[ts(optional)]
    pub key: Option<String>,
    /// Pull nothing when that file is here already, as it is now.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub if_new: bool,
}

/// What a pull came to.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PullReply {
    /// Whether a file was downloaded; false when it is here already and only a new one was wanted.
    pub pulled: bool,
    /// The file.
    pub pull: PullView,
    /// The broken rules of the source that stand now.
    pub alerts: Vec<Alert>,
    /// How many older files were removed, so that no more than `keep` are on the disk.
    #[ts(type = "number")]
    pub removed: u64,
}

pub(super) fn alert_from_row(row: &Row) -> rusqlite::Result<Alert> {
    let kind: String = row.get(1)?;
    Ok(Alert {
        source: row.get(0)?,
        // The column's CHECK lets no other in.
        kind: AlertKind::parse(&kind).unwrap_or(AlertKind::Failed),
        day: row.get(2)?,
        message: row.get(3)?,
        remedy: row.get(4)?,
        raised_at: row.get(5)?,
    })
}

pub(super) fn pull_from_row(row: &Row) -> rusqlite::Result<PullView> {
    let verdict: Option<String> = row.get(7)?;
    let error: Option<String> = row.get(8)?;
    let broken: String = row.get(9)?;
    Ok(PullView {
        id: row.get(0)?,
        day: row.get(1)?,
        key: row.get(2)?,
        bytes: row.get::<_, i64>(3)?.cast_unsigned(),
        modified: row.get(4)?,
        path: row.get(5)?,
        rows: row.get::<_, Option<i64>>(6)?.map(i64::cast_unsigned),
        verdict: verdict.map(|v| match v.as_str() {
            "valid" => Verdict::Valid,
            "valid_with_warnings" => Verdict::ValidWithWarnings,
            _ => Verdict::Invalid,
        }),
        error: error.map(|json| from_json(&json)).transpose()?,
        broken: broken.split(' ').filter_map(AlertKind::parse).collect(),
        pulled_at: row.get(10)?,
        export: row.get(11)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_has_hours_and_minutes() {
        assert_eq!(time_of_day("06:30"), Time::new(6, 30, 0, 0).ok());
        assert_eq!(time_of_day("23:59"), Time::new(23, 59, 0, 0).ok());
        for wrong in [
            "", "6:30", "24:00", "06:60", "06:3", "+6:30", "06:30:00", "0630", "06.30",
        ] {
            assert_eq!(time_of_day(wrong), None, "{wrong}");
        }
    }
}
