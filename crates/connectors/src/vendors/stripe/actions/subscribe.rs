//! Starting a subscription.

use super::super::client::Form;
use super::super::run::{Memo, Want};
use super::super::shown;
use super::super::target::{Draft, live};
use super::{finished, quantity};
use crate::error::Result;
use crate::plan::{Fact, Plan};
use crate::say;

const DAY: i64 = 86_400;

pub(super) async fn plan(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    let target = draft.target().await?;
    let price = draft.price("price").await?;
    let quantity = quantity(&draft, &price)?.map(|n| n.to_string());
    let coupon = draft.coupon().await?;
    let customer = &target.customer;
    let name = shown::plan(&price);
    let theirs: Vec<_> = target
        .subscriptions
        .iter()
        .filter(|s| live(s) && s.has_price(&price.id))
        .collect();
    let brief: Vec<_> = theirs.iter().map(|s| shown::in_brief(s)).collect();
    if !theirs.is_empty() {
        draft.warn(format!(
            "{} already has a subscription to {name}: {}. This makes another one",
            say::sentence(&customer.shown()),
            brief.join(", ")
        ));
    }
    draft.before = vec![Fact::new(
        format!("Subscriptions to {name}"),
        say::list(&brief),
    )];
    let days = intent.param("trial_days");
    // The preview knows no length of a trial, only its end.
    let trial_end = days
        .and_then(|d| d.parse::<i64>().ok())
        .map(|d| (draft.session.now().as_second() + d * DAY).to_string());
    let coupon = coupon.map(|c| c.id);
    let preview = Form::default()
        .put("customer", &customer.id)
        .maybe("discounts[0][coupon]", coupon.clone())
        .put("subscription_details[items][0][price]", &price.id)
        .maybe("subscription_details[items][0][quantity]", quantity.clone())
        .maybe("subscription_details[trial_end]", trial_end);
    let purpose = format!("Start a subscription to {name} ({})", shown::amount(&price));
    draft
        .next_invoice(format!("Preview a subscription to {name}"), preview)
        .await?;
    let form = Form::default()
        .put("customer", &customer.id)
        .put("items[0][price]", &price.id)
        .maybe("items[0][quantity]", quantity)
        .maybe("trial_period_days", days)
        .maybe("discounts[0][coupon]", coupon)
        .put("payment_behavior", intent.required("payment_behavior")?);
    let change = draft.client.post(&purpose, &["subscriptions"], form)?;
    let known = target.subscriptions.iter().map(|s| s.id.clone());
    let memo = Memo {
        customer: customer.id.clone(),
        subscription: None,
        what: format!("the subscriptions of {} to {name}", customer.shown()),
        done: format!("Started a subscription to {name}"),
        want: Want::New {
            price: price.id.clone(),
            known: known.collect(),
        },
    };
    finished(draft, &target, &purpose, vec![change], &memo)
}
