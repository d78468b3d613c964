//! What can be proven about the settings. APNs has nothing to read: it is sent a push for a device token that cannot
//! exist, and its "no" tells what it made of the key and the Bundle ID.

use serde_json::json;

use super::{apns, store};
use crate::connector::{Check, CheckReport, Verdict};
use crate::error::{Error, Kind, Result};
use crate::reply::Reply;
use crate::request::{Method, Request};
use crate::session::Session;

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    session.renew(&apns::grant(&session.account)?).await?;
    let mut checks = vec![Check::new(
        "Key file",
        Verdict::Proven,
        "The key file is whole and signs. Of Apple that proves nothing",
    )];
    let request = probe(session)?;
    checks.push(match session.send(&request).await {
        Ok(reply) => judged(&reply, session),
        Err(error) if error.is_local() => return Err(error),
        Err(error) => Check::failed("APNs", &error),
    });
    checks.extend(app_store_connect(session).await?);
    Ok(CheckReport::new(checks))
}

/// A push that reaches nobody: it changes nothing, though it is a POST.
fn probe(session: &Session) -> Result<Request> {
    let account = &session.account;
    let url = apns::device(account, &"0".repeat(64))?;
    let purpose = "Send an undeliverable push, to a device that cannot exist";
    let request = Request::read(purpose, Method::Post, url)
        .header("apns-push-type", "alert")
        .header("apns-priority", "10")
        .header("apns-expiration", "0");
    apns::signed(request, account, json!({ "aps": { "alert": "Patchbay" } }))
}

fn judged(reply: &Reply, session: &Session) -> Check {
    let reason = apns::reason(reply);
    let environment = apns::environment(&session.account);
    if reply.is_success() {
        return Check::new(
            "APNs",
            Verdict::Unknown,
            "A push for a device that cannot exist was accepted, so the answers prove nothing. Check that the Base URL leads to APNs",
        );
    }
    match (reply.status, reason.as_str()) {
        (400, "BadDeviceToken") | (410, "Unregistered") => Check::new(
            "APNs",
            Verdict::Proven,
            format!(
                "APNs ({environment}) took the key and refused only the device, which cannot exist. That it judges the key first is inferred"
            ),
        ),
        (400, "DeviceTokenNotForTopic" | "TopicDisallowed" | "BadTopic") => {
            let refused = apns::refusal(reply, &session.account);
            let detail = format!(
                "APNs took the key, and not the Bundle ID ({reason}). {}",
                refused.hint.unwrap_or_default()
            );
            Check::new("Bundle ID", Verdict::Refused, detail)
        }
        _ => {
            let refused = about_settings(apns::refusal(reply, &session.account));
            let check = Check::failed("APNs", &refused);
            // Another 4xx is about the request, and says nothing about the key.
            let verdict = match refused.kind {
                Kind::Refused | Kind::NotFound => Verdict::Unknown,
                _ => check.verdict,
            };
            Check { verdict, ..check }
        }
    }
}

fn about_settings(mut error: Error) -> Error {
    error.message = error.message.replace(
        "Apple did not take the push",
        "APNs did not take the undeliverable push",
    );
    error
}

/// App Store Connect, where its key is set. It is no part of the real work, so half a key is told and no more.
async fn app_store_connect(session: &Session) -> Result<Option<Check>> {
    let what = "App Store Connect";
    Ok(match store::configured(&session.account) {
        Ok(None) => None,
        Ok(Some(key)) => {
            let found = store::app(session, &key).await;
            let good = "The key opens App Store Connect, and finds the app of the Bundle ID";
            Some(Check::probe(what, found, good)?)
        }
        Err(error) => Some(Check {
            verdict: Verdict::Unknown,
            ..Check::failed(what, &error)
        }),
    })
}
