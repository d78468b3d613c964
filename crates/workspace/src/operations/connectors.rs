//! Connectors: their settings, secrets, activation and checks.

mod saving;

use std::collections::BTreeMap;

use patchbay_connectors::{Category, Check, Choice, Definition, Verdict};
use patchbay_vault::{Secret, VaultError};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use std::sync::Arc;

use patchbay_connectors::{Account, Connector, ParamKind, Setting, SettingKind};
use rusqlite::{Transaction, params};

pub(super) use saving::{normalised, set};

use super::{Call, Nothing};
use crate::error::{Code, Error, Result};
use crate::recording::Onlooker;
use crate::sessions::{Kept, connector, kept, row};
use crate::store::to_json;

/// Names a connector.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorId {
    /// The connector's id: `chargify`.
    pub id: String,
}

/// Whether a setting has a value. A secret can never be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SettingState {
    /// It has one.
    Present,
    /// It has none.
    Missing,
    /// The keychain cannot be read now.
    Unreadable,
}

/// A setting and its state.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SettingView {
    /// Stable key.
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Kept in the keychain.
    pub secret: bool,
    /// Needed for activation.
    pub required: bool,
    /// Whether it has a value.
    pub state: SettingState,
}

/// A parameter of an action, in short.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ParamView {
    /// Stable key.
    pub key: &'static str,
    /// `text`, `integer`, `decimal`, `boolean`, `date`, `choice`, `catalogue` or `json`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Cannot be left out.
    pub required: bool,
    /// The fixed list, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub choices: Option<Vec<Choice>>,
    /// The catalogue whose ids it takes, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub catalogue: Option<&'static str>,
}

/// An action, in short.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ActionShort {
    /// Stable id.
    pub id: &'static str,
    /// What people read.
    pub name: &'static str,
    /// Takes something away, or cannot be undone in place.
    pub destructive: bool,
    /// May charge or refund money.
    pub moves_money: bool,
    /// A real person sees it at once.
    pub reaches_person: bool,
    /// The traits that it needs: one of each group.
    pub requires: Vec<Vec<&'static str>>,
    /// Its parameters.
    pub params: Vec<ParamView>,
}

/// A connector as it is listed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ConnectorView {
    /// Stable id.
    pub id: &'static str,
    /// What people read.
    pub name: &'static str,
    /// The shelf it stands on.
    pub category: Category,
    /// One sentence on what it is for.
    pub summary: &'static str,
    /// Switched on. Only then its actions can be planned and run.
    pub active: bool,
    /// Its settings with their states.
    pub settings: Vec<SettingView>,
    /// The traits that its actions look at.
    pub traits: Vec<&'static str>,
    /// Its catalogues' ids.
    pub catalogues: Vec<&'static str>,
    /// Its actions.
    pub actions: Vec<ActionShort>,
    /// The last check, if there was one since the settings changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub checked: Option<LastCheck>,
}

/// The result of the last check.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LastCheck {
    /// The worst of its checks.
    pub verdict: Verdict,
    /// Thing by thing.
    pub checks: Vec<Check>,
    /// When, RFC 3339.
    pub at: String,
}

/// One connector with everything that its screen shows.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ConnectorDetail {
    /// All that is known of the vendor: the form is drawn from it.
    pub definition: &'static Definition,
    /// Switched on.
    pub active: bool,
    /// The settings that are not secret, as kept.
    pub values: BTreeMap<String, String>,
    /// The states of all settings, by key.
    pub states: BTreeMap<String, SettingState>,
    /// Why the secrets cannot be read, when they cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub keychain: Option<crate::error::Error>,
    /// What still keeps it from being activated: one sentence each.
    pub missing: Vec<String>,
    /// The last check since the settings changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub checked: Option<LastCheck>,
    /// The app talks to the simulator: settings are the demo's and cannot be changed.
    pub simulated: bool,
}

/// Changes to a connector, applied all or not at all. An absent key stays; null or an empty text removes.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorChange {
    /// The connector's id.
    pub id: String,
    /// Settings that are not secret, by key or label.
    #[serde(default)]
    pub values: BTreeMap<String, Option<String>>,
    /// Secrets, by key or label.
    #[serde(default)]
    #[ts(type = "Record<string, string | null>")]
    pub secrets: BTreeMap<String, Option<Secret>>,
    /// Switch on or off.
    #[serde(default)]
    #[ts(optional)]
    pub active: Option<bool>,
}

