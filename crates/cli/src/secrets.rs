//! Secrets on their way in: from standard input, one line each, or from a terminal that does not show them. A secret of
//! several lines, such as a key file, is all of standard input.

use std::collections::BTreeMap;
use std::io::{BufRead, ErrorKind, IsTerminal, Read, stdin};

use patchbay_vault::Secret;

use crate::output::Failure;

/// A key file is a few thousand bytes; whoever gives more gives another file.
const LARGEST: u64 = 1 << 20;

/// Reads one secret for each key, in their order; one that has several lines must be the only one.
pub fn read(
    keys: Vec<String>,
    has_lines: impl Fn(&str) -> bool,
) -> Result<BTreeMap<String, Option<Secret>>, Failure> {
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
    if let Some(key) = keys.iter().find(|key| has_lines(key))
        && (from_terminal || keys.len() > 1)
    {
        return Err(Failure::usage(
            format!("the secret {key} is a file: it is read whole, from standard input"),
            format!("In a command of its own: patchbay connectors set ID --secret {key:?} < FILE"),
        ));
    }
    let mut secrets = BTreeMap::new();
    for key in keys {
        let line = if has_lines(&key) {
            whole(stdin().lock(), &key)
        } else if from_terminal {
            ask(&key)
        } else {
            next_line(&mut stdin().lock(), &key)
        }?;
        if line.expose().trim().is_empty() {
            return Err(Failure::usage(
                format!("{} is empty", named(&key)),
                "Nothing was saved. To forget a connector's secrets: patchbay connectors remove ID",
            ));
        }
        secrets.insert(key, Some(line));
    }
    Ok(secrets)
}

/// A secret in a sentence: the name of a setting says less than `secret key` does.
fn named(key: &str) -> String {
    if key.contains(' ') {
        format!("the {key}")
    } else {
        format!("the secret {key}")
    }
}

fn ask(key: &str) -> Result<Secret, Failure> {
    rpassword::prompt_password(format!("{key}: "))
        .map(Secret::new)
        .map_err(|e| {
            Failure::usage(
                format!("{} could not be read from the terminal: {e}", named(key)),
                "Give it on standard input",
            )
        })
}

/// All of the input, its lines ended as on Unix.
fn whole(input: impl Read, key: &str) -> Result<Secret, Failure> {
    let mut text = String::new();
    let read = input.take(LARGEST + 1).read_to_string(&mut text);
    let text = Secret::new(text);
    match read {
        Ok(size) if size as u64 > LARGEST => Err(Failure::usage(
            format!("what was given for the secret {key} is longer than {LARGEST} bytes"),
            "Give the file that the vendor made",
        )),
        Ok(_) => Ok(Secret::new(text.expose().replace("\r\n", "\n"))),
        Err(e) => Err(unreadable(key, &e)),
    }
}

fn unreadable(key: &str, error: &std::io::Error) -> Failure {
    if error.kind() == ErrorKind::InvalidData {
        Failure::usage(
            format!("{} is not UTF-8 text", named(key)),
            "Give it as text",
        )
    } else {
        Failure::usage(
            format!("{} could not be read: {error}", named(key)),
            "Give it on standard input",
        )
    }
}

fn next_line(input: &mut impl BufRead, key: &str) -> Result<Secret, Failure> {
    let mut line = String::new();
    let read = input
        .read_line(&mut line)
        .map_err(|e| unreadable(key, &e))?;
    if read == 0 {
        return Err(Failure::usage(
            format!("there is no line for {} on standard input", named(key)),
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
    fn a_file_is_read_whole_with_the_line_ends_of_unix() {
        let pem = "-----BEGIN PRIVATE KEY-----\r\nMIGH\r\n\r\n-----END PRIVATE KEY-----\r\n";
        let read = whole(Cursor::new(pem), "k").unwrap_or_else(|_| panic!("it is text"));
        assert_eq!(
            read.expose(),
            "-----BEGIN PRIVATE KEY-----\nMIGH\n\n-----END PRIVATE KEY-----\n"
        );
        let json = "{\n  \"private_key\": \"a\\nb\"\n}";
        let read = whole(Cursor::new(json), "k").unwrap_or_else(|_| panic!("it is text"));
        assert_eq!(read.expose(), json);
    }

    #[test]
    fn a_file_that_is_no_key_is_refused_without_repeating_it() {
        let long = vec![b'x'; 2 << 20];
        for (content, says) in [
            (&b"canary\xff\n"[..], "the secret k is not UTF-8 text"),
            (
                &long,
                "what was given for the secret k is longer than 1048576 bytes",
            ),
        ] {
            let Err(Failure::Usage(error)) = whole(Cursor::new(content), "k") else {
                panic!("no usage error")
            };
            assert_eq!(error.message, says);
        }
    }

    #[test]
    fn a_missing_line_is_called_by_its_name() {
        for (key, says) in [
            ("api_key", "the secret api_key"),
            ("secret key", "the secret key"),
        ] {
            let Err(Failure::Usage(error)) = next_line(&mut Cursor::new(b""), key) else {
                panic!("no usage error")
            };
            let says = format!("there is no line for {says} on standard input");
            assert_eq!(error.message, says);
        }
    }

    #[test]
    fn a_file_stands_alone() {
        let keys = vec!["key_p8".to_owned(), "other".to_owned()];
        let Err(Failure::Usage(error)) = read(keys, |key| key == "key_p8") else {
            panic!("no usage error")
        };
        assert_eq!(
            error.hint.as_deref(),
            Some(r#"In a command of its own: patchbay connectors set ID --secret "key_p8" < FILE"#)
        );
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
