//! A plan is the exact list of requests that an action would send; a run executes it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;
use url::Url;

use crate::definition::{Assumption, Definition};
use crate::error::{Error, Kind};
use crate::redact::Redactor;
use crate::request::{Method, Request};

/// One request of a plan.
#[derive(Clone)]
pub struct Step {
    /// The request, secrets named but not held.
    pub request: Request,
    /// The answer's status, when the request was really made while planning.
    pub status: Option<u16>,
}

/// A label and a value, to be read by people: "Total today" · "19.00 USD".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// Its value as people write it.
    pub value: String,
}

impl Fact {
    /// A fact.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
        }
    }
}

/// What an action gives the operator to take away, instead of sending it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Handout {
    /// A link to hand on or to open.
    Link {
        /// What it leads to: "Checkout with 2 Gold boxes".
        label: String,
        /// The address, https.
        url: String,
    },
    /// A small JSON document that an app on a device reads.
    Descriptor {
        /// What it is for: "In-app purchase of `gold_monthly`".
        label: String,
        /// The document.
        json: Value,
    },
}

impl Handout {
    /// A link.
    pub fn link(label: impl Into<String>, url: &Url) -> Self {
        Self::Link {
            label: label.into(),
            url: url.as_str().to_owned(),
        }
    }

    /// A JSON document.
    pub fn descriptor(label: impl Into<String>, json: Value) -> Self {
        Self::Descriptor {
            label: label.into(),
            json,
        }
    }

    fn view(&self, redactor: &Redactor) -> Self {
        match self {
            Self::Link { label, url } => Self::Link {
                label: redactor.text(label),
                url: redactor.text(url),
            },
            Self::Descriptor { label, json } => Self::Descriptor {
                label: redactor.text(label),
                json: redactor.json(json.clone()),
            },
        }
    }
}

/// The exact list of requests that an action would send, made without changing anything.
#[derive(Clone)]
pub struct Plan {
    /// The connector's id.
    pub connector: &'static str,
    /// The action's id.
    pub action: &'static str,
    /// How the user is called.
    pub user: Option<String>,
    /// One sentence on what it will do: "Cancel subscription 71 (Gold) at the end of its period".
    pub summary: String,
    /// The look-ups that were made and the changes that would be, in order.
    pub steps: Vec<Step>,
    /// What the operator should think about first.
    pub warnings: Vec<String>,
    /// What the vendor says would come of it: amounts, dates.
    pub preview: Vec<Fact>,
    /// The state at the vendor now, to compare with what the run leaves.
    pub before: Vec<Fact>,
    /// What the operator takes away. A plan that has one usually has no changes.
    pub handout: Option<Handout>,
    /// When it was made. The host refuses to run an old one.
    pub made_at: Timestamp,
    /// What the vendor's own `run` needs to remember, such as the subscription's id. Never secret.
    pub memo: Map<String, Value>,
}

impl Plan {
    /// The steps that a run will send.
    pub fn changes(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|s| s.request.changes)
    }

    /// The plan as it is shown and stored, with what `definition` assumes of it.
    pub(crate) fn view(&self, definition: &Definition, redactor: &Redactor) -> PlanView {
        PlanView {
            connector: self.connector.into(),
            action: self.action.into(),
            user: self.user.as_deref().map(|u| redactor.text(u)),
            summary: redactor.text(&self.summary),
            steps: self.steps.iter().map(|s| s.view(redactor)).collect(),
            warnings: self.warnings.iter().map(|w| redactor.text(w)).collect(),
            preview: facts(&self.preview, redactor),
            before: facts(&self.before, redactor),
            handout: self.handout.as_ref().map(|h| h.view(redactor)),
            assumed: definition
                .assumed(self.action)
                .into_iter()
                .map(Into::into)
                .collect(),
        }
    }
}

fn facts(facts: &[Fact], redactor: &Redactor) -> Vec<Fact> {
    facts
        .iter()
        .map(|f| Fact::new(redactor.text(&f.label), redactor.text(&f.value)))
        .collect()
}

impl Step {
    /// A step that a run will send.
    pub fn planned(request: Request) -> Self {
        Self {
            request,
            status: None,
        }
    }

    /// A look-up that was made while planning.
    pub fn made(request: Request, status: u16) -> Self {
        Self {
            request,
            status: Some(status),
        }
    }

    fn view(&self, redactor: &Redactor) -> StepView {
        let request = &self.request;
        StepView {
            purpose: redactor.text(&request.purpose),
            method: request.method,
            url: redactor.text(&request.shown_url()),
            headers: request
                .shown_headers()
                .into_iter()
                .map(|(k, v)| (k, redactor.text(&v)))
                .collect(),
            body: request.shown_body().map(|b| redactor.json(b)),
            changes: request.changes,
            sent: self.status.is_some(),
            status: self.status,
        }
    }
}

