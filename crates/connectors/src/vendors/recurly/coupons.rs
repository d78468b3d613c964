//! Plans the redemption of a coupon, on the account or on one subscription as the coupon wants it.

use serde_json::{Map, Value};

use super::pages::{Pages, typed};
use super::plan::{Draft, Memo};
use super::replies::{Account, Coupon, Redemption, Subscription};
use super::target::{self, Fits};
use super::{create, shown};
use crate::error::{Error, Kind, Result};
use crate::plan::{Fact, Plan, Step};
use crate::request::{Body, Method};
use crate::say;

pub(super) async fn plan(
    mut draft: Draft<'_>,
    account: &Account,
    all: &[Subscription],
) -> Result<Plan> {
    let intent = draft.intent;
    let code = intent.required("coupon")?;
    let coupon = coupon(&mut draft, code).await?;
    let target = resource(&draft, &coupon)?;
    let subscription = if target == "subscription" {
        let fits = Fits {
            which: "live",
            rest: String::new(),
            plan: "plan",
            test: &Subscription::live,
            otherwise: &|_| None,
        };
        Some(target::pick(&draft, account, all, &fits)?)
    } else {
        for field in ["plan", "subscription_id"] {
            if intent.param(field).is_some() {
                return Err(Error::invalid(
                    field,
                    format!("Coupon {code} applies to the account, not to one subscription"),
                )
                .hint(format!("Leave {field} out")));
            }
        }
        None
    };
    let held = redemptions(&mut draft, account).await?;
    let of_it = |r: &&Redemption| r.coupon.code.eq_ignore_ascii_case(&coupon.code);
    let same_place = |r: &&Redemption| {
        subscription.is_none()
            || r.subscription_id.as_deref() == subscription.as_ref().map(|s| s.id.as_str())
    };
    if held.iter().filter(of_it).any(|r| same_place(&r)) {
        draft.warn(format!(
            "Coupon {} is already applied there: Recurly may refuse it",
            coupon.code
        ));
    }

    let currency = match intent.param("currency") {
        Some(text) => Some(create::currency(text)?),
        None => currency(&mut draft, subscription.as_ref(), all)?,
    };
    let mut body = Map::from_iter([("coupon_id".to_owned(), Value::from(format!("code-{code}")))]);
    body.extend(
        currency
            .iter()
            .map(|c| ("currency".to_owned(), Value::from(c.as_str()))),
    );
    let place = match &subscription {
        Some(s) => {
            body.insert("subscription_id".into(), s.id.as_str().into());
            format!("{} of {}", s.shown(), account.shown())
        }
        None => account.shown(),
    };
    let purpose = format!("Apply coupon {code} to {place}");
    let change = draft.client.change(
        purpose.clone(),
        Method::Post,
        &["accounts", &account.id, "coupon_redemptions", "active"],
        &[],
        Body::Json(Value::Object(body)),
    )?;
    draft.before = vec![Fact::new("Active coupons", active(&held))];
    draft.preview = shown::coupon(&coupon)
        .map(|d| vec![Fact::new("Discount", d)])
        .unwrap_or_default();
    draft.remember(&Memo {
        account: account.id.clone(),
        who: account.shown(),
        subscription: subscription.as_ref().map(|s| s.id.clone()),
        what: place,
        currency,
        coupon: Some(coupon.code),
        known: held.into_iter().map(|r| r.id).collect(),
        ..Memo::default()
    })?;
    Ok(draft.planned(purpose, vec![change]))
}

