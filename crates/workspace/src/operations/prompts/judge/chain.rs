//! What is wrong with a chain: each action for itself, then one beside another.

mod brought;

use patchbay_connectors::{Action, Definition, ParamKind, Part, doubts, parts};

use super::world::{Entry, World};
use crate::error::Result;
use crate::operations::prompts::redirect;
use crate::operations::prompts::types::{
    ChainAction, ConnectorAction, Does, Finding, Gravity, Interaction, Prompt, TraitTest,
};

/// One chain, with where its findings go.
struct Judging<'a> {
    world: &'a World<'a>,
    prompt: &'a Prompt,
    interaction: Interaction,
    findings: &'a mut Vec<Finding>,
}

/// Where an action stands.
struct Place<'a> {
    number: usize,
    action: &'a ChainAction,
}

pub(super) fn judge(
    world: &World,
    prompt: &Prompt,
    interaction: Interaction,
    chain: &[ChainAction],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let mut judging = Judging {
        world,
        prompt,
        interaction,
        findings,
    };
    for (number, action) in chain.iter().enumerate() {
        let place = Place { number, action };
        judging.condition(&place);
        match &action.does {
            Does::Redirect(to) => {
                if let Some(why) = redirect::fault(&to.url) {
                    let remedy = "Give an https address, with placeholders only after its host";
                    let message = format!("the address of the redirect {why}");
                    judging.add(&place, Gravity::Error, "does/redirect/url", message, remedy);
                }
                judging.placeholders(&place, "does/redirect/url", &to.url, None, false);
            }
            Does::Action(of) => judging.connector_action(&place, of)?,
        }
        for earlier in &chain[..number] {
            judging.beside(&place, earlier);
        }
    }
    Ok(())
}

