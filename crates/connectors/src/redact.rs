//! Redaction: no text that is shown, stored or logged holds a secret, however it got there.
//!
//! A request never holds secrets, so this is the second line: vendors echo keys in replies, URLs carry
//! them percent-encoded, and a person may paste one into the wrong field.

mod needle;
#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde_json::Value;

use crate::account::Account;
use crate::request::mask;
use needle::Needle;

/// The shortest line of a key file that is hidden by itself, in bytes. Shorter ones tell little, and would hit
/// innocent words.
const LINE: usize = 20;

/// Replaces every form of an account's secrets by its mask, `‹api_key›`: as it is, escaped for JSON, XML or a
/// URL, and in base64 alone or anywhere within a pair such as HTTP Basic's.
pub struct Redactor {
    /// Longest first, so that a form which contains another wins.
    needles: Vec<Needle>,
    /// The bytes that some spelling of some needle may start with; most of a text is passed over by it.
    starts: [bool; 256],
}

impl Redactor {
    /// Knows the secrets of one account.
    pub fn new(account: &Account) -> Self {
        let mut redactor = Self {
            needles: Vec::new(),
            starts: [false; 256],
        };
        for (setting, secret) in account.secrets() {
            redactor.add(setting, secret.expose());
            redactor.add_parts(setting, secret.expose());
        }
        redactor
    }

    /// Also hides `secret`, shown as `‹name›` from now on. For tokens obtained during a session.
    pub(crate) fn add(&mut self, name: &str, secret: &str) {
        if secret.is_empty() || self.needles.iter().any(|n| n.is(secret)) {
            return;
        }
        self.push(secret.to_owned(), name);
        // Behind a user name the base64 text depends on the name's length, so all three alignments are
        // hidden by their stable middle.
        for lead in 0..3 {
            let padded = format!("{}{secret}", "\0".repeat(lead));
            for engine in [&STANDARD, &URL_SAFE] {
                let text = engine.encode(&padded);
                let from = [0, 2, 3][lead];
                let to = padded.len() * 4 / 3;
                // Shorter ones would hit innocent words. HTTP Basic's pairs are hidden whole: see `add_exact`.
                if to >= from + 8 {
                    self.push(text[from..to].to_owned(), name);
                }
            }
        }
        for engine in [&STANDARD, &URL_SAFE] {
            self.push(engine.encode(secret), name);
        }
    }

    /// Also hides the parts of a key file, for a vendor that repeats half of it or joins its lines: each long line
    /// of a secret, or, where it is a JSON document, of the members that have several lines.
    fn add_parts(&mut self, name: &str, secret: &str) {
        match serde_json::from_str(secret) {
            Ok(Value::Object(members)) => {
                let texts = members.values().filter_map(Value::as_str);
                for text in texts.filter(|t| t.trim().contains('\n')) {
                    self.add(name, text);
                    self.add_lines(name, text);
                }
            }
            _ if secret.contains('\n') => self.add_lines(name, secret),
            _ => {}
        }
    }

    fn add_lines(&mut self, name: &str, text: &str) {
        let lines = text.lines().map(str::trim);
        for line in lines.filter(|l| l.len() >= LINE && !l.starts_with("-----")) {
            self.add_exact(name, line);
        }
    }

    /// Also hides this very text, shown as `‹name›`: a value as it stands on the wire.
    pub(crate) fn add_exact(&mut self, name: &str, text: &str) {
        self.push(text.to_owned(), name);
    }

    fn push(&mut self, text: String, name: &str) {
        if !text.is_empty() && !self.needles.iter().any(|n| n.is(&text)) {
            for byte in Needle::starts(&text) {
                self.starts[usize::from(byte)] = true;
            }
            self.needles.push(Needle::new(text, mask(name)));
            self.needles.sort_by_key(|n| std::cmp::Reverse(n.len()));
        }
    }

    /// The text without secrets.
    pub fn text(&self, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|b| self.starts[usize::from(b)]) {
            clean.push_str(&rest[..at]);
            rest = &rest[at..];
            let found = self
                .needles
                .iter()
                .filter(|n| n.may_start(rest))
                .find_map(|n| Some((n.mask(), n.at_start_of(rest)?)));
            if let Some((mask, len)) = found {
                clean.push_str(mask);
                rest = &rest[len..];
            } else {
                let next = rest.chars().next().map_or(0, char::len_utf8);
                clean.push_str(&rest[..next]);
                rest = &rest[next..];
            }
        }
        clean.push_str(rest);
        clean
    }

    /// The JSON without secrets, in keys and values.
    pub fn json(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|v| self.json(v)).collect(),
            Value::Object(fields) => fields
                .into_iter()
                .map(|(k, v)| (self.text(&k), self.json(v)))
                .collect(),
            // A number is a secret only as a whole: 100 is not to vanish from 1007.
            other => match self.needles.iter().find(|n| n.is(&other.to_string())) {
                Some(needle) => Value::String(needle.mask().to_owned()),
                None => other,
            },
        }
    }
}
