//! What can be proven about the settings: that the client gets a token, and that its user may read the catalogue.

use serde_json::Value;

use super::client::Client;
use crate::connector::{Check, CheckReport};
use crate::error::Result;
use crate::session::Session;

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    let client = Client::new(session)?;
    let granted = session.renew(&client.grant).await;
    let failed = granted.is_err();
    let mut checks = vec![Check::probe(
        "Credentials",
        granted,
        "The OAuth client got a token",
    )?];
    if !failed {
        let read = client.ask::<Value>(&client.products(1, "1")?).await;
        checks.push(Check::probe(
            "Read products",
            read,
            "The API user may read the product catalogue",
        )?);
    }
    Ok(CheckReport::new(checks))
}
