//! Secrets on their way in: from standard input, one line each, or from a terminal that does not show them.

use std::collections::BTreeMap;
use std::io::{BufRead, ErrorKind, IsTerminal, stdin};

use patchbay_vault::Secret;

use crate::output::Failure;

/// Reads one secret for each key, in their order.
pub fn read(keys: Vec<String>) -> Result<BTreeMap<String, Option<Secret>>, Failure> {
    for (at, key) in keys.iter().enumerate() {
        // Whoever writes the value here has shown it to every process of the machine; it is not repeated in the error.
        if key.contains('=') || key.trim().is_empty() {
            return Err(Failure::usage(
                "--secret takes the name of a secret and no value",
                "Give the value on standard input: patchbay connectors set ID --secret KEY < FILE",
            ));
        }
        if keys[..at].contains(key) {
            return Err(Failure::usage(
                format!("--secret {key} is given twice"),
                "Give it once",
            ));
        }
    }
    let from_terminal = stdin().is_terminal();
    let mut secrets = BTreeMap::new();
    for key in keys {
        let line = if from_terminal {
            ask(&key)
        } else {
            next_line(&mut stdin().lock(), &key)
        }?;
        if line.expose().trim().is_empty() {
            return Err(Failure::usage(
                format!("the secret {key} is empty"),
                "Nothing was saved. To forget a connector's secrets: patchbay connectors remove ID",
            ));
        }
        secrets.insert(key, Some(line));
    }
    Ok(secrets)
}

fn ask(key: &str) -> Result<Secret, Failure> {
    rpassword::prompt_password(format!("{key}: "))
        .map(Secret::new)
        .map_err(|e| {
            Failure::usage(
                format!("the secret {key} could not be read from the terminal: {e}"),
                "Give it on standard input",
            )
        })
}

fn next_line(input: &mut impl BufRead, key: &str) -> Result<Secret, Failure> {
    let mut line = String::new();
    let read = match input.read_line(&mut line) {
        Err(e) if e.kind() == ErrorKind::InvalidData => {
            return Err(Failure::usage(
                format!("the secret {key} is not UTF-8 text"),
                "Give it as one line of text",
            ));
        }
        Err(e) => {
            return Err(Failure::usage(
                format!("the secret {key} could not be read: {e}"),
                "Give it on standard input",
            ));
        }
        Ok(read) => read,
    };
    if read == 0 {
        return Err(Failure::usage(
            format!("there is no line for the secret {key} on standard input"),
            "Give one line for each --secret, in the same order",
        ));
    }
    if line.ends_with('\n') {
        line.pop();
        if line.ends_with('\r') {
            line.pop();
        }
    }
    Ok(Secret::new(line))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn lines_come_in_order_without_their_ends() {
        let mut input = Cursor::new(b" one two \r\nthree\n\nlast");
        let mut lines = Vec::new();
        while let Ok(secret) = next_line(&mut input, "k") {
            lines.push(secret.expose().to_owned());
        }
        assert_eq!(lines, [" one two ", "three", "", "last"]);
    }

    #[test]
    fn what_is_no_text_is_refused_without_repeating_it() {
        let refused = next_line(&mut Cursor::new(b"canary\xff\n"), "k");
        let Err(Failure::Usage(error)) = refused else {
            panic!("no usage error")
        };
        assert_eq!(error.message, "the secret k is not UTF-8 text");
    }
}