impl Judging<'_> {
    fn add(
        &mut self,
        place: &Place,
        gravity: Gravity,
        within: &str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.findings.push(Finding {
            gravity,
            interaction: Some(self.interaction),
            action: Some(place.action.id.clone()),
            at: format!(
                "/interactions/{}/{}/{within}",
                self.interaction.name(),
                place.number
            ),
            message: message.into(),
            remedy: remedy.into(),
        });
    }

    fn condition(&mut self, place: &Place) {
        let Some(condition) = &place.action.only_if else {
            return;
        };
        let has_value = condition
            .value
            .as_deref()
            .is_some_and(|v| !v.trim().is_empty());
        let needs_value = matches!(condition.test, TraitTest::Is | TraitTest::IsNot);
        if condition.name.is_empty() {
            self.add(
                place,
                Gravity::Error,
                "only_if/trait",
                "the condition names no trait",
                "Name the trait, or remove the condition",
            );
        } else if !self.world.may_have(&condition.name) {
            let message = format!(
                "the condition asks for the trait {}, which no known user has",
                condition.name
            );
            self.add(
                place,
                Gravity::Warning,
                "only_if/trait",
                message,
                KNOWN_TRAITS,
            );
        }
        if needs_value != has_value {
            let (message, remedy) = if needs_value {
                (
                    "the condition has no value to compare with",
                    "Give the value",
                )
            } else {
                (
                    "the condition has a value that is compared with nothing",
                    "Remove the value, or choose is or is not",
                )
            };
            self.add(place, Gravity::Error, "only_if/value", message, remedy);
        }
    }

    fn connector_action(&mut self, place: &Place, of: &ConnectorAction) -> Result<()> {
        let Some(connector) = patchbay_connectors::find(&of.connector) else {
            let message = format!("there is no connector {}", of.connector);
            self.add(
                place,
                Gravity::Error,
                "does/action/connector",
                message,
                "Choose another action",
            );
            return Ok(());
        };
        let definition = connector.definition();
        let Some(action) = definition.action(&of.action) else {
            let message = format!("{} has no action {}", definition.name, of.action);
            self.add(
                place,
                Gravity::Error,
                "does/action/action",
                message,
                "Choose another action",
            );
            return Ok(());
        };
        if !self.world.is_active(definition.id) {
            let message = format!(
                "{} is not active: {} would not run",
                definition.name, action.name
            );
            let remedy = format!(
                "Switch {} on under Connectors, or remove the action",
                definition.name
            );
            self.add(
                place,
                Gravity::Broken,
                "does/action/connector",
                message,
                remedy,
            );
        }
        for doubt in doubts(action, &of.params) {
            let key = doubt.field.unwrap_or_default();
            let help = action.param(&key).map_or("Remove it", |param| param.help);
            let remedy = doubt.hint.unwrap_or_else(|| help.to_owned());
            let within = format!("does/action/params/{key}");
            self.add(place, Gravity::Error, &within, doubt.message, remedy);
        }
        for (key, text) in &of.params {
            let within = format!("does/action/params/{key}");
            let needed = action.param(key).is_some_and(|p| p.required);
            self.placeholders(place, &within, text, Some(definition), needed);
        }
        // What is left empty takes its default, which may name a trait too.
        let empty = |key: &str| of.params.get(key).is_none_or(|text| text.trim().is_empty());
        for param in action.params.iter().filter(|p| empty(p.key)) {
            let within = format!("does/action/params/{}", param.key);
            let default = param.default.unwrap_or_default();
            self.placeholders(place, &within, default, Some(definition), param.required);
        }
        self.brought(place, action, of);
        self.entries(place, definition, action, of)?;
        self.traits(place, action);
        self.unasked(place, action);
        Ok(())
    }

    /// Plans, coupons and the like that are fixed or offered as choices, and that the vendor no longer offers.
    fn entries(
        &mut self,
        place: &Place,
        definition: &Definition,
        action: &Action,
        of: &ConnectorAction,
    ) -> Result<()> {
        for param in action.params {
            let ParamKind::Catalogue { catalogue } = param.kind else {
                continue;
            };
            let text = of.params.get(param.key).map_or("", |v| v.trim());
            let within = format!("does/action/params/{}", param.key);
            for id in self.known_values(text) {
                match self.world.entry(definition.id, catalogue, &id)? {
                    Entry::Fine => {}
                    Entry::Gone { name, state } => {
                        let message =
                            format!("{} {name} is {state} at {}", param.label, definition.name);
                        let remedy = format!(
                            "Choose another {}, or sync the catalogue if it is in use again",
                            param.label.to_lowercase()
                        );
                        self.add(place, Gravity::Broken, &within, message, remedy);
                    }
                    Entry::Unknown => {
                        let message = format!(
                            "{} {id} is not among what was synced from {}",
                            param.label, definition.name
                        );
                        let remedy = "Sync the catalogue if it is new, else choose another";
                        self.add(place, Gravity::Warning, &within, message, remedy);
                    }
                }
            }
        }
        Ok(())
    }

    fn traits(&mut self, place: &Place, action: &Action) {
        for group in action.requires {
            if !group.iter().any(|name| self.world.may_have(name)) {
                let message = format!(
                    "{} needs the trait {}, which no known user has",
                    action.name,
                    group.join(" or ")
                );
                self.add(
                    place,
                    Gravity::Warning,
                    "does/action/action",
                    message,
                    KNOWN_TRAITS,
                );
            }
        }
    }

    /// Money, and what cannot be undone, when the subscriber did not say yes.
    fn unasked(&mut self, place: &Place, action: &Action) {
        let how = match self.interaction {
            Interaction::Dismiss => "closes the prompt without an answer",
            Interaction::Timeout => "does nothing at all",
            _ => return,
        };
        let what = match (action.moves_money, action.destructive) {
            (true, _) => "may charge or refund money",
            (false, true) => "takes something away",
            _ => return,
        };
        let message = format!("{} {what} when the subscriber {how}", action.name);
        let remedy = "Move it to an interaction that says yes, unless just this is meant";
        self.add(
            place,
            Gravity::Warning,
            "does/action/action",
            message,
            remedy,
        );
    }

    /// Placeholders that nothing can fill in. `of` is the connector whose settings `%credential.NAME%` may name.
    fn placeholders(
        &mut self,
        place: &Place,
        within: &str,
        text: &str,
        of: Option<&Definition>,
        needed: bool,
    ) {
        for part in parts(text) {
            match part {
                Part::Text(text) => {
                    if let Some(like) = looks_like_one(text) {
                        let message = format!(
                            "there is no placeholder {like}: it would be sent as it stands"
                        );
                        let remedy = "Use %trait.NAME% or %form.NAME%";
                        self.add(place, Gravity::Error, within, message, remedy);
                    }
                }
                Part::Placeholder {
                    kind: "trait",
                    name,
                } => {
                    if !self.world.may_have(name) {
                        let message = format!("%trait.{name}%: no known user has the trait {name}");
                        self.add(place, Gravity::Warning, within, message, KNOWN_TRAITS);
                    }
                }
                Part::Placeholder { kind: "form", name } => self.form(place, within, name, needed),
                Part::Placeholder { name, .. } => {
                    let setting = of.and_then(|definition| definition.setting(name));
                    if setting.is_none_or(|setting| setting.secret) {
                        let message =
                            format!("%credential.{name}% names no setting that may be sent");
                        let remedy = "Only settings of the action's own connector that are not secret can be used";
                        self.add(place, Gravity::Error, within, message, remedy);
                    }
                }
            }
        }
    }

    /// What makes no sense after an earlier action of the chain.
    fn beside(&mut self, place: &Place, earlier: &ChainAction) {
        let apart = match (&place.action.only_if, &earlier.only_if) {
            (Some(one), Some(other)) => one.excludes(other),
            _ => false,
        };
        if apart {
            return;
        }
        match (&earlier.does, &place.action.does) {
            (Does::Redirect(_), Does::Redirect(_)) => {
                let message = "the subscriber is redirected already by an earlier action";
                self.add(
                    place,
                    Gravity::Warning,
                    "does/redirect",
                    message,
                    "Keep one of the two",
                );
            }
            (Does::Action(first), Does::Action(then)) if first.connector == then.connector => {
                let Some(connector) = patchbay_connectors::find(&first.connector) else {
                    return;
                };
                let definition = connector.definition();
                let (Some(before), Some(after)) = (
                    definition.action(&first.action),
                    definition.action(&then.action),
                ) else {
                    return;
                };
                let why = before.effect.contradicts(after.effect).or_else(|| {
                    let again = first == then && (after.moves_money || after.reaches_person);
                    again.then_some("it would be done twice")
                });
                if let Some(why) = why {
                    let message = format!(
                        "{} contradicts {} before it: {why}",
                        after.name, before.name
                    );
                    let remedy =
                        "Remove one of the two, or give them conditions that exclude each other";
                    self.add(
                        place,
                        Gravity::Warning,
                        "does/action/action",
                        message,
                        remedy,
                    );
                }
            }
            _ => {}
        }
    }
}

