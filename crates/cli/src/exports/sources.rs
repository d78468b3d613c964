//! `patchbay exports sources`.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use patchbay_vault::Secret;
use patchbay_workspace::AddressStyle;
use patchbay_workspace::ExportVerdict;
use patchbay_workspace::operations::connectors::SettingState;
use patchbay_workspace::operations::sources::{
    Alert, ObjectsPage, ObjectsRequest, PullReply, PullRequest, PullView, SourceChange, SourceName,
    SourceSettings, SourceView,
};
use patchbay_workspace::operations::{
    Nothing, SourcesList, SourcesObjects, SourcesPull, SourcesRemove, SourcesSave,
};

use super::several;
use crate::host::Host;
use crate::output::{Answer, Failure, word};
use crate::secrets;
use crate::table::{section, table, time, yes};

/// What to do with sources.
#[derive(Subcommand)]
pub enum Command {
    /// Add a source, or replace the one of that name
    Add(Box<Add>),
    /// Every source: where it is, when it is due, what was pulled last, what is wrong
    List,
    /// Forget a source, its key, and the files that were pulled from it
    Remove {
        /// The source
        name: String,
    },
    /// Download and examine the newest export
    ///
    /// Exit code 1 if it is invalid; broken rules of size and time are told and are exit code 0.
    Pull {
        /// The source
        name: String,
        /// Do nothing if the newest export is here already, as it is now
        #[arg(long)]
        if_new: bool,
    },
    /// What is in the bucket below the prefix, newest first
    Files {
        /// The source
        name: String,
        /// How many
        #[arg(long, value_name = "N", default_value_t = 100)]
        rows: u32,
    },
}

/// A source to add.
#[derive(Args)]
pub struct Add {
    /// Its name: lower-case letters, digits and dashes
    name: String,
    /// The bucket
    #[arg(long, value_name = "BUCKET")]
    bucket: String,
    /// What the keys begin with, letter by letter: daily/evergent_
    #[arg(long, value_name = "PREFIX", default_value = "")]
    prefix: String,
    /// The region that requests are signed for
    #[arg(long, value_name = "REGION")]
    region: String,
    /// The address of a store that speaks like S3; Amazon's own if absent
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// The access key id; without it and --secret, requests are not signed
    #[arg(long, value_name = "ID")]
    access_key: Option<String>,
    /// The secret key, as a line of standard input or asked for at a terminal; without --access-key, the id is a line
    /// before it
    // Whoever writes a value here is told so, by us: clap would repeat it.
    #[arg(long, num_args = 0..=1, default_missing_value = "", value_name = "")]
    secret: Option<String>,
    /// Put the bucket's name into the path: https://host/bucket
    #[arg(long, conflicts_with = "virtual_host_style")]
    path_style: bool,
    /// Put the bucket's name into the host: https://bucket.host
    #[arg(long)]
    virtual_host_style: bool,
    /// When each day's file should be there and is pulled, in the app's time zone
    #[arg(long, value_name = "HH:MM")]
    due: Option<String>,
    /// Minutes after which a file counts as late, and one that is not there as missing
    #[arg(long, value_name = "MINUTES", default_value_t = 60)]
    late_by: u32,
    /// Rule: not more than so many percent fewer rows or bytes than the day before
    #[arg(long, value_name = "PERCENT")]
    smaller_by: Option<u32>,
    /// Rule: not more than so many percent more rows or bytes than the day before
    #[arg(long, value_name = "PERCENT")]
    larger_by: Option<u32>,
    /// How many pulled files stay on this machine
    #[arg(long, value_name = "N", default_value_t = 14)]
    keep: u32,
    /// The trait spec to examine with; the one that fits the header best if absent
    #[arg(long, value_name = "NAME")]
    spec: Option<String>,
}

impl Command {
    /// Performs it.
    pub async fn perform(self, host: &Host) -> Result<Answer, Failure> {
        match self {
            Self::Add(add) => {
                // Before Ctrl-C is taken over: it must end a prompt.
                let change = add.read()?;
                let view = host.call()?.perform::<SourcesSave>(change).await?;
                saved(&view)
            }
            Self::List => {
                let sources = host.call()?.perform::<SourcesList>(Nothing {}).await?;
                Answer::new(&sources, listed(&sources))
            }
            Self::Remove { name } => {
                let gone = host
                    .call()?
                    .perform::<SourcesRemove>(SourceName { name })
                    .await?;
                let text = format!(
                    "{}: removed, with {}",
                    gone.name,
                    several(gone.files, "pulled file")
                );
                Answer::new(&gone, text)
            }
            Self::Pull { name, if_new } => {
                let request = PullRequest {
                    name,
                    key: None,
                    if_new,
                };
                pulled(&host.call()?.perform::<SourcesPull>(request).await?)
            }
            Self::Files { name, rows } => {
                let request = ObjectsRequest {
                    name,
                    start: 0,
                    rows: Some(rows),
                };
                files(&host.call()?.perform::<SourcesObjects>(request).await?)
            }
        }
    }
}