/// A plan as it is shown: redacted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PlanView {
    /// The connector's id.
    pub connector: String,
    /// The action's id.
    pub action: String,
    /// How the user is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub user: Option<String>,
    /// One sentence on what it will do.
    pub summary: String,
    /// The requests, in order.
    pub steps: Vec<StepView>,
    /// What the operator should think about first.
    pub warnings: Vec<String>,
    /// What the vendor says would come of it.
    pub preview: Vec<Fact>,
    /// The state at the vendor now.
    pub before: Vec<Fact>,
    /// What the operator takes away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub handout: Option<Handout>,
    /// What was assumed of the action, its traits, parameters and catalogues when it was planned.
    #[serde(default)]
    pub assumed: Vec<Assumed>,
}

/// An [`Assumption`] that a plan rests on, as it was worded when the plan was made: it is kept with the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Assumed {
    /// What it is about: the id of an action or catalogue, the key of a trait or parameter.
    pub about: String,
    /// The assumption, and where it can be overridden.
    pub text: String,
    /// The key of the setting that overrides it, if one does.
    pub setting: Option<String>,
}

impl From<&Assumption> for Assumed {
    fn from(assumption: &Assumption) -> Self {
        Self {
            about: assumption.about.into(),
            text: assumption.text.into(),
            setting: assumption.setting.map(Into::into),
        }
    }
}

/// One request of a plan as it is shown: redacted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct StepView {
    /// What it is for.
    pub purpose: String,
    /// The HTTP method.
    pub method: Method,
    /// The URL.
    pub url: String,
    /// The headers.
    pub headers: BTreeMap<String, String>,
    /// The body: JSON, a form as an object, or XML as text.
    pub body: Option<Value>,
    /// Whether it changes anything at the vendor.
    pub changes: bool,
    /// Whether it was really made while planning.
    pub sent: bool,
    /// The answer's status, if it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub status: Option<u16>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The vendor did it and said so.
    Succeeded,
    /// The vendor said no; nothing was changed.
    Refused,
    /// It could not be done; nothing was changed.
    Failed,
    /// Something was sent whose effect is not known: look before repeating.
    Unknown,
}

/// What a run came to.
#[derive(Debug, Clone)]
pub struct RunReport {
    /// How it ended.
    pub outcome: Outcome,
    /// One sentence: what happened, or what did not.
    pub summary: String,
    /// The vendor's ids and values that matter afterwards. Never secret.
    pub vendor: Map<String, Value>,
    /// The state at the vendor afterwards, with the labels of the plan's `before`.
    pub after: Vec<Fact>,
    /// Why it did not succeed.
    pub error: Option<Error>,
}

impl RunReport {
    /// A run that did what was planned.
    pub fn succeeded(summary: impl Into<String>) -> Self {
        Self {
            outcome: Outcome::Succeeded,
            summary: summary.into(),
            vendor: Map::new(),
            after: Vec::new(),
            error: None,
        }
    }

    /// The run of a plan that changes nothing: nothing is sent, and what the plan hands out is put on record.
    pub fn handed_out(plan: &Plan) -> Self {
        match &plan.handout {
            Some(Handout::Link { label, url }) => {
                Self::succeeded(format!("{label}: nothing was sent, the link is ready"))
                    .with("link", url.as_str())
            }
            Some(Handout::Descriptor { label, json }) => Self::succeeded(format!(
                "{label}: nothing was sent, the descriptor is ready"
            ))
            .with("descriptor", json.clone()),
            None => Self::ended(
                Error::new(Kind::Invalid, "this plan hands out nothing").hint("Make a new plan"),
            ),
        }
    }

    /// A run that ended with `error` while nothing had been changed before it.
    pub fn ended(error: Error) -> Self {
        let outcome = match error.kind {
            Kind::Unknown => Outcome::Unknown,
            Kind::Refused
            | Kind::Unauthorized
            | Kind::Forbidden
            | Kind::NotFound
            | Kind::Ambiguous => Outcome::Refused,
            _ => Outcome::Failed,
        };
        Self {
            outcome,
            summary: error.message.clone(),
            vendor: Map::new(),
            after: Vec::new(),
            error: Some(error),
        }
    }

    /// A run of several changes of which some were made, `done`, before one ended with `error`. "Nothing was
    /// changed" would be false, so its outcome is unknown: look before repeating.
    pub fn partly(done: impl Into<String>, error: Error) -> Self {
        let done = done.into();
        Self {
            outcome: Outcome::Unknown,
            summary: format!("{done}, but then: {}", error.message),
            ..Self::ended(error)
        }
    }

    /// With a vendor id or value, when there is one.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        if !value.is_null() {
            self.vendor.insert(key.into(), value);
        }
        self
    }
}

#[cfg(test)]
mod tests;
