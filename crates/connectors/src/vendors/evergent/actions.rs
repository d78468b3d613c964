//! Plans the six actions: looks up what the customer holds, and writes down the one change that would be.

use serde_json::Value;

use super::client::Api;
use super::profile::{Call, Form, Profile};
use super::run::{Memo, expected};
use super::subscriptions::{self, Held};
use crate::draft::Draft;
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan};
use crate::session::Session;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The exact requests of an action.
pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let api = Api::new(&session.account)?;
    let call = Call::of_action(intent.action.id).ok_or_else(|| {
        Error::new(
            Kind::NotFound,
            format!("Evergent has no action {}", intent.action.id),
        )
    })?;
    let method = api.profile.method(call)?;
    if !method.enabled {
        return Err(Error::new(
            Kind::Unsupported,
            format!(
                "{} is switched off: this Evergent instance is set up as one without {}",
                intent.action.name,
                call.name()
            ),
        )
        .hint(format!(
            "If the instance has the method, set methods.{}.enabled to true in the Instance profile, under Connectors, Evergent, Advanced",
            call.name()
        )));
    }
    let customer = customer(&api.profile, intent)?;
    let wish = Wish::new(session, &api.profile, call, intent)?;

    let mut draft = Draft::new(&api, session, intent);
    let look = subscriptions::request(&api, customer)?;
    let held = subscriptions::held(&api, &draft.look(look).await?)?;
    let param = if call == Call::ChangeService {
        "from"
    } else {
        "service"
    };
    let (target, doubts) = subscriptions::target(call, intent, &held, customer, param)?;

    let summary = summary(call, intent, target, customer);
    let mut fields: Vec<(String, Value)> = vec![(
        api.profile.customer.field.clone(),
        customer.to_owned().into(),
    )];
    for key in ["coupon_code", "service", "from", "to", "reason"] {
        let value = if key == param {
            Some(target.service.as_str())
        } else {
            intent.param(key)
        };
        if let (Some(Some(field)), Some(value)) = (method.fields.get(key), value) {
            fields.push((field.clone(), value.into()));
        }
    }
    fields.extend(wish.length);
    let change = api.request(call, summary.clone(), fields)?;

    draft.warnings = doubts;
    draft.warnings.extend(wish.warnings);
    if let Some(to) = intent.param("to")
        && let Some(already) = held.iter().find(|h| h.service == to)
    {
        draft.warn(format!(
            "The customer already holds {} ({})",
            already.label(),
            already.status()
        ));
    }
    draft.remember(&Memo {
        customer: customer.to_owned(),
        service: target.service.clone(),
        to: intent.param("to").map(str::to_owned),
        tells: match intent.param("to") {
            Some(to) => !held.iter().any(|h| h.service == to),
            None => expected(call).is_some_and(|state| {
                let mut theirs = held.iter().filter(|h| h.service == target.service);
                theirs.all(|h| h.state != state)
            }),
        },
    })?;
    if let (Call::Remove, Some(end)) = (call, target.valid_until()) {
        draft.preview.push(Fact::new("Usable until", end));
    }
    draft.before = target.facts();
    Ok(draft.planned(summary, vec![change]))
}

/// The value that says who the customer is.
fn customer<'a>(profile: &Profile, intent: &'a Intent) -> Result<&'a str> {
    let key = &profile.customer.trait_key;
    let value = intent.trait_value(key).map(str::trim).unwrap_or_default();
    if value.is_empty() {
        return Err(Error::invalid(
            key,
            format!(
                "{} needs the trait {key}, because customer.trait in the instance profile says so, and {} has none",
                intent.action.name,
                intent.user.as_deref().unwrap_or("the user")
            ),
        )
        .hint(format!(
            "Choose another user, give the trait {key}, or correct the instance profile"
        )));
    }
    super::customer_id(value)
        .map_err(|why| Error::invalid(key, format!("the trait {key} {why}")))?;
    Ok(value)
}

/// What is asked for beside the target, judged before anything is sent.
struct Wish {
    length: Option<(String, Value)>,
    warnings: Vec<String>,
}

impl Wish {
    fn new(session: &Session, profile: &Profile, call: Call, intent: &Intent) -> Result<Self> {
        let method = profile.method(call)?;
        let mut wish = Self {
            length: None,
            warnings: Vec::new(),
        };
        if let (Some(from), Some(to)) = (intent.param("from"), intent.param("to"))
            && from == to
        {
            return Err(
                Error::invalid("to", format!("Change service: From and To are both {to}"))
                    .hint("Choose another service to change to"),
            );
        }
        for (param, field) in &method.fields {
            if field.is_none() && param == "service" {
                wish.warnings.push(format!(
                    "The service is not sent, because methods.{}.fields.service is null in the instance profile: Evergent decides what it applies to",
                    call.name()
                ));
            } else if field.is_none() && intent.param(param).is_some() {
                return Err(Error::invalid(
                    param,
                    format!(
                        "this Evergent instance takes no {param}: methods.{}.fields.{param} is null in the instance profile",
                        call.name()
                    ),
                )
                .hint(format!("Leave {param} empty, or give the field's name in the instance profile")));
            }
        }
        if let Some(days) = intent.param("days").map(str::to_owned) {
            match &method.length {
                None => wish.warnings.push(format!(
                    "The length of {days} days is not sent: Evergent's field for it is not publicly known, so the pause will last as long as Evergent decides. Set methods.pauseSubscription.length in the instance profile once you know the field"
                )),
                Some(length) => {
                    let days: i64 = days
                        .parse()
                        .map_err(|_| Error::invalid("days", format!("days must be a number, not {days}")))?;
                    let value = match length.form {
                        Form::Days => days,
                        Form::EndDateMs => session.now().as_millisecond() + days * DAY_MS,
                    };
                    wish.length = Some((length.field.clone(), value.into()));
                }
            }
        } else if call == Call::Pause {
            wish.warnings
                .push("No length is given: the pause will last as long as Evergent decides".into());
        }
        Ok(wish)
    }
}

fn summary(call: Call, intent: &Intent, target: &Held, customer: &str) -> String {
    let what = format!("{} of customer {customer}", target.label());
    let param = |key| intent.param(key).unwrap_or_default();
    match call {
        Call::RedeemCoupon => format!("Redeem coupon {} on {what}", param("coupon_code")),
        Call::ChangeService => format!("Change {what} to {}", param("to")),
        Call::Pause => format!("Pause {what}"),
        Call::Resume => format!("Resume {what}"),
        Call::Reactivate => format!("Reactivate {what}, which is marked for cancellation"),
        Call::Remove => format!("Remove {what} at the end of its period"),
        Call::Subscriptions | Call::Products => what,
    }
}
