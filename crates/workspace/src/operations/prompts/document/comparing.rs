//! Holds a document to what is here: what it would make and change, and what to know first. Then it is applied, in one
//! transaction, if what it was held to is still so.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use patchbay_connectors::{Account, Definition, Values};
use rusqlite::Transaction;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::super::document_types::{ConnectorSettings, ImportChange, ImportPreview, Imported};
use super::super::judge::World;
use super::super::kept;
use super::super::types::{Finding, Gravity, Prompt};
use super::diff::{self, Fact};
use super::place::escaped;
use super::reading::Text;
use crate::error::{Code, Error, Result};
use crate::operations::Call;
use crate::operations::connectors::{normalised, write_row};
use crate::sessions::{self, Kept};

/// What a document would write, and what must still be so when it does.
pub(super) struct Comparison {
    prompts: Vec<PromptWrite>,
    connectors: Vec<ConnectorWrite>,
    /// What is shown of it.
    pub preview: ImportPreview,
}

#[derive(Serialize)]
struct PromptWrite {
    /// The revision that it was held to; none if there is no such prompt.
    over: Option<u32>,
    prompt: Prompt,
}

#[derive(Serialize)]
struct ConnectorWrite {
    id: &'static str,
    /// What it was held to: switched on, settings; none if it was never configured.
    over: Option<(bool, Values)>,
    active: bool,
    settings: Values,
}

impl Comparison {
    /// Reads a document and holds it to the app. The first mistake in it is an error with its place.
    pub async fn of(call: &Call, text: &str) -> Result<Self> {
        let text = Text::of(text)?;
        let document = text.document()?;
        let mut comparison = Self {
            prompts: Vec::new(),
            connectors: Vec::new(),
            preview: ImportPreview {
                changes: Vec::new(),
                same: 0,
                warnings: Vec::new(),
                seen: String::new(),
            },
        };
        comparison
            .hold_connectors(call, text, document.connectors)
            .await?;
        comparison.hold_prompts(call, text, document.prompts)?;
        comparison.preview.seen = comparison.fingerprint(call)?;
        Ok(comparison)
    }

    /// Stands for all that would be written and all that it was held to.
    fn fingerprint(&self, call: &Call) -> Result<String> {
        let all = (&call.app, &self.prompts, &self.connectors, &self.preview);
        let bytes = serde_json::to_vec(&all).map_err(|e| {
            Error::new(
                Code::Internal,
                format!("the comparison cannot be written: {e}"),
            )
        })?;
        let mut shown = String::new();
        for byte in Sha256::digest(bytes) {
            // Writing to a text cannot fail.
            let _ = write!(shown, "{byte:02x}");
        }
        Ok(shown)
    }

    /// Writes it all. `false`, and nothing is written, if what it was held to is not so any more.
    pub fn apply(&self, t: &Transaction, app: &str, at: &str) -> rusqlite::Result<bool> {
        for write in &self.connectors {
            let now = sessions::row(t, app, write.id)?;
            if now.exists.then(|| (now.active, now.values.clone())) != write.over {
                return Ok(false);
            }
        }
        for write in &self.prompts {
            let now = kept::row(t, app, &write.prompt.id)?;
            if now.map(|kept| kept.revision) != write.over {
                return Ok(false);
            }
        }
        for write in &self.connectors {
            let now = sessions::row(t, app, write.id)?;
            let kept = Kept {
                // What was proven of other settings is not proven of these.
                checked: now.checked.filter(|_| now.values == write.settings),
                active: write.active,
                values: write.settings.clone(),
                exists: true,
            };
            write_row(t, app, write.id, &kept)?;
        }
        for write in &self.prompts {
            kept::write(t, app, &write.prompt, at)?;
        }
        Ok(true)
    }

    async fn hold_connectors(
        &mut self,
        call: &Call,
        text: Text<'_>,
        connectors: BTreeMap<String, ConnectorSettings>,
    ) -> Result<()> {
        let mut named = Vec::new();
        for (id, given) in connectors {
            let at = format!("/connectors/{}", escaped(&id));
            let definition = sessions::connector(&id)
                .map_err(|e| with_hint(text.mistake(&at, &e.message), e.hint))?
                .definition();
            let settings = judged(text, &at, definition, given.settings)?;
            named.push((definition, given.active, settings));
        }
        named.sort_by_key(|(definition, ..)| definition.name.to_lowercase());
        let simulated = call.simulated()?;
        let mut left = Vec::new();
        for (definition, active, settings) in named {
            let kept = sessions::kept(&call.workspace.store, &call.app, definition.id)?;
            let mut values = kept.values.clone();
            for (key, value) in settings {
                match value {
                    Some(value) => values.insert(key.to_owned(), value),
                    None => values.remove(key),
                };
            }
            if simulated {
                if active == kept.active && values == kept.values && kept.exists {
                    self.preview.same += 1;
                } else {
                    left.push(definition.name);
                }
                continue;
            }
            let lacks = if active {
                lacks(call, definition, &kept, &values).await
            } else {
                None
            };
            if let Some(lacks) = &lacks {
                let stays = if kept.active {
                    "would be off"
                } else {
                    "stays off"
                };
                self.preview.warnings.push(format!(
                    "{} {stays}: {lacks}. Enter it under Connectors and switch it on there",
                    definition.name
                ));
            }
            self.hold_connector(definition, kept, active && lacks.is_none(), values);
        }
        if !left.is_empty() {
            self.preview.warnings.push(format!(
                "This app talks to the sandbox, whose settings are the demo's: those of {} are not imported",
                left.join(", ")
            ));
        }
        Ok(())
    }

