//! What can be proven about the key: that `SendGrid` knows it, and which of the actions its rights let through.

use super::client::Client;
use crate::connector::{Check, CheckReport, Verdict};
use crate::error::{Error, Kind, Result};
use crate::say;
use crate::session::Session;

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    let scopes = match scopes(session).await {
        Ok(scopes) => scopes,
        Err(error) if error.is_local() => return Err(error),
        Err(error) => return Ok(CheckReport::new(vec![Check::failed("Credentials", &error)])),
    };
    let has = |scope: &str| scopes.iter().any(|s| s == scope);
    let right = |what: &str, scope: &str, where_: &str| {
        if has(scope) {
            return Check::new(what, Verdict::Proven, format!("The key has {scope}"));
        }
        Check::new(
            what,
            Verdict::Refused,
            format!("The key lacks {scope}. Give it {where_}, under Settings › API Keys"),
        )
    };
    let lists = if has("marketing.read") && has("marketing.update") {
        Check::new(
            "Lists",
            Verdict::Proven,
            "The key has marketing.read and marketing.update",
        )
    } else {
        Check::new(
            "Lists",
            Verdict::Unknown,
            "The key shows no marketing.read and marketing.update, as which the rights to lists are known here. If yours have other names, sync the lists to see",
        )
    };
    let count = u32::try_from(scopes.len()).unwrap_or(u32::MAX);
    Ok(CheckReport::new(vec![
        Check::new(
            "Credentials",
            Verdict::Proven,
            format!(
                "SendGrid knows the key, which has {}",
                say::span(count, "right")
            ),
        ),
        right("Send e-mails", "mail.send", "Mail Send"),
        right("Read templates", "templates.read", "Template Engine (read)"),
        lists,
    ]))
}

async fn scopes(session: &Session) -> Result<Vec<String>> {
    let client = Client::new(session)?;
    let request = client.scopes()?;
    let mut answer = client.ask(&request).await?;
    serde_json::from_value(answer["scopes"].take()).map_err(|_| {
        Error::new(
            Kind::Malformed,
            "The answer holds no list of scopes, as SendGrid gives one",
        )
        .hint("Check that the Base URL leads to SendGrid and not to a proxy or a web page")
    })
}
