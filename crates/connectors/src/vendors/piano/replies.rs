//! What Piano answers, as far as it is looked at. Ids and times come as numbers or as texts, times in seconds.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::plan::Fact;
use crate::say;
use crate::target::Candidate;

/// A subscription.
#[derive(Debug, Clone)]
pub(super) struct Subscription {
    pub id: String,
    pub uid: Option<String>,
    pub term_id: Option<String>,
    pub term: Option<String>,
    pub status: String,
    pub auto_renew: Option<bool>,
    can_be_resumed: Option<bool>,
    is_active: Option<bool>,
    next_bill: Option<i64>,
    ends: Option<i64>,
}

impl Subscription {
    pub fn read(row: &Value) -> Result<Self, String> {
        let flag = |key: &str| row.get(key).and_then(Value::as_bool);
        let inner = |object: &str, key: &str| row.get(object).and_then(|o| text(o, key));
        Ok(Self {
            id: text(row, "subscription_id").ok_or("a subscription without subscription_id")?,
            uid: inner("user", "uid"),
            term_id: inner("term", "term_id"),
            term: inner("term", "name"),
            status: text(row, "status_name")
                .or_else(|| text(row, "status"))
                .ok_or("a subscription without status")?,
            auto_renew: flag("auto_renew"),
            can_be_resumed: flag("can_be_resumed"),
            is_active: flag("is_active"),
            next_bill: secs(row, "next_bill_date"),
            ends: secs(row, "end_date"),
        })
    }

    /// Whether it has not ended.
    pub fn runs(&self, now: Timestamp) -> bool {
        self.is_active
            .unwrap_or_else(|| self.ends.is_none_or(|at| at > now.as_second()))
    }

    pub fn can_resume(&self, now: Timestamp) -> bool {
        self.runs(now)
            && self
                .can_be_resumed
                .unwrap_or(self.auto_renew == Some(false))
    }

    /// "Gold (TM1)", "TM1".
    pub fn plan(&self) -> String {
        match (&self.term, &self.term_id) {
            (Some(name), Some(id)) => format!("{name} ({id})"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => "a term that is not told".into(),
        }
    }

    /// "RC71 (Active, to Gold (TM1), renews)".
    pub fn brief(&self) -> String {
        let renews = match self.auto_renew {
            Some(true) => ", renews",
            Some(false) => ", does not renew",
            None => "",
        };
        format!("{} ({}, to {}{renews})", self.id, self.status, self.plan())
    }

    pub fn candidate(&self) -> Candidate {
        Candidate {
            id: self.id.clone(),
            brief: self.brief(),
            facts: json!({
                "status": self.status,
                "term": self.term,
                "term_id": self.term_id,
                "auto_renew": self.auto_renew,
                "next_bill": self.next_bill.map(say::epoch),
            }),
        }
    }

    /// The state, under the labels that plans and reports share.
    pub fn facts(&self) -> Vec<Fact> {
        let at = |secs: Option<i64>| secs.map_or_else(|| "none".into(), say::epoch);
        vec![
            Fact::new("Subscription", &self.id),
            Fact::new("Term", self.plan()),
            Fact::new("Status", &self.status),
            Fact::new(
                "Renews",
                match self.auto_renew {
                    Some(true) => "yes",
                    Some(false) => "no",
                    None => "not told",
                },
            ),
            Fact::new("Next bill", at(self.next_bill)),
            Fact::new("Ends", at(self.ends)),
        ]
    }
}

/// A text or number of a row as text; none where it is missing or empty.
pub(super) fn text(row: &Value, key: &str) -> Option<String> {
    row.get(key)
        .and_then(say::scalar)
        .filter(|t| !t.trim().is_empty())
}

/// A time in seconds; Piano's zero is none.
pub(super) fn secs(row: &Value, key: &str) -> Option<i64> {
    text(row, key)?.parse().ok().filter(|at| *at > 0)
}
