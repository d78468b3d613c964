//! Braintree's refusals: nested validation errors with codes, declined transactions, and statuses without words.

use serde_json::{Map, Value, json};

use crate::error::{Error, Kind};
use crate::reply::Reply;
use crate::say;
use crate::xml::Element;

/// The root of a refusal.
pub(super) const ROOT: &str = "api-error-response";
/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 300;
/// Most validation errors that are repeated.
const MAX_ERRORS: usize = 20;

/// One validation error.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub code: String,
    /// "subscription, discounts, add, 0, `inherited_from_id`": where it is.
    pub path: String,
    pub message: String,
}

/// The error that an answer is: one other than 2xx, or one with the root of a refusal.
pub(super) fn refusal(reply: &Reply, purpose: &str) -> Error {
    let status = reply.status;
    let asked = format!(
        "Braintree answered {status} when asked to {}",
        say::uncapitalised(purpose)
    );
    let told = Element::parse(&reply.body)
        .ok()
        .filter(|e| e.name == ROOT)
        // The bodies of 401, 403 and 404 mean nothing.
        .filter(|_| !matches!(status, 401 | 403 | 404));
    if let Some(told) = told {
        return said(status, purpose, &told);
    }
    let error = match status {
        401 => Error::new(
            Kind::Unauthorized,
            "Braintree refused the keys, or does not know the merchant ID",
        )
        .hint("Check merchant ID, public key, secret key and environment: all four are of one gateway, sandbox or production"),
        403 => Error::new(Kind::Forbidden, asked).hint(
            "The keys are good, but their user may not do this: give the user the right in Braintree's Control Panel, or use the keys of another",
        ),
        404 => Error::new(Kind::NotFound, asked)
            .hint("Check that it still exists, and that merchant ID and environment are right"),
        422 => Error::new(
            Kind::Malformed,
            format!("{asked}, without the reasons that it gives for a refusal"),
        )
        .hint("Check that the environment or Base URL leads to Braintree and not to a proxy or a web page"),
        426 => Error::new(
            Kind::Refused,
            format!("{asked}: it no longer takes the version of its API that Patchbay speaks"),
        )
        .hint("Install a newer Patchbay"),
        429 => Error::new(Kind::RateLimited, asked)
            .hint("Too many requests for the moment, and this one was not carried out: wait some minutes before the next"),
        _ => match reply.kind() {
            Kind::NoAnswer => Error::new(Kind::NoAnswer, asked)
                .hint("Braintree has trouble or is under maintenance: try again later"),
            Kind::Malformed => Error::new(Kind::Malformed, asked)
                .hint("Check that the environment or Base URL leads to Braintree"),
            kind => Error::new(kind, asked)
                .hint("Look at it in Braintree's Control Panel before trying again"),
        },
    };
    error.details(json!({ "status": status, "messages": [] }))
}

/// A refusal in the vendor's words.
fn said(status: u16, purpose: &str, told: &Element) -> Error {
    let faults = faults(told);
    let headline = told.text_of("message").map(short);
    let declined = told
        .child("transaction")
        .or_else(|| told.child("verification"));
    let mut because: Vec<String> = match faults.as_slice() {
        [] => headline.into_iter().collect(),
        faults => faults.iter().take(MAX_ERRORS).map(in_words).collect(),
    };
    let mut details = Map::from_iter([("status".to_owned(), json!(status))]);
    if let Some(code) = faults.first().map(|f| &f.code) {
        details.insert("code".into(), json!(code));
    }
    let mut hint = faults.iter().find_map(|f| remedy(&f.code));
    if let Some(payment) = declined {
        let text = |name: &str| payment.text_of(name).map(short);
        let code = text("processor-response-code");
        let words = text("gateway-rejection-reason")
            .map(|reason| format!("the gateway rejected it ({reason})"))
            .or_else(|| text("processor-response-text"));
        let words = match (&code, words) {
            (Some(code), Some(words)) => Some(format!("{words} (processor code {code})")),
            (None, words) => words,
            (Some(code), None) => Some(format!("processor code {code}")),
        };
        if let Some(words) = words {
            // The headline says the same once more.
            if faults.is_empty() {
                because.clear();
            }
            because.push(words);
        }
        for (key, value) in [
            ("processor_code", code),
            ("payment_status", text("status")),
            ("payment_id", text("id")),
        ] {
            details.extend(value.map(|v| (key.to_owned(), json!(v))));
        }
        hint = Some(
            "The payment did not go through and nothing was created: ask the customer for another payment method",
        );
    }
    because.dedup();
    details.insert("messages".into(), json!(because));
    let because = match because.as_slice() {
        [] => "it gave no reason".to_owned(),
        because => because.join("; "),
    };
    let purpose = say::uncapitalised(purpose);
    Error::new(
        Kind::Refused,
        format!("Braintree refused to {purpose}: {because}"),
    )
    .hint(hint.unwrap_or(
        "Correct what Braintree names, or look at it in the Control Panel, before trying again",
    ))
    .details(Value::Object(details))
}

fn in_words(fault: &Fault) -> String {
    let Fault {
        code,
        path,
        message,
    } = fault;
    if path.is_empty() {
        format!("{message} ({code})")
    } else {
        format!("{message} ({code}, {path})")
    }
}

/// All validation errors, however deep they are.
pub(super) fn faults(told: &Element) -> Vec<Fault> {
    let mut found = Vec::new();
    if let Some(errors) = told.child("errors") {
        gather(errors, &mut Vec::new(), &mut found);
    }
    found
}

fn gather(at: &Element, path: &mut Vec<String>, found: &mut Vec<Fault>) {
    for child in &at.children {
        match child.name.as_str() {
            "error" => found.push(fault(child, path)),
            "errors" => gather(child, path, found),
            name => {
                path.push(name.strip_prefix("index-").unwrap_or(name).to_owned());
                gather(child, path, found);
                path.pop();
            }
        }
    }
}

fn fault(error: &Element, path: &[String]) -> Fault {
    let mut path = path.to_vec();
    path.extend(
        error
            .text_of("attribute")
            .filter(|a| *a != "base")
            .map(str::to_owned),
    );
    Fault {
        code: error.text_of("code").unwrap_or("no code").to_owned(),
        path: path.join(", "),
        message: error
            .text_of("message")
            .map_or_else(|| "no message".into(), short),
    }
}

fn short(text: &str) -> String {
    let text: String = text.trim().chars().take(MAX_MESSAGE).collect();
    text.strip_suffix('.').unwrap_or(&text).to_owned()
}

/// What to do about the validation errors that these actions meet.
fn remedy(code: &str) -> Option<&'static str> {
    Some(match code {
        "91904" => "Sync the plans under Catalogue, and choose one",
        "91903" => {
            "The payment method is gone: choose another one of the customer's by the parameter payment_method_token"
        }
        "91928" | "91930" => {
            "This kind of payment method cannot pay for subscriptions here: choose another by the parameter payment_method_token"
        }
        "91923" => {
            "The plan's currency is not that of the merchant account: choose a plan in the account's currency"
        }
        "81902" => {
            "There is a subscription of this id already. If this plan was run before, that run made it: look at it before making a new plan"
        }
        "92013" | "92014" => "Sync the discounts under Catalogue, and choose one",
        "91911" => "The subscription has this discount already: nothing needs to be done",
        "81901" | "81910" => "The subscription is over. A discount can only be added to a live one",
        "91920" | "92022" => {
            "A past-due subscription takes no discount: let the overdue amount be paid first"
        }
        _ => return None,
    })
}
