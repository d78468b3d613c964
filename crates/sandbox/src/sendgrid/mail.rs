//! E-mails: what is wrong with one, the sandbox mode that only judges, and what is taken.

use serde_json::{Map, Value};

use super::{Reply, SendGrid, no, not_simulated};
use crate::vendor::{Answer, Request};

/// The verified sender. Every address of its domain may send too.
pub(super) const FROM: &str = "hello@acme.example";
const DOMAIN: &str = "@acme.example";
const NO_SENDER: &str = "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved. Visit https://sendgrid.com/docs/for-developers/sending-email/sender-identity/ to see the Sender Identity requirements";

impl SendGrid {
    pub(super) fn send(&mut self, request: &Request) -> Reply {
        let body = request.json();
        let mail = body
            .as_ref()
            .and_then(Value::as_object)
            .ok_or_else(|| no(400, "Bad Request", None))?;
        let to = self.judge(mail)?;
        if mail
            .get("mail_settings")
            .is_some_and(|settings| settings["sandbox_mode"]["enable"] == true)
        {
            return Ok(Answer::empty(200));
        }
        // Whether sandbox mode looks at the sender is not documented: here it does not.
        if !mail["from"]["email"]
            .as_str()
            .is_some_and(|from| from.ends_with(DOMAIN))
        {
            return Err(no(403, NO_SENDER, Some("from")));
        }
        self.mails += 1;
        *self.sent.entry(to.to_lowercase()).or_default() += 1;
        let id = format!("sandbox{:04}.filter.{}", self.mails, self.mails);
        Ok(Answer::empty(202).header("x-message-id", id).changed())
    }

    /// The one address that it goes to, or what is wrong.
    fn judge(&self, mail: &Map<String, Value>) -> Result<String, Answer> {
        const KNOWN: [&str; 4] = ["personalizations", "from", "template_id", "mail_settings"];
        if let Some(other) = mail.keys().find(|key| !KNOWN.contains(&key.as_str())) {
            return Err(not_simulated(other));
        }
        let whole = |value: &Value, field: &str, words: &str| {
            let text = value.as_str().unwrap_or_default();
            match text.split_once('@') {
                Some((name, host)) if !name.is_empty() && !host.is_empty() => Ok(text.to_owned()),
                _ => Err(no(400, words, Some(field))),
            }
        };
        let from = mail.get("from").map_or(&Value::Null, |from| &from["email"]);
        whole(
            from,
            "from.email",
            "The from email does not contain a valid address.",
        )?;
        let one = match mail.get("personalizations").and_then(Value::as_array) {
            Some(all) if all.len() == 1 => &all[0],
            Some(all) if !all.is_empty() => return Err(not_simulated("personalizations.1")),
            _ => {
                return Err(no(
                    400,
                    "The personalizations field is required and must have at least one personalization.",
                    Some("personalizations"),
                ));
            }
        };
        let members = one.as_object().into_iter().flat_map(Map::keys);
        if let Some(other) = members
            .into_iter()
            .find(|key| !matches!(key.as_str(), "to" | "dynamic_template_data"))
        {
            return Err(not_simulated(&format!("personalizations.0.{other}")));
        }
        if one["to"].as_array().is_some_and(|to| to.len() > 1) {
            return Err(not_simulated("personalizations.0.to.1"));
        }
        let to = whole(
            &one["to"][0]["email"],
            "personalizations.0.to.0.email",
            "Does not contain a valid address.",
        )?;
        let template = mail.get("template_id").and_then(Value::as_str);
        let template = template.and_then(|id| self.templates.iter().find(|t| t.id == id));
        match template {
            Some(template) if template.active => Ok(to),
            Some(_) => Err(no(
                400,
                "The template has no active version",
                Some("template_id"),
            )),
            None => Err(no(400, "The template is not known", Some("template_id"))),
        }
    }
}
