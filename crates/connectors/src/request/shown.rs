//! How a request looks to people: in a plan, in the record, in a cURL command. Masks stand for secrets.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Body, Credential, Request, mask};

impl Request {
    /// The URL as shown: secrets in the path and the query masked.
    pub fn shown_url(&self) -> String {
        let mut url = self.url.clone();
        for credential in &self.credentials {
            if let Credential::Query { name, setting } = credential {
                url.query_pairs_mut().append_pair(name, &mask(setting));
            }
        }
        // Masks stay readable; a URL would spell them %E2%80%B9api_key%E2%80%BA.
        url.as_str()
            .replace("%E2%80%B9", "‹")
            .replace("%E2%80%BA", "›")
    }

    /// All headers as shown, sorted by name: secrets masked.
    pub fn shown_headers(&self) -> BTreeMap<String, String> {
        let mut all: BTreeMap<String, String> = self
            .headers
            .iter()
            .map(|(n, v)| ((*n).to_owned(), v.clone()))
            .collect();
        if let Some(kind) = self.content_type() {
            all.entry("content-type".into())
                .or_insert_with(|| kind.into());
        }
        for credential in &self.credentials {
            match credential {
                Credential::BasicUser { setting, password } => {
                    all.insert(
                        "authorization".into(),
                        format!("Basic {}:{password}", mask(setting)),
                    );
                }
                Credential::BasicPassword { user, setting } => {
                    all.insert(
                        "authorization".into(),
                        format!("Basic {user}:{}", mask(setting)),
                    );
                }
                Credential::Header {
                    name,
                    prefix,
                    setting,
                } => {
                    all.insert((*name).into(), format!("{prefix}{}", mask(setting)));
                }
                Credential::Granted { name, prefix, .. } => {
                    all.insert((*name).into(), format!("{prefix}{}", mask("token")));
                }
                Credential::Query { .. }
                | Credential::Path { .. }
                | Credential::Json { .. }
                | Credential::Form { .. }
                | Credential::Assertion { .. } => {}
            }
        }
        all
    }

    /// The body as shown: a JSON value, a form as an object of its fields (a name that comes several times
    /// has a list), or XML as text; secrets masked.
    pub fn shown_body(&self) -> Option<Value> {
        let mut shown = match &self.body {
            Body::Empty => return None,
            Body::Json(value) => value.clone(),
            Body::Form(fields) => {
                let mut object = Map::new();
                for (name, value) in fields {
                    add_field(&mut object, name, value.clone());
                }
                Value::Object(object)
            }
            Body::Xml(text) => Value::String(text.clone()),
        };
        for credential in &self.credentials {
            match credential {
                Credential::Json { pointer, setting } => {
                    if let Some(place) = shown.pointer_mut(pointer) {
                        *place = Value::String(mask(setting));
                    }
                }
                Credential::Form { name, setting } => {
                    if let Value::Object(fields) = &mut shown {
                        add_field(fields, name, mask(setting));
                    }
                }
                Credential::Assertion { name, .. } => {
                    if let Value::Object(fields) = &mut shown {
                        add_field(fields, name, mask("assertion"));
                    }
                }
                _ => {}
            }
        }
        Some(shown)
    }

    /// What the body is, where no header says otherwise.
    pub(crate) fn content_type(&self) -> Option<&'static str> {
        match self.body {
            Body::Empty => None,
            Body::Json(_) => Some("application/json"),
            Body::Form(_) => Some("application/x-www-form-urlencoded"),
            Body::Xml(_) => Some("application/xml"),
        }
    }
}

fn add_field(fields: &mut Map<String, Value>, name: &str, value: String) {
    match fields.get_mut(name) {
        None => {
            fields.insert(name.into(), Value::String(value));
        }
        Some(Value::Array(all)) => all.push(Value::String(value)),
        Some(first) => *first = Value::Array(vec![first.take(), Value::String(value)]),
    }
}
