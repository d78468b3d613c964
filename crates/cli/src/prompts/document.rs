//! `patchbay prompts import` and `export`.

use std::io::Read as _;
use std::path::PathBuf;

use clap::Args;
use patchbay_workspace::operations::prompts::{
    DocumentText, ImportChange, ImportPreview, ImportRequest, Imported,
};
use patchbay_workspace::operations::{Nothing, PromptsCompareImport, PromptsExport, PromptsImport};
use patchbay_workspace::{Call, Code, Error};

use crate::output::{Answer, Failure};
use crate::table::section;

/// A document to import.
#[derive(Args)]
pub struct File {
    /// The file; - reads standard input
    file: PathBuf,
    /// Really apply it
    #[arg(long)]
    yes: bool,
}

/// The most that is read of a file: the operation refuses what is longer than 5 MB, and says so.
const MOST: u64 = 6_000_000;

impl File {
    /// Compares it, and applies just that with `--yes`.
    pub async fn import(self, call: &Call) -> Result<Answer, Failure> {
        let text = self.read()?;
        let given = DocumentText { text: text.clone() };
        let preview = call.perform::<PromptsCompareImport>(given).await?;
        if !self.yes {
            let answer = Answer::new(&preview, told(&preview))?;
            return Ok(if preview.changes.is_empty() {
                answer
            } else {
                answer.note("nothing was changed; to apply it: the same command with --yes")
            });
        }
        let seen = preview.seen;
        let applied = call
            .perform::<PromptsImport>(ImportRequest { text, seen })
            .await?;
        let note = match applied.changes.len() {
            0 => "nothing had to be changed".into(),
            1 => "1 thing was changed".into(),
            many => format!("{many} things were changed"),
        };
        Ok(Answer::new(&applied, told(&applied))?.note(note))
    }

    fn read(&self) -> Result<String, Failure> {
        let name = self.file.display();
        let mut bytes = Vec::new();
        let read = if self.file.as_os_str() == "-" {
            std::io::stdin().lock().take(MOST).read_to_end(&mut bytes)
        } else {
            std::fs::File::open(&self.file).and_then(|f| f.take(MOST).read_to_end(&mut bytes))
        };
        read.map_err(|e| {
            Error::new(Code::File, format!("{name} cannot be read: {e}"))
                .hint("Check its path and permissions")
        })?;
        if bytes.len() as u64 == MOST {
            // Cut somewhere; its length is all that will be said of it.
            return Ok(String::from_utf8_lossy(&bytes).into_owned());
        }
        String::from_utf8(bytes).map_err(|e| {
            let at = e.utf8_error().valid_up_to();
            let line = e.as_bytes()[..at].split(|b| *b == b'\n').count();
            let error = Error::new(
                Code::File,
                format!("{name} is not UTF-8: line {line} has a byte that is none"),
            )
            .hint("Save it as UTF-8, then import it again");
            Failure::Operation(error)
        })
    }
}

/// The document itself, for people and machines alike.
pub async fn export(call: &Call) -> Result<Answer, Failure> {
    let document = call.perform::<PromptsExport>(Nothing {}).await?;
    let text = document.text()?;
    Answer::new(&document, text)
}

fn told(preview: &ImportPreview) -> String {
    let mut text: String = preview.changes.iter().map(change).collect();
    text += &section("Warnings", &preview.warnings.join("\n"));
    let same = match (preview.changes.len(), preview.same) {
        (0, _) => "Nothing would change: all of it is here already, just so".to_owned(),
        (_, 0) => return text.trim_start().to_owned(),
        (_, 1) => "1 prompt or connector is here already, just so".to_owned(),
        (_, same) => format!("{same} prompts and connectors are here already, just so"),
    };
    (text + &format!("\n{same}\n")).trim_start().to_owned()
}

fn change(change: &ImportChange) -> String {
    let what = match change.what {
        Imported::Prompt => "Prompt",
        Imported::Connector => "Connector",
    };
    let state = if change.new { "new" } else { "changed" };
    let lines: Vec<String> = change
        .lines
        .iter()
        .map(|line| match (&line.before, &line.after) {
            (Some(before), Some(after)) => format!("{}: {before} → {after}", line.place),
            (None, Some(after)) => format!("+ {}: {after}", line.place),
            (Some(before), None) => format!("- {}: {before}", line.place),
            (None, None) => line.place.clone(),
        })
        .collect();
    section(
        &format!("{what} {} ({}), {state}", change.name, change.id),
        &lines.join("\n"),
    )
}
