//! What can be proven about the key: that Stripe accepts it, and right by right that it may read what the real work
//! reads. That it may write cannot be proven without writing.

use serde_json::Value;

use super::client::{Client, List};
use super::replies::Page;
use crate::connector::{Check, CheckReport, Verdict};
use crate::error::{Kind, Result};
use crate::session::Session;

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    let client = Client::new(session)?;
    let mut rights = Vec::new();
    let mut accepted = None;
    for (path, name) in [
        ("prices", "prices"),
        ("customers", "customers"),
        ("subscriptions", "subscriptions"),
        ("products", "products"),
        ("coupons", "coupons"),
        ("promotion_codes", "promotion codes"),
    ] {
        let request = client.page(&List::new(path, name), 1, None)?;
        let read = client.ask::<Page<Value>>(&request).await;
        if let Ok(page) = &read {
            let mode = match page.data.first().and_then(|row| row["livemode"].as_bool()) {
                Some(true) => Some("live mode"),
                Some(false) => Some("test mode"),
                None => None,
            };
            accepted = mode.or(accepted).or(Some("the mode is not told"));
        }
        // Without a right, the key may still have others. What else stands in the way holds for all.
        let goes_on = match &read {
            Ok(_) => true,
            Err(e) => e.kind == Kind::Forbidden,
        };
        if !goes_on && rights.is_empty() {
            let check = Check::probe("Credentials", read, "")?;
            return Ok(CheckReport::new(vec![check]));
        }
        rights.push(Check::probe(
            format!("Read {name}"),
            read,
            format!("The key may read {name}"),
        )?);
        if !goes_on {
            break;
        }
    }
    let credentials = match accepted {
        Some(mode) => Check::new(
            "Credentials",
            Verdict::Proven,
            format!("Stripe accepts the key: {mode}"),
        ),
        None => Check::new(
            "Credentials",
            Verdict::Refused,
            "Stripe knows the key, but lets it read nothing",
        ),
    };
    rights.insert(0, credentials);
    Ok(CheckReport::new(rights))
}