/// What a check proved.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CheckView {
    /// The connector's id.
    pub id: String,
    /// The worst of the checks.
    pub verdict: Verdict,
    /// Thing by thing.
    pub checks: Vec<Check>,
}

/// Secrets being read, on a task of their own: a keychain that does not answer is waited for once, not once for
/// each connector.
type Reading = tokio::task::JoinHandle<std::result::Result<BTreeMap<String, Secret>, VaultError>>;

/// Begins to read a connector's secrets.
fn read_secrets(call: &Call, definition: &Definition, kept: &Kept, simulated: bool) -> Reading {
    let has_secrets = definition.settings.iter().any(|s| s.secret);
    // A connector that was never configured has no entry: asking for it could only raise a prompt for nothing.
    let wanted = !simulated && kept.exists && has_secrets;
    let (vault, entry) = (call.workspace.vault.clone(), call.entry(definition.id));
    tokio::spawn(async move {
        if wanted {
            vault.read(&entry).await
        } else {
            Ok(BTreeMap::new())
        }
    })
}

/// The state of every setting, and why the keychain cannot be read if it cannot.
async fn states(
    definition: &'static Definition,
    kept: &Kept,
    simulated: bool,
    secrets: Reading,
) -> Result<(BTreeMap<&'static str, SettingState>, Option<Error>)> {
    let secrets = secrets
        .await
        .map_err(|e| Error::new(Code::Internal, format!("reading the keychain failed: {e}")))?;
    let state = |s: &Setting| match &secrets {
        _ if simulated => SettingState::Present,
        Err(_) if s.secret => SettingState::Unreadable,
        Ok(secrets) if s.secret && secrets.contains_key(s.key) => SettingState::Present,
        _ if !s.secret && kept.values.contains_key(s.key) => SettingState::Present,
        _ => SettingState::Missing,
    };
    let states = definition
        .settings
        .iter()
        .map(|s| (s.key, state(s)))
        .collect();
    Ok((states, secrets.err().map(Error::from)))
}

/// Every connector with the state of its settings.
pub(super) async fn list(call: &Call, _: Nothing) -> Result<Vec<ConnectorView>> {
    let simulated = call.simulated()?;
    let mut found = Vec::new();
    for connector in patchbay_connectors::all() {
        let definition = connector.definition();
        let kept = kept(&call.workspace.store, &call.app, definition.id)?;
        let secrets = read_secrets(call, definition, &kept, simulated);
        found.push((definition, kept, secrets));
    }
    let mut views = Vec::new();
    for (definition, kept, secrets) in found {
        let (states, _) = states(definition, &kept, simulated, secrets).await?;
        views.push(ConnectorView {
            id: definition.id,
            name: definition.name,
            category: definition.category,
            summary: definition.summary,
            active: kept.active,
            settings: definition
                .settings
                .iter()
                .map(|s| SettingView {
                    key: s.key,
                    label: s.label,
                    secret: s.secret,
                    required: s.required,
                    state: states.get(s.key).copied().unwrap_or(SettingState::Missing),
                })
                .collect(),
            traits: definition.traits.iter().map(|t| t.key).collect(),
            catalogues: definition.catalogues.iter().map(|c| c.id).collect(),
            actions: definition.actions.iter().map(short).collect(),
            checked: kept.checked,
        });
    }
    Ok(views)
}

/// Whether a secret has several lines, so that whoever reads it must take all of them. Unknown names have not.
pub fn has_lines(connector: &str, setting: &str) -> bool {
    let definition = patchbay_connectors::find(connector).map(Connector::definition);
    definition
        .and_then(|definition| definition.setting(setting))
        .is_some_and(|setting| matches!(setting.kind, SettingKind::File | SettingKind::Json))
}

fn short(action: &'static patchbay_connectors::Action) -> ActionShort {
    ActionShort {
        id: action.id,
        name: action.name,
        destructive: action.destructive,
        moves_money: action.moves_money,
        reaches_person: action.reaches_person,
        requires: action.requires.iter().map(|group| group.to_vec()).collect(),
        params: action
            .params
            .iter()
            .map(|p| {
                let (kind, choices, catalogue) = match p.kind {
                    ParamKind::Text { .. } => ("text", None, None),
                    ParamKind::Integer { .. } => ("integer", None, None),
                    ParamKind::Decimal { .. } => ("decimal", None, None),
                    ParamKind::Json { .. } => ("json", None, None),
                    ParamKind::Boolean => ("boolean", None, None),
                    ParamKind::Date => ("date", None, None),
                    ParamKind::Choice { choices } => ("choice", Some(choices.to_vec()), None),
                    ParamKind::Catalogue { catalogue } => ("catalogue", None, Some(catalogue)),
                };
                ParamView {
                    key: p.key,
                    kind,
                    required: p.required,
                    choices,
                    catalogue,
                }
            })
            .collect(),
    }
}

