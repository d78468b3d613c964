//! Plans a new subscription for an account that is there. Recurly is asked first what it would cost.

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::plan::{Draft, Memo};
use super::replies::{Account, Invoices, Subscription, at};
use super::shown;
use super::target::{self, sells};
use crate::error::{Error, Kind, Result};
use crate::plan::{Fact, Plan};
use crate::request::{Body, Method};
use crate::say;

/// Recurly refuses a second subscription for this long.
const GUARD: SignedDuration = SignedDuration::from_secs(60);

pub(super) async fn plan(
    mut draft: Draft<'_>,
    account: &Account,
    all: &[Subscription],
) -> Result<Plan> {
    let intent = draft.intent;
    if account.state.as_deref() == Some("inactive") {
        return Err(Error::new(
            Kind::Refused,
            format!("{} is closed", say::sentence(&account.shown())),
        )
        .hint("Reopen it at Recurly first"));
    }
    let currency = currency(intent.required("currency")?)?;
    let plan = target::plan(&mut draft, intent.required("plan")?).await?;
    sells(&mut draft, &plan, Some(&currency))?;
    let who = account.shown();
    let now = draft.session.now();
    warn(&mut draft, &plan.code, &plan.name, all);

    let mut line = Map::from_iter([("plan_code".to_owned(), Value::from(plan.code.as_str()))]);
    if let Some(text) = intent.param("unit_amount") {
        line.insert("unit_amount".into(), shown::number("unit_amount", text)?);
    }
    if let Some(day) = intent.param("trial_ends_at") {
        let until = format!("{day}T00:00:00Z");
        if at(&until).is_none_or(|until| until <= now) {
            return Err(Error::invalid(
                "trial_ends_at",
                format!("Create subscription: Trial until must be a day to come, not {day}"),
            ));
        }
        line.insert("trial_ends_at".into(), until.into());
    }
    // Recurly would change the account by any other member.
    let mut shared = Map::from_iter([
        ("currency".to_owned(), Value::from(currency.as_str())),
        ("account".to_owned(), json!({ "code": account.code })),
    ]);
    if let Some(method) = intent.param("collection_method") {
        shared.insert("collection_method".into(), method.into());
    }
    let codes: Vec<_> = intent
        .param("coupon_codes")
        .into_iter()
        .flat_map(|codes| codes.split(','))
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .collect();
    if !codes.is_empty() {
        shared.insert("coupon_codes".into(), json!(codes));
    }

    let mut purchase = shared.clone();
    purchase.insert("subscriptions".into(), json!([line]));
    let request = draft.client.preview(
        format!("Preview a subscription to {} for {who}", plan.name),
        &["purchases", "preview"],
        Value::Object(purchase),
    )?;
    let invoices: Invoices = draft.read(request).await?;
    draft.preview = shown::invoices(&invoices, Some(&currency));

    let mut body = shared;
    body.extend(line);
    let purpose = format!(
        "Create a subscription to {} in {currency} for {who}",
        plan.name
    );
    let change = draft.client.change(
        purpose.clone(),
        Method::Post,
        &["subscriptions"],
        &[],
        Body::Json(Value::Object(body)),
    )?;
    draft.before = vec![Fact::new("Live subscriptions", live(all))];
    draft.remember(&Memo {
        account: account.id.clone(),
        who,
        what: format!("a subscription to {}", plan.name),
        currency: Some(currency),
        plan: Some(plan.code),
        known: all.iter().map(|s| s.id.clone()).collect(),
        ..Memo::default()
    })?;
    Ok(draft.planned(purpose, vec![change]))
}

fn warn(draft: &mut Draft<'_>, code: &str, name: &str, all: &[Subscription]) {
    let now = draft.session.now();
    let held: Vec<_> = all
        .iter()
        .filter(|s| s.live() && s.plan.code == code)
        .map(shown::in_brief)
        .collect();
    if !held.is_empty() {
        draft.warn(format!(
            "The account already has a subscription to {name}: {}. This makes another one, or Recurly refuses it",
            held.join(", ")
        ));
    }
    let young = |s: &Subscription| {
        let created = s.created_at.as_deref().and_then(at);
        created.is_some_and(|created| now.duration_since(created) < GUARD)
    };
    if let Some(young) = all.iter().find(|s| young(s)) {
        draft.warn(format!(
            "Subscription {} was made less than a minute ago: Recurly refuses another one so soon",
            young.id
        ));
    }
}

/// "p2x (active, …) to gold, …", or "none".
pub(super) fn live(all: &[Subscription]) -> String {
    let brief: Vec<_> = all
        .iter()
        .filter(|s| s.live())
        .map(|s| format!("{} to {}", shown::in_brief(s), s.plan.code))
        .collect();
    say::list(&brief)
}

/// Three letters, in capitals.
pub(super) fn currency(text: &str) -> Result<String> {
    if text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Ok(text.to_ascii_uppercase());
    }
    Err(Error::invalid(
        "currency",
        format!("Currency must be three letters such as USD, not {text:?}"),
    ))
}