const KNOWN_TRAITS: &str =
    "Check its spelling against a test user or an export, or add a test user who has it";

/// A text such as `%user.name%`, which was meant to be a placeholder and is none.
fn looks_like_one(text: &str) -> Option<&str> {
    let signs: Vec<usize> = text.match_indices('%').map(|(at, _)| at).collect();
    signs.windows(2).find_map(|pair| {
        let inner = &text[pair[0] + 1..pair[1]];
        let (kind, name) = inner.split_once('.')?;
        let word = |s: &str| {
            !s.is_empty()
                && s.chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        };
        (word(kind) && word(name) && !kind.chars().all(|c| c.is_ascii_digit()))
            .then(|| &text[pair[0]..=pair[1]])
    })
}

#[cfg(test)]
mod tests {
    use super::looks_like_one;

    #[test]
    fn what_was_meant_to_be_a_placeholder_is_told_from_per_cents() {
        for (text, like) in [
            ("%user.name%", Some("%user.name%")),
            ("Dear %Trait.name%,", Some("%Trait.name%")),
            ("50% off, then 20% off", None),
            ("12.5% to 20.5% more", None),
            ("100%", None),
            ("%d.m% and %x%", Some("%d.m%")),
        ] {
            assert_eq!(looks_like_one(text), like, "{text}");
        }
    }
}
