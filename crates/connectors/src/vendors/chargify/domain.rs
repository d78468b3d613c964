//! The setting Domain: whatever names a Chargify site, kept as a bare host.
//!
//! Any other host is refused, because the API key would be sent there. A proxy or a simulator is named by the
//! Base URL instead.

/// Hosts of sites: in the US, and in the EU.
const US: &str = "chargify.com";
const EU: &str = "ebilling.maxio.com";

/// `acme`, `acme.chargify.com`, `https://acme.chargify.com/…` or `acme.ebilling.maxio.com`, as `acme.chargify.com`.
pub(super) fn normalise(text: &str) -> Result<String, String> {
    let text = text.trim().to_ascii_lowercase();
    let text = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .unwrap_or(&text);
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') {
        return Err("must not hold a user name or password".into());
    }
    if host == "localhost" || host.contains(':') {
        return Err(
            "must be a Chargify site without a port: for a proxy or a simulator, set the Base URL under Advanced"
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

fn is_subdomain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
