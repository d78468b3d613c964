//! The instance profile: how one Evergent instance differs from what is known of the others.
//!
//! The defaults are a document themselves, `profile.json`, and a profile holds only what differs from it.
//! The shape of the defaults is also what a profile is checked against: a key that is not there is refused,
//! so a typing error never leaves a default in force silently. This file reads and judges; it sends nothing.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// What an empty profile means.
pub(super) const DEFAULT: &str = include_str!("profile.json");

/// What may be null, for "this instance does not take it". `length` is null until it is known.
const NULLABLE: &[&str] = &[
    "methods.redeemCoupon.fields.service",
    "methods.removeSubscription.fields.reason",
    "methods.pauseSubscription.length",
];

/// A method of the vendor's that this connector calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    RedeemCoupon,
    ChangeService,
    Pause,
    Resume,
    Reactivate,
    Remove,
    Subscriptions,
    Products,
}

impl Call {
    pub const ALL: [Self; 8] = [
        Self::RedeemCoupon,
        Self::ChangeService,
        Self::Pause,
        Self::Resume,
        Self::Reactivate,
        Self::Remove,
        Self::Subscriptions,
        Self::Products,
    ];

    /// The vendor's name of it, which is also its key under `methods`.
    pub fn name(self) -> &'static str {
        match self {
            Self::RedeemCoupon => "redeemCoupon",
            Self::ChangeService => "changeService",
            Self::Pause => "pauseSubscription",
            Self::Resume => "resumeSubscription",
            Self::Reactivate => "reactivateSubscription",
            Self::Remove => "removeSubscription",
            Self::Subscriptions => "getActiveSubscriptions",
            Self::Products => "getProducts",
        }
    }

    /// The method behind an action.
    pub fn of_action(id: &str) -> Option<Self> {
        Some(match id {
            "redeem_coupon" => Self::RedeemCoupon,
            "change_service" => Self::ChangeService,
            "pause_subscription" => Self::Pause,
            "resume_subscription" => Self::Resume,
            "reactivate_subscription" => Self::Reactivate,
            "remove_subscription" => Self::Remove,
            _ => return None,
        })
    }
}

/// One instance's ways, complete with defaults.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Profile {
    pub credentials: Credentials,
    /// The field that holds the channelPartnerID.
    pub partner_field: String,
    pub customer: Customer,
    /// Fixed fields of every request.
    pub extra: Map<String, Value>,
    pub statuses: Statuses,
    methods: BTreeMap<String, Method>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Credentials {
    pub style: Style,
    pub key_field: String,
    pub user: String,
    pub user_field: String,
    pub password_field: String,
}

/// Where the secret `api_key` stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Style {
    /// In `key_field`.
    ApiKey,
    /// In `password_field`, beside `user` in `user_field`.
    ApiUser,
}

/// Whom a request is about.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Customer {
    pub field: String,
    #[serde(rename = "trait")]
    pub trait_key: String,
}

/// The instance's names of the states that actions ask about.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Statuses {
    active: Vec<String>,
    paused: Vec<String>,
    final_bill: Vec<String>,
}

/// The state of a subscription, as far as its status is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Active,
    Paused,
    FinalBill,
    /// A status that the profile does not name, or none.
    Other,
}

