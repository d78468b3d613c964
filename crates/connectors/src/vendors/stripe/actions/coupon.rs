//! Giving a discount: to the customer, in place of the one they have, or to a subscription beside those it has.

use super::super::client::Form;
use super::super::replies::Coupon;
use super::super::run::{Memo, Want};
use super::super::shown;
use super::super::target::{Draft, Target};
use super::finished;
use crate::error::{Error, Kind, Result};
use crate::plan::Plan;

/// The discount to give.
struct Given {
    coupon: Coupon,
    /// `coupon` or `promotion_code`, and its id.
    field: &'static str,
    id: String,
    /// "coupon SAVE10 (10% off once)".
    name: String,
}

pub(super) async fn plan(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    if intent.param("coupon").is_some() == intent.param("promotion_code").is_some() {
        return Err(Error::invalid(
            "coupon",
            "Apply coupon code needs either a coupon or a promotion code, and not both",
        )
        .hint("Give one of the two"));
    }
    let to_customer = intent.required("target")? == "customer";
    if to_customer && !draft.client.has_customer_discounts() {
        return Err(Error::new(
            Kind::Unsupported,
            format!(
                "API version {} has no discounts of customers: they ended with 2025-03-31.basil",
                draft.client.version()
            ),
        )
        .field("target")
        .hint("Apply it to a subscription, or set the API version to the default one"));
    }
    let target = draft.target().await?;
    let given = match draft.coupon().await? {
        Some(coupon) => Given {
            field: "coupon",
            id: coupon.id.clone(),
            name: format!("coupon {} ({})", coupon.id, shown::coupon(&coupon)),
            coupon,
        },
        None => match draft.promotion_code(&target.customer).await? {
            Some(code) => Given {
                field: "promotion_code",
                id: code.id,
                name: format!(
                    "promotion code {} ({})",
                    code.code,
                    shown::coupon(&code.coupon)
                ),
                coupon: code.coupon,
            },
            None => return Err(Error::invalid("coupon", "there is no discount to give")),
        },
    };
    if to_customer {
        of_customer(draft, &target, &given)
    } else {
        of_subscription(draft, &target, &given)
    }
}

fn of_customer(mut draft: Draft<'_>, target: &Target, given: &Given) -> Result<Plan> {
    let customer = &target.customer;
    draft.before = shown::customer_facts(customer);
    match &customer.discount {
        Some(has) if has.coupon.id == given.coupon.id => draft.warn(format!(
            "The customer already has {}: it begins anew",
            shown::discount(has)
        )),
        Some(has) => draft.warn(format!(
            "This takes the place of the customer's discount {}",
            shown::discount(has)
        )),
        None => {}
    }
    let form = Form::default().put(given.field, &given.id);
    let purpose = format!("Give {} to all future invoices", given.name);
    let change = draft
        .client
        .post(&purpose, &["customers", &customer.id], form)?;
    let memo = Memo {
        customer: customer.id.clone(),
        subscription: None,
        what: customer.shown(),
        done: format!("Gave {} to {}", given.name, customer.shown()),
        want: Want::Customer {
            coupon: given.coupon.id.clone(),
            had: customer.discount.as_ref().map(|d| d.id.clone()),
        },
    };
    finished(draft, target, &purpose, vec![change], &memo)
}

fn of_subscription(mut draft: Draft<'_>, target: &Target, given: &Given) -> Result<Plan> {
    let price = draft.intent.required("price")?;
    let states = &["active", "trialing", "past_due", "unpaid", "paused"];
    let subscription = target.subscription(&draft, Some(price), states, "current")?;
    let id = &subscription.id;
    draft.before = shown::facts(subscription);
    if let Some(has) = &subscription.discount
        && has.coupon.id == given.coupon.id
    {
        return Err(Error::new(
            Kind::Refused,
            format!("Subscription {id} already has {}", shown::discount(has)),
        )
        .field(given.field)
        .hint("There is nothing to change"));
    }
    super::super::target::free_of_schedule(subscription)?;
    let had: Vec<String> = subscription
        .discount_ids()
        .into_iter()
        .map(Into::into)
        .collect();
    if had.is_empty()
        && let Some(has) = &target.customer.discount
    {
        draft.warn(format!(
            "The customer's own discount {} no longer counts for {id} then",
            shown::discount(has)
        ));
    }
    // The list replaces the one that is there, so what the subscription has is said again.
    let mut form = Form::default();
    for (n, discount) in had.iter().enumerate() {
        form = form.put(format!("discounts[{n}][discount]"), discount);
    }
    let form = form.put(
        format!("discounts[{}][{}]", had.len(), given.field),
        &given.id,
    );
    let purpose = format!("Give {} to subscription {id}", given.name);
    let change = draft.client.post(&purpose, &["subscriptions", id], form)?;
    let memo = Memo {
        customer: target.customer.id.clone(),
        subscription: Some(id.clone()),
        what: format!("subscription {id}"),
        done: format!("Gave {} to subscription {id}", given.name),
        want: Want::Discounts { had },
    };
    finished(draft, target, &purpose, vec![change], &memo)
}
