//! What can be proven about the settings: that the key opens the environment, and that it reads what actions read.

use super::client::{Client, rows};
use crate::connector::{Check, CheckReport, Verdict};
use crate::error::{Error, Result};
use crate::request::Request;
use crate::session::Session;

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    let client = Client::new(session)?;
    let total = match list(&client, &client.offers(1, 1)?).await {
        Ok(total) => total,
        Err(error) if error.is_local() => return Err(error),
        Err(error) => return Ok(CheckReport::new(vec![not_opened(&error)])),
    };
    let offers = match total.as_deref() {
        Some("1") => ", which has 1 offer".into(),
        Some(total) => format!(", which has {total} offers"),
        None => String::new(),
    };
    let place = match session.account.value("base_url") {
        Some(_) => "the Base URL",
        None => session.account.required("environment")?,
    };
    let subscriptions = list(&client, &client.no_subscriptions()?).await;
    Ok(CheckReport::new(vec![
        Check::new(
            "Credentials",
            Verdict::Proven,
            format!("The API key opens a broadcaster's account at {place}{offers}"),
        ),
        Check::probe(
            "Read subscriptions",
            subscriptions,
            "The API key may read subscriptions",
        )?,
    ]))
}

/// Reads a list; what Cleeng says of its whole length.
async fn list(client: &Client<'_>, request: &Request) -> Result<Option<String>> {
    let reply = client.session.send(request).await?;
    rows(&reply, &request.purpose)?;
    Ok(reply.headers.get("x-total-count").cloned())
}

/// Cleeng says no to a key by 401 and 403 alone: another no proves nothing about it.
fn not_opened(error: &Error) -> Check {
    let check = Check::failed("Credentials", error);
    match error.kind {
        crate::Kind::Refused | crate::Kind::NotFound => Check {
            verdict: Verdict::Unknown,
            ..check
        },
        _ => check,
    }
}