impl Statuses {
    /// The state behind a status; letter case, spaces and underscores are ignored.
    pub fn state(&self, status: &str) -> State {
        let has = |names: &[String]| names.iter().any(|n| plain(n) == plain(status));
        if has(&self.active) {
            State::Active
        } else if has(&self.paused) {
            State::Paused
        } else if has(&self.final_bill) {
            State::FinalBill
        } else {
            State::Other
        }
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Method {
    #[serde(default = "yes")]
    pub enabled: bool,
    pub path: String,
    pub request_wrapper: String,
    pub response_wrapper: String,
    /// Parameter to field; none means not sent.
    #[serde(default)]
    pub fields: BTreeMap<String, Option<String>>,
    pub length: Option<Length>,
    /// The key of a reading method's list.
    #[serde(default)]
    pub list: String,
    pub extra: Map<String, Value>,
}

fn yes() -> bool {
    true
}

/// How the length of a pause is sent.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Length {
    pub field: String,
    pub form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Form {
    /// A number of days.
    Days,
    /// The pause's end, milliseconds since 1970.
    EndDateMs,
}

impl Profile {
    /// The profile of a document that holds what differs from the defaults.
    pub fn read(text: &str) -> std::result::Result<Self, String> {
        let given: Value =
            serde_json::from_str(text).map_err(|e| format!("is not a JSON document ({e})"))?;
        let default: Value = serde_json::from_str(DEFAULT).map_err(|e| e.to_string())?;
        let whole = overlay(&default, given, "")?;
        let profile: Self = serde_json::from_value(whole).map_err(|e| e.to_string())?;
        profile.judge()?;
        Ok(profile)
    }

    /// What the profile says of a method.
    pub fn method(&self, call: Call) -> Result<&Method> {
        self.methods.get(call.name()).ok_or_else(|| {
            Error::invalid(
                "instance_profile",
                format!("the instance profile lacks methods.{}", call.name()),
            )
        })
    }

    /// What no single key shows to be wrong.
    fn judge(&self) -> std::result::Result<(), String> {
        let credentials = &self.credentials;
        if credentials.style == Style::ApiUser && credentials.user.trim().is_empty() {
            return Err("credentials.user is missing: the style api_user needs the user name there, and its password in the setting apiKey".into());
        }
        let statuses = &self.statuses;
        let groups = [
            ("active", &statuses.active),
            ("paused", &statuses.paused),
            ("final_bill", &statuses.final_bill),
        ];
        for (i, (group, names)) in groups.iter().enumerate() {
            for (other, others) in &groups[..i] {
                if let Some(twice) = names
                    .iter()
                    .find(|n| others.iter().any(|o| plain(o) == plain(n)))
                {
                    return Err(format!(
                        "has {twice} in both statuses.{other} and statuses.{group}: leave it in one"
                    ));
                }
            }
        }
        for (name, method) in &self.methods {
            self.no_field_twice(name, method)?;
        }
        Ok(())
    }

    /// Two values for one field would overwrite each other, so that what is sent is not what is shown.
    fn no_field_twice(&self, name: &str, method: &Method) -> std::result::Result<(), String> {
        let mut used: Vec<(&str, String)> = vec![(&self.partner_field, "partner_field".into())];
        match self.credentials.style {
            Style::ApiKey => {
                used.push((&self.credentials.key_field, "credentials.key_field".into()));
            }
            Style::ApiUser => {
                used.push((
                    &self.credentials.user_field,
                    "credentials.user_field".into(),
                ));
                used.push((
                    &self.credentials.password_field,
                    "credentials.password_field".into(),
                ));
            }
        }
        used.push((&self.customer.field, "customer.field".into()));
        for (param, field) in &method.fields {
            if let Some(field) = field {
                used.push((field, format!("methods.{name}.fields.{param}")));
            }
        }
        if let Some(length) = &method.length {
            used.push((&length.field, format!("methods.{name}.length.field")));
        }
        for field in method.extra.keys() {
            used.push((field, format!("methods.{name}.extra")));
        }
        for field in self.extra.keys() {
            // A method's own fixed field replaces the one of all requests; that is no clash.
            if !method.extra.contains_key(field) {
                used.push((field, "extra".into()));
            }
        }
        for (i, (field, place)) in used.iter().enumerate() {
            if let Some((_, first)) = used[..i].iter().find(|(f, _)| f == field) {
                return Err(format!(
                    "fills the field {field} twice, by {first} and by {place}: rename or remove one"
                ));
            }
        }
        Ok(())
    }
}

/// The default with what is given laid over it, or what is wrong with it and where.
fn overlay(default: &Value, given: Value, path: &str) -> std::result::Result<Value, String> {
    let key = path.rsplit('.').next().unwrap_or_default();
    if given.is_null() && NULLABLE.contains(&path) {
        return Ok(given);
    }
    match (default, given) {
        (_, Value::Object(fields)) if key == "extra" => {
            fixed_fields(&fields, path)?;
            Ok(Value::Object(fields))
        }
        (_, Value::Object(fields)) if key == "length" => length(fields, path),
        (Value::Object(known), Value::Object(fields)) => {
            let mut whole = known.clone();
            for (name, value) in fields {
                let place = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                let Some(default) = known.get(&name) else {
                    let names: Vec<_> = known.keys().map(String::as_str).collect();
                    return Err(format!(
                        "has an unknown key {place}: remove it, or use one of {}",
                        names.join(", ")
                    ));
                };
                let value = overlay(default, value, &place)?;
                whole.insert(name, value);
            }
            Ok(Value::Object(whole))
        }
        (Value::Array(_), Value::Array(names)) => {
            let good = |v: &Value| v.as_str().is_some_and(|s| !plain(s).is_empty());
            if names.is_empty() || !names.iter().all(good) {
                return Err(format!(
                    "{path} must list at least one status, each as a text"
                ));
            }
            Ok(Value::Array(names))
        }
        (Value::String(_), Value::String(text)) => {
            let text = text.trim().to_owned();
            word(key, &text).map_err(|why| format!("{path} {why}"))?;
            Ok(Value::String(text))
        }
        (Value::Bool(_), Value::Bool(on)) => Ok(Value::Bool(on)),
        (default, given) => Err(format!(
            "{} must be {}, not {}",
            if path.is_empty() { "as a whole" } else { path },
            if key == "length" {
                "null or an object with field and form"
            } else {
                kind(default)
            },
            kind(&given)
        )),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Judges one text by the key that holds it.
fn word(key: &str, text: &str) -> std::result::Result<(), String> {
    match key {
        "style" if !matches!(text, "api_key" | "api_user") => {
            Err("must be api_key or api_user".into())
        }
        "form" if !matches!(text, "days" | "end_date_ms") => {
            Err("must be days or end_date_ms".into())
        }
        "user" | "style" | "form" => Ok(()),
        "path" => {
            let segment =
                |s: &str| !s.is_empty() && s != "." && s != ".." && s.chars().all(plain_sign);
            if text.split('/').all(segment) {
                Ok(())
            } else {
                Err("must be what follows the domain, such as getProducts or prefix/getProducts, without ? # or a slash at either end".into())
            }
        }
        _ if text.is_empty() => Err("must not be empty".into()),
        _ if text.chars().all(plain_sign) => Ok(()),
        _ => Err("must be a name of letters, digits, . _ or -".into()),
    }
}

fn plain_sign(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

/// Fixed fields may hold anything but secrets: the profile is stored and shown in clear.
fn fixed_fields(fields: &Map<String, Value>, path: &str) -> std::result::Result<(), String> {
    for name in fields.keys() {
        word("", name).map_err(|why| format!("{path} has a field whose name {why}"))?;
        let simple = plain(name);
        if ["password", "secret", "apikey", "token"]
            .iter()
            .any(|s| simple.contains(s))
        {
            return Err(format!(
                "{path}.{name} looks like a secret, and the profile is stored in clear: put the secret into the setting apiKey, and say in credentials how it is sent"
            ));
        }
    }
    Ok(())
}

fn length(mut fields: Map<String, Value>, path: &str) -> std::result::Result<Value, String> {
    let mut whole = Map::new();
    for name in ["field", "form"] {
        let value = fields.remove(name).ok_or_else(|| {
            format!("{path} lacks {name}: it needs field and form, the form days or end_date_ms")
        })?;
        let value = overlay(
            &Value::String(String::new()),
            value,
            &format!("{path}.{name}"),
        )?;
        whole.insert(name.into(), value);
    }
    match fields.keys().next() {
        Some(unknown) => Err(format!(
            "has an unknown key {path}.{unknown}: remove it, or use one of field, form"
        )),
        None => Ok(Value::Object(whole)),
    }
}

/// A name without its letter case and punctuation.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
