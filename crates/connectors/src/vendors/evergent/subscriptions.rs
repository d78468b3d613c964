//! What a customer holds, as `getActiveSubscriptions` tells it, and which of it an action is about.
//!
//! States are told by status names. Those that were never seen on a live instance may be named otherwise
//! there, so an unknown name is a warning and never a wall.

use serde_json::{Map, Value, json};

use super::client::{Answer, Api};
use super::profile::{Call, Profile, State};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::Fact;
use crate::request::{Reply, Request};
use crate::say::{self, scalar};
use crate::session::Session;
use crate::target::{Candidate, Words, one};

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
            self.fields
                .get("priceCharged")
                .and_then(|p| say::decimal(p, self.text("currencyCode").as_deref())),
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

/// Sends the look-up: what is held.
pub(super) async fn read(api: &Api, session: &Session, request: &Request) -> Result<Vec<Held>> {
    held(api, &session.send(request).await?)
}

/// What is held, as the look-up's answer tells it.
pub(super) fn held(api: &Api, reply: &Reply) -> Result<Vec<Held>> {
    let Answer { fields } = api.judged(Call::Subscriptions, reply)?;
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
    Ok(held)
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

/// What is to be done to a subscription, after "no subscription".
fn purpose(call: Call) -> &'static str {
    match call {
        Call::Pause => "to pause",
        Call::Resume => "to resume",
        Call::Reactivate => "to reactivate",
        Call::Remove => "to remove",
        Call::ChangeService => "to change",
        _ => "to redeem a coupon on",
    }
}

/// What an action cannot do, for when it is asked to.
fn rule(call: Call) -> &'static str {
    match call {
        Call::Pause => "Only an active subscription can be paused",
        Call::Resume => "Only a paused subscription can be resumed",
        Call::Reactivate => "Only a subscription marked for cancellation can be reactivated",
        Call::Remove => "What is cancelled already cannot be removed again",
        _ => "A subscription without a serviceID cannot be named in a request",
    }
}

const OTHER_NAME: &str =
    "If Evergent names that state otherwise here, correct statuses in the instance profile";
const NOTHING: &str = "Check the user's customer_id, and customer.field in the instance profile; an instance whose list has another name needs methods.getActiveSubscriptions.list";

/// The subscription that an action is about, and what makes that unsure. `param` is the parameter by which it is
/// chosen.
pub(super) fn target<'a>(
    call: Call,
    intent: &Intent,
    held: &'a [Held],
    customer: &str,
    param: &str,
) -> Result<(&'a Held, Vec<String>)> {
    let chosen = intent.param(param);
    let mut sure = Vec::new();
    let mut unsure = Vec::new();
    // A subscription without an id cannot be named in a request.
    for one in held.iter().filter(|h| !h.service.is_empty()) {
        match fit(call, one) {
            _ if chosen.is_some_and(|c| c != one.service) => {}
            Fit::Yes => sure.push((one, None)),
            Fit::Unsure(why) => unsure.push((one, Some(why))),
            Fit::No => {}
        }
    }
    let mut fitting = if sure.is_empty() { unsure } else { sure };
    // Free tiers are not what is meant when there is a paid subscription beside them.
    if chosen.is_none() && fitting.iter().any(|(h, _)| !h.freemium) {
        fitting.retain(|(h, _)| !h.freemium);
    }
    let mut distinct: Vec<&Held> = Vec::new();
    for (one, _) in &fitting {
        if !distinct.iter().any(|d| d.service == one.service) {
            distinct.push(one);
        }
    }
    let who = format!("customer {customer}");
    let words = Words {
        who: &who,
        which: "",
        noun: "subscription",
        rest: purpose(call),
        field: param,
    };
    let found = one(intent, &distinct, held, candidate, &words).map_err(|error| {
        let Some(hint) = error.hint.clone().filter(|_| error.kind == Kind::NotFound) else {
            return error;
        };
        if held.is_empty() {
            error.hint(format!("{hint}. {NOTHING}"))
        } else {
            error.hint(format!("{hint}. {}. {OTHER_NAME}", rule(call)))
        }
    })?;
    let same: Vec<_> = fitting
        .into_iter()
        .filter(|(h, _)| h.service == found.service)
        .collect();
    let count = same.len();
    let mut warnings: Vec<String> = same
        .into_iter()
        .filter_map(|(_, why)| why)
        .take(1)
        .collect();
    if count > 1 {
        warnings.push(format!(
            "Customer {customer} holds {} {count} times; a request cannot say which, so Evergent decides",
            found.service
        ));
    }
    Ok((found, warnings))
}

fn candidate(held: &Held) -> Candidate {
    let status = held.status();
    Candidate {
        id: held.service.clone(),
        brief: match &held.name {
            Some(name) if !held.service.is_empty() => {
                format!("{} ({name}, {status})", held.service)
            }
            _ => format!("{} ({status})", held.label()),
        },
        facts: json!({
            "name": held.name,
            "status": held.status,
            "valid_until": held.valid_until(),
        }),
    }
}

/// Milliseconds since 1970 as people read them; anything else as it is.
fn instant(text: &str) -> String {
    text.parse()
        .ok()
        .and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok())
        .map_or_else(|| text.to_owned(), say::moment)
}
