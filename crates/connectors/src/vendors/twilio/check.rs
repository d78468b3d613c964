//! What can be proven about the settings: that the account is active, and that the number is the account's and sends
//! text messages.

use super::client::Client;
use super::is_sid;
use super::numbers::{Number, rows};
use crate::connector::{Check, CheckReport, Verdict};
use crate::error::Result;
use crate::session::Session;

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    let client = Client::new(session)?;
    let from = session.account.required("from")?;
    let account = match session.account.value("api_key_sid") {
        // A key may not read the account.
        Some(_) => key(&client).await,
        None => account(&client).await,
    };
    let mut checks = match account {
        Ok(check) => vec![check],
        Err(error) if error.is_local() => return Err(error),
        Err(error) => vec![Check::failed("Credentials", &error)],
    };
    if checks[0].verdict == Verdict::Proven && !is_sid(from, "MG") {
        checks.push(match sender(&client, from).await {
            Ok(check) => check,
            Err(error) if error.is_local() => return Err(error),
            Err(error) => Check::failed("From", &error),
        });
    }
    Ok(CheckReport::new(checks))
}

async fn account(client: &Client<'_>) -> Result<Check> {
    let (account, reply) = client.ask(&client.account()?).await?;
    let set = client.session.account.required("account_sid")?;
    let text = |name: &str| account[name].as_str().unwrap_or_default();
    if text("sid") != set {
        return Err(reply.malformed(&format!("it is not the account {set}")));
    }
    let name = text("friendly_name");
    let trial = if text("type") == "Trial" {
        ", a trial account: it sends to verified numbers alone"
    } else {
        ""
    };
    let (verdict, detail) = match text("status") {
        "active" => (
            Verdict::Proven,
            format!("The token opens the account {name}, which is active{trial}"),
        ),
        "" => return Err(reply.malformed("it has no status")),
        status => (
            Verdict::Refused,
            format!("The account {name} is {status}: it sends nothing. Look at the Twilio console"),
        ),
    };
    Ok(Check::new("Credentials", verdict, detail))
}

async fn key(client: &Client<'_>) -> Result<Check> {
    let (page, reply) = client.ask(&client.numbers("1", None)?).await?;
    rows(&page, &reply)?;
    Ok(Check::new(
        "Credentials",
        Verdict::Proven,
        "The API key may read the account's phone numbers",
    ))
}

async fn sender(client: &Client<'_>, from: &str) -> Result<Check> {
    let (page, reply) = client.ask(&client.numbers("20", Some(from))?).await?;
    let mut found = None;
    for row in rows(&page, &reply)? {
        let number = Number::of(row).map_err(|why| reply.malformed(why))?;
        // Twilio also finds numbers of which it is a part.
        if number.e164 == from {
            found = Some(number);
        }
    }
    let (verdict, detail) = match found {
        Some(number) if number.texts() => (
            Verdict::Proven,
            format!("{from} is the account's and sends text messages"),
        ),
        Some(_) => (
            Verdict::Refused,
            format!("{from} is the account's and cannot send text messages. Choose another number"),
        ),
        None => (
            Verdict::Unknown,
            format!(
                "{from} is not among the account's phone numbers. If it is not a number that Twilio hosts for you elsewhere, choose another"
            ),
        ),
    };
    Ok(Check::new("From", verdict, detail))
}
