//! Plans the three actions: finds the subscription, checks what can be checked without a change, and writes down the
//! one request that would change something.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::client::{Client, in_words, judged, rows};
use super::replies::{Subscription, text};
use super::target::{self, Draft};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan};
use crate::say;
use crate::session::Session;

/// What the run needs to know.
#[derive(Serialize, Deserialize)]
pub(super) struct Memo {
    pub subscription: String,
    /// The offer that a switch leads to.
    pub to: Option<String>,
    pub coupon: Option<String>,
}

pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let mut draft = Draft::new(Client::new(session)?, session, intent);
    if session.account.value("environment") == Some("production") {
        draft.warn("This is Cleeng's production: it is about real money");
    }
    match intent.action.id {
        "switch_subscription" => switch(draft).await,
        "apply_coupon" => coupon(draft).await,
        "reactivate_subscription" => reactivate(draft).await,
        other => Err(Error::new(
            Kind::NotFound,
            format!("Cleeng has no action {other}"),
        )),
    }
}

async fn switch(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    let (to, direction) = (
        intent.required("to_offer_id")?,
        intent.required("direction")?,
    );
    let found = target::subscription(&mut draft, "active").await?;
    if let Some(pending) = &found.pending_switch {
        return Err(Error::new(
            Kind::Refused,
            format!(
                "Subscription {} has a switch under way, {pending}: Cleeng makes one at a time",
                found.id
            ),
        )
        .hint("Wait until it has taken effect, or cancel it at Cleeng"));
    }
    if found.offer == to {
        return Err(refused(&found, to, "SAME_TARGET_OFFER", None));
    }
    availability(&mut draft, &found, to, direction).await?;
    if let Some(code) = &found.coupon {
        draft.warn(format!(
            "The subscription carries the coupon {code}: Cleeng may refuse to switch it"
        ));
    }
    draft.warn(match direction {
        "upgrade" => "The broadcaster's switch settings decide what is charged and when: by Cleeng's own default an upgrade takes effect at once. The price for the rest of the period is not told beforehand",
        _ => "The broadcaster's switch settings decide when it takes effect: by Cleeng's own default a downgrade waits for the renewal",
    });
    let what = format!(
        "subscription {} from {} to {to} ({direction})",
        found.id, found.offer
    );
    let request = draft
        .client
        .switch(format!("Switch {what}"), &found.id, to, direction)?;
    draft.before = found.facts();
    draft.remember(&Memo {
        subscription: found.id.clone(),
        to: Some(to.into()),
        coupon: None,
    })?;
    Ok(draft.planned(format!("Switch {what}"), vec![request]))
}

/// Asks Cleeng whether it would make the switch.
async fn availability(
    draft: &mut Draft<'_>,
    found: &Subscription,
    to: &str,
    direction: &str,
) -> Result<()> {
    let request = draft.client.switches_from(&found.id)?;
    let purpose = request.purpose.clone();
    let reply = draft.look(request).await?;
    let answer = match judged(&reply, &purpose) {
        // How it is asked for was not seen: that Cleeng does not take the question says nothing of the switch.
        Err(e) if matches!(e.kind, Kind::Refused | Kind::NotFound | Kind::Forbidden) => {
            draft.warn(format!(
                "Cleeng does not say whether the switch is possible ({}): it will judge it when it is sent",
                e.message
            ));
            return Ok(());
        }
        other => other?,
    };
    let list = |key: &str| answer.get(key).and_then(Value::as_array);
    let (Some(available), Some(unavailable)) = (list("available"), list("unavailable")) else {
        return Err(reply.malformed("it does not list what is available and what is not"));
    };
    let offer = |row: &&Value| {
        let id = text(row, "toOfferId").or_else(|| text(row, "offerId"));
        id.as_deref() == Some(to)
    };
    if let Some(row) = available.iter().find(offer) {
        let said = text(row, "switchDirection").or_else(|| text(row, "direction"));
        if let Some(said) = said.filter(|s| !s.eq_ignore_ascii_case(direction)) {
            return Err(Error::invalid(
                "direction",
                format!("Cleeng takes a switch to {to} for an {said}, not for an {direction}"),
            )
            .hint(format!("Choose {said}")));
        }
        for (label, key) in [("Title", "title"), ("Switch algorithm", "algorithm")] {
            draft
                .preview
                .extend(text(row, key).map(|value| Fact::new(label, value)));
        }
        let currency = text(row, "customerCurrency").or_else(|| text(row, "currency"));
        let price = row
            .get("customerPriceInclTax")
            .or_else(|| row.get("price"))
            .and_then(|p| say::decimal(p, currency.as_deref()));
        draft
            .preview
            .extend(price.map(|p| Fact::new("Price of the new offer", p)));
        return Ok(());
    }
    let Some(row) = unavailable.iter().find(offer) else {
        return Err(refused(
            found,
            to,
            "SWITCH_NOT_DEFINED_IN_SWITCH_SETTINGS",
            None,
        ));
    };
    let reason = row.get("reason").unwrap_or(row);
    let code = ["code", "reasonCode"]
        .iter()
        .find_map(|key| text(reason, key))
        .or_else(|| say::scalar(reason))
        .unwrap_or_else(|| "no reason told".into());
    Err(refused(found, to, &code, text(reason, "message")))
}

