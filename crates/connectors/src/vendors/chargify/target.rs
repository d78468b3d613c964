//! Whom and what an action is about: the customer, the product, the one subscription. It never guesses: where none
//! fits, the error lists what there is; where several do, one must be named.

use serde_json::json;

use super::actions::Draft;
use super::catalogue::{Pages, typed};
use super::client::List;
use super::replies::{
    Coupon, CouponReply, Customer, CustomerReply, Id, PaymentProfile, Product, Subscription,
    SubscriptionReply,
};
use super::shown::in_brief;
use crate::error::{Error, Kind, Result};
use crate::plan::Step;
use crate::say;
use crate::target::{Candidate, Words, one};

/// From this number of subscriptions on, Chargify may have listed a first page only.
const FULL_PAGE: usize = 20;

/// The customer of the trait.
pub(super) async fn customer(draft: &mut Draft<'_>) -> Result<Customer> {
    let id = draft.intent.required_trait("chargify_id")?;
    let request = draft.client.customer(id)?;
    match draft.read::<CustomerReply>(request).await {
        Ok(reply) if reply.customer.id.as_str() == id => Ok(reply.customer),
        Ok(reply) => Err(Error::new(
            Kind::Malformed,
            format!("Chargify answered with customer {} when asked for customer {id}", reply.customer.id),
        )
        .hint("Check that the domain or Base URL leads to Chargify")),
        Err(e) if e.kind == Kind::NotFound => Err(Error {
            field: Some("chargify_id".into()),
            ..Error::new(
                Kind::NotFound,
                format!("There is no Chargify customer with the ID {id}"),
            )
            .hint("The trait chargify_id must hold the number of a customer of this site, not of a subscription")
        }),
        Err(e) => Err(e),
    }
}

/// All that the customer has or had.
pub(super) async fn subscriptions(
    draft: &mut Draft<'_>,
    customer: &Customer,
) -> Result<Vec<Subscription>> {
    let request = draft.client.subscriptions_of(customer.id.as_str())?;
    let rows: Vec<SubscriptionReply> = draft.read(request).await?;
    if rows.len() >= FULL_PAGE {
        draft.warnings.push(format!(
            "Chargify listed {} subscriptions of {}: if there are more, they were not looked at",
            rows.len(),
            customer.shown()
        ));
    }
    Ok(rows.into_iter().map(|r| r.subscription).collect())
}

/// Those to a plan, which is named by its product's handle, or by its id.
pub(super) fn to_plan<'a>(all: &'a [Subscription], plan: &str) -> Vec<&'a Subscription> {
    let by = |fits: &dyn Fn(&Product) -> bool| -> Vec<&'a Subscription> {
        all.iter().filter(|s| fits(&s.product)).collect()
    };
    let by_handle = by(&|p| p.handle() == Some(plan));
    if by_handle.is_empty() {
        // A handle can look like a number, so ids count only where no handle fits.
        return by(&|p| p.id.as_str() == plan);
    }
    by_handle
}

/// The one current subscription to the plan, or the one that was picked.
pub(super) fn pick(
    draft: &Draft<'_>,
    customer: &Customer,
    all: &[Subscription],
) -> Result<Subscription> {
    let plan = draft.intent.required("plan")?;
    let mut fitting = to_plan(all, plan);
    fitting.retain(|s| s.current());
    let words = Words {
        who: &customer.shown(),
        which: "current",
        noun: "subscription",
        rest: &format!("to {plan}"),
        field: "subscription_id",
    };
    match one(draft.intent, &fitting, all, candidate, &words) {
        Ok(found) => Ok(found.clone()),
        Err(error) if error.field.is_none() => Err(error.field("plan")),
        Err(error) => Err(error),
    }
}

fn candidate(subscription: &Subscription) -> Candidate {
    let plan = subscription.product.key();
    Candidate {
        id: subscription.id.to_string(),
        brief: format!("{} to {plan}", in_brief(subscription)),
        facts: json!({
            "state": subscription.state,
            "plan": plan,
            "created_at": subscription.created_at,
            "current_period_ends_at": subscription.current_period_ends_at,
            "canceled_at": subscription.canceled_at,
        }),
    }
}

