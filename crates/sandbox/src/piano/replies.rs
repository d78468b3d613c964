//! What a request asks, and the envelope of every answer. A parameter that is not simulated is refused by its name.
//!
//! Codes (inferred): 2 access denied, 3 a parameter, 1 everything else.

use axum::http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{AID, API_TOKEN, Reply};
use crate::vendor::{Answer, Request};

/// The parameters of a request, of its query or its form, once the token holds.
pub(super) struct Asked {
    fields: Vec<(String, String)>,
    pub now: Timestamp,
}

impl Asked {
    /// The token stands in the header, the query or the form; where it stands twice, both must hold.
    pub fn read(request: &Request, now: Timestamp) -> Result<Self, Answer> {
        let mut fields = if request.method == Method::GET {
            request.query.clone()
        } else {
            request.form()
        };
        let header = request.header("api_token");
        let mut tokens: Vec<String> = Some(header.to_owned())
            .filter(|t| !t.is_empty())
            .into_iter()
            .collect();
        fields.retain(|(key, value)| {
            let token = key == "api_token";
            if token {
                tokens.push(value.clone());
            }
            !token
        });
        let asked = Self { fields, now };
        if tokens.is_empty() || tokens.iter().any(|t| t != API_TOKEN) {
            return Err(asked.failure(2, "Access denied"));
        }
        Ok(asked)
    }

    /// Refuses what is not among these, and an application that is not this one. `aid` is always known.
    pub fn only(&self, known: &[&str]) -> Result<(), Answer> {
        let unknown = |key: &str| key != "aid" && !known.contains(&key);
        if let Some((key, _)) = self.fields.iter().find(|(key, _)| unknown(key)) {
            return Err(self.field(key, "is not simulated by the Patchbay sandbox"));
        }
        match self.get("aid") {
            Some(aid) if aid != AID => Err(self.failure(1, "App not found")),
            _ => Ok(()),
        }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn must(&self, name: &str) -> Result<&str, Answer> {
        self.get(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| self.field(name, "is required"))
    }

    /// An answer of code 0 with these members.
    pub fn good(&self, mut members: Value) -> Answer {
        members["code"] = json!(0);
        members["ts"] = json!(self.now.as_second());
        Answer::json(200, &members)
    }

    /// A failure, which is status 200 all the same.
    pub fn failure(&self, code: u32, message: &str) -> Answer {
        Answer::json(
            200,
            &json!({ "code": code, "ts": self.now.as_second(), "message": message }),
        )
    }

    /// A failure of one parameter.
    pub fn field(&self, name: &str, why: &str) -> Answer {
        let message = "Validation failed";
        let errors = json!({ "message": message, "errors": { name: format!("{name} {why}") } });
        Answer::json(
            200,
            &json!({ "code": 3, "ts": self.now.as_second(), "message": message, "validation_errors": errors }),
        )
    }

    /// The part of a list that is asked for.
    pub fn list(&self, member: &str, rows: &[Value]) -> Reply {
        let number = |name: &str, default: usize| {
            self.get(name).map_or(Ok(default), |text| {
                text.parse()
                    .map_err(|_| self.field(name, "must be a number"))
            })
        };
        let offset = number("offset", 0)?;
        let limit = number("limit", 100)?;
        if !(1..=100).contains(&limit) {
            return Err(self.field("limit", "must be from 1 to 100"));
        }
        let part: Vec<&Value> = rows.iter().skip(offset).take(limit).collect();
        Ok(self.good(json!({
            "limit": limit, "offset": offset, "total": rows.len(), "count": part.len(), member: part,
        })))
    }
}

pub(super) fn app(asked: &Asked) -> Reply {
    asked.only(&[])?;
    asked.must("aid")?;
    Ok(asked
        .good(json!({ "app": { "aid": AID, "name": "Patchbay Demo", "default_lang": "en_US" } })))
}

/// No such path: a page of the server's.
pub(super) fn no_such_path() -> Answer {
    Answer::text(
        404,
        "text/html;charset=utf-8",
        "<html><body><h1>404 Not Found</h1></body></html>",
    )
}
