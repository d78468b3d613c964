//! What a customer holds, as `getActiveSubscriptions` tells it, and which of it an action is about.
//!
//! States are told by status names. Those that were never seen on a live instance may be named otherwise
//! there, so an unknown name is a warning and never a wall.

use serde_json::{Map, Value, json};

use super::client::{Answer, Api, scalar};
use super::profile::{Call, Profile, State};
use crate::error::{Error, Kind, Result};
use crate::plan::Fact;
use crate::request::Request;
use crate::session::Session;

/// One subscription.
pub(super) struct Held {
    /// What the vendor calls `serviceID`; empty where it gives none.
    pub service: String,
    pub state: State,
    name: Option<String>,
    status: Option<String>,
    freemium: bool,
    fields: Map<String, Value>,
}

impl Held {
    fn new(profile: &Profile, fields: &Map<String, Value>) -> Self {
        let text = |key: &str| fields.get(key).and_then(scalar).filter(|s| !s.is_empty());
        let status = text("status");
        Self {
            service: text("serviceID").unwrap_or_default(),
            state: status
                .as_deref()
                .map_or(State::Other, |s| profile.statuses.state(s)),
            name: text("serviceName").or_else(|| text("displayName")),
            status,
            freemium: text("isFreemium").is_some_and(|f| matches!(f.as_str(), "true" | "T")),
            fields: fields.clone(),
        }
    }

    fn text(&self, key: &str) -> Option<String> {
        self.fields
            .get(key)
            .and_then(scalar)
            .filter(|s| !s.is_empty())
    }

    /// "Demo Monthly (`demo_monthly`)".
    pub fn label(&self) -> String {
        match &self.name {
            Some(name) if self.service.is_empty() => {
                format!("{name} (no serviceID, so it cannot be named in a request)")
            }
            Some(name) if *name != self.service => format!("{name} ({})", self.service),
            _ => self.service.clone(),
        }
    }

    /// The vendor's word for its state.
    pub fn status(&self) -> &str {
        self.status.as_deref().unwrap_or("of unknown status")
    }

    /// The end of what is paid for.
    pub fn valid_until(&self) -> Option<String> {
        self.text("validityTill").map(|t| instant(&t))
    }

    /// The state as people read it.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = vec![
            Fact::new("Service", self.label()),
            Fact::new("Status", self.status()),
        ];
        let mut add = |label: &str, value: Option<String>| {
            if let Some(value) = value {
                facts.push(Fact::new(label, value));
            }
        };
        add("Valid until", self.valid_until());
        add(
            "Renews",
            self.fields
                .get("isRenewal")
                .and_then(Value::as_bool)
                .map(|r| if r { "yes" } else { "no" }.into()),
        );
        add(
            "Price",
            price(self.fields.get("priceCharged"), self.text("currencyCode")),
        );
        add("Paid by", self.text("paymentMethod"));
        add("Promotions", self.promotions());
        add("Order", self.text("orderID"));
        facts
    }

    /// The promotions on it; none where the vendor does not list them.
    fn promotions(&self) -> Option<String> {
        let list = self.fields.get("promotions")?.as_array()?;
        let names: Vec<_> = list
            .iter()
            .filter_map(|p| {
                let named = p.get("promotionName").and_then(scalar);
                named.or_else(|| p.get("promotionId").and_then(scalar))
            })
            .collect();
        Some(if list.is_empty() {
            "none".into()
        } else if names.is_empty() {
            format!("{} without a name", list.len())
        } else {
            names.join(", ")
        })
    }
}

/// The look-up of what a customer holds.
pub(super) fn request(api: &Api, customer: &str) -> Result<Request> {
    let fields = vec![(api.profile.customer.field.clone(), customer.into())];
    let purpose = format!("Read the subscriptions of customer {customer}");
    api.request(Call::Subscriptions, purpose, fields)
}

/// Sends the look-up: what is held, and the status of the answer.
pub(super) async fn read(
    api: &Api,
    session: &Session,
    request: &Request,
) -> Result<(Vec<Held>, u16)> {
    let Answer { fields, status } = api.send(session, Call::Subscriptions, request).await?;
    let list = &api.profile.method(Call::Subscriptions)?.list;
    let entries = match fields.get(list) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(entries)) => entries.iter().collect(),
        Some(one) => vec![one],
    };
    let mut held = Vec::new();
    for entry in entries {
        let entry = entry.as_object().ok_or_else(|| {
            Error::new(
                Kind::Malformed,
                format!("Evergent gave an answer to getActiveSubscriptions whose {list} is not a list of subscriptions"),
            )
            .hint("Correct methods.getActiveSubscriptions.list in the instance profile")
        })?;
        held.push(Held::new(&api.profile, entry));
    }
    Ok((held, status))
}

/// Whether an action makes sense for a subscription.
enum Fit {
    Yes,
    /// It may; this is why one cannot be sure.
    Unsure(String),
    No,
}

fn fit(call: Call, held: &Held) -> Fit {
    use State::{Active, FinalBill, Other, Paused};
    let (label, status) = (held.label(), held.status());
    match (call, held.state) {
        (Call::Pause | Call::RedeemCoupon | Call::ChangeService, Active)
        | (Call::RedeemCoupon | Call::Resume, Paused)
        | (Call::Reactivate, FinalBill)
        | (Call::Remove, Active | Paused) => Fit::Yes,
        (_, Other) if held.status.is_none() => Fit::Unsure(format!(
            "Evergent gives {label} no status: whether it will do this is not known"
        )),
        (_, Other) => Fit::Unsure(format!(
            "{label} is {status}, which the instance profile does not name: whether Evergent will do this is not known. Add the name under statuses if it is one of them"
        )),
        (Call::RedeemCoupon | Call::ChangeService, FinalBill) => Fit::Unsure(format!(
            "{label} is cancelled and runs out ({status}): Evergent may refuse, or the customer may lose it at its end all the same"
        )),
        (Call::ChangeService, Paused) => {
            Fit::Unsure(format!("{label} is paused ({status}): Evergent may refuse"))
        }
        _ => Fit::No,
    }
}

