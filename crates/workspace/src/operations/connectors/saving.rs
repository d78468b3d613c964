//! Saves settings and secrets, all or nothing: judged first, then the keychain, then the database.

use std::collections::BTreeMap;

use patchbay_connectors::{Account, Connector, Definition, Setting, Values};
use patchbay_vault::Secret;

use super::{ConnectorChange, ConnectorDetail, ConnectorId, change_row, show};
use crate::error::{Code, Error, Result};
use crate::operations::Call;
use crate::sessions::{connector, kept};

/// Saves settings and secrets, all or nothing.
pub(in crate::operations) async fn set(
    call: &Call,
    change: ConnectorChange,
) -> Result<ConnectorDetail> {
    let connector = connector(&change.id)?;
    let definition = connector.definition();
    let simulated = call.simulated()?;
    let settings_change = !change.values.is_empty() || !change.secrets.is_empty();
    if settings_change && simulated {
        return Err(Error::new(Code::Invalid, format!("{} talks to the sandbox in this app", definition.name))
            .hint("Its settings are the demo's. To use an account of yours, switch to an app of another environment"));
    }
    let mut values = BTreeMap::new();
    for (name, value) in change.values {
        let setting = setting(definition, &name, false)?;
        let value = value
            .filter(|v| !v.trim().is_empty())
            .map(|v| normalised(definition, setting, &v))
            .transpose()?;
        if values.insert(setting.key, value).is_some() {
            return Err(twice(setting));
        }
    }
    let mut secrets = BTreeMap::new();
    for (name, value) in change.secrets {
        let setting = setting(definition, &name, true)?;
        let value = value.filter(|v| !v.expose().trim().is_empty());
        let value = value
            .map(|v| normalised(definition, setting, v.expose()).map(Secret::new))
            .transpose()?;
        if secrets.insert(setting.key.to_owned(), value).is_some() {
            return Err(twice(setting));
        }
    }
    if change.active == Some(true) {
        let mut kept = kept(&call.workspace.store, &call.app, definition.id)?.values;
        lay_over(&mut kept, &values);
        ready(call, connector, &kept, &secrets).await?;
    }
    let other_secrets = !secrets.is_empty();
    let secret_removed = secrets
        .iter()
        .any(|(key, value)| value.is_none() && is_required(definition, key));
    // The keychain before the database: if it fails, nothing was saved at all.
    if other_secrets {
        call.workspace
            .vault
            .update(&call.entry(definition.id), secrets)
            .await?;
    }
    change_row(call, definition.id, |kept| {
        if lay_over(&mut kept.values, &values) || other_secrets {
            kept.checked = None;
        }
        let lacks = !simulated
            && (secret_removed
                || definition.settings.iter().any(|s| {
                    let needed = s.required && !s.secret && s.default.is_none();
                    needed && !kept.values.contains_key(s.key)
                }));
        kept.active = change.active.unwrap_or(kept.active) && !lacks;
    })?;
    show(
        call,
        ConnectorId {
            id: definition.id.into(),
        },
    )
    .await
}

/// Sets and removes values, and says whether anything is different now.
fn lay_over(values: &mut Values, changes: &BTreeMap<&str, Option<String>>) -> bool {
    let before = values.clone();
    for (key, value) in changes {
        match value {
            Some(value) => values.insert((*key).to_owned(), value.clone()),
            None => values.remove(*key),
        };
    }
    *values != before
}

/// Whether the connector could work with these settings and secret changes; the error says what is missing.
async fn ready(
    call: &Call,
    connector: &'static dyn Connector,
    values: &Values,
    changes: &BTreeMap<String, Option<Secret>>,
) -> Result<()> {
    let definition = connector.definition();
    let (values, mut secrets) = if call.simulated()? {
        call.credentials(connector).await?
    } else {
        let kept = if definition.settings.iter().any(|s| s.secret) {
            call.workspace
                .vault
                .read(&call.entry(definition.id))
                .await?
        } else {
            BTreeMap::new()
        };
        (values.clone(), kept)
    };
    for (key, change) in changes {
        match change {
            Some(secret) => secrets.insert(key.clone(), secret.clone()),
            None => secrets.remove(key),
        };
    }
    Account::new(definition, &values, secrets)
        .map(drop)
        .map_err(|e| Error {
            code: Code::NotReady,
            ..e.into()
        })
}

fn is_required(definition: &Definition, key: &str) -> bool {
    definition.setting(key).is_some_and(|s| s.required)
}

fn setting(definition: &'static Definition, name: &str, secret: bool) -> Result<&'static Setting> {
    let setting = definition.setting(name).ok_or_else(|| {
        let known: Vec<_> = definition
            .settings
            .iter()
            .filter(|s| s.secret == secret)
            .map(|s| s.key)
            .collect();
        let kind = if secret { "secret" } else { "setting" };
        Error::new(
            Code::Invalid,
            format!("{} has no {kind} {name}", definition.name),
        )
        .field(name)
        .hint(format!("It has: {}", known.join(", ")))
    })?;
    match (setting.secret, secret) {
        // The value was given in a way that may leave it in a shell's history or a log.
        (true, false) => Err(
            Error::new(Code::Invalid, format!("{} is a secret", setting.label))
                .field(setting.key)
                .hint("Give it as a secret, so that it is not seen"),
        ),
        (false, true) => Err(Error::new(
            Code::Invalid,
            format!("{} is not a secret", setting.label),
        )
        .field(setting.key)
        .hint("Give it as a plain setting")),
        _ => Ok(setting),
    }
}

fn twice(setting: &Setting) -> Error {
    Error::new(
        Code::Invalid,
        format!(
            "{} is given twice, by its key and by its label",
            setting.label
        ),
    )
    .field(setting.key)
    .hint("Give it once")
}

/// What is kept of a setting's value, or what is wrong with it.
pub(in crate::operations) fn normalised(
    definition: &Definition,
    setting: &Setting,
    value: &str,
) -> Result<String> {
    setting.kept(value).map_err(|why| {
        let error = Error::new(
            Code::Invalid,
            format!("{}: {} {why}", definition.name, setting.label),
        )
        .field(setting.key);
        if setting.example.is_empty() {
            error
        } else {
            error.hint(format!("For example: {}", setting.example))
        }
    })
}