/// One connector with everything that its screen shows.
pub(super) async fn show(call: &Call, request: ConnectorId) -> Result<ConnectorDetail> {
    let definition = connector(&request.id)?.definition();
    let kept = kept(&call.workspace.store, &call.app, definition.id)?;
    let simulated = call.simulated()?;
    let secrets = read_secrets(call, definition, &kept, simulated);
    let (states, keychain) = states(definition, &kept, simulated, secrets).await?;
    let missing = definition
        .settings
        .iter()
        .filter(|s| s.required && s.default.is_none())
        .filter_map(|s| match states.get(s.key) {
            Some(SettingState::Present) => None,
            Some(SettingState::Unreadable) => {
                Some(format!("{} cannot be read from the keychain", s.label))
            }
            _ => Some(format!("{} is missing", s.label)),
        })
        .collect();
    let values = if simulated {
        call.workspace
            .sandbox
            .credentials(&call.workspace, definition)
            .await?
            .0
    } else {
        kept.values
    };
    Ok(ConnectorDetail {
        definition,
        active: kept.active,
        values,
        states: states.into_iter().map(|(k, v)| (k.to_owned(), v)).collect(),
        keychain,
        missing,
        checked: kept.checked,
        simulated,
    })
}

/// Changes the row of a connector as it is at this moment: since it was looked at, the keychain may have kept us
/// waiting, and another window or command may have changed it.
fn change_row(call: &Call, connector: &str, change: impl FnOnce(&mut Kept)) -> Result<()> {
    call.workspace.store.write(|t| {
        let mut kept = row(t, &call.app, connector)?;
        change(&mut kept);
        write_row(t, &call.app, connector, &kept)
    })
}

/// Writes what is kept of a connector, within a transaction.
pub(super) fn write_row(
    t: &Transaction,
    app: &str,
    connector: &str,
    kept: &Kept,
) -> rusqlite::Result<()> {
    t.execute(
        "INSERT INTO connectors VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (app, connector) DO UPDATE SET active = ?3, values_json = ?4, check_json = ?5",
        params![
            app,
            connector,
            kept.active,
            to_json(&kept.values)?,
            kept.checked.as_ref().map(to_json).transpose()?
        ],
    )
    .map(drop)
}

/// Asks the vendor what can be proven about the settings.
pub(super) async fn check(call: &Call, request: ConnectorId) -> Result<CheckView> {
    let connector = connector(&request.id)?;
    let session = call
        .session(connector, Arc::new(Onlooker(call.clone())))
        .await?;
    let report = session.check(connector).await?;
    let id = connector.definition().id;
    let simulated = call.simulated()?;
    // Settings or secrets may have been saved meanwhile: then this verdict is about others.
    let (values, secrets) = call.credentials(connector).await?;
    let now = Account::new(connector.definition(), &values, secrets);
    let fingerprint = |account: &Account| call.workspace.plans.fingerprint(account);
    if now.is_ok_and(|now| fingerprint(&now) == fingerprint(&session.account)) {
        let checked = LastCheck {
            verdict: report.verdict,
            checks: report.checks.clone(),
            at: call.workspace.now().to_string(),
        };
        change_row(call, id, |kept| {
            if simulated || kept.values == values {
                kept.checked = Some(checked);
            }
        })?;
    }
    Ok(CheckView {
        id: id.into(),
        verdict: report.verdict,
        checks: report.checks,
    })
}

/// Forgets a connector's settings, secrets, catalogue and schedule.
pub(super) async fn remove(call: &Call, request: ConnectorId) -> Result<Nothing> {
    let definition = connector(&request.id)?.definition();
    // The keychain first: a row without secrets can be mended in the form, secrets without a row would be lost sight of.
    if !call.simulated()? && definition.settings.iter().any(|s| s.secret) {
        call.workspace
            .vault
            .remove(&call.entry(definition.id))
            .await?;
    }
    call.workspace.store.write(|t| {
        for table in ["connectors", "catalogue", "syncs", "sync_schedules"] {
            t.execute(
                &format!("DELETE FROM {table} WHERE app = ?1 AND connector = ?2"),
                [call.app.as_str(), definition.id],
            )?;
        }
        Ok(())
    })?;
    Ok(Nothing {})
}