/// What an action cannot do, for when it is asked to.
fn rule(call: Call) -> &'static str {
    match call {
        Call::Pause => "only an active subscription can be paused",
        Call::Resume => "only a paused subscription can be resumed",
        Call::Reactivate => "only a subscription marked for cancellation can be reactivated",
        Call::Remove => "what is cancelled already cannot be removed again",
        _ => "a subscription without a serviceID cannot be named in a request",
    }
}

const OTHER_NAME: &str =
    "If Evergent names that state otherwise here, correct statuses in the instance profile";

/// The subscription that an action is about, and what makes that unsure. `param` is the parameter by which
/// it is chosen, `chosen` its value.
pub(super) fn target<'a>(
    call: Call,
    held: &'a [Held],
    customer: &str,
    param: &str,
    chosen: Option<&str>,
) -> Result<(&'a Held, Vec<String>)> {
    let missing = |message: String| {
        Error {
            field: chosen.map(|_| param.to_owned()),
            ..Error::new(Kind::NotFound, message)
        }
        .details(json!({ "subscriptions": held.iter().map(described).collect::<Vec<_>>() }))
    };
    if held.is_empty() {
        return Err(missing(format!("customer {customer} has no subscriptions in Evergent"))
            .hint("Check the user's customer_id, and customer.field in the instance profile; an instance whose list has another name needs methods.getActiveSubscriptions.list"));
    }
    let all: Vec<_> = held
        .iter()
        .filter(|h| chosen.is_none_or(|c| h.service == c))
        .collect();
    if let (Some(chosen), true) = (chosen, all.is_empty()) {
        return Err(missing(format!(
            "customer {customer} does not hold {chosen}, but {}",
            listed(held)
        ))
        .hint(format!("Choose one of these with {param}")));
    }
    let mut sure = Vec::new();
    let mut unsure = Vec::new();
    for one in all {
        match fit(call, one) {
            // A subscription without an id cannot be named in a request.
            _ if one.service.is_empty() => {}
            Fit::Yes => sure.push((one, None)),
            Fit::Unsure(why) => unsure.push((one, Some(why))),
            Fit::No => {}
        }
    }
    let fitting = if sure.is_empty() { unsure } else { sure };
    // Free tiers are not what is meant when there is a paid subscription beside them.
    let paid: Vec<_> = fitting.iter().filter(|(h, _)| !h.freemium).collect();
    let fitting: Vec<_> = if chosen.is_none() && !paid.is_empty() {
        paid
    } else {
        fitting.iter().collect()
    };
    let Some((first, why)) = fitting.first() else {
        if let Some(one) = held.iter().find(|h| Some(h.service.as_str()) == chosen) {
            return Err(Error::invalid(
                param,
                format!(
                    "{} of customer {customer} is {}, and {}",
                    one.label(),
                    one.status(),
                    rule(call)
                ),
            )
            .hint(OTHER_NAME));
        }
        return Err(missing(format!(
            "customer {customer} has no subscription for {}: {}, and {}",
            call.name(),
            listed(held),
            rule(call)
        ))
        .hint(OTHER_NAME));
    };
    if fitting.iter().any(|(h, _)| h.service != first.service) {
        let candidates: Vec<_> = fitting.iter().map(|(h, _)| described(h)).collect();
        let names: Vec<_> = fitting.iter().map(|(h, _)| h.service.as_str()).collect();
        return Err(Error {
            field: Some(param.into()),
            ..Error::new(
                Kind::Ambiguous,
                format!(
                    "customer {customer} has {} subscriptions that fit: {}",
                    fitting.len(),
                    names.join(", ")
                ),
            )
        }
        .hint(format!("Choose one: --param {param}={}", first.service))
        .details(json!({ "param": param, "candidates": candidates })));
    }
    let mut warnings: Vec<String> = why.iter().cloned().collect();
    if fitting.len() > 1 {
        warnings.push(format!(
            "Customer {customer} holds {} {} times; a request cannot say which, so Evergent decides",
            first.service,
            fitting.len()
        ));
    }
    Ok((first, warnings))
}

/// "Demo Monthly (`demo_monthly`) is ACTIVE, …".
fn listed(held: &[Held]) -> String {
    let all: Vec<_> = held
        .iter()
        .map(|h| format!("{} is {}", h.label(), h.status()))
        .collect();
    all.join(", ")
}

fn described(held: &Held) -> Value {
    json!({
        "id": held.service,
        "name": held.name,
        "status": held.status,
        "valid_until": held.valid_until(),
    })
}

/// Milliseconds since 1970 as people read them; anything else as it is.
pub(super) fn instant(text: &str) -> String {
    text.parse()
        .ok()
        .and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok())
        .map_or_else(
            || text.to_owned(),
            |t| t.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        )
}

/// "9.99 USD". The vendor sends decimals as JSON numbers, some as texts.
pub(super) fn price(amount: Option<&Value>, currency: Option<String>) -> Option<String> {
    let amount = amount.and_then(|a| match a {
        Value::Number(n) if n.is_f64() => n.as_f64().map(|f| {
            let short = format!("{f:.2}");
            // More than cents is shown as it is.
            if short.parse() == Ok(f) {
                short
            } else {
                n.to_string()
            }
        }),
        other => scalar(other).filter(|s| !s.is_empty()),
    })?;
    Some(match currency {
        Some(currency) => format!("{amount} {currency}"),
        None => amount,
    })
}
