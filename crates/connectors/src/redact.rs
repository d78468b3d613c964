//! Redaction: no text that is shown, stored or logged holds a secret, however it got there.
//!
//! A request never holds secrets, so this is the second line: vendors echo keys in replies, URLs carry
//! them percent-encoded, and a person may paste one into the wrong field.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::account::Account;
use crate::request::mask;

/// Replaces every form of an account's secrets by its mask, `‹api_key›`.
pub struct Redactor {
    /// Needle and mask, longest needle first, so that a form which contains another wins.
    needles: Vec<(Zeroizing<String>, String)>,
}

impl Redactor {
    /// Knows the secrets of one account.
    pub fn new(account: &Account) -> Self {
        let mut redactor = Self {
            needles: Vec::new(),
        };
        for (setting, secret) in account.secrets() {
            redactor.add(setting, secret.expose());
        }
        redactor
    }

    /// Also hides `secret`, shown as `‹name›` from now on. For tokens obtained during a session.
    pub(crate) fn add(&mut self, name: &str, secret: &str) {
        if secret.is_empty() {
            return;
        }
        let json = Value::String(secret.to_owned()).to_string();
        let percent = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
        let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let mut forms = vec![
            secret.to_owned(),
            json[1..json.len() - 1].to_owned(),
            percent,
            form,
        ];
        // Base64 of the secret alone and at the start of a pair (`key:x`). Behind a user name its text
        // depends on the name's length, so all three alignments are hidden by their stable middle.
        for lead in 0..3 {
            let padded = format!("{}{secret}", "\0".repeat(lead));
            for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
                let text = engine.encode(&padded);
                let from = [0, 2, 3][lead];
                let to = text.len() - usize::from(padded.len() % 3 != 0);
                if to > from + 8 {
                    forms.push(text[from..to].to_owned());
                }
            }
        }
        forms.extend([STANDARD.encode(secret), URL_SAFE.encode(secret)]);
        for form in forms {
            if !self.needles.iter().any(|(n, _)| **n == form) {
                self.needles.push((Zeroizing::new(form), mask(name)));
            }
        }
        self.needles
            .sort_by_key(|(n, _)| std::cmp::Reverse(n.len()));
    }

    /// The text without secrets.
    pub fn text(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for (needle, mask) in &self.needles {
            if clean.contains(needle.as_str()) {
                clean = clean.replace(needle.as_str(), mask);
            }
        }
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
            other => match self.needles.iter().find(|(n, _)| **n == other.to_string()) {
                Some((_, mask)) => Value::String(mask.clone()),
                None => other,
            },
        }
    }
}
