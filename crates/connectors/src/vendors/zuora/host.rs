//! The settings that lead to a tenant: its REST endpoint, kept as `https://host`, and the API's minor version.
//!
//! Any host outside zuora.com is refused, because the client's secret would be sent there; a proxy is named by the
//! Base URL instead. Only a simulator on this machine may stand here as well, by its whole http address.

use crate::account::safe_url;

/// The lowest version whose fields are those that are sent.
const LOWEST: u32 = 211;

/// `rest.zuora.com`, `https://rest.zuora.com/v1/`, as `https://rest.zuora.com`; `http://127.0.0.1:4010/…` as it is.
pub(super) fn normalise(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text
        .get(..7)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"))
    {
        let address = safe_url(text)?;
        return Ok(address.strip_suffix("/v1").unwrap_or(&address).to_owned());
    }
    let text = text.to_ascii_lowercase();
    let text = text.strip_prefix("https://").unwrap_or(&text);
    if let Some((scheme, _)) = text.split_once("://") {
        return Err(format!("must start with https://, not {scheme}:"));
    }
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') {
        return Err("must not hold a user name or password".into());
    }
    if host.contains(':') {
        return Err(
            "must be a host without a port: for a proxy, set the Base URL under Advanced".into(),
        );
    }
    let labels = |name: &str| {
        !name.is_empty()
            && name.split('.').all(|label| {
                !label.is_empty()
                    && label
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            })
    };
    match host.strip_suffix(".zuora.com") {
        Some(name) if labels(name) => Ok(format!("https://{host}")),
        _ => Err(
            "must be a host under zuora.com, such as rest.zuora.com: the client's secret would be sent there"
                .into(),
        ),
    }
}

/// A minor version such as `211.0`.
pub(super) fn version(text: &str) -> Result<String, String> {
    let text = text.trim();
    let number = text
        .split_once('.')
        .filter(|(_, minor)| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|(major, _)| major.parse::<u32>().ok());
    match number {
        Some(number) if number >= LOWEST => Ok(text.to_owned()),
        _ if text.is_empty() => Ok(String::new()),
        _ => Err(format!(
            "must be a minor version from {LOWEST}.0 on, not {text:?}"
        )),
    }
}
