//! What can be proven about the settings: that the key opens the site, that it is the site which is meant, and
//! that the key may read what the real work reads.

use serde_json::Value;

use super::client::{Client, List};
use super::domain;
use super::replies::{Site, SiteReply};
use crate::connector::{Check, CheckReport, Verdict};
use crate::error::{Error, Kind, Result};
use crate::session::Session;

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    let client = Client::new(session)?;
    let site = match client.read::<SiteReply>(&client.site()?).await {
        Ok(reply) => reply.site,
        Err(error) if error.is_local() => return Err(error),
        Err(error) => return Ok(CheckReport::new(vec![not_opened(&client, &error)])),
    };
    let mut checks = vec![Check::new("Credentials", Verdict::Proven, connected(&site))];
    checks.extend(other_site(session, &site));
    for list in [List::products(), List::coupons()] {
        let what = format!("Read {}", list.name);
        let request = client.page(&list, 1, 1)?;
        let read = client.read::<Vec<Value>>(&request).await;
        checks.push(Check::probe(
            what,
            read,
            format!("The API key may read {}", list.name),
        )?);
    }
    Ok(CheckReport::new(checks))
}

fn connected(site: &Site) -> String {
    let currency = site.currency.as_deref().unwrap_or("currency not told");
    let mode = match site.test {
        Some(true) => "test",
        Some(false) => "live",
        None => "test or live not told",
    };
    format!(
        "Connected to {} ({}), {currency}, {mode}",
        site.name, site.subdomain
    )
}

/// A key that opens another site than the one that is set: possible behind a Base URL.
fn other_site(session: &Session, site: &Site) -> Option<Check> {
    let set = domain::subdomain(session.account.value("domain")?)?;
    (!site.subdomain.eq_ignore_ascii_case(set)).then(|| {
        Check::new(
            "Domain",
            Verdict::Unknown,
            format!(
                "The site that answers is {}, but Domain says {set}: actions would change {}. Correct Domain or the Base URL",
                site.subdomain, site.subdomain
            ),
        )
    })
}

/// What a failure to read the site says, and of what.
fn not_opened(client: &Client, error: &Error) -> Check {
    match error.kind {
        Kind::NotFound => Check::new(
            "Domain",
            Verdict::Refused,
            format!(
                "There is no Chargify site at {}. Check the subdomain or the Base URL, and whether the site is in the US (chargify.com) or in the EU (ebilling.maxio.com)",
                client.host()
            ),
        ),
        // The vendor says so to good keys as well: the account is blocked, over or being cleared.
        Kind::Refused if status_of(error) == Some(422) => Check::failed("Account", error),
        // Chargify says no to a key by 401 and 403 alone.
        Kind::Refused => Check {
            verdict: Verdict::Unknown,
            ..Check::failed("Credentials", error)
        },
        _ => Check::failed("Credentials", error),
    }
}

fn status_of(error: &Error) -> Option<u64> {
    error.details.as_ref()?["status"].as_u64()
}
