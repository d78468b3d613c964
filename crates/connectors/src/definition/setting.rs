//! The fields of a connector's form: their builders, and what is kept of what was typed.

use serde::Serialize;
use ts_rs::TS;

/// One field of a connector's form.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Setting {
    /// Stable key.
    pub key: &'static str,
    /// What the form calls it: the vendor's own word.
    pub label: &'static str,
    /// Where to find it and what it is for.
    pub help: &'static str,
    /// What it may hold.
    pub kind: SettingKind,
    /// Kept in the keychain, never shown again.
    pub secret: bool,
    /// Without it the connector cannot be activated.
    pub required: bool,
    /// Folded away under "Advanced".
    pub advanced: bool,
    /// What an empty field means.
    pub default: Option<&'static str>,
    /// What a good value looks like.
    pub example: &'static str,
    /// Turns what was typed into what is kept, or says what is wrong with it; of a list, it sees one entry at
    /// a time. For a secret the sentence must not repeat the value. Hosts call [`Setting::kept`].
    #[serde(skip)]
    pub normalise: fn(&str) -> Result<String, String>,
}

impl Setting {
    const fn new(
        kind: SettingKind,
        key: &'static str,
        label: &'static str,
        help: &'static str,
        normalise: fn(&str) -> Result<String, String>,
    ) -> Self {
        Self {
            key,
            label,
            help,
            kind,
            secret: false,
            required: false,
            advanced: false,
            default: None,
            example: "",
            normalise,
        }
    }

    /// A short text, trimmed. Like all of these optional and in clear, unless said otherwise.
    pub const fn text(key: &'static str, label: &'static str, help: &'static str) -> Self {
        Self::new(SettingKind::Text, key, label, help, trimmed)
    }

    /// A key or token of one word, kept in the keychain.
    pub const fn secret(key: &'static str, label: &'static str, help: &'static str) -> Self {
        Self::new(SettingKind::Text, key, label, help, opaque).hidden()
    }

    /// The content of a key file, kept in the keychain.
    pub const fn key_file(key: &'static str, label: &'static str, help: &'static str) -> Self {
        Self::new(SettingKind::File, key, label, help, trimmed).hidden()
    }

    /// A JSON document.
    pub const fn json(key: &'static str, label: &'static str, help: &'static str) -> Self {
        Self::new(SettingKind::Json, key, label, help, trimmed)
    }

    /// One of a fixed list.
    pub const fn choice(
        key: &'static str,
        label: &'static str,
        choices: &'static [Choice],
        help: &'static str,
    ) -> Self {
        Self::new(SettingKind::Choice(choices), key, label, help, trimmed)
    }

    /// `true` or `false`.
    pub const fn boolean(key: &'static str, label: &'static str, help: &'static str) -> Self {
        Self::new(SettingKind::Boolean, key, label, help, trimmed)
    }

    /// Several short texts; its judge sees one at a time.
    pub const fn list(key: &'static str, label: &'static str, help: &'static str) -> Self {
        Self::new(SettingKind::List, key, label, help, opaque)
    }

    /// The vendor's host, as its judge wants it.
    pub const fn host(
        key: &'static str,
        label: &'static str,
        help: &'static str,
        judge: fn(&str) -> Result<String, String>,
    ) -> Self {
        Self::new(SettingKind::Host, key, label, help, judge)
    }

    /// The address of one of the vendor's hosts, for proxies and the sandbox; advanced.
    pub const fn address(key: &'static str, label: &'static str, help: &'static str) -> Self {
        Self::new(SettingKind::Url, key, label, help, crate::account::safe_url)
            .advanced()
            .example("https://proxy.example.com/vendor")
    }

    /// Without it the connector cannot be activated.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Folded away under "Advanced".
    #[must_use]
    pub const fn advanced(mut self) -> Self {
        self.advanced = true;
        self
    }

    /// Kept in the keychain. [`Setting::secret`] and [`Setting::key_file`] are so already.
    #[must_use]
    pub const fn hidden(mut self) -> Self {
        self.secret = true;
        self
    }

    /// What an empty field means.
    #[must_use]
    pub const fn default(mut self, value: &'static str) -> Self {
        self.default = Some(value);
        self
    }

    /// What a good value looks like.
    #[must_use]
    pub const fn example(mut self, value: &'static str) -> Self {
        self.example = value;
        self
    }

    /// Judged by this, which also does the trimming.
    #[must_use]
    pub const fn judge(mut self, judge: fn(&str) -> Result<String, String>) -> Self {
        self.normalise = judge;
        self
    }

    /// What is kept of a text that was typed, or what is wrong with it.
    pub fn kept(&self, text: &str) -> Result<String, String> {
        let one_of = |known: &[&str]| {
            let kept = (self.normalise)(text)?;
            if kept.is_empty() || known.contains(&kept.as_str()) {
                return Ok(kept);
            }
            Err(format!("must be one of {}", known.join(", ")))
        };
        match self.kind {
            SettingKind::Choice(choices) => {
                one_of(&choices.iter().map(|c| c.value).collect::<Vec<_>>())
            }
            SettingKind::Boolean => one_of(&["true", "false"]),
            SettingKind::List => {
                let mut kept = Vec::new();
                for entry in text.split(['\n', ',']).map(str::trim) {
                    if entry.is_empty() {
                        continue;
                    }
                    let entry = (self.normalise)(entry).map_err(|why| format!("{entry} {why}"))?;
                    if !kept.contains(&entry) {
                        kept.push(entry);
                    }
                }
                Ok(kept.join("\n"))
            }
            _ => (self.normalise)(text),
        }
    }
}

/// What a setting may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "type", content = "choices")]
pub enum SettingKind {
    /// A short text.
    Text,
    /// An https URL; plain http for loopback only.
    Url,
    /// A host name, with or without scheme and path.
    Host,
    /// One of a fixed list.
    Choice(&'static [Choice]),
    /// `true` or `false`.
    Boolean,
    /// The content of a small text file, such as a private key.
    File,
    /// A JSON document, edited as text.
    Json,
    /// Several short texts, kept one on a line; typed on lines or between commas.
    List,
}

/// One entry of a fixed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Choice {
    /// What is sent or kept.
    pub value: &'static str,
    /// What people read.
    pub label: &'static str,
}

impl Choice {
    /// One entry.
    pub const fn new(value: &'static str, label: &'static str) -> Self {
        Self { value, label }
    }
}

/// A key or token: no white space inside. The sentence never repeats the value.
pub fn opaque(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("must be one word without spaces or line breaks".into());
    }
    Ok(text.to_owned())
}

/// One e-mail address, as far as it can be told without sending to it.
pub fn email(text: &str) -> Result<String, String> {
    let text = text.trim();
    let whole = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    if whole && !text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Ok(text.to_owned());
    }
    Err(format!("must be one e-mail address, not {text:?}"))
}

#[allow(clippy::unnecessary_wraps)] // a judge
fn trimmed(text: &str) -> Result<String, String> {
    Ok(text.trim().to_owned())
}

/// The advanced setting that every connector has: another place to send to.
pub const BASE_URL: Setting = Setting::address(
    "base_url",
    "Base URL",
    "Replaces the address that follows from the other settings, with a path prefix if given. For proxies and for the sandbox.",
);
