//! `patchbay specs`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use patchbay_workspace::operations::specs::{SpecChange, SpecChoice, SpecName, SpecSummary};
use patchbay_workspace::operations::{Nothing, SpecsList, SpecsRemove, SpecsSave, SpecsShow};
use patchbay_workspace::{Code, Error, SpecColumn, SpecEmpty, SpecRule, TraitSpec};

use crate::host::Host;
use crate::output::{Answer, Failure, word};
use crate::table::table;

/// What to do with trait specs.
#[derive(Subcommand)]
pub enum Command {
    /// The app's own trait specs, then the built-in ones
    List,
    /// A trait spec; with --json, as a file that `save` and `exports check --spec` take
    Show {
        /// Its name
        name: String,
    },
    /// Keep a trait spec of the app's own, in place of the one of that name
    Save {
        /// The JSON file
        file: PathBuf,
    },
    /// Remove a trait spec of the app's own
    Remove {
        /// Its name
        name: String,
    },
}

impl Command {
    /// Performs it.
    pub async fn perform(self, host: &Host) -> Result<Answer, Failure> {
        let call = host.call()?;
        match self {
            Self::List => {
                let specs = call.perform::<SpecsList>(Nothing {}).await?;
                Answer::new(&specs, listed(&specs))
            }
            Self::Show { name } => {
                let spec = call.perform::<SpecsShow>(SpecName { name }).await?;
                Answer::new(&spec, shown(&spec))
            }
            Self::Save { file } => {
                let spec = read(&file)?;
                let spec = call.perform::<SpecsSave>(SpecChange { spec }).await?;
                let note = format!("saved {}, {} columns", spec.name, spec.columns.len());
                Ok(Answer::new(&spec, "")?.note(note))
            }
            Self::Remove { name } => {
                let note = format!("removed {name}");
                let removed = call.perform::<SpecsRemove>(SpecName { name }).await?;
                Ok(Answer::new(&removed, "")?.note(note))
            }
        }
    }
}

/// What `--spec` says: a path if it looks like one, which no name does.
pub fn choice(text: &str) -> Result<SpecChoice, Failure> {
    let path = Path::new(text);
    if path.components().count() > 1 || path.extension().is_some() {
        return Ok(SpecChoice::Whole(Box::new(read(path)?)));
    }
    Ok(SpecChoice::Name(text.to_owned()))
}

fn read(path: &Path) -> Result<TraitSpec, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| {
        Error::new(
            Code::File,
            format!("{} cannot be read: {e}", path.display()),
        )
        .hint("Give a JSON file as `patchbay specs show evergent --json` writes it")
    })?;
    let spec = TraitSpec::from_json(&text).map_err(|e| {
        let error = Error::from(e);
        Error {
            message: format!("{}: {}", path.display(), error.message),
            ..error
        }
    })?;
    Ok(spec)
}

fn listed(specs: &[SpecSummary]) -> String {
    let rows = specs.iter().map(|spec| {
        [
            spec.name.clone(),
            spec.title.clone(),
            spec.columns.to_string(),
            if spec.builtin { "built in" } else { "own" }.into(),
            spec.source.clone().unwrap_or_default(),
        ]
    });
    table(["SPEC", "TITLE", "COLUMNS", "KIND", "SOURCE"], rows)
}

fn shown(spec: &TraitSpec) -> String {
    let mut text = format!("{}: {}\n", spec.name, spec.title());
    for line in [&spec.source, &spec.note].into_iter().flatten() {
        text += &format!("  {line}\n");
    }
    if !spec.key.is_empty() {
        text += &format!("  key: {}\n", spec.key.join(", "));
    }
    text.push('\n');
    let rows = spec.columns.iter().map(|column| {
        let empty = match column.empty {
            SpecEmpty::Allowed => String::new(),
            SpecEmpty::Required(severity) => word(&severity),
        };
        [
            column.title().to_owned(),
            rule(&column.rule),
            empty,
            remarks(column),
        ]
    });
    text + &table(["COLUMN", "MUST BE", "IF EMPTY", ""], rows)
}

fn rule(rule: &SpecRule) -> String {
    match rule {
        SpecRule::Text => String::new(),
        SpecRule::Capitals { length, severity } => {
            format!("{length} capital letters ({})", word(severity))
        }
        SpecRule::Decimal { severity } => format!("a decimal ({})", word(severity)),
        SpecRule::Number { severity } => format!("a number ({})", word(severity)),
        SpecRule::Boolean { severity } => format!("true or false ({})", word(severity)),
        SpecRule::Currency { severity, .. } => format!("a currency ({})", word(severity)),
        SpecRule::Date { format, severity } => {
            format!("a date, {} ({})", word(format), word(severity))
        }
        SpecRule::OneOf { values, severity } => {
            format!("{} ({})", values.join(" | "), word(severity))
        }
        SpecRule::Open { values, unlisted } => {
            format!("{} | … ({})", values.join(" | "), word(unlisted))
        }
    }
}

fn remarks(column: &SpecColumn) -> String {
    let name = column
        .header
        .as_ref()
        .map(|_| format!("trait {}", column.name));
    let remarks = [
        name.as_deref(),
        column.optional.then_some("may be missing"),
        column.first.map(|_| "the first"),
        column.daily.then_some("has every day"),
    ];
    remarks.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
