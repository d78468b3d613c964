//! `patchbay connectors`.

use clap::{Args, Subcommand};
use patchbay_workspace::operations::connectors::{
    CheckView, ConnectorChange, ConnectorDetail, ConnectorId, ConnectorView, SettingState,
    has_lines,
};
use patchbay_workspace::operations::{
    ConnectorsCheck, ConnectorsList, ConnectorsRemove, ConnectorsSet, ConnectorsShow, Nothing,
};
use patchbay_workspace::{Assumed, Verdict};
use serde_json::json;

use crate::host::Host;
use crate::output::{Answer, Failure, word};
use crate::table::{section, table, time, yes};
use crate::{pairs, remedy, secrets};

/// What to do with connectors.
#[derive(Subcommand)]
pub enum Command {
    /// Every connector with the state of its settings
    List,
    /// One connector: its settings, traits, catalogues and actions
    Show {
        /// The connector
        id: String,
    },
    /// Save settings and secrets, and switch a connector on or off
    Set(Set),
    /// Ask the vendor what can be proven about the settings
    ///
    /// Exit code 1 unless the verdict is proven or shape_only.
    Check {
        /// The connector
        id: String,
    },
    /// Forget a connector's settings, secrets and catalogue
    Remove {
        /// The connector
        id: String,
    },
}

/// Changes to a connector.
#[derive(Args)]
pub struct Set {
    /// The connector
    id: String,
    /// A setting, by key or label; an empty value removes it
    #[arg(long = "set", value_name = "KEY=VALUE")]
    values: Vec<String>,
    /// A secret, by key or label; its value is a line of standard input (one for each --secret, in order), or is asked
    /// for at a terminal. A key file is all of standard input, and the only --secret
    #[arg(long = "secret", value_name = "KEY")]
    secrets: Vec<String>,
    /// Switch it on or off
    #[arg(long, value_name = "true|false", hide_possible_values = true, action = clap::ArgAction::Set)]
    active: Option<bool>,
}

impl Command {
    /// Performs it.
    pub async fn perform(self, host: &Host) -> Result<Answer, Failure> {
        match self {
            Self::List => {
                let connectors = host.call()?.perform::<ConnectorsList>(Nothing {}).await?;
                Answer::new(&connectors, listed(&connectors))
            }
            Self::Show { id } => {
                let detail = host
                    .call()?
                    .perform::<ConnectorsShow>(ConnectorId { id })
                    .await?;
                Answer::new(&detail, shown(&detail))
            }
            Self::Set(set) => {
                // Before Ctrl-C is taken over: it must end a prompt.
                let change = set.read()?;
                let id = change.id.clone();
                let saved = host.call()?.perform::<ConnectorsSet>(change).await;
                told(&saved.map_err(|error| remedy::of_setting(error, &id))?)
            }
            Self::Check { id } => {
                let report = host
                    .call()?
                    .perform::<ConnectorsCheck>(ConnectorId { id })
                    .await?;
                let good = matches!(report.verdict, Verdict::Proven | Verdict::ShapeOnly);
                let answer = Answer::new(&report, checked(&report))?;
                Ok(if good {
                    answer
                } else {
                    answer.not_succeeded(None)
                })
            }
            Self::Remove { id } => {
                host.call()?
                    .perform::<ConnectorsRemove>(ConnectorId { id: id.clone() })
                    .await?;
                Answer::new(
                    &json!({ "removed": id }),
                    format!("{id}: settings, secrets and catalogue removed"),
                )
            }
        }
    }
}

impl Set {
    fn read(self) -> Result<ConnectorChange, Failure> {
        if self.values.is_empty() && self.secrets.is_empty() && self.active.is_none() {
            return Err(Failure::usage(
                "there is nothing to change",
                "Give --set KEY=VALUE, --secret KEY or --active true|false",
            ));
        }
        let values = pairs::read("--set", self.values)?
            .into_iter()
            .map(|(k, v)| (k, Some(v)))
            .collect();
        let secrets = secrets::read(self.secrets, |key| has_lines(&self.id, key))?;
        Ok(ConnectorChange {
            id: self.id,
            values,
            secrets,
            active: self.active,
        })
    }
}

