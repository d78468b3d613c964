//! What can be proven about the settings: that the token opens the application, and that it reads what actions read.

use serde_json::Value;

use super::client::{Client, List, judged, rows};
use super::replies::text;
use crate::connector::{Check, CheckReport, Verdict};
use crate::error::{Kind, Result};
use crate::session::Session;

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    let client = Client::new(session)?;
    let mut checks = Vec::new();
    match app(&client).await {
        Ok(said) => checks.push(Check::new("Credentials", Verdict::Proven, said)),
        Err(error) if error.is_local() => return Err(error),
        // A token of fewer rights may not read the application, and be good for the rest.
        Err(error) if error.kind == Kind::Forbidden => {}
        Err(error) => return Ok(CheckReport::new(vec![Check::failed("Credentials", &error)])),
    }
    let what = if checks.is_empty() {
        "Credentials"
    } else {
        "Read terms"
    };
    checks.push(Check::probe(
        what,
        terms(&client).await,
        "The API token may read the terms of the application",
    )?);
    Ok(CheckReport::new(checks))
}

/// Reads the application. Its id must be the one that is set.
async fn app(client: &Client<'_>) -> Result<String> {
    let request = client.app()?;
    let reply = client.session.send(&request).await?;
    let answer = judged(&reply, &request.purpose)?;
    let app = answer
        .get("app")
        .or_else(|| answer.get("data"))
        .unwrap_or(&Value::Null);
    let aid = text(app, "aid").ok_or_else(|| reply.malformed("it tells no application"))?;
    let set = client.session.account.required("aid")?;
    if aid != set {
        return Err(reply.malformed(&format!("it is application {aid} and not {set}")));
    }
    let name = text(app, "name").unwrap_or_else(|| "no name told".into());
    Ok(format!("The API token opens application {aid} ({name})"))
}

async fn terms(client: &Client<'_>) -> Result<()> {
    let list = List::terms();
    let request = client.page(&list, 0, 1)?;
    let reply = client.session.send(&request).await?;
    rows(&reply, &request.purpose, list.member).map(drop)
}
