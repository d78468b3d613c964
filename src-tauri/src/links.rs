//! Links that an action hands out, opened in the system's browser. The page names the host and asks; here stands what
//! may be opened at all: https to a host, and nothing that carries a name or a password.

use patchbay_workspace::{Code, Error, Result};
use tauri::Url;

/// Opens a link outside of the window.
pub async fn open(text: &str) -> Result<()> {
    let url = judged(text)?;
    let opened = tokio::task::spawn_blocking(move || open::that_detached(url.as_str())).await;
    let fault = match opened {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(fault)) => fault.to_string(),
        Err(fault) => fault.to_string(),
    };
    Err(Error::new(
        Code::Internal,
        format!("no browser could be started: {fault}"),
    )
    .hint("Copy the link, and open it where you like"))
}

/// The address, if it may be opened.
fn judged(text: &str) -> Result<Url> {
    let refused = |why: &str| {
        Error::new(Code::Invalid, format!("this link is not opened: {why}"))
            .hint("Copy it, and look at it before you open it")
    };
    let url = Url::parse(text).map_err(|_| refused("it is no address"))?;
    if url.scheme() != "https" {
        return Err(refused("it does not begin with https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("it holds a user name or a password"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::judged;

    #[test]
    fn only_https_without_a_user_is_opened() {
        let url = judged("https://shop.example.com/cart/1:2?discount=A%20B").unwrap();
        assert_eq!(
            url.as_str(),
            "https://shop.example.com/cart/1:2?discount=A%20B"
        );
        for (text, why) in [
            ("http://shop.example.com/", "https"),
            ("file:///etc/passwd", "https"),
            ("javascript:alert(1)", "https"),
            ("--help", "no address"),
            ("", "no address"),
            ("https://", "no address"),
            ("https://shop.example.com@evil.example/", "user name"),
            ("https://:secret@evil.example/", "password"),
        ] {
            let error = judged(text).unwrap_err();
            assert!(error.message.contains(why), "{text}: {error}");
            assert!(!error.message.contains("secret"));
        }
    }
}