impl Add {
    fn read(self) -> Result<SourceChange, Failure> {
        if self
            .secret
            .as_deref()
            .is_some_and(|value| !value.is_empty())
        {
            return Err(Failure::usage(
                "--secret takes no value",
                "Give the secret key on standard input: patchbay exports sources add … --secret < FILE",
            ));
        }
        let (access_key, secret) = match (self.access_key, self.secret) {
            (access_key, None) => (access_key, None),
            (Some(id), Some(_)) => (Some(id), Some(read(&["secret key"])?.remove(0))),
            (None, Some(_)) => {
                let mut read = read(&["access key id", "secret key"])?;
                let secret = read.pop();
                (read.pop().map(|id| id.expose().to_owned()), secret)
            }
        };
        let style = match (self.path_style, self.virtual_host_style) {
            (true, _) => Some(AddressStyle::Path),
            (_, true) => Some(AddressStyle::VirtualHost),
            _ => None,
        };
        Ok(SourceChange {
            settings: SourceSettings {
                name: self.name,
                bucket: self.bucket,
                prefix: self.prefix,
                region: self.region,
                endpoint: self.endpoint,
                style,
                access_key,
                keep: self.keep,
                spec: self.spec,
                due: self.due,
                late_minutes: self.late_by,
                smaller_percent: self.smaller_by,
                larger_percent: self.larger_by,
            },
            secret,
        })
    }
}

/// Reads secrets by what they are called.
fn read(names: &[&str]) -> Result<Vec<Secret>, Failure> {
    let mut read: BTreeMap<String, Option<Secret>> =
        secrets::read(names.iter().map(ToString::to_string).collect(), |_| false)?;
    Ok(names
        .iter()
        .filter_map(|name| read.remove(*name).flatten())
        .collect())
}

fn place(settings: &SourceSettings) -> String {
    format!("{}/{}", settings.bucket, settings.prefix)
}

fn saved(view: &SourceView) -> Result<Answer, Failure> {
    let settings = &view.settings;
    let mut text = format!("{} saved: {}", settings.name, place(settings));
    if let Some(next) = &view.next_due {
        text += &format!("\nnext due {}, UTC", time(next));
    }
    let answer = Answer::new(view, text)?;
    let answer = answer.note(match settings.keep {
        1 => "the newest file stays on this machine".into(),
        keep => format!("the newest {keep} files stay on this machine"),
    });
    Ok(match view.secret {
        SettingState::Present => answer,
        _ if settings.access_key.is_none() => {
            answer.note("requests are not signed: for buckets that anybody may read")
        }
        _ => answer.note("still to do: the secret key is missing, give it with --secret"),
    })
}

fn listed(sources: &[SourceView]) -> String {
    let rows = sources.iter().map(|source| {
        let last = source.pulls.first();
        [
            source.settings.name.clone(),
            place(&source.settings),
            match source.settings.access_key {
                Some(_) => word(&source.secret),
                None => "none".into(),
            },
            source.settings.due.clone().unwrap_or_default(),
            last.map_or_else(|| "never".into(), |pull| time(&pull.pulled_at)),
            last.and_then(|pull| pull.rows)
                .map(|rows| rows.to_string())
                .unwrap_or_default(),
            last.map(outcome).unwrap_or_default(),
        ]
    });
    let head = [
        "SOURCE",
        "PLACE",
        "KEY",
        "DUE",
        "LAST PULL",
        "ROWS",
        "VERDICT",
    ];
    let alerts: Vec<&Alert> = sources.iter().flat_map(|source| &source.alerts).collect();
    let errors = sources.iter().filter_map(|source| {
        let error = source.error.as_ref()?;
        Some(format!("{}: {}\n", source.settings.name, error.message))
    });
    table(head, rows)
        + &section("Not as it should be", &told(&alerts))
        + &section("The last look failed", &errors.collect::<String>())
}

/// What came of a pull, in a word.
pub fn outcome(pull: &PullView) -> String {
    match (&pull.verdict, &pull.error) {
        (Some(verdict), _) => word(verdict),
        (None, Some(_)) => "unreadable".into(),
        (None, None) => "not examined".into(),
    }
}

/// Broken rules with what to do.
fn told(alerts: &[&Alert]) -> String {
    alerts.iter().fold(String::new(), |text, alert| {
        text + &alert.message + "\n  " + &alert.remedy + "\n"
    })
}

/// Whether a pulled file is no export that may be used.
pub fn is_bad(pull: &PullView) -> bool {
    pull.verdict == Some(ExportVerdict::Invalid) || pull.error.is_some()
}

fn pulled(reply: &PullReply) -> Result<Answer, Failure> {
    let pull = &reply.pull;
    let mut text = format!("{}: {}\n", pull.key, outcome(pull));
    if let Some(rows) = pull.rows {
        text += &format!("  {}, {} bytes\n", several(rows, "record"), pull.bytes);
    }
    text += &format!("  {}\n", pull.path.as_deref().unwrap_or_default());
    text += &section(
        "Not as it should be",
        &told(&reply.alerts.iter().collect::<Vec<_>>()),
    );
    let mut answer = Answer::new(reply, text)?;
    if !reply.pulled {
        answer = answer.note("it is here already");
    }
    if reply.removed > 0 {
        answer = answer.note(format!(
            "{} removed to make room",
            several(reply.removed, "older file")
        ));
    }
    Ok(if is_bad(pull) {
        answer.not_succeeded(pull.error.clone())
    } else {
        answer
    })
}

fn files(page: &ObjectsPage) -> Result<Answer, Failure> {
    let rows = page.objects.iter().map(|object| {
        [
            time(&object.modified),
            object.bytes.to_string(),
            yes(object.export),
            yes(object.pulled.is_some()),
            object.key.clone(),
        ]
    });
    let answer = Answer::new(
        page,
        table(["WRITTEN", "BYTES", "EXPORT", "PULLED", "KEY"], rows),
    )?;
    let shown = page.objects.len() as u64;
    Ok(if shown < page.total {
        answer.note(format!("the newest {shown} of {}", page.total))
    } else {
        answer
    })
}
