//! What differs between two prompts, or two sets of settings, in words.
//!
//! Both sides are written as facts that can be named; what has the same name is compared. An action is named by its
//! id, so that one that was moved is told as moved and not as another.

use std::collections::BTreeMap;

use super::super::document_types::DiffLine;
use super::super::types::{ChainAction, Does, Interaction, Prompt};

/// One fact: its name for the comparison, its name for people, and what it is.
pub(super) struct Fact {
    key: String,
    place: String,
    value: String,
}

impl Fact {
    pub fn new(key: impl Into<String>, place: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            place: place.into(),
            value: value.into(),
        }
    }
}

/// What differs, in the order of what would be; what would go comes last.
pub(super) fn lines(before: &[Fact], after: &[Fact]) -> Vec<DiffLine> {
    let known: BTreeMap<&str, &Fact> = before.iter().map(|f| (f.key.as_str(), f)).collect();
    let mut gone = known.clone();
    let mut lines = Vec::new();
    for fact in after {
        gone.remove(fact.key.as_str());
        let before = known.get(fact.key.as_str()).map(|f| f.value.clone());
        if before.as_ref() != Some(&fact.value) {
            lines.push(DiffLine {
                place: fact.place.clone(),
                before,
                after: Some(fact.value.clone()),
            });
        }
    }
    let gone = before.iter().filter(|f| gone.contains_key(f.key.as_str()));
    lines.extend(gone.map(|fact| DiffLine {
        place: fact.place.clone(),
        before: Some(fact.value.clone()),
        after: None,
    }));
    lines
}

/// What differs between two prompts.
pub(super) fn prompts(before: Option<&Prompt>, after: &Prompt) -> Vec<DiffLine> {
    let known = before.map(facts).unwrap_or_default();
    let mut lines = lines(&known, &facts(after));
    if let Some(before) = before {
        lines.extend(moved(before, after));
    }
    lines
}

fn facts(prompt: &Prompt) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("name", "Name", &prompt.name),
        Fact::new("kind", "Kind", prompt.kind.label()),
    ];
    if let Some(segment) = &prompt.segment {
        facts.push(Fact::new("segment", "Segment", segment));
    }
    for field in &prompt.form {
        let key = &field.key;
        facts.push(Fact::new(
            format!("form/{key}"),
            format!("Form · {key}"),
            field.sentence(),
        ));
    }
    if let Some(survey) = &prompt.survey {
        facts.push(Fact::new("question", "Survey · question", &survey.question));
        facts.push(Fact::new(
            "answers",
            "Survey · answers",
            survey.answers.join("; "),
        ));
    }
    for (interaction, chain) in &prompt.interactions {
        for (number, action) in chain.iter().enumerate() {
            of_action(&mut facts, *interaction, number, action);
        }
    }
    facts
}

fn of_action(facts: &mut Vec<Fact>, interaction: Interaction, number: usize, action: &ChainAction) {
    let head = format!(
        "{} · {}. {}",
        interaction.label(),
        number + 1,
        action.title()
    );
    let mut tell = |key: &str, place: &str, value: String| {
        let place = if place.is_empty() {
            head.clone()
        } else {
            format!("{head} · {place}")
        };
        facts.push(Fact::new(
            format!("action/{}/{key}", action.id),
            place,
            value,
        ));
    };
    match &action.does {
        Does::Action(does) => {
            // By ids: two actions of one name are two.
            tell("does", "", format!("{} {}", does.connector, does.action));
            for (key, value) in &does.params {
                tell(
                    &format!("param/{key}"),
                    does.param_label(key),
                    value.clone(),
                );
            }
        }
        Does::Redirect(to) => tell("does", "", to.url.clone()),
    }
    if let Some(condition) = &action.only_if {
        tell("only_if", "only if", condition.words());
    }
    tell(
        "on_error",
        "if it does not succeed, the rest",
        action.on_error.label().into(),
    );
}

/// Actions and form fields that are in both, in another place. What only stepped aside for a new one was not moved.
fn moved(before: &Prompt, after: &Prompt) -> Vec<DiffLine> {
    let mut lines = Vec::new();
    let ranks =
        |prompt: &Prompt, other: &Prompt| -> BTreeMap<String, (Interaction, usize, usize)> {
            let mut ranks = BTreeMap::new();
            for (interaction, chain) in &prompt.interactions {
                let there = other.interactions.get(interaction);
                let stays = |id: &str| there.is_some_and(|c| c.iter().any(|a| a.id == id));
                let mut rank = 0;
                for (number, action) in chain.iter().enumerate() {
                    rank += usize::from(stays(&action.id));
                    ranks.insert(action.id.clone(), (*interaction, rank, number + 1));
                }
            }
            ranks
        };
    let (was, is) = (ranks(before, after), ranks(after, before));
    let words = |(interaction, _, number): (Interaction, usize, usize)| {
        format!("{} · {number}", interaction.label())
    };
    for (interaction, chain) in &after.interactions {
        for action in chain {
            let (Some(was), Some(is)) = (was.get(&action.id), is.get(&action.id)) else {
                continue;
            };
            if (was.0, was.1) != (is.0, is.1) {
                lines.push(DiffLine {
                    place: format!(
                        "{} · {}. {} · place in the chain",
                        interaction.label(),
                        is.2,
                        action.title()
                    ),
                    before: Some(words(*was)),
                    after: Some(words(*is)),
                });
            }
        }
    }
    let order = |prompt: &Prompt, other: &Prompt| -> Vec<String> {
        let stays = |key: &str| other.form.iter().any(|f| f.key == key);
        let fields = prompt.form.iter().filter(|f| stays(&f.key));
        fields.map(|f| f.key.clone()).collect()
    };
    let (was, is) = (order(before, after), order(after, before));
    if was != is {
        lines.push(DiffLine {
            place: "Form · order".into(),
            before: Some(was.join(", ")),
            after: Some(is.join(", ")),
        });
    }
    lines
}
