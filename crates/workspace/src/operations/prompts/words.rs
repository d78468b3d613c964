//! What people read of a prompt: on the command line, in a report, in the difference that a document would make.

use patchbay_connectors::Outcome;

use super::rehearsal_types::{ActionState, Rehearsal, RehearsedAction};
use super::types::{
    ChainAction, ConnectorAction, Does, FieldKind, FormField, Interaction, OnError, PromptKind,
};

impl Interaction {
    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accept => "Accept",
            Self::SecondaryAccept => "Secondary accept",
            Self::Decline => "Decline",
            Self::Dismiss => "Dismiss",
            Self::Timeout => "Timeout",
        }
    }
}

impl PromptKind {
    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::Overlay => "overlay",
            Self::Invisible => "invisible",
            Self::Push => "push notification",
            Self::Video => "video",
            Self::Interstitial => "interstitial",
        }
    }
}

impl FieldKind {
    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "e-mail address",
            Self::Phone => "telephone number",
            Self::Number => "number",
            Self::Choice => "choice",
            Self::Checkbox => "checkbox",
        }
    }
}

impl FormField {
    /// In one line: "Your e-mail (e-mail address, required)".
    pub fn sentence(&self) -> String {
        let mut about = self.kind.label().to_owned();
        if !self.choices.is_empty() {
            about.push_str(" of ");
            about.push_str(&self.choices.join(", "));
        }
        if self.required {
            about.push_str(", required");
        }
        format!("{} ({about})", self.label)
    }
}

impl OnError {
    /// The end of a sentence that begins with "If it does not succeed, the rest".
    pub const fn label(self) -> &'static str {
        match self {
            Self::Stop => "is skipped",
            Self::Continue => "goes on",
        }
    }
}

impl ConnectorAction {
    /// What people read: "Chargify: Cancel subscription"; the ids of what this program does not know.
    pub fn title(&self) -> String {
        let Some(connector) = patchbay_connectors::find(&self.connector) else {
            return format!("{}: {}", self.connector, self.action);
        };
        let definition = connector.definition();
        let action = definition.action(&self.action);
        let name = action.map_or(self.action.as_str(), |action| action.name);
        format!("{}: {name}", definition.name)
    }

    /// What people read of a parameter: its label; its key if this program does not know it.
    pub fn param_label<'a>(&self, key: &'a str) -> &'a str {
        patchbay_connectors::find(&self.connector)
            .and_then(|connector| connector.definition().action(&self.action))
            .and_then(|action| action.param(key))
            .map_or(key, |param| param.label)
    }
}

impl ChainAction {
    /// What people read: "Chargify: Cancel subscription", "Redirect to https://…".
    pub fn title(&self) -> String {
        match &self.does {
            Does::Action(action) => action.title(),
            Does::Redirect(to) => format!("Redirect to {}", to.url),
        }
    }
}

impl ActionState {
    /// One or two words: "succeeded", "left out".
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Planned => "not run",
            Self::Unplanned { .. } => "cannot be planned",
            Self::WouldShow { .. } => "not shown",
            Self::LeftOut { .. } => "left out",
            Self::Done { run } => match run.outcome {
                Outcome::Succeeded => "succeeded",
                Outcome::Refused => "refused",
                Outcome::Failed => "failed",
                Outcome::Unknown => "unknown",
            },
            Self::Shown { .. } => "shown",
            Self::Failed { .. } => "failed",
            Self::Skipped { .. } => "skipped",
        }
    }

    /// Whether it is as it should be: it succeeded, was shown, or its condition left it out.
    pub fn is_fine(&self) -> bool {
        match self {
            Self::Done { run } => run.outcome == Outcome::Succeeded,
            Self::Shown { .. } | Self::LeftOut { .. } => true,
            _ => false,
        }
    }
}

impl Rehearsal {
    /// One sentence on what came of it: the first thing that did not succeed, or how much did.
    pub fn summary(&self) -> String {
        let counted = |counts: fn(&ActionState) -> bool| {
            self.actions.iter().filter(|a| counts(&a.state)).count()
        };
        let left_out = counted(|s| matches!(s, ActionState::LeftOut { .. }));
        let skipped = counted(|s| matches!(s, ActionState::Skipped { .. }));
        let mut parts = Vec::new();
        let wrong = self.actions.iter().enumerate();
        let wrong = wrong
            .filter(|(_, a)| !a.state.is_fine() && !matches!(a.state, ActionState::Skipped { .. }));
        for (number, action) in wrong {
            parts.push(format!("{}. {}", number + 1, action.sentence()));
        }
        if parts.is_empty() {
            match counted(ActionState::is_fine) - left_out {
                0 => {}
                1 => parts.push("1 action succeeded".into()),
                fine => parts.push(format!("{fine} actions succeeded")),
            }
        }
        if skipped > 0 {
            parts.push(format!("{skipped} skipped after it"));
        }
        if left_out > 0 {
            parts.push(format!("{left_out} left out by condition"));
        }
        parts.join("; ")
    }
}

impl RehearsedAction {
    /// What it is and what came of it: "Chargify: Cancel subscription: refused: …".
    pub fn sentence(&self) -> String {
        let why = match &self.state {
            ActionState::Done { run } => Some(run.summary.as_str()),
            ActionState::Failed { error } | ActionState::Unplanned { error } => {
                Some(error.message.as_str())
            }
            _ => None,
        };
        let state = self.state.label();
        match why {
            Some(why) => format!("{}: {state}: {why}", self.title),
            None => format!("{}: {state}", self.title),
        }
    }
}
