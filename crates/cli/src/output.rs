//! The one place where something is printed: data on standard output, everything else on standard error.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use patchbay_workspace::{Code, Error};
use serde::Serialize;
use serde_json::{Value, json};

/// What a command has to say, for machines and for people.
pub struct Answer {
    document: Value,
    text: String,
    notes: Vec<String>,
    end: End,
}

/// How a command ended that has something to say.
enum End {
    Done,
    NotSucceeded(Option<Error>),
    Usage(Error),
}

/// Why a command has nothing to say.
pub enum Failure {
    /// It was called wrongly: exit code 2.
    Usage(Error),
    /// It did not succeed: exit code 1.
    Operation(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Operation(error)
    }
}

impl Failure {
    /// A usage error: what is wrong, and how it is right.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage(Error::new(Code::Invalid, message).hint(hint))
    }
}

impl Answer {
    /// An answer: a document for machines, a text for people.
    pub fn new(document: &impl Serialize, text: impl Into<String>) -> Result<Self, Failure> {
        let document = serde_json::to_value(document).map_err(|e| {
            Error::new(
                Code::Internal,
                format!("the answer cannot be written as JSON: {e}"),
            )
        })?;
        Ok(Self {
            document,
            text: text.into(),
            notes: Vec::new(),
            end: End::Done,
        })
    }

    /// With a remark for people.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// What it tells is no success: exit code 1. The error is in the document; people get it on standard error.
    pub fn not_succeeded(self, error: Option<Error>) -> Self {
        Self {
            end: End::NotSucceeded(error),
            ..self
        }
    }

    /// What it tells was asked for in a wrong way: exit code 2.
    pub fn wrongly_asked(self, error: Error) -> Self {
        Self {
            end: End::Usage(error),
            ..self
        }
    }
}

/// Prints what a command came to and gives the exit code.
pub fn finish(json: bool, said: Result<Option<Answer>, Failure>) -> ExitCode {
    let printed = match said {
        Ok(None) => return ExitCode::SUCCESS,
        Ok(Some(answer)) => print(json, answer),
        Err(Failure::Usage(error)) => complain(json, &error).map(|()| 2),
        Err(Failure::Operation(error)) => complain(json, &error).map(|()| 1),
    };
    match printed {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            // Standard error may be just as closed.
            let _ = writeln!(io::stderr(), "error: the result cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print(json: bool, answer: Answer) -> io::Result<u8> {
    if json {
        line(&pretty(&answer.document))?;
    } else {
        let text = answer.text.trim_end();
        if !text.is_empty() {
            line(&visible(text))?;
        }
        for note in answer.notes {
            writeln!(io::stderr(), "{}", visible(&note))?;
        }
    }
    match answer.end {
        End::Done => Ok(0),
        End::NotSucceeded(error) => {
            if let Some(error) = error.filter(|_| !json) {
                complain(false, &error)?;
            }
            Ok(1)
        }
        End::Usage(error) => complain(json, &error).map(|()| 2),
    }
}

/// Writes text and a line feed to standard output, at once. Whoever closed the pipe has read enough.
pub fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn complain(json: bool, error: &Error) -> io::Result<()> {
    let mut to = io::stderr().lock();
    if json {
        return writeln!(to, "{}", pretty(&json!({ "error": error })));
    }
    writeln!(to, "error: {}", visible(&error.message))?;
    for hint in error.hint.iter().flat_map(|h| h.lines()) {
        writeln!(to, "hint: {}", visible(hint))?;
    }
    Ok(())
}

/// JSON over several lines.
pub fn pretty(document: &Value) -> String {
    format!("{document:#}")
}

/// The word that a closed list has for a value: `proven`, `valid_with_warnings`.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(error) => error.to_string(),
    }
}

/// Text as it may go to a terminal: vendors and files could hold sequences that command it.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() && c != '\n' {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_a_terminal_is_shown_and_not_obeyed() {
        assert_eq!(
            visible("Gold \u{1b}[2J\r\nÄ\t€\u{9b}1m"),
            "Gold \\u{1b}[2J\\r\nÄ\\t€\\u{9b}1m"
        );
    }

    #[test]
    fn a_word_of_a_closed_list_has_no_quotes() {
        assert_eq!(word(&Code::PlanGone), "plan_gone");
    }
}
