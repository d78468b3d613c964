//! An action as asked for, and the same once it is known to make sense.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;
use ts_rs::TS;

use crate::account::Account;
use crate::definition::{Action, Param, ParamKind, When};
use crate::error::{Error, Kind, Result};
use crate::placeholders::{self, Sources};

/// What somebody asks for: an action for one user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The action's id.
    pub action: String,
    /// How the user is called where they come from; shown, never sent.
    #[serde(default)]
    #[ts(optional)]
    pub user: Option<String>,
    /// The user's traits.
    #[serde(default)]
    pub traits: BTreeMap<String, String>,
    /// The parameters, as text; they may hold placeholders.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    /// Form input of the prompt, for `%form.NAME%`.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
}

/// An order whose action exists, whose needed traits are present and valid, and whose parameters are
/// filled in, typed and complete with defaults. Nothing else reaches a vendor folder.
#[derive(Debug, Clone)]
pub struct Intent {
    /// The action.
    pub action: &'static Action,
    /// How the user is called.
    pub user: Option<String>,
    traits: BTreeMap<String, String>,
    params: BTreeMap<&'static str, String>,
}

impl Intent {
    /// Judges an order against the connector's definition. The errors are not redacted: see [`Session::intent`](crate::Session::intent).
    pub(crate) fn new(account: &Account, order: &Order) -> Result<Self> {
        let definition = account.definition();
        let action = definition.action(&order.action).ok_or_else(|| {
            let known: Vec<_> = definition.actions.iter().map(|a| a.id).collect();
            Error::new(
                Kind::NotFound,
                format!("{} has no action {}", definition.name, order.action),
            )
            .hint(format!("Its actions are: {}", known.join(", ")))
        })?;
        let traits = traits(account, order)?;
        for group in action.requires {
            if !group.iter().any(|key| traits.contains_key(*key)) {
                let who = order.user.as_deref().unwrap_or("the user");
                return Err(Error::invalid(
                    group[0],
                    format!(
                        "{} needs the trait {}, and {who} has none",
                        action.name,
                        group.join(" or ")
                    ),
                )
                .hint(format!(
                    "Choose another user, or give the trait {}",
                    group[0]
                )));
            }
        }
        if let Some(unknown) = order.params.keys().find(|k| action.param(k).is_none()) {
            return Err(no_such(action, unknown));
        }
        let sources = Sources {
            traits: &traits,
            form: &order.form,
            account,
        };
        let mut params = BTreeMap::new();
        let mut given = BTreeSet::new();
        for param in action.params {
            let written = order
                .params
                .get(param.key)
                .map(|v| v.trim())
                .filter(|v| !v.is_empty());
            let filled = match written.or(param.default) {
                Some(text) => filled(param, text, &sources)?,
                None => String::new(),
            };
            // What a placeholder brings in may be nothing at all.
            let filled = filled.trim();
            if !filled.is_empty() {
                params.insert(param.key, typed(action, param, filled.to_owned())?);
                if written.is_some() {
                    given.insert(param.key);
                }
            }
        }
        for param in action.params {
            if let Some(when) = param.only_when
                && !params
                    .get(when.param)
                    .is_some_and(|v| when.values.contains(&v.as_str()))
            {
                if given.contains(param.key) {
                    return Err(not_asked_for(action, param, when));
                }
                params.remove(param.key);
            } else if param.required && !params.contains_key(param.key) {
                return Err(missing(action, param));
            }
        }
        Ok(Self {
            action,
            user: order.user.clone(),
            traits,
            params,
        })
    }

    /// A trait, if the user has it.
    pub fn trait_value(&self, key: &str) -> Option<&str> {
        self.traits.get(key).map(String::as_str)
    }

    /// A trait that the action requires.
    pub fn required_trait(&self, key: &str) -> Result<&str> {
        self.trait_value(key)
            .ok_or_else(|| Error::invalid(key, format!("the trait {key} is missing")))
    }

