//! Plans the three actions: looks up what they are about, checks what can be checked without a change, and writes
//! down the one request that would change something.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::client::Client;
use super::replies::{Customer, Id, PreviewReply, Product, Site, SiteReply, Subscription};
use super::{shown, target};
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan};
use crate::request::Request;
use crate::say;
use crate::session::Session;

/// Longest reason code, in characters.
const MAX_REASON: usize = 255;

/// A plan in the making.
pub(super) type Draft<'a> = draft::Draft<'a, Client<'a>>;

impl Draft<'_> {
    /// Makes a look-up, writes it down, and decodes the answer.
    pub async fn read<T: DeserializeOwned>(&mut self, request: Request) -> Result<T> {
        let purpose = request.purpose.clone();
        let reply = self.look(request).await?;
        self.client.answer(purpose, reply).read()
    }
}

pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let draft = Draft::new(Client::new(session)?, session, intent);
    match intent.action.id {
        "create_subscription" => create(draft).await,
        "cancel_subscription" => cancel(draft).await,
        "add_coupon_code" => add_coupon(draft).await,
        other => Err(Error::new(
            Kind::NotFound,
            format!("Chargify has no action {other}"),
        )),
    }
}

async fn create(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    let profile = intent
        .param("payment_profile_id")
        .map(number_of_profile)
        .transpose()?;
    let request = draft.client.site()?;
    let site = draft.read::<SiteReply>(request).await?.site;
    let currency = site.currency.clone();
    let currency = currency.as_deref();
    let customer = target::customer(&mut draft).await?;
    let product = target::product(&mut draft).await?;
    let existing = target::subscriptions(&mut draft, &customer).await?;
    let to_plan = target::to_plan(&existing, product.key());
    let live: Vec<_> = to_plan.iter().copied().filter(|s| !s.ended()).collect();
    if let Some(code) = intent.param("coupon_code") {
        target::coupon(&mut draft, code, &product).await?;
    }
    if let Some(id) = &profile {
        target::payment_profile(&mut draft, &customer, id).await?;
    }
    let who = customer.shown();
    let plan = &product.name;
    let fields = fields(intent, &customer, &product, profile.as_ref());
    let request = draft.client.preview(
        format!("Preview a subscription to {plan} for {who}"),
        &fields,
    )?;
    let preview = draft
        .read::<PreviewReply>(request)
        .await?
        .subscription_preview;

    draft
        .warnings
        .extend(create_warnings(intent, &site, &product, &who, &live));
    let price = shown::price(&product, currency)
        .map(|p| format!(", {p},"))
        .unwrap_or_default();
    let summary = format!("Create a subscription to {plan}{price} for {who}");
    let token = draft.session.new_id().to_string();
    let change = draft.client.create(
        format!("Create a subscription to {plan} for {who}"),
        &fields,
        &token,
    )?;
    let brief: Vec<_> = live.iter().map(|s| shown::in_brief(s)).collect();
    draft.before = vec![Fact::new(
        format!("Subscriptions to {}", product.name),
        say::list(&brief),
    )];
    draft.remember(&json!({
        "customer": customer.id.json(),
        "who": who,
        "plan": product.key(),
        "plan_name": plan,
        "currency": currency,
        "known": existing.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(),
    }))?;
    draft.preview = shown::preview(&preview, currency);
    Ok(draft.planned(summary, vec![change]))
}

/// What a new subscription is to be, for the preview and for the real request alike.
fn fields(
    intent: &Intent,
    customer: &Customer,
    product: &Product,
    profile: Option<&Id>,
) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut put = |key: &str, value: Value| fields.insert(key.into(), value);
    match product.handle() {
        Some(handle) => put("product_handle", handle.into()),
        None => put("product_id", product.id.json()),
    };
    put("customer_id", customer.id.json());
    if let Some(code) = intent.param("coupon_code") {
        put("coupon_codes", json!([code]));
    }
    if let Some(id) = profile {
        put("payment_profile_id", id.json());
    }
    for key in [
        "payment_collection_method",
        "product_price_point_handle",
        "reference",
    ] {
        if let Some(value) = intent.param(key) {
            put(key, value.into());
        }
    }
    fields
}

fn create_warnings(
    intent: &Intent,
    site: &Site,
    product: &Product,
    who: &str,
    live: &[&Subscription],
) -> Vec<String> {
    let mut warnings = Vec::new();
    match site.test {
        Some(true) => {}
        Some(false) => warnings.push(format!("{} is a live site: this charges real money", site.subdomain)),
        None => warnings.push(format!(
            "Chargify does not say whether {} is a test site: take it for a live one, where this charges real money",
            site.subdomain
        )),
    }
    if !live.is_empty() {
        let brief: Vec<_> = live.iter().map(|s| shown::in_brief(s)).collect();
        warnings.push(format!(
            "{} already has a subscription to {}: {}. This makes another one",
            say::sentence(who),
            product.name,
            brief.join(", ")
        ));
    }
    if let Some(at) = &product.archived_at {
        warnings.push(format!(
            "{} is archived since {}: Chargify may refuse it",
            product.name,
            say::time(at)
        ));
    }
    let automatic = intent
        .param("payment_collection_method")
        .is_none_or(|m| m == "automatic");
    if product.require_credit_card == Some(true)
        && automatic
        && intent.param("payment_profile_id").is_none()
    {
        warnings.push(format!(
            "{} requires a card, and no payment profile is chosen: Chargify may refuse it",
            product.name
        ));
    }
    warnings
}

