//! The shop's addresses: what may stand in the settings, and the links that are made for visitors.

use url::{Host, Url};

use crate::address::at;
use crate::definition::opaque;
use crate::error::{Error, Result};

/// Where shops live that have no domain of their own.
const MYSHOPIFY: &str = "myshopify.com";

/// `acme`, `https://acme.myshopify.com/…` or `shop.example.com`, as a bare host.
pub(super) fn host(text: &str) -> std::result::Result<String, String> {
    let text = text.trim().to_ascii_lowercase();
    let rest = text.strip_prefix("https://").unwrap_or(&text);
    if let Some((scheme, _)) = rest.split_once("://") {
        return Err(format!("must start with https://, not {scheme}:"));
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') {
        return Err("must not hold a user name or password".into());
    }
    if host.contains(':') {
        return Err(
            "must be a host without a port: for a proxy, set the Base URL under Advanced".into(),
        );
    }
    let host = if host.contains('.') {
        host.to_owned()
    } else {
        format!("{host}.{MYSHOPIFY}")
    };
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && l.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let named = host
        .split('.')
        .next_back()
        .is_some_and(|l| l.bytes().any(|b| b.is_ascii_lowercase()));
    let own = host
        .strip_suffix(MYSHOPIFY)
        .is_none_or(|name| name.ends_with('.') && name.matches('.').count() == 1);
    if named && own && host.split('.').all(label) {
        return Ok(host);
    }
    // Not repeated: it may be a token in the wrong field.
    Err("must be the host of a shop, such as acme-demo.myshopify.com".into())
}

/// A public Storefront access token. Other keys of Shopify's would open more than is needed.
pub(super) fn token(text: &str) -> std::result::Result<String, String> {
    let text = opaque(text)?;
    if ["shpat_", "shpca_", "shppa_", "shpss_"]
        .iter()
        .any(|p| text.starts_with(p))
    {
        return Err("must be the public Storefront access token: this is a private or Admin key, which opens more and is not taken".into());
    }
    Ok(text)
}

/// `2026-04`: a year and the first month of a quarter.
pub(super) fn version(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    let good = text.split_once('-').is_some_and(|(year, month)| {
        year.len() == 4
            && year.bytes().all(|b| b.is_ascii_digit())
            && matches!(month, "01" | "04" | "07" | "10")
    });
    if good {
        return Ok(text.to_owned());
    }
    Err(format!(
        "must be a version such as 2026-04 (January, April, July or October), not {text:?}"
    ))
}

/// `https://SHOP/a/b?name=value`.
pub(super) fn link(host: &str, path: &[&str], query: &[(&str, &str)]) -> Result<Url> {
    at(&root(host)?, path, query)
}

fn root(host: &str) -> Result<Url> {
    Url::parse(&format!("https://{host}/"))
        .map_err(|e| Error::invalid("shop_url", format!("{host} makes no address: {e}")))
}

/// A path of the shop, as a whole address: `/collections/sale?sort=price`. Nothing that a browser would take for
/// another host.
pub(super) fn page(host: &str, field: &str, text: &str) -> Result<Url> {
    let wrong = |why: &str| {
        Error::invalid(field, format!("{text:?} {why}"))
            .hint("Give a path of the shop such as /collections/sale")
    };
    if !text.starts_with('/') {
        return Err(wrong("is no path: it must start with /"));
    }
    // Browsers read a backslash as a slash, and two slashes as the start of a host.
    if text.starts_with("//") || text.contains('\\') || text.chars().any(char::is_control) {
        return Err(wrong("would lead out of the shop"));
    }
    let root = root(host)?;
    let url = root.join(text).map_err(|_| wrong("is no path"))?;
    if url.origin() == root.origin() && url.username().is_empty() {
        Ok(url)
    } else {
        Err(wrong("would lead out of the shop"))
    }
}

/// A whole address as it was typed, once it is one that a visitor may be sent to at all: https, a host by name, no port,
/// no user.
pub(super) fn whole(field: &str, text: &str) -> Result<Url> {
    let wrong = |why: String| {
        Error::invalid(field, format!("{text:?} {why}"))
            .hint("Give a path such as /collections/sale, or a whole https address of the shop")
    };
    if text.contains('\\') || text.chars().any(char::is_control) {
        return Err(wrong("is no address".into()));
    }
    let url =
        Url::parse(text).map_err(|e| wrong(format!("is neither a path nor an address ({e})")))?;
    if url.scheme() != "https" {
        return Err(wrong(format!(
            "must start with https://, not {}:",
            url.scheme()
        )));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("must not hold a user name or password".into()));
    }
    if url.port().is_some() || !matches!(url.host(), Some(Host::Domain(_))) {
        return Err(wrong("must have the shop's host, without a port".into()));
    }
    Ok(url)
}