/// The product of the plan, archived ones included: a name that no product has must not reach a sign-up.
pub(super) async fn product(draft: &mut Draft<'_>) -> Result<Product> {
    let plan = draft.intent.required("plan")?;
    let mut pages = Pages::new(List::products());
    // Best last: only an id fits, the handle of an archived product, the handle of one that is sold.
    let mut best: Option<(u8, Product)> = None;
    while let Some(page) = pages.next(&draft.client).await? {
        draft.steps.push(Step::made(page.request, page.status));
        for row in page.rows {
            let text = |key: &str| row.get(key).and_then(say::scalar);
            let handle = text("handle").as_deref() == Some(plan);
            if !handle && text("id").as_deref() != Some(plan) {
                continue;
            }
            let product: Product = typed("product", row)?;
            let rank = match (handle, &product.archived_at) {
                (true, None) => 2,
                (true, Some(_)) => 1,
                (false, _) => 0,
            };
            if best.as_ref().is_none_or(|(r, _)| rank > *r) {
                best = Some((rank, product));
            }
        }
        if best.as_ref().is_some_and(|(rank, _)| *rank == 2) {
            break;
        }
    }
    best.map(|(_, product)| product).ok_or_else(|| Error {
        field: Some("plan".into()),
        ..Error::new(
            Kind::NotFound,
            format!("There is no Chargify product with the handle or ID {plan}"),
        )
        .hint("Sync the products under Catalogue, and choose one")
    })
}

/// Makes sure that Chargify takes the coupon for the product's family, and warns of what may stand against it.
pub(super) async fn coupon(draft: &mut Draft<'_>, code: &str, product: &Product) -> Result<Coupon> {
    let family = product.family.as_ref();
    let request = draft
        .client
        .validate_coupon(code, family.and_then(|f| f.id.as_ref()))?;
    let coupon = match draft.read::<CouponReply>(request).await {
        Ok(reply) => reply.coupon,
        Err(e) if matches!(e.kind, Kind::NotFound | Kind::Refused) => {
            let name = family
                .and_then(|f| f.name.as_deref())
                .unwrap_or(&product.name);
            let said = e
                .details
                .as_ref()
                .and_then(|d| d["messages"][0].as_str())
                .unwrap_or("no message");
            return Err(Error {
                field: Some("coupon_code".into()),
                ..Error::new(
                    Kind::Refused,
                    format!("Chargify does not take the coupon {code} for {name}: {said}"),
                )
                .hint("A coupon belongs to one product family: choose one of the plan's")
                .details(e.details.unwrap_or_default())
            });
        }
        Err(e) => return Err(e),
    };
    let now = draft.session.now();
    if let Some(at) = &coupon.archived_at {
        draft.warnings.push(format!(
            "Coupon {code} is archived since {}: Chargify may refuse it",
            say::time(at)
        ));
    }
    if let Some(at) = coupon.end_date.as_deref().filter(|d| say::is_past(d, now)) {
        draft.warnings.push(format!(
            "Coupon {code} expired {}: Chargify may refuse it",
            say::time(at)
        ));
    }
    Ok(coupon)
}

/// Makes sure that the payment profile is one of the customer's.
pub(super) async fn payment_profile(
    draft: &mut Draft<'_>,
    customer: &Customer,
    id: &Id,
) -> Result<()> {
    let mut pages = Pages::new(List::payment_profiles(customer.id.as_str()));
    let mut theirs = Vec::new();
    while let Some(page) = pages.next(&draft.client).await? {
        draft.steps.push(Step::made(page.request, page.status));
        for row in page.rows {
            let profile: PaymentProfile = typed("payment profile", row)?;
            if profile.customer_id.is_none_or(|c| c == customer.id) {
                theirs.push(profile.id);
            }
        }
    }
    if theirs.contains(id) {
        return Ok(());
    }
    let ids: Vec<_> = theirs.iter().map(Id::as_str).collect();
    Err(Error {
        field: Some("payment_profile_id".into()),
        ..Error::new(
            Kind::NotFound,
            format!("Payment profile {id} is not one of {}", customer.shown()),
        )
        .hint(match ids.as_slice() {
            [] => "The customer has no payment profiles".into(),
            ids => format!("The customer's payment profiles: {}", ids.join(", ")),
        })
    })
}
