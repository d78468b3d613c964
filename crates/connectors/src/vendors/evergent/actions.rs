//! Plans and runs the six actions: look up what the customer holds, send one change, look again.
//!
//! A plan holds the look-up that was made and the one change that would be. A run sends that change once,
//! whatever happens, and then repeats the look-up to say what Evergent shows.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::client::{Answer, Api};
use super::profile::{Call, Form, Profile, State};
use super::subscriptions::{self, Held};
use crate::draft::{self, Draft};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan, RunReport};
use crate::say::scalar;
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
    })?;
    if let (Call::Remove, Some(end)) = (call, target.valid_until()) {
        draft.preview.push(Fact::new("Usable until", end));
    }
    draft.before = target.facts();
    Ok(draft.planned(summary, vec![change]))
}

/// What a run needs to know.
#[derive(Serialize, Deserialize)]
struct Memo {
    customer: String,
    service: String,
    /// The service that it was to change to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<String>,
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
            "Choose another user, give it (--trait {key}=…), or correct the instance profile"
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

/// Sends a plan's one change, and says what Evergent shows afterwards.
pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    send(session, plan).await.unwrap_or_else(RunReport::ended)
}

async fn send(session: &Session, plan: &Plan) -> Result<RunReport> {
    let api = Api::new(&session.account)?;
    let memo: Memo = draft::memo(plan)?;
    let change = draft::sole_change(plan)?;
    let (Some(call), Some(look)) = (
        Call::of_action(plan.action),
        plan.steps.iter().find(|s| !s.request.changes),
    ) else {
        return Err(draft::unusable("it lacks one of its steps"));
    };
    let sent = api.send(session, call, change).await;
    let place = format!(
        "the subscriptions of customer {} in Evergent",
        memo.customer
    );
    let Answer { fields } = sent.map_err(|e| e.after_change(&place))?;

    // From here on the change is made: nothing below may turn it into a failure.
    let service = memo.service.as_str();
    let subject = memo.to.as_deref().unwrap_or(service);
    let (after, seen) = match subscriptions::read(&api, session, &look.request).await {
        Ok(held) => {
            let now = held.iter().filter(|h| h.service == subject);
            // Of several with that id, the one whose state is the expected one tells most.
            let now = now.max_by_key(|h| Some(h.state) == expected(call));
            let old = held.iter().find(|h| h.service == service);
            let shown = now.or(old).map(Held::facts).unwrap_or_default();
            let seen = seen(call, subject, now, old, &plan.before);
            (shown, seen)
        }
        Err(error) => (
            Vec::new(),
            format!(
                "but the state afterwards could not be read ({})",
                error.message
            ),
        ),
    };
    let summary = format!("{}: Evergent accepted it, {seen}", plan.summary);
    let mut report = RunReport::succeeded(summary).with("serviceID", subject);
    for key in ["orderID", "validityTill", "orderedProductIds"] {
        if let Some(value) = fields
            .get(key)
            .filter(|v| scalar(v).is_some() || v.is_array())
        {
            report = report.with(key, value.clone());
        }
    }
    report.after = after;
    Ok(report)
}

/// The state that a change should lead to.
fn expected(call: Call) -> Option<State> {
    match call {
        Call::Pause => Some(State::Paused),
        Call::Remove => Some(State::FinalBill),
        Call::Resume | Call::Reactivate | Call::ChangeService => Some(State::Active),
        _ => None,
    }
}

/// What Evergent shows afterwards, as the end of a sentence.
fn seen(
    call: Call,
    subject: &str,
    now: Option<&Held>,
    old: Option<&Held>,
    before: &[Fact],
) -> String {
    let Some(now) = now else {
        return match old {
            Some(old) if call == Call::ChangeService => format!(
                "but does not list {subject} yet, and still shows {} as {}: look again later",
                old.label(),
                old.status()
            ),
            _ if call == Call::Remove => format!("and no longer lists {subject}"),
            _ => format!("but does not list {subject} now: look at the customer in Evergent"),
        };
    };
    let shows = format!("{} as {}", now.label(), now.status());
    match expected(call) {
        Some(state) if now.state == state => format!("and now shows {shows}"),
        Some(_) if now.state == State::Other => {
            format!("and now shows {shows}, a state that the instance profile does not name")
        }
        Some(_) => {
            format!("but still shows {shows}: look again later, and at the customer in Evergent")
        }
        None => {
            let facts = now.facts();
            let promotions = |facts: &[Fact]| {
                let fact = facts.iter().find(|f| f.label == "Promotions");
                fact.map(|f| f.value.clone())
            };
            match (promotions(before), promotions(&facts)) {
                (was, Some(is)) if was.as_ref() != Some(&is) => {
                    format!("and now shows {shows} with the promotions {is}")
                }
                (Some(_), Some(_)) => format!(
                    "but shows no new promotion on {}: look again later, and at the customer in Evergent",
                    now.label()
                ),
                _ => format!("and shows {shows} without telling its promotions"),
            }
        }
    }
}