/// The coupon of a code; by a unique code, the bulk coupon that it belongs to.
async fn coupon(draft: &mut Draft<'_>, code: &str) -> Result<Coupon> {
    let part = format!("code-{code}");
    let request = draft
        .client
        .get(format!("Find coupon {code}"), &["coupons", &part], &[])?;
    let coupon: Coupon = match draft.read(request).await {
        Err(e) if e.kind == Kind::NotFound => {
            return Err(Error::new(
                Kind::NotFound,
                format!("There is no Recurly coupon with the code {code}"),
            )
            .field("coupon")
            .hint("Sync the coupons under Catalogue, and choose one")
            .details(e.details.unwrap_or_default()));
        }
        other => other?,
    };
    let bulk = coupon.kind.as_deref() == Some("bulk");
    let itself = coupon.code.eq_ignore_ascii_case(code);
    if bulk && itself {
        return Err(Error::new(
            Kind::Refused,
            format!("Coupon {code} is a bulk coupon, which is not redeemed by its own code"),
        )
        .field("coupon")
        .hint("Type one of its unique codes: Recurly lists them on the coupon's page"));
    }
    if !bulk && !itself {
        return Err(Error::new(
            Kind::Malformed,
            format!(
                "Recurly answered with coupon {} when asked for coupon {code}",
                coupon.code
            ),
        )
        .hint("Check that the Base URL leads to Recurly"));
    }
    match coupon.state.as_deref() {
        None | Some("redeemable") => Ok(coupon),
        Some(state) => {
            let why = if state == "maxed_out" {
                "redeemed as often as it may be"
            } else {
                state
            };
            Err(Error::new(Kind::Refused, format!("Coupon {code} is {why}"))
                .field("coupon")
                .hint("Choose a coupon that can still be redeemed"))
        }
    }
}

/// What the coupon applies to. Recurly fixes it for each coupon, so another wish is refused here.
fn resource(draft: &Draft<'_>, coupon: &Coupon) -> Result<&'static str> {
    let own = match coupon.redemption_resource.as_deref() {
        Some("subscription") => Some("subscription"),
        Some("account") => Some("account"),
        _ => None,
    };
    let asked = draft.intent.param("target");
    match (own, asked) {
        (Some(own), Some(asked)) if own != asked => Err(Error::invalid(
            "target",
            format!(
                "Coupon {} applies to one {own}, not to one {asked}",
                coupon.code
            ),
        )
        .hint("Leave Applies to empty, or choose another coupon")),
        (Some(own), _) => Ok(own),
        (None, Some("subscription")) => Ok("subscription"),
        (None, Some(_)) => Ok("account"),
        (None, None) => Err(Error::invalid(
            "target",
            format!(
                "Recurly does not say what coupon {} applies to",
                coupon.code
            ),
        )
        .hint("Choose account or subscription as Applies to")),
    }
}

/// The currency of what is discounted, where it is plain.
fn currency(
    draft: &mut Draft<'_>,
    subscription: Option<&Subscription>,
    all: &[Subscription],
) -> Result<Option<String>> {
    if let Some(subscription) = subscription {
        return Ok(subscription.currency.clone());
    }
    let mut found: Vec<_> = all
        .iter()
        .filter(|s| s.live())
        .filter_map(|s| s.currency.clone())
        .collect();
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [one] => Ok(Some(one.clone())),
        [] => {
            draft.warn("The account has no live subscription, so no currency is sent: Recurly takes the site's own");
            Ok(None)
        }
        several => Err(Error::invalid(
            "currency",
            format!(
                "The account has subscriptions in {}: name the coupon's currency",
                several.join(" and ")
            ),
        )
        .hint(format!("Give one, such as {}", several[0]))),
    }
}

async fn redemptions(draft: &mut Draft<'_>, account: &Account) -> Result<Vec<Redemption>> {
    let mut pages = active_pages(&draft.client, &account.id)?;
    let mut all = Vec::new();
    while let Some(request) = pages.request() {
        let answer = draft.client.ask(&request).await?;
        draft.steps.push(Step::made(request, answer.reply.status));
        for row in pages.rows(&draft.client, &answer)? {
            all.push(typed("coupon redemption", row)?);
        }
    }
    Ok(all)
}

/// The list of an account's active redemptions. It knows no page size.
pub(super) fn active_pages(client: &super::client::Client, account: &str) -> Result<Pages> {
    let path = ["accounts", account, "coupon_redemptions", "active"];
    Pages::whole(client, "active coupons of the account", &path)
}

/// "SAVE10, WELCOME (on p2x)", or "none".
pub(super) fn active(held: &[Redemption]) -> String {
    let codes: Vec<_> = held
        .iter()
        .map(|r| match &r.subscription_id {
            Some(id) => format!("{} (on {id})", r.coupon.code),
            None => r.coupon.code.clone(),
        })
        .collect();
    say::list(&codes)
}
