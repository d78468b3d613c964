//! A planned request as a cURL command, to paste into a terminal or a ticket: without secrets.
//!
//! Secrets stand as shell variables in the form that the vendor wants (`$API_KEY`), so that whoever runs it
//! must bring their own.

use serde_json::Value;

use crate::plan::StepView;

/// The command for a POSIX shell. Masks `‹api_key›` become `$API_KEY`; an HTTP Basic mask becomes `--user`.
pub fn curl(step: &StepView) -> String {
    let mut parts = vec![format!("curl --request {}", step.method.as_str())];
    if step.url.contains(['[', ']', '{', '}']) {
        // curl would take them for ranges and lists of URLs.
        parts.push("--globoff".into());
    }
    for (name, value) in &step.headers {
        match (name.as_str(), value.strip_prefix("Basic ")) {
            ("authorization", Some(pair)) => parts.push(format!("--user {}", quoted(pair))),
            _ => parts.push(format!("--header {}", quoted(&format!("{name}: {value}")))),
        }
    }
    match &step.body {
        Some(Value::Object(fields)) if is_form(step) => {
            for (name, value) in fields {
                let values = match value {
                    Value::Array(values) => values.as_slice(),
                    one => std::slice::from_ref(one),
                };
                for value in values {
                    parts.push(format!("--data-urlencode {}", field(name, value)));
                }
            }
        }
        Some(Value::String(text)) => parts.push(format!("--data-raw {}", quoted(text))),
        Some(json) => parts.push(format!("--data-raw {}", quoted(&json.to_string()))),
        None => {}
    }
    parts.push(quoted(&step.url));
    parts.join(" \\\n  ")
}

fn is_form(step: &StepView) -> bool {
    step.headers
        .get("content-type")
        .is_some_and(|t| t.starts_with("application/x-www-form-urlencoded"))
}

/// A form's field; curl encodes the value, but takes the name as it is.
fn field(name: &str, value: &Value) -> String {
    let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    match value {
        Value::String(text) => quoted(&format!("{name}={text}")),
        other => quoted(&format!("{name}={other}")),
    }
}

/// Single quotes for the shell; each mask leaves them as a variable in double quotes.
fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    let mut rest = text;
    while let Some(at) = rest.find('‹') {
        let (before, mask) = rest.split_at(at);
        out.push_str(&before.replace('\'', r"'\''"));
        if let Some((name, tail)) = variable(mask) {
            out.extend(["'\"$", &name, "\"'"]);
            rest = tail;
        } else {
            // No mask, but a person's own quotation mark.
            out.push('‹');
            rest = &mask['‹'.len_utf8()..];
        }
    }
    out.push_str(&rest.replace('\'', r"'\''"));
    out.push('\'');
    out
}

/// The shell variable for the mask at the start of a text, and what follows the mask.
fn variable(text: &str) -> Option<(String, &str)> {
    let (name, tail) = text.strip_prefix('‹')?.split_once('›')?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    let is_mask = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain);
    is_mask.then(|| (name.to_ascii_uppercase().replace('-', "_"), tail))
}

#[cfg(test)]
mod tests;