fn number_of_profile(text: &str) -> Result<Id> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(Id::new(text));
    }
    // Not repeated: it may be a card number with its spaces.
    Err(Error::invalid(
        "payment_profile_id",
        "Create subscription: Payment profile ID must be a number of Chargify's, digits alone",
    ))
}

async fn cancel(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    let immediately = intent.required("when")? == "immediately";
    let mut options = Map::new();
    for key in ["cancellation_message", "reason_code"] {
        if let Some(text) = intent.param(key) {
            options.insert(key.into(), text.into());
        }
    }
    if let Some(code) = intent.param("reason_code")
        && code.chars().count() > MAX_REASON
    {
        return Err(Error::invalid(
            "reason_code",
            format!(
                "Cancel subscription: Reason has {} characters, at most {MAX_REASON} are allowed",
                code.chars().count()
            ),
        ));
    }
    let (customer, subscription) = subscription(&mut draft).await?;
    draft
        .warnings
        .extend(cancel_warnings(&draft, &subscription, immediately));
    let what = format!(
        "subscription {} ({})",
        subscription.id, subscription.product.name
    );
    let when = if immediately {
        "at once"
    } else {
        "at the end of its period"
    };
    let change = draft.client.cancel(
        format!("Cancel {what} {when}"),
        &subscription.id,
        immediately,
        &options,
    )?;
    let until = match subscription.current_period_ends_at.as_deref() {
        Some(at) if !immediately => format!(", {}", say::time(at)),
        _ => String::new(),
    };
    let summary = format!("Cancel {what} of {} {when}{until}", customer.shown());
    draft.remember(&memo(
        &customer,
        &subscription,
        &json!({ "immediately": immediately, "tells": immediately || !subscription.will_cancel() }),
    ))?;
    draft.before = shown::facts(&subscription, None);
    Ok(draft.planned(summary, vec![change]))
}

fn cancel_warnings(
    draft: &Draft<'_>,
    subscription: &Subscription,
    immediately: bool,
) -> Vec<String> {
    let id = &subscription.id;
    let mut warnings = Vec::new();
    if !immediately && subscription.state == "past_due" {
        warnings.push(format!(
            "Subscription {id} is past due: Chargify does not cancel such a one at the end of its period, only immediately"
        ));
    }
    if !immediately && subscription.will_cancel() {
        warnings.push(format!("Subscription {id} is already set to be cancelled"));
    }
    let now = draft.session.now();
    if let Some(at) = subscription.current_period_ends_at.as_deref()
        && immediately
        && !say::is_past(at, now)
    {
        warnings.push(format!(
            "Subscription {id} runs until {}: cancelled at once, the subscriber loses the rest of it",
            say::time(at)
        ));
    }
    warnings
}

async fn add_coupon(mut draft: Draft<'_>) -> Result<Plan> {
    let code = draft.intent.required("coupon_code")?;
    let (customer, subscription) = subscription(&mut draft).await?;
    let coupon = target::coupon(&mut draft, code, &subscription.product).await?;
    let id = &subscription.id;
    if subscription.has_coupon(code) {
        draft
            .warnings
            .push(format!("Subscription {id} already has the coupon {code}"));
    } else if coupon.stackable == Some(false) && !subscription.coupons().is_empty() {
        draft.warnings.push(format!(
            "Coupon {code} is not stackable, and subscription {id} already has {}: Chargify may refuse it",
            subscription.coupons().join(", ")
        ));
    }
    let what = format!("subscription {id} ({})", subscription.product.name);
    let purpose = format!("Add coupon {code} to {what}");
    let summary = format!("{purpose} of {}", customer.shown());
    let change = draft.client.add_coupon(purpose, id, code)?;
    draft.remember(&memo(
        &customer,
        &subscription,
        &json!({ "coupon": code, "tells": !subscription.has_coupon(code) }),
    ))?;
    draft.before = shown::facts(&subscription, None);
    Ok(draft.planned(summary, vec![change]))
}

/// The customer and the subscription that an action is about.
async fn subscription(draft: &mut Draft<'_>) -> Result<(Customer, Subscription)> {
    let customer = target::customer(draft).await?;
    let all = target::subscriptions(draft, &customer).await?;
    let picked = target::pick(draft, &customer, &all)?;
    Ok((customer, picked))
}

fn memo(customer: &Customer, subscription: &Subscription, more: &Value) -> Value {
    let mut memo = json!({
        "customer": customer.id.json(),
        "subscription": subscription.id.json(),
        "plan_name": subscription.product.name,
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        memo[key] = value.clone();
    }
    memo
}
