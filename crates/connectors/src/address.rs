//! Addresses under a vendor's base URL: a path of parts that are data, and the vendor's own next-page links.

use url::Url;

use crate::error::{Error, Kind, Result};

/// `base/part/part?name=value`. Each part is percent-encoded whole, so that an id cannot lead elsewhere. An empty
/// part is refused: without its id, a path may list or change everything.
pub fn at(base: &Url, path: &[&str], query: &[(&str, &str)]) -> Result<Url> {
    for part in path {
        // Dots would be taken for steps through the path; control characters would be dropped.
        if part.trim().is_empty()
            || matches!(*part, "." | "..")
            || part.chars().any(char::is_control)
        {
            return Err(Error::new(
                Kind::Invalid,
                format!(
                    "{part:?} cannot stand in an address, as part of {}",
                    path.join("/")
                ),
            )
            .hint("Check the ids that the action was given"));
        }
    }
    let mut url = base.clone();
    url.path_segments_mut()
        .map_err(|()| Error::invalid("base_url", "the Base URL cannot have a path"))?
        .pop_if_empty()
        .extend(path);
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    Ok(url)
}

/// Where a vendor's link to the next page leads: a whole URL, or a path, which stands under that of `base` too. A link
/// to another origin is refused, since the credentials would go with it.
pub fn next_page(base: &Url, link: &str) -> Result<Url> {
    let foreign = |to: &str| {
        Error::new(
            Kind::Malformed,
            format!(
                "The next page is said to be at {to}, and not at {}: it was not asked for",
                base.origin().ascii_serialization()
            ),
        )
        .hint("Behind a Base URL, the proxy must also rewrite the links of replies")
    };
    let prefix = base.path().trim_end_matches('/');
    let rooted = link.starts_with('/') && !link.starts_with("//");
    let inside = link
        .strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let joined = if rooted && !inside {
        base.join(&format!("{prefix}{link}"))
    } else {
        base.join(link)
    };
    let url = joined.map_err(|_| foreign(link))?;
    if url.origin() != base.origin() || !url.username().is_empty() || url.password().is_some() {
        return Err(foreign(&url.origin().ascii_serialization()));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn parts_are_encoded_whole() {
        for (root, wanted) in [
            ("https://v.example/", "https://v.example/"),
            ("https://v.example/acme", "https://v.example/acme/"),
            ("https://v.example/acme/", "https://v.example/acme/"),
        ] {
            let url = at(
                &base(root),
                &["subs", "a/b?c#d%2e ü", "x.json"],
                &[("q", "a&b"), ("q", "=")],
            );
            assert_eq!(
                url.unwrap().as_str(),
                format!("{wanted}subs/a%2Fb%3Fc%23d%252e%20%C3%BC/x.json?q=a%26b&q=%3D")
            );
        }
    }

    #[test]
    fn a_part_that_would_lead_elsewhere_is_refused() {
        for part in ["", " ", ".", "..", "7\n1", "\t"] {
            let error = at(&base("https://v.example/"), &["subs", part], &[]).unwrap_err();
            assert_eq!(error.kind, Kind::Invalid, "{part:?}");
        }
    }

    #[test]
    fn a_link_stays_at_its_origin_and_under_the_base() {
        for (root, link, wanted) in [
            (
                "https://v.example/",
                "/plans?cursor=2",
                "https://v.example/plans?cursor=2",
            ),
            (
                "https://v.example/",
                "https://v.example:443/plans?cursor=2",
                "https://v.example/plans?cursor=2",
            ),
            (
                "http://127.0.0.1:1/recurly/",
                "/plans?cursor=2",
                "http://127.0.0.1:1/recurly/plans?cursor=2",
            ),
            (
                "http://127.0.0.1:1/recurly/",
                "/recurly/plans",
                "http://127.0.0.1:1/recurly/plans",
            ),
            (
                "https://v.example/v3/",
                "plans?page=2",
                "https://v.example/v3/plans?page=2",
            ),
        ] {
            assert_eq!(next_page(&base(root), link).unwrap().as_str(), wanted);
        }
    }

    #[test]
    fn a_link_to_a_stranger_is_not_followed() {
        for link in [
            "https://evil.example/plans",
            "http://v.example/plans",
            "https://v.example:8443/plans",
            "//evil.example/plans",
            "https://user:word@v.example/plans",
            "https://",
        ] {
            let error = next_page(&base("https://v.example/"), link).unwrap_err();
            assert_eq!(error.kind, Kind::Malformed, "{link}");
            assert!(!error.message.contains("word"));
        }
    }
}
