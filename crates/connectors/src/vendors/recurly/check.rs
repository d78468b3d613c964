//! What can be proven about the settings: that the key opens a site, and which one.

use super::client::Client;
use super::pages::typed;
use super::replies::{List, Site};
use super::target;
use crate::connector::{Check, CheckReport, Verdict};
use crate::error::{Kind, Result};
use crate::session::Session;

const WHAT: &str = "Credentials";

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    let client = Client::new(session)?;
    let read = client.read::<List>(&target::site(&client)?).await;
    let check = match read {
        Ok(list) => match list
            .data
            .into_iter()
            .next()
            .map(|row| typed::<Site>("site", row))
        {
            Some(Ok(site)) => Check::new(WHAT, Verdict::Proven, connected(&site)),
            Some(Err(error)) => Check::failed(WHAT, &error),
            None => Check::new(
                WHAT,
                Verdict::Unknown,
                "Recurly takes the key, but shows no site that it belongs to. Look at the key in Recurly, under API Credentials",
            ),
        },
        Err(error) if error.is_local() => return Err(error),
        // Recurly says no to a key by 401 and 403 alone.
        Err(error) => {
            let check = Check::failed(WHAT, &error);
            match error.kind {
                Kind::Refused | Kind::NotFound => Check {
                    verdict: Verdict::Unknown,
                    ..check
                },
                _ => check,
            }
        }
    };
    Ok(CheckReport::new(vec![check]))
}

fn connected(site: &Site) -> String {
    let mode = match site.mode.as_deref() {
        Some("production") => "production: actions charge real money",
        Some(mode) => mode,
        None => "test or live not told",
    };
    let features = match site.features.as_slice() {
        [] => String::new(),
        features => format!("; features: {}", features.join(", ").replace('_', " ")),
    };
    format!("Connected to {} ({mode}){features}", site.subdomain)
}