fn listed(connectors: &[ConnectorView]) -> String {
    let rows = connectors.iter().map(|c| {
        let lacking: Vec<_> = c
            .settings
            .iter()
            .filter(|s| {
                s.state == SettingState::Unreadable
                    || (s.required && s.state == SettingState::Missing)
            })
            .map(|s| format!("{} {}", s.key, word(&s.state)))
            .collect();
        let settings = if lacking.is_empty() {
            "complete".into()
        } else {
            lacking.join(", ")
        };
        let check = c
            .checked
            .as_ref()
            .map(|k| format!("{}, {}", word(&k.verdict), time(&k.at)));
        [
            c.id.into(),
            c.name.into(),
            word(&c.category),
            yes(c.active),
            settings,
            check.unwrap_or_else(|| "never".into()),
        ]
    });
    table(
        [
            "CONNECTOR",
            "NAME",
            "CATEGORY",
            "ACTIVE",
            "SETTINGS",
            "LAST CHECK",
        ],
        rows,
    )
}

fn state_of(active: bool) -> &'static str {
    if active { "active" } else { "not active" }
}

fn shown(detail: &ConnectorDetail) -> String {
    let definition = detail.definition;
    let mut text = format!(
        "{} ({}), {}, {}\n{}\n{}\n",
        definition.name,
        definition.id,
        word(&definition.category),
        state_of(detail.active),
        definition.summary,
        definition.docs_url
    );
    if detail.simulated {
        text.push_str("In this app it talks to the sandbox\n");
    }
    let settings = definition.settings.iter().map(|setting| {
        let state = detail
            .states
            .get(setting.key)
            .copied()
            .unwrap_or(SettingState::Missing);
        let value = match detail.values.get(setting.key) {
            Some(value) => value.clone(),
            None if setting.secret => format!("{}, in the keychain", word(&state)),
            None if setting.default.is_some() => "default".into(),
            None => word(&state),
        };
        let value = if setting.secret && state == SettingState::Missing {
            "missing".into()
        } else {
            value
        };
        [
            setting.key.into(),
            setting.label.into(),
            yes(setting.required),
            value,
        ]
    });
    text += &section(
        "Settings",
        &table(["KEY", "LABEL", "REQUIRED", "VALUE"], settings),
    );
    text += &section("Still to do", &detail.missing.join("\n"));
    if let Some(error) = &detail.keychain {
        text += &section(
            "Keychain",
            &format!(
                "{}\n{}",
                error.message,
                error.hint.as_deref().unwrap_or_default()
            ),
        );
    }
    text += &section(
        "Traits",
        &table(
            ["", ""],
            definition
                .traits
                .iter()
                .map(|t| [t.key.into(), t.help.into()]),
        ),
    );
    text += &section(
        "Catalogues",
        &table(
            ["", ""],
            definition
                .catalogues
                .iter()
                .map(|c| [c.id.into(), c.help.into()]),
        ),
    );
    text += &section(
        "Actions",
        &table(
            ["", ""],
            definition
                .actions
                .iter()
                .map(|a| [a.id.into(), a.description.into()]),
        ),
    );
    if let Some(check) = &detail.checked {
        let rows = check
            .checks
            .iter()
            .map(|c| [word(&c.verdict), c.what.clone(), c.detail.clone()]);
        text += &section(
            &format!("Last check, {}: {}", time(&check.at), word(&check.verdict)),
            &table(["", "", ""], rows),
        );
    }
    text += &section("What the check proves", definition.proves);
    text + &section(
        "Assumed, not seen on a live account",
        &assumptions(definition.assumptions.iter().map(Assumed::from)),
    )
}

/// What is assumed, about what, and where it is overridden.
pub fn assumptions(assumed: impl IntoIterator<Item = Assumed>) -> String {
    let overridden = |setting| format!("setting {setting}");
    let rows = assumed.into_iter().map(|a| {
        [
            a.about,
            a.text,
            a.setting.map_or_else(String::new, overridden),
        ]
    });
    table(["", "", ""], rows)
}

fn told(detail: &ConnectorDetail) -> Result<Answer, Failure> {
    let text = format!(
        "{} saved, {}",
        detail.definition.name,
        state_of(detail.active)
    );
    let answer = Answer::new(detail, text)?;
    Ok(if detail.missing.is_empty() {
        answer
    } else {
        answer.note(format!("still to do: {}", detail.missing.join(", ")))
    })
}

fn checked(report: &CheckView) -> String {
    let rows = report
        .checks
        .iter()
        .map(|c| [word(&c.verdict), c.what.clone(), c.detail.clone()]);
    format!(
        "{}: {}\n{}",
        report.id,
        word(&report.verdict),
        section("", &table(["", "", ""], rows)).trim_start_matches('\n')
    )
}
