//! Plans the actions: looks up what they are about, checks what can be checked without a change, and writes down
//! the requests that would change something.

mod coupon;
mod subscribe;
mod trial;
mod unsubscribe;
mod update;

use super::client::Client;
use super::replies::Price;
use super::run::Memo;
use super::target::{Draft, Target};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::Plan;
use crate::request::Request;
use crate::session::Session;

pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let draft = Draft::new(Client::new(session)?, session, intent);
    match intent.action.id {
        "update_subscription" => update::plan(draft).await,
        "subscribe_to_plan" => subscribe::plan(draft).await,
        "unsubscribe_from_plan" => unsubscribe::plan(draft).await,
        "add_coupon" => coupon::plan(draft).await,
        "extend_trial" => trial::plan(draft).await,
        other => Err(Error::new(
            Kind::NotFound,
            format!("Stripe has no action {other}"),
        )),
    }
}

/// The plan that sends these changes and remembers what they are to come to.
fn finished(
    mut draft: Draft<'_>,
    target: &Target,
    purpose: &str,
    changes: Vec<Request>,
    memo: &Memo,
) -> Result<Plan> {
    draft.remember(memo)?;
    let summary = format!("{purpose}, of {}", target.customer.shown());
    Ok(draft.planned(summary, changes))
}

/// The quantity that was asked for; a plan that is billed by usage has none.
fn quantity(draft: &Draft<'_>, price: &Price) -> Result<Option<u64>> {
    let Some(given) = draft.intent.param("quantity") else {
        return Ok(None);
    };
    if price.metered() {
        return Err(Error::invalid(
            "quantity",
            format!("{} is billed by usage, so it has no quantity", price.id),
        )
        .hint("Leave Quantity out"));
    }
    given
        .parse()
        .map(Some)
        .map_err(|_| Error::invalid("quantity", "Quantity must be a whole number"))
}
