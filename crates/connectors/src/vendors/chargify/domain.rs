//! The setting Domain: whatever names a Chargify site, kept as a bare host.
//!
//! Any other host is refused, because the API key would be sent there; a proxy is named by the Base URL instead.
//! Only a simulator on this machine may stand here as well, by its whole http address.

use crate::account::safe_url;

/// Hosts of sites: in the US, and in the EU.
const US: &str = "chargify.com";
const EU: &str = "ebilling.maxio.com";

/// `acme`, `acme.chargify.com`, `https://acme.chargify.com/…` or `acme.ebilling.maxio.com`, as `acme.chargify.com`;
/// `http://127.0.0.1:4010/…` as it is.
pub(super) fn normalise(text: &str) -> Result<String, String> {
    let text = text.trim();
    if is_address(text) {
        return safe_url(text);
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
    if host == "localhost" || host.contains(':') {
        return Err(
            "must be a Chargify site without a port: for a proxy, set the Base URL under Advanced"
                .into(),
        );
    }
    let (subdomain, suffix) = match host.split_once('.') {
        None => (host, US),
        Some((subdomain, US)) => (subdomain, US),
        Some((subdomain, EU)) => (subdomain, EU),
        Some(_) => {
            return Err(format!(
                "must be a site under {US} or {EU}: the API key would be sent to {host}"
            ));
        }
    };
    if !is_subdomain(subdomain) {
        // Not repeated: it may be a key in the wrong field.
        return Err(
            "must be the site's subdomain: letters, digits and hyphens, such as acme".into(),
        );
    }
    Ok(format!("{subdomain}.{suffix}"))
}

/// The address to send to.
pub(super) fn base(domain: &str) -> String {
    if is_address(domain) {
        domain.to_owned()
    } else {
        format!("https://{domain}")
    }
}

/// The site's subdomain, unless the domain is a simulator's address.
pub(super) fn subdomain(domain: &str) -> Option<&str> {
    domain.split('.').next().filter(|_| !is_address(domain))
}

/// Plain http, which leads to this machine or is refused.
fn is_address(text: &str) -> bool {
    text.get(..7)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"))
}

fn is_subdomain(text: &str) -> bool {
    // 63 is the longest that a name's part may be (RFC 1035, 2.3.4).
    text.len() <= 63
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
