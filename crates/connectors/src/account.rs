//! A connector's settings with their secrets opened: what a session talks on behalf of.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};

use patchbay_vault::Secret;
use url::{Host, Url};

use crate::definition::{Definition, Setting};
use crate::error::{Error, Result};
use crate::jwt::text_member;

/// Settings that are not secret: key to value, as normalised.
pub type Values = BTreeMap<String, String>;

/// Settings and secrets of one configured connector.
pub struct Account {
    definition: &'static Definition,
    values: Values,
    secrets: BTreeMap<String, Secret>,
}

impl Account {
    /// Checks that everything required is there and valid, and keeps the normalised values.
    /// Empty values count as absent; a setting's default stands in where there is one.
    pub fn new(
        definition: &'static Definition,
        values: &Values,
        mut secrets: BTreeMap<String, Secret>,
    ) -> Result<Self> {
        let mut kept = Values::new();
        for setting in definition.settings {
            if setting.secret {
                let secret = match secrets.remove(setting.key) {
                    Some(secret) => normalised_secret(definition, setting, &secret)?,
                    None => Secret::new(String::new()),
                };
                if !secret.is_empty() {
                    secrets.insert(setting.key.to_owned(), secret);
                } else if setting.required {
                    return Err(missing(definition, setting.label, setting.key));
                }
                continue;
            }
            let given = values
                .get(setting.key)
                .map(|v| v.trim())
                .filter(|v| !v.is_empty());
            match given.or(setting.default) {
                Some(value) => {
                    kept.insert(
                        setting.key.into(),
                        normalised(definition, setting.key, value)?,
                    );
                }
                None if setting.required => {
                    return Err(missing(definition, setting.label, setting.key));
                }
                None => {}
            }
        }
        Ok(Self {
            definition,
            values: kept,
            secrets,
        })
    }

    /// The connector that this is an account of.
    pub fn definition(&self) -> &'static Definition {
        self.definition
    }

    /// A setting that is not secret.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    /// A setting that [`Account::new`] made sure of.
    pub fn required(&self, key: &str) -> Result<&str> {
        self.value(key)
            .ok_or_else(|| missing(self.definition, key, key))
    }

    /// The entries of a list setting; none if it is empty.
    pub fn list(&self, key: &str) -> Vec<&str> {
        self.value(key)
            .map(|text| text.lines().collect())
            .unwrap_or_default()
    }

    /// Whether a secret of that key is at hand.
    pub fn has_secret(&self, key: &str) -> bool {
        self.secrets.contains_key(key)
    }

    /// A member of a secret that is a JSON document, such as a service account's `project_id`: what is no secret
    /// in it. `private_key`, and whatever has several lines as keys have, is refused.
    pub fn member(&self, setting: &str, member: &str) -> Result<String> {
        let name = self.definition.name;
        let secret = self
            .secrets
            .get(setting)
            .ok_or_else(|| Error::invalid(setting, format!("{name} needs its secret {setting}")))?;
        let text = text_member(secret.expose(), member)
            .map_err(|why| Error::invalid(setting, format!("{name}: {setting} {why}")))?;
        if member == "private_key" || text.expose().contains(['\n', '\r']) {
            return Err(Error::invalid(
                setting,
                format!("{name}: {member} of {setting} is secret"),
            ));
        }
        Ok(text.expose().to_owned())
    }

    /// A number that only accounts of the same connector with the same settings and secrets share. `state` keeps
    /// it from telling anything of them: it is random, and lives no longer than the process.
    pub fn fingerprint(&self, state: &RandomState) -> u64 {
        let secrets: Vec<_> = self.secrets.iter().map(|(k, s)| (k, s.expose())).collect();
        state.hash_one((self.definition.id, &self.values, secrets))
    }

    /// A number that only the same secret shares, whatever account it is of. For `state` see [`Account::fingerprint`].
    pub(crate) fn secret_fingerprint(&self, key: &str, state: &RandomState) -> u64 {
        state.hash_one(self.secrets.get(key).map(Secret::expose))
    }

    /// The address to send to: `base_url` where it is set, else what follows from the other settings.
    /// It ends in a slash, so that relative paths append to it.
    pub fn base(&self, derived: impl FnOnce() -> Result<String>) -> Result<Url> {
        self.base_of("base_url", derived)
    }

    /// The address of one of several hosts: its own setting, such as `token_url`, else `base_url`, which alone
    /// stands for all hosts, else what follows from the other settings. It ends in a slash.
    pub fn base_of(&self, key: &str, derived: impl FnOnce() -> Result<String>) -> Result<Url> {
        let mut text = match self.value(key).or_else(|| self.value("base_url")) {
            Some(base) => base.to_owned(),
            None => derived()?,
        };
        if !text.ends_with('/') {
            text.push('/');
        }
        Url::parse(&text).map_err(|e| Error::invalid(key, format!("{text} is not a URL: {e}")))
    }

    pub(crate) fn secrets(&self) -> &BTreeMap<String, Secret> {
        &self.secrets
    }
}

/// The value as it is kept, or an error that names the setting.
pub(crate) fn normalised(definition: &Definition, key: &str, value: &str) -> Result<String> {
    let setting = definition
        .setting(key)
        .ok_or_else(|| unknown_setting(definition, key))?;
    setting
        .kept(value)
        .map_err(|why| {
            Error::invalid(
                setting.key,
                format!("{}: {} {why}", definition.name, setting.label),
            )
        })
        .map_err(|e| {
            if setting.example.is_empty() {
                e
            } else {
                e.hint(format!("For example: {}", setting.example))
            }
        })
}

/// The secret as it is used. Whatever the setting's own sentence says, the error does not repeat the secret.
fn normalised_secret(
    definition: &Definition,
    setting: &Setting,
    secret: &Secret,
) -> Result<Secret> {
    match setting.kept(secret.expose()) {
        Ok(text) => Ok(Secret::new(text)),
        Err(why) => {
            let why = if why.contains(secret.expose().trim()) {
                "is not valid"
            } else {
                &why
            };
            Err(Error::invalid(
                setting.key,
                format!("{}: {} {why}", definition.name, setting.label),
            ))
        }
    }
}

/// The error for a setting that the connector does not have.
pub(crate) fn unknown_setting(definition: &Definition, key: &str) -> Error {
    let known: Vec<_> = definition.settings.iter().map(|s| s.key).collect();
    Error::invalid(key, format!("{} has no setting {key}", definition.name))
        .hint(format!("Its settings are: {}", known.join(", ")))
}

fn missing(definition: &Definition, label: &str, key: &str) -> Error {
    Error::invalid(
        key,
        format!("{} needs its setting {label}", definition.name),
    )
    .hint("Fill it in under Connectors")
}

/// Whether the host is this machine, where plain http may be spoken.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        // Not its subdomains: some resolvers ask the network for them.
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// A URL that a credential may be sent to: https, or http on loopback; no user name, password, query or
/// fragment. Trailing slashes are dropped.
pub fn safe_url(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    let url = Url::parse(text).map_err(|e| format!("is not a URL ({e})"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a user name or password".into());
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => {
            return Err(format!(
                "must be https: credentials would go to {} in clear (plain http is for this machine only)",
                url.host_str().unwrap_or_default()
            ));
        }
        other => return Err(format!("must start with https://, not {other}:")),
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err("has no host".into());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must end with its path: no ? or #".into());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests;
