//! A planned request as a cURL command, to paste into a terminal or a ticket: without secrets.
//!
//! Secrets stand as shell variables in the form that the vendor wants (`$API_KEY`), so that whoever runs it
//! must bring their own.

use crate::plan::StepView;

/// The command for a shell. Masks `‹api_key›` become `$API_KEY`; an HTTP Basic mask becomes `--user`.
pub fn curl(step: &StepView) -> String {
    let mut parts = vec![format!("curl --request {}", step.method.as_str())];
    for (name, value) in &step.headers {
        match (name.as_str(), value.strip_prefix("Basic ")) {
            ("authorization", Some(pair)) => parts.push(format!("--user {}", quoted(pair))),
            _ => parts.push(format!("--header {}", quoted(&format!("{name}: {value}")))),
        }
    }
    match &step.body {
        Some(serde_json::Value::Object(fields)) if is_form(step) => {
            for (name, value) in fields {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                parts.push(format!(
                    "--data-urlencode {}",
                    quoted(&format!("{name}={text}"))
                ));
            }
        }
        Some(serde_json::Value::String(text)) => parts.push(format!("--data-raw {}", quoted(text))),
        Some(json) => parts.push(format!("--data-raw {}", quoted(&json.to_string()))),
        None => {}
    }
    parts.push(quoted(&unmasked_url(&step.url)));
    parts.join(" \\\n  ")
}

fn is_form(step: &StepView) -> bool {
    step.headers
        .get("content-type")
        .is_some_and(|t| t.starts_with("application/x-www-form-urlencoded"))
}

/// Masks in a URL are percent-encoded; bring them back so that they become variables.
fn unmasked_url(url: &str) -> String {
    url.replace("%E2%80%B9", "‹").replace("%E2%80%BA", "›")
}

/// Single quotes for the shell; each mask leaves them as a variable in double quotes.
fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('‹') {
        let Some((name, tail)) = after.split_once('›') else {
            break;
        };
        out.push_str(&before.replace('\'', r"'\''"));
        out.push_str("'\"$");
        out.extend(name.chars().map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        }));
        out.push_str("\"'");
        rest = tail;
    }
    out.push_str(&rest.replace('\'', r"'\''"));
    out.push('\'');
    out
}