fn refused(found: &Subscription, to: &str, code: &str, message: Option<String>) -> Error {
    let said = message.map(|m| format!(": {m}")).unwrap_or_default();
    let error = Error::new(
        Kind::Refused,
        format!(
            "Subscription {} cannot be switched from {} to {to}{said} ({code})",
            found.id, found.offer
        ),
    )
    .field("to_offer_id")
    .details(serde_json::json!({ "code": code }));
    match in_words(code) {
        Some(words) => error.hint(words),
        None => error
            .hint("Look at the subscription and at Offer switch settings in Cleeng's dashboard"),
    }
}

async fn coupon(mut draft: Draft<'_>) -> Result<Plan> {
    let code = draft.intent.required("coupon_code")?;
    let found = target::subscription(&mut draft, "active").await?;
    if found.coupon.as_deref() == Some(code) {
        return Err(Error::new(
            Kind::Refused,
            format!(
                "Subscription {} carries the coupon {code} already",
                found.id
            ),
        )
        .field("coupon_code")
        .hint("There is nothing to do"));
    }
    campaign(&mut draft, &found, code).await?;
    if let Some(other) = &found.coupon {
        draft.warn(format!(
            "The subscription carries the coupon {other}, which {code} would replace"
        ));
    }
    let what = format!(
        "coupon {code} to subscription {} ({})",
        found.id, found.offer
    );
    let request = draft
        .client
        .update(format!("Apply {what}"), &found.id, "couponCode", code)?;
    draft.before = found.facts();
    draft.remember(&Memo {
        subscription: found.id.clone(),
        to: None,
        coupon: Some(code.into()),
    })?;
    Ok(draft.planned(format!("Apply {what}"), vec![request]))
}

/// Makes sure that the code is one that counts for the subscription, as far as Cleeng tells.
async fn campaign(draft: &mut Draft<'_>, found: &Subscription, code: &str) -> Result<()> {
    let request = draft.client.campaigns(code)?;
    let purpose = request.purpose.clone();
    let reply = draft.look(request).await?;
    let all = match rows(&reply, &purpose) {
        Err(e) if e.kind == Kind::NotFound => Vec::new(),
        Err(e) if matches!(e.kind, Kind::Refused | Kind::Forbidden) => {
            draft.warn(format!(
                "Cleeng does not tell of the coupon ({}): it will judge it when it is sent",
                e.message
            ));
            return Ok(());
        }
        other => other?,
    };
    let no = |why: &str| {
        Error::new(Kind::Refused, format!("Coupon {code} {why}"))
            .field("coupon_code")
            .hint("Choose another, or look at the campaign in Cleeng's dashboard")
    };
    let [campaign] = all.as_slice() else {
        return Err(match all.len() {
            0 => Error {
                kind: Kind::NotFound,
                ..no("is not known to Cleeng")
            },
            n => no(&format!(
                "belongs to {n} campaigns, so it is not clear what it does"
            )),
        });
    };
    if let Some(status) = text(campaign, "status").filter(|s| s != "active") {
        return Err(no(&format!("is of a campaign that is {status}")));
    }
    let offers = campaign.get("offers").and_then(Value::as_array);
    let id = |row: &Value| {
        say::scalar(row)
            .or_else(|| text(row, "offerId"))
            .or_else(|| text(row, "id"))
    };
    if let Some(offers) = offers.filter(|o| !o.is_empty())
        && !offers
            .iter()
            .any(|row| id(row).is_some_and(|id| fits(&id, &found.offer)))
    {
        return Err(no(&format!("does not count for the offer {}", found.offer)));
    }
    let payments = text(campaign, "paymentType");
    if payments.as_deref() == Some("initial") {
        draft.warn(format!(
            "Coupon {code} counts for a first payment alone: it may change nothing on a subscription that is running"
        ));
    }
    let rate = campaign.get("discount").and_then(Value::as_f64);
    let facts = [
        text(campaign, "name").map(|name| Fact::new("Campaign", name)),
        rate.map(|rate| Fact::new("Discount", format!("{} %", (rate * 1000.0).round() / 10.0))),
        payments.map(|p| Fact::new("Counts for payments", p)),
    ];
    draft.preview.extend(facts.into_iter().flatten());
    Ok(())
}

/// An offer with its country (`S1_US`) is a version of the same one without it (`S1`).
fn fits(listed: &str, offer: &str) -> bool {
    offer
        .strip_prefix(listed)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

async fn reactivate(mut draft: Draft<'_>) -> Result<Plan> {
    let found = target::subscription(&mut draft, "stopped").await?;
    if let Some(at) = found.until
        && at <= draft.session.now().as_second()
    {
        return Err(Error::new(
            Kind::Refused,
            format!("Subscription {} ended {}", found.id, say::epoch(at)),
        )
        .hint("One that has ended can only be bought anew"));
    }
    let what = format!("subscription {} ({})", found.id, found.offer);
    let until = found
        .until
        .map(|at| format!(", which would have ended {}", say::epoch(at)))
        .unwrap_or_default();
    let request =
        draft
            .client
            .update(format!("Reactivate {what}"), &found.id, "status", "active")?;
    draft.before = found.facts();
    draft.remember(&Memo {
        subscription: found.id.clone(),
        to: None,
        coupon: None,
    })?;
    draft.warn("Billing begins again with the next period");
    Ok(draft.planned(format!("Reactivate {what}{until}"), vec![request]))
}