    /// A parameter, given or by default.
    pub fn param(&self, key: &str) -> Option<&str> {
        self.params.get(key).map(String::as_str)
    }

    /// A parameter that the action requires.
    pub fn required(&self, key: &str) -> Result<&str> {
        self.param(key)
            .ok_or_else(|| Error::invalid(key, format!("{} needs {key}", self.action.name)))
    }
}

/// The traits with their placeholders filled in, trimmed and judged; empty ones count as absent.
fn traits(account: &Account, order: &Order) -> Result<BTreeMap<String, String>> {
    // A placeholder in a trait finds only traits that hold none, so that nothing turns in circles.
    let plain: BTreeMap<String, String> = order
        .traits
        .iter()
        .filter(|(_, value)| !placeholders::any(value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let sources = Sources {
        traits: &plain,
        form: &order.form,
        account,
    };
    let mut traits = BTreeMap::new();
    for (key, value) in &order.traits {
        let value = placeholders::fill(key, value, &sources)?;
        if value.trim().is_empty() {
            continue;
        }
        let value = match account.definition().trait_named(key) {
            Some(known) => (known.normalise)(&value)
                .map_err(|why| Error::invalid(key, format!("the trait {key} {why}")))?,
            None => value,
        };
        traits.insert(key.clone(), value);
    }
    Ok(traits)
}

/// The text with its placeholders filled in. In a JSON text they stand inside strings, and what they bring in
/// stays inside them.
fn filled(param: &Param, text: &str, sources: &Sources) -> Result<String> {
    if let ParamKind::Json { .. } = param.kind
        && let Ok(mut value) = serde_json::from_str::<Value>(text)
    {
        fill_strings(param.key, &mut value, sources)?;
        return Ok(value.to_string());
    }
    placeholders::fill(param.key, text, sources)
}

fn fill_strings(field: &str, value: &mut Value, sources: &Sources) -> Result<()> {
    match value {
        Value::String(text) => *text = placeholders::fill(field, text, sources)?,
        Value::Array(list) => {
            for value in list {
                fill_strings(field, value, sources)?;
            }
        }
        Value::Object(members) => {
            for value in members.values_mut() {
                fill_strings(field, value, sources)?;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(())
}

/// What is wrong with parameters before anybody is known for whom they are meant: one that does not exist, one that is
/// needed and not given, a value that its kind does not take. What depends on a placeholder is not judged.
pub fn doubts(action: &Action, params: &BTreeMap<String, String>) -> Vec<Error> {
    let given = |key: &str| {
        let text = params.get(key).map(|v| v.trim());
        text.filter(|v| !v.is_empty())
    };
    let mut doubts = Vec::new();
    for unknown in params.keys().filter(|key| action.param(key).is_none()) {
        doubts.push(no_such(action, unknown));
    }
    for param in action.params {
        let asked = match param.only_when {
            None => Some(true),
            Some(when) => {
                match given(when.param).or(action.param(when.param).and_then(|p| p.default)) {
                    Some(text) if placeholders::any(text) => None,
                    text => Some(text.is_some_and(|text| when.values.contains(&text))),
                }
            }
        };
        match (given(param.key), param.only_when) {
            (Some(_), Some(when)) if asked == Some(false) => {
                doubts.push(not_asked_for(action, param, when));
            }
            (Some(text), _) if !placeholders::any(text) => {
                doubts.extend(typed(action, param, text.to_owned()).err());
            }
            (None, _) if param.required && param.default.is_none() && asked == Some(true) => {
                doubts.push(missing(action, param));
            }
            _ => {}
        }
    }
    doubts
}

fn no_such(action: &Action, key: &str) -> Error {
    let known: Vec<_> = action.params.iter().map(|p| p.key).collect();
    Error::invalid(key, format!("{} has no parameter {key}", action.name))
        .hint(format!("Its parameters are: {}", known.join(", ")))
}

fn missing(action: &Action, param: &Param) -> Error {
    Error::invalid(param.key, format!("{} needs {}", action.name, param.label)).hint(remedy(param))
}

fn not_asked_for(action: &Action, param: &Param, when: When) -> Error {
    let other = action.param(when.param).map_or(when.param, |p| p.label);
    Error::invalid(
        param.key,
        format!(
            "{}: {} is only for {other} {}",
            action.name,
            param.label,
            when.values.join(" or ")
        ),
    )
    .hint(format!(
        "Leave it out, or choose {} for {other}",
        when.values[0]
    ))
}

fn remedy(param: &Param) -> String {
    match param.kind {
        ParamKind::Catalogue { catalogue } => {
            let entries = catalogue.replace('_', " ");
            format!("Choose one of the {entries}; if there is none, sync them under Catalogue")
        }
        _ => "Fill it in".into(),
    }
}

/// The value as its kind wants it, or an error that names the parameter and what it may be.
pub(crate) fn typed(action: &Action, param: &Param, text: String) -> Result<String> {
    let wrong = |what: String| {
        Error::invalid(
            param.key,
            format!(
                "{}: {} must be {what}, not {text:?}",
                action.name, param.label
            ),
        )
    };
    match param.kind {
        ParamKind::Text { max } if text.chars().count() > max as usize => Err(Error::invalid(
            param.key,
            format!(
                "{}: {} has {} characters, at most {max} are allowed",
                action.name,
                param.label,
                text.chars().count()
            ),
        )),
        ParamKind::Text { .. } | ParamKind::Catalogue { .. } => Ok(text),
        ParamKind::Integer { min, max } => match text.parse::<i32>() {
            Ok(n) if (min..=max).contains(&n) => Ok(n.to_string()),
            _ => Err(wrong(format!("a whole number from {min} to {max}"))),
        },
        ParamKind::Decimal { negative, places } => {
            if is_decimal(&text, negative, places) {
                return Ok(text);
            }
            let sign = if negative { "" } else { ", zero or more" };
            Err(wrong(match places {
                0 => format!("a whole number{sign}"),
                _ => format!("a number such as 12.5 with at most {places} decimals{sign}"),
            }))
        }
        ParamKind::Json { max } => match serde_json::from_str::<Value>(&text) {
            Ok(object @ Value::Object(_)) => {
                let text = object.to_string();
                if text.len() <= max as usize {
                    return Ok(text);
                }
                Err(Error::invalid(
                    param.key,
                    format!(
                        "{}: {} has {} bytes, at most {max} are allowed",
                        action.name,
                        param.label,
                        text.len()
                    ),
                ))
            }
            Ok(_) => Err(wrong(r#"a JSON object such as {"key": "value"}"#.into())),
            Err(why) => Err(wrong(format!("JSON ({why})"))),
        },
        ParamKind::Boolean if matches!(text.as_str(), "true" | "false") => Ok(text),
        ParamKind::Boolean => Err(wrong("true or false".into())),
        // The parser would also take a date with a time, and drop the time.
        ParamKind::Date => match text.parse::<jiff::civil::Date>() {
            Ok(date) if date.to_string() == text => Ok(text),
            _ => Err(wrong("a date such as 2026-11-21".into())),
        },
        ParamKind::Choice { choices } if choices.iter().any(|c| c.value == text) => Ok(text),
        ParamKind::Choice { choices } => {
            let known: Vec<_> = choices.iter().map(|c| c.value).collect();
            Err(wrong(format!("one of {}", known.join(", "))))
        }
    }
}

/// Digits with at most one point between them, and no needless zero in front: as JSON writes a number.
fn is_decimal(text: &str, negative: bool, places: u8) -> bool {
    let unsigned = match text.strip_prefix('-') {
        Some(rest) if negative => rest,
        Some(_) => return false,
        None => text,
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && whole.len() <= 15
        && fraction.is_none_or(|f| digits(f) && f.len() <= usize::from(places))
}

#[cfg(test)]
mod tests;
