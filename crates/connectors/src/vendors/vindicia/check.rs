//! What can be proven about the settings: that the user opens the environment and reads its products.

use super::client::{Client, judged};
use super::replies::text;
use crate::connector::{Check, CheckReport, Verdict};
use crate::error::{Kind, Result};
use crate::session::Session;

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    let client = Client::new(session)?;
    let place = match session.account.value("base_url") {
        Some(_) => "the Base URL",
        None => session.account.required("environment")?,
    };
    let check = match products(&client).await {
        Ok(total) => Check::new(
            "Credentials",
            Verdict::Proven,
            format!("The user reads products at {place}{total}"),
        ),
        Err(error) if error.is_local() => return Err(error),
        // Vindicia says no to a user by 401 and 403 alone.
        Err(error) if matches!(error.kind, Kind::Refused | Kind::NotFound) => Check {
            verdict: Verdict::Unknown,
            ..Check::failed("Credentials", &error)
        },
        Err(error) => Check::failed("Credentials", &error),
    };
    Ok(CheckReport::new(vec![check]))
}

/// Reads a list of one product; how many there are.
async fn products(client: &Client<'_>) -> Result<String> {
    let request = client.one_product()?;
    let reply = client.session.send(&request).await?;
    let answer = judged(&reply, &request.purpose)?;
    if !answer.get("data").is_some_and(serde_json::Value::is_array) {
        return Err(reply.malformed("it is not a list"));
    }
    Ok(match text(&answer, "total_count").as_deref() {
        Some("1") => ", which has 1".into(),
        Some(total) => format!(", which has {total}"),
        None => String::new(),
    })
}
