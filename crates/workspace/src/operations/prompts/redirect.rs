//! The address that a redirect leads to: judged as it is written, and filled in for one user.

use std::collections::BTreeMap;

use patchbay_connectors::{Part, parts};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::error::{Code, Error, Result};

/// Why an address cannot be taken, if so: where a subscriber is led must not be for a trait to say.
pub(super) fn fault(url: &str) -> Option<&'static str> {
    if url.is_empty() {
        return Some("is empty");
    }
    let sample: String = parts(url)
        .map(|part| match part {
            Part::Text(text) => text,
            Part::Placeholder { .. } => "x",
        })
        .collect();
    let Ok(parsed) = Url::parse(&sample) else {
        return Some("is no address");
    };
    if parsed.scheme() != "https" || parsed.host().is_none() {
        return Some("does not begin with https:// and a host");
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Some("holds a user name or a password");
    }
    let fixed = match parts(url).next() {
        Some(Part::Text(text)) => text,
        _ => "",
    };
    let host_ends = fixed
        .get(8..)
        .is_some_and(|rest| rest.contains(['/', '?', '#']));
    if sample != url && !host_ends {
        return Some("has a placeholder in its host");
    }
    None
}

/// The address with its placeholders filled in, their values percent-encoded.
pub(super) fn filled(
    url: &str,
    traits: &BTreeMap<String, String>,
    form: &BTreeMap<String, String>,
) -> Result<String> {
    let mut filled = String::new();
    for part in parts(url) {
        match part {
            Part::Text(text) => filled.push_str(text),
            Part::Placeholder { kind, name } => {
                let (from, remedy) = match kind {
                    "trait" => (traits.get(name), "Choose a user who has it"),
                    "form" => (form.get(name), "Fill in the form field"),
                    _ => (
                        None,
                        "Only traits and form input can be in the address of a redirect",
                    ),
                };
                let value = from.ok_or_else(|| {
                    Error::new(
                        Code::Invalid,
                        format!(
                            "the redirect needs %{kind}.{name}%, and there is no {kind} {name}"
                        ),
                    )
                    .field("url")
                    .hint(remedy)
                })?;
                filled.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
            }
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_https_address_with_a_host_of_its_own_is_taken() {
        for (url, why) in [
            ("https://example.com/offer", None),
            ("https://example.com?plan=%trait.plan%&x=%form.a%", None),
            ("https://example.com/100%25/%trait.plan%", None),
            ("", Some("is empty")),
            ("offer", Some("is no address")),
            (
                "http://example.com/",
                Some("does not begin with https:// and a host"),
            ),
            (
                "javascript:alert(1)",
                Some("does not begin with https:// and a host"),
            ),
            (
                "https://%trait.host%/",
                Some("has a placeholder in its host"),
            ),
            (
                "https://example.com%trait.rest%",
                Some("has a placeholder in its host"),
            ),
            ("%trait.url%", Some("is no address")),
            (
                "https://ada:secret@example.com/",
                Some("holds a user name or a password"),
            ),
        ] {
            assert_eq!(fault(url), why, "{url}");
        }
    }

    #[test]
    fn what_is_filled_in_stays_in_its_place() {
        let traits = BTreeMap::from([("plan".to_owned(), "gold/../?a=b&c".to_owned())]);
        let form = BTreeMap::new();
        assert_eq!(
            filled("https://example.com/%trait.plan%?x=1", &traits, &form).unwrap(),
            "https://example.com/gold%2F%2E%2E%2F%3Fa%3Db%26c?x=1"
        );
        let error = filled("https://example.com/%form.why%", &traits, &form).unwrap_err();
        assert_eq!(
            error.message,
            "the redirect needs %form.why%, and there is no form why"
        );
    }
}
