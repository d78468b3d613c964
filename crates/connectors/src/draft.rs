//! A plan in the making, and what a run reads of it: the look-ups that were made, the changes that would be, and what
//! the run has to remember. What an answer means is for the vendor's folder to say.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Handout, Plan, Step};
use crate::reply::Reply;
use crate::request::Request;
use crate::session::Session;

/// A plan in the making. `C` is the folder's client, for whose replies the folder adds its own
/// `impl draft::Draft<'_, Client<'_>>`.
pub(crate) struct Draft<'a, C> {
    pub client: C,
    pub session: &'a Session,
    pub intent: &'a Intent,
    pub steps: Vec<Step>,
    pub warnings: Vec<String>,
    pub preview: Vec<Fact>,
    pub before: Vec<Fact>,
    pub memo: Map<String, Value>,
}

impl<'a, C> Draft<'a, C> {
    pub(crate) fn new(client: C, session: &'a Session, intent: &'a Intent) -> Self {
        Self {
            client,
            session,
            intent,
            steps: Vec::new(),
            warnings: Vec::new(),
            preview: Vec::new(),
            before: Vec::new(),
            memo: Map::new(),
        }
    }

    /// Makes a look-up, and writes it down.
    pub(crate) async fn look(&mut self, request: Request) -> Result<Reply> {
        let reply = self.session.send(&request).await?;
        self.steps.push(Step::made(request, reply.status));
        Ok(reply)
    }

    /// Says something that the operator should think about first.
    pub(crate) fn warn(&mut self, warning: impl Into<String>) {
        self.warnings.push(warning.into());
    }

    /// Keeps what the run needs, as an object; [`memo`] reads it.
    pub(crate) fn remember(&mut self, memo: &impl Serialize) -> Result<()> {
        match serde_json::to_value(memo) {
            Ok(Value::Object(memo)) => {
                self.memo = memo;
                Ok(())
            }
            _ => Err(unusable("what it is to remember is no object")),
        }
    }

    /// The plan that sends these changes, in this order.
    pub(crate) fn planned(mut self, summary: impl Into<String>, changes: Vec<Request>) -> Plan {
        self.steps.extend(changes.into_iter().map(Step::planned));
        self.finished(summary.into(), None)
    }

    /// The plan that changes nothing and hands this out.
    pub(crate) fn made(self, summary: impl Into<String>, handout: Handout) -> Plan {
        self.finished(summary.into(), Some(handout))
    }

    fn finished(self, summary: String, handout: Option<Handout>) -> Plan {
        Plan {
            connector: self.session.account.definition().id,
            action: self.intent.action.id,
            user: self.intent.user.clone(),
            summary,
            steps: self.steps,
            warnings: self.warnings,
            preview: self.preview,
            before: self.before,
            handout,
            made_at: self.session.now(),
            memo: self.memo,
        }
    }
}

/// The one change of a plan.
pub(crate) fn sole_change(plan: &Plan) -> Result<&Request> {
    let mut changes = plan.changes();
    match (changes.next(), changes.next()) {
        (Some(step), None) => Ok(&step.request),
        _ => Err(unusable("it must hold one change")),
    }
}

/// What planning wrote down for the run.
pub(crate) fn memo<T: DeserializeOwned>(plan: &Plan) -> Result<T> {
    serde_json::from_value(Value::Object(plan.memo.clone()))
        .map_err(|e| unusable(&format!("what it remembers cannot be read: {e}")))
}

/// The error for a plan that this version of the folder did not make.
pub(crate) fn unusable(why: &str) -> Error {
    Error::new(Kind::Invalid, format!("The plan cannot be run: {why}")).hint("Make a new plan")
}

#[cfg(test)]
mod tests;
