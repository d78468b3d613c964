//! Contacts: found by their address, and added to lists by imports that take a while.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{Reply, SendGrid, no, not_simulated};
use crate::vendor::{Answer, Request};

/// How long an import takes.
const TAKES: SignedDuration = SignedDuration::from_secs(3);

/// An import of one contact.
pub(super) struct Import {
    id: String,
    email: String,
    lists: Vec<String>,
    due: Timestamp,
    /// Whether the contact was new, once it is done.
    done: Option<bool>,
}

impl SendGrid {
    pub(super) fn import(&mut self, request: &Request, now: Timestamp) -> Reply {
        let body = request.json().unwrap_or_default();
        let members = body.as_object().into_iter().flat_map(Map::keys);
        if let Some(other) = members
            .into_iter()
            .find(|key| !matches!(key.as_str(), "list_ids" | "contacts"))
        {
            return Err(not_simulated(other));
        }
        let contact = match body["contacts"].as_array().map(Vec::as_slice) {
            Some([one]) => one,
            Some([_, _, ..]) => return Err(not_simulated("contacts[1]")),
            _ => {
                return Err(no(
                    400,
                    "at least one contact is required",
                    Some("contacts"),
                ));
            }
        };
        let fields = contact.as_object().into_iter().flat_map(Map::keys);
        if let Some(other) = fields.into_iter().find(|key| *key != "email") {
            return Err(not_simulated(&format!("contacts[0].{other}")));
        }
        let email = contact["email"].as_str().unwrap_or_default();
        if !email
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        {
            let words = format!("email '{email}' is not valid");
            return Err(no(400, &words, Some("contacts[0].email")));
        }
        let ids = body["list_ids"].as_array().cloned().unwrap_or_default();
        let known = |id: &&Value| self.lists.iter().any(|list| **id == list.id.as_str());
        if let Some(unknown) = ids.iter().find(|id| !known(id)) {
            let words = format!("list {} is not known", unknown.as_str().unwrap_or_default());
            return Err(no(400, &words, Some("list_ids")));
        }
        let id = format!("d9a1cbd2-5a3b-4c5d-8f2e-{:012}", self.imports.len() + 1);
        let lists = ids.iter().filter_map(Value::as_str).map(str::to_owned);
        self.imports.push(Import {
            id: id.clone(),
            email: email.to_lowercase(),
            lists: lists.collect(),
            due: now + TAKES,
            done: None,
        });
        Ok(Answer::json(202, &json!({ "job_id": id })).changed())
    }

    /// Does the imports that are due.
    pub(super) fn finish_imports(&mut self, now: Timestamp) {
        for import in &mut self.imports {
            if import.done.is_some() || now < import.due {
                continue;
            }
            import.done = Some(!self.contacts.contains_key(&import.email));
            let on = self.contacts.entry(import.email.clone()).or_default();
            for list in &import.lists {
                if !on.contains(list) {
                    on.push(list.clone());
                }
            }
        }
    }

    pub(super) fn job(&self, id: &str) -> Reply {
        let import = self.imports.iter().find(|import| import.id == id);
        let import = import.ok_or_else(|| no(404, "not found", None))?;
        let mut job = json!({
            "id": import.id,
            "status": "pending",
            "job_type": "upsert",
            "started_at": (import.due - TAKES).to_string(),
        });
        if let Some(new) = import.done {
            job["status"] = "completed".into();
            job["finished_at"] = import.due.to_string().into();
            job["results"] = json!({
                "requested_count": 1,
                "created_count": u8::from(new),
                "updated_count": u8::from(!new),
                "deleted_count": 0,
                "errored_count": 0,
                "errors_url": "",
            });
        }
        Ok(Answer::json(200, &job))
    }

    pub(super) fn search(&self, request: &Request) -> Reply {
        let body = request.json().unwrap_or_default();
        let emails = body["emails"].as_array().cloned().unwrap_or_default();
        if emails.is_empty() || emails.len() > 100 {
            return Err(no(400, "emails must be 1 to 100 addresses", Some("emails")));
        }
        let mut found = Map::new();
        for email in emails.iter().filter_map(Value::as_str) {
            let email = email.to_lowercase();
            if let Some(lists) = self.contacts.get(&email) {
                let id = format!("contact-{email}");
                let contact = json!({ "id": id, "email": email, "list_ids": lists });
                found.insert(email, json!({ "contact": contact }));
            }
        }
        if found.is_empty() {
            return Err(no(404, "not found", None));
        }
        Ok(Answer::json(200, &json!({ "result": found })))
    }
}
