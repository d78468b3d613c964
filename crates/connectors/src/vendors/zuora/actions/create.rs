//! A new subscription, in the tenant's dialect.

use super::{Draft, Memo, date, previewing, theirs};
use crate::error::Result;
use crate::plan::{Fact, Plan};
use crate::say;
use crate::vendors::zuora::replies::Preview;
use crate::vendors::zuora::{bodies, preview, shown, target};

pub(super) async fn create(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    let (account, all) = theirs(&mut draft).await?;
    let plan = target::offered(&mut draft, "rate_plan").await?;
    let live: Vec<_> = all
        .iter()
        .filter(|s| s.times(&plan.id) > 0 && !matches!(s.status.as_str(), "Cancelled" | "Expired"))
        .map(shown::brief)
        .collect();
    if !live.is_empty() {
        draft.warn(format!(
            "{} already has a subscription with {}: {}. This makes another one",
            say::sentence(&account.who),
            plan.name,
            live.join(", ")
        ));
    }
    let from = date(&draft, "contract_effective_date");
    let term = match intent.required("term_type")? {
        "TERMED" => {
            let unit = intent.required("initial_term_period_type")?;
            let count: u32 = intent.required("initial_term")?.parse().unwrap_or_default();
            let renews = match intent.required("auto_renew")? {
                "true" => "renewing itself",
                _ => "ending with its term",
            };
            let span = say::span(count, &say::uncapitalised(unit));
            format!("for {span}, {renews}")
        }
        _ => "evergreen".into(),
    };
    let what = format!("a subscription to {} from {from}, {term}", plan.name);
    let purpose = format!("Create {what}");
    let summary = format!("{purpose}, for {}", account.who);
    let client = &draft.client;
    let previewing = previewing(&purpose);
    let (preview, request) = if client.orders {
        let today = client.today().to_string();
        let body = bodies::creation_order(intent, &account.number, &from, &today);
        let preview = client.preview_order(previewing, bodies::order_preview(body.clone()))?;
        (preview, client.order(purpose, body)?)
    } else {
        let body = bodies::creation(intent, &account.number, &from);
        let preview = bodies::creation_preview(body.clone());
        let preview = client.preview_creation(previewing, preview)?;
        (preview, client.create(purpose, body)?)
    };
    let said: Preview = draft.read(preview).await?;
    draft.preview = preview::facts(&said, account.currency.as_deref());
    draft.before = vec![Fact::new(
        format!("Subscriptions with {}", plan.name),
        say::list(&live),
    )];
    draft.remember(&Memo {
        account: account.number.clone(),
        currency: account.currency.clone(),
        done: format!("Created {what}"),
        product_rate_plan: Some(plan.id),
        known: all.into_iter().map(|s| s.subscription_number).collect(),
        ..Memo::default()
    })?;
    Ok(draft.planned(summary, vec![request]))
}
