//! What can be proven about the settings: that Roku Pay takes the key, by asking for a purchase that does not exist.

use super::KEY;
use super::transaction::{judged, request};
use crate::connector::{Check, CheckReport, Verdict};
use crate::error::{Error, Kind, Result};
use crate::session::Session;

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    let what = "Roku Pay API key";
    if !session.account.has_secret(KEY) {
        return Ok(CheckReport::new(vec![Check::new(
            what,
            Verdict::ShapeOnly,
            "There is no key, so nothing can be checked: product IDs are judged by their form alone",
        )]));
    }
    let request = request(
        session,
        "Ask for a purchase that does not exist",
        session.new_id(),
    )?;
    let answer = match session.send(&request).await {
        Ok(reply) => judged(&reply),
        Err(error) => Err(error),
    };
    let check = match answer {
        Ok(_) => Check::new(
            what,
            Verdict::Unknown,
            "A purchase that was just made up is said to exist, so the answers prove nothing. Check that the Base URL leads to Roku Pay",
        ),
        Err(error) if error.is_local() => return Err(error),
        // A reason inside a 200: the key was judged before the purchase was looked for.
        Err(error) if error.kind == Kind::Refused && answered_200(&error) => Check::new(
            what,
            Verdict::Proven,
            "Roku Pay takes the key: it looked for a purchase that does not exist, and found none",
        ),
        Err(error) if error.kind == Kind::Refused => Check {
            verdict: Verdict::Unknown,
            ..Check::failed(what, &error)
        },
        Err(error) => Check::failed(what, &error),
    };
    Ok(CheckReport::new(vec![check]))
}

fn answered_200(error: &Error) -> bool {
    let details = error.details.as_ref();
    details.is_some_and(|d| d["status"] == 200 && d["messages"][0] != "")
}
