//! What is wrong with a prompt by itself: its id, its form, its survey, the ids of its actions.

use std::collections::BTreeSet;

use crate::operations::prompts::types::{FieldKind, Finding, Gravity, Prompt, PromptKind, SURVEY};

/// Longest id and name, in characters.
const LONGEST: usize = 100;

pub(super) fn findings(prompt: &Prompt) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut wrong = |gravity, at: String, message: String, remedy: &str| {
        findings.push(Finding {
            gravity,
            interaction: None,
            action: None,
            at,
            message,
            remedy: remedy.into(),
        });
    };
    let error = Gravity::Error;
    let id_sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if prompt.id.is_empty() || prompt.id.len() > LONGEST || !prompt.id.chars().all(id_sign) {
        wrong(
            error,
            "/id".into(),
            format!("{:?} is no id", prompt.id),
            "Use lower-case letters, digits and dashes: win-back",
        );
    }
    if prompt.name.is_empty() || prompt.name.chars().count() > LONGEST {
        let message = if prompt.name.is_empty() {
            "it has no name"
        } else {
            "its name is too long"
        };
        wrong(
            error,
            "/name".into(),
            message.into(),
            "Give it a name of at most 100 characters",
        );
    }
    let unasked = match prompt.kind {
        PromptKind::Invisible => {
            Some("an invisible prompt has a form or a survey that nobody sees")
        }
        PromptKind::Push => Some("a push notification has no room for a form or a survey"),
        PromptKind::Inline | PromptKind::Overlay | PromptKind::Video | PromptKind::Interstitial => {
            None
        }
    };
    if let Some(message) = unasked
        && (!prompt.form.is_empty() || prompt.survey.is_some())
    {
        let remedy = "Show it another way, or remove them";
        wrong(Gravity::Warning, "/kind".into(), message.into(), remedy);
    }
    let mut keys = BTreeSet::new();
    for (number, field) in prompt.form.iter().enumerate() {
        let at = format!("/form/{number}");
        let key = &field.key;
        let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if key.is_empty() || key.len() > LONGEST || !key.chars().all(sign) {
            let remedy = "Use lower-case letters, digits and underscores: reason";
            wrong(
                error,
                format!("{at}/key"),
                format!("{key:?} is no name of a form field"),
                remedy,
            );
        } else if !keys.insert(key.as_str()) {
            wrong(
                error,
                format!("{at}/key"),
                format!("there are two form fields {key}"),
                "Give one another name",
            );
        } else if key == SURVEY && prompt.survey.is_some() {
            let message = format!("the form field {key} has the name of the survey's answer");
            wrong(error, format!("{at}/key"), message, "Give it another name");
        }
        if field.label.is_empty() {
            wrong(
                error,
                format!("{at}/label"),
                format!("the form field {key} has no label"),
                "Say what is asked",
            );
        }
        let distinct = field.choices.iter().collect::<BTreeSet<_>>().len() == field.choices.len();
        let full = distinct && field.choices.iter().all(|c| !c.is_empty());
        match field.kind {
            FieldKind::Choice if field.choices.is_empty() || !full => wrong(
                error,
                format!("{at}/choices"),
                format!("the choices of the form field {key} are none, empty or twice the same"),
                "Give it different choices, one a line",
            ),
            FieldKind::Choice => {}
            _ if !field.choices.is_empty() => wrong(
                error,
                format!("{at}/choices"),
                format!("the form field {key} has choices and is no choice"),
                "Make it a choice, or remove them",
            ),
            _ => {}
        }
    }
    if let Some(survey) = &prompt.survey {
        if survey.question.is_empty() {
            wrong(
                error,
                "/survey/question".into(),
                "the survey asks nothing".into(),
                "Write its question",
            );
        }
        let distinct: BTreeSet<_> = survey.answers.iter().filter(|a| !a.is_empty()).collect();
        if distinct.len() < 2 || distinct.len() != survey.answers.len() {
            wrong(
                error,
                "/survey/answers".into(),
                "the answers of the survey are fewer than two, empty or twice the same".into(),
                "Give it at least two different answers",
            );
        }
    }
    let mut ids = BTreeSet::new();
    for (interaction, chain) in &prompt.interactions {
        for (number, action) in chain.iter().enumerate() {
            if action.id.is_empty() || !ids.insert(action.id.as_str()) {
                wrong(
                    error,
                    format!("/interactions/{}/{number}/id", interaction.name()),
                    format!("{:?} names no action, or two", action.id),
                    "Give each action of the prompt an id of its own",
                );
            }
        }
    }
    findings
}