    fn hold_connector(
        &mut self,
        definition: &'static Definition,
        kept: Kept,
        active: bool,
        settings: Values,
    ) {
        if kept.exists && active == kept.active && settings == kept.values {
            self.preview.same += 1;
            return;
        }
        let facts = |active: bool, values: &Values| -> Vec<Fact> {
            let mut facts = vec![Fact::new("", "Active", if active { "yes" } else { "no" })];
            let set = definition.settings.iter().filter_map(|setting| {
                let value = values.get(setting.key)?;
                Some(Fact::new(setting.key, setting.label, value))
            });
            facts.extend(set);
            facts
        };
        let before = if kept.exists {
            facts(kept.active, &kept.values)
        } else {
            Vec::new()
        };
        self.preview.changes.push(ImportChange {
            what: Imported::Connector,
            id: definition.id.into(),
            name: definition.name.into(),
            new: !kept.exists,
            lines: diff::lines(&before, &facts(active, &settings)),
        });
        self.connectors.push(ConnectorWrite {
            id: definition.id,
            over: kept.exists.then_some((kept.active, kept.values)),
            active,
            settings,
        });
    }

    fn hold_prompts(&mut self, call: &Call, text: Text, prompts: Vec<Prompt>) -> Result<()> {
        let mut world = World::of(call)?;
        for write in &self.connectors {
            world.suppose(write.id, write.active);
        }
        let mut changed = Vec::new();
        for (number, prompt) in prompts.into_iter().enumerate() {
            let prompt = kept::tidied(prompt);
            let findings = world.judge(&prompt)?;
            if let Some(error) = findings.iter().find(|f| f.gravity == Gravity::Error) {
                let at = format!("/prompts/{number}{}", error.at);
                let remedy = Some(error.remedy.clone()).filter(|remedy| !remedy.is_empty());
                return Err(with_hint(text.mistake(&at, &error.message), remedy));
            }
            let store = &call.workspace.store;
            let kept = store.read(|c| kept::row(c, &call.app, &prompt.id))?;
            if kept.as_ref().is_some_and(|kept| kept.prompt == prompt) {
                self.preview.same += 1;
            } else {
                changed.push((prompt, kept, findings));
            }
        }
        changed.sort_by_cached_key(|(p, ..)| (p.name.to_lowercase(), p.id.clone()));
        for (prompt, kept, findings) in changed {
            let broken = findings.iter().filter(|f| f.gravity == Gravity::Broken);
            let broken = broken.map(|finding| would_be_broken(&prompt, finding));
            self.preview.warnings.extend(broken);
            self.preview.changes.push(ImportChange {
                what: Imported::Prompt,
                id: prompt.id.clone(),
                name: prompt.name.clone(),
                new: kept.is_none(),
                lines: diff::prompts(kept.as_ref().map(|k| &k.prompt), &prompt),
            });
            self.prompts.push(PromptWrite {
                over: kept.map(|kept| kept.revision),
                prompt,
            });
        }
        Ok(())
    }
}

/// The settings of a connector as they would be kept; none for one that would be removed.
fn judged(
    text: Text,
    at: &str,
    definition: &'static Definition,
    given: Values,
) -> Result<Vec<(&'static str, Option<String>)>> {
    let mut settings = Vec::new();
    for (key, value) in given {
        let at = format!("{at}/settings/{}", escaped(&key));
        let Some(setting) = definition.settings.iter().find(|s| s.key == key) else {
            let open = definition.settings.iter().filter(|s| !s.secret);
            let known: Vec<_> = open.map(|s| s.key).collect();
            return Err(text
                .mistake(&at, &format!("{} has no setting {key}", definition.name))
                .hint(format!("It has: {}", known.join(", "))));
        };
        if setting.secret {
            let what = format!(
                "{} of {} is a secret, and no document holds secrets",
                setting.label, definition.name
            );
            return Err(text
                .mistake(&at, &what)
                .hint("Take it out of the file, and enter it under Connectors; if others could read the file, have the vendor make a new one"));
        }
        let value = Some(value).filter(|value| !value.trim().is_empty());
        let value = value
            .map(|value| normalised(definition, setting, &value))
            .transpose()
            .map_err(|e| with_hint(text.mistake(&at, &e.message), e.hint))?;
        settings.push((setting.key, value));
    }
    Ok(settings)
}

/// What keeps a connector from being switched on with these settings.
async fn lacks(
    call: &Call,
    definition: &'static Definition,
    kept: &Kept,
    values: &Values,
) -> Option<String> {
    // One that is on has its secrets; only its settings can come to lack something.
    let lacking = definition.settings.iter().find(|s| {
        let needed = s.required && !s.secret && s.default.is_none();
        needed && !values.contains_key(s.key)
    });
    if let Some(setting) = lacking {
        return Some(format!("its {} is missing", setting.label));
    }
    if kept.active {
        return None;
    }
    // One that was never configured has no entry: asking for it could only raise a prompt for nothing.
    let has_secrets = kept.exists && definition.settings.iter().any(|s| s.secret);
    let secrets = if has_secrets {
        let entry = call.entry(definition.id);
        call.workspace.vault.read(&entry).await
    } else {
        Ok(BTreeMap::new())
    };
    match secrets {
        Ok(secrets) => Account::new(definition, values, secrets)
            .err()
            .map(|e| e.message),
        Err(e) => Some(e.to_string()),
    }
}

fn would_be_broken(prompt: &Prompt, finding: &Finding) -> String {
    let place = finding
        .interaction
        .map(|i| format!(", {}", i.label()))
        .unwrap_or_default();
    let (name, message, remedy) = (&prompt.name, &finding.message, &finding.remedy);
    format!("{name}{place}: {message}. {remedy}")
        .trim_end()
        .to_owned()
}

fn with_hint(error: Error, hint: Option<String>) -> Error {
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}
