//! What can be proven about the settings: that Google gives out a token, that FCM judges a message of the account for a
//! device that was made up, and, where a package is set, that the Play Console may be read.

use serde_json::json;

use super::client::{MESSAGING, No, grant};
use super::{play, push};
use crate::connector::{Check, CheckReport, Verdict};
use crate::error::Result;
use crate::reply::Reply;
use crate::session::Session;

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    let account = &session.account;
    let token = session.renew(&grant(account, MESSAGING)?).await;
    let email = account.member(super::ACCOUNT, "client_email")?;
    let good = format!("Google gave out a token for {email}");
    let mut checks = vec![Check::probe("Service account", token, good)?];
    if checks[0].verdict != Verdict::Proven {
        return Ok(CheckReport::new(checks));
    }
    let message = json!({
        // A form that no device has.
        account.value("send_as").unwrap_or("token"): "patchbay-made-up-device",
        "notification": { "title": "Patchbay", "body": "Never delivered" },
    });
    let request = push::validation(
        account,
        "Let Google judge a push for a device that was made up",
        &message,
    )?;
    checks.push(match session.send(&request).await {
        Ok(reply) => judged(&reply),
        Err(error) if error.is_local() => return Err(error),
        Err(error) => Check::failed("Messaging", &error),
    });
    if let Some(package) = account.value("package_name") {
        let good = format!("The account may read the subscriptions of {package}");
        let read = play::look(session, package).await;
        checks.push(Check::probe("Google Play", read, good)?);
    }
    Ok(CheckReport::new(checks))
}

fn judged(reply: &Reply) -> Check {
    let code = No::of(reply).code;
    let proven = |how: &str| {
        Check::new(
            "Messaging",
            Verdict::Proven,
            format!(
                "The project is there and the account may send: Google judged a push for a made-up device{how}. Nothing was delivered"
            ),
        )
    };
    match code.as_str() {
        _ if reply.is_success() && reply.json::<Named>().is_ok() => {
            proven(" and found nothing wrong")
        }
        "INVALID_ARGUMENT" | "UNREGISTERED" if (400..500).contains(&reply.status) => {
            proven(&format!(" and refused only the device ({code})"))
        }
        "SENDER_ID_MISMATCH" => proven(&format!(
            " and said that the device is another project's ({code}), which is taken for a good sign"
        )),
        _ if reply.is_success() => Check::failed(
            "Messaging",
            &reply.malformed("there is no name of a message in it"),
        ),
        _ => Check::failed("Messaging", &push::refusal(reply)),
    }
}

#[derive(serde::Deserialize)]
struct Named {
    #[serde(rename = "name")]
    _name: String,
}
