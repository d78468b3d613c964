//! `patchbay actions`.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use patchbay_workspace::operations::actions::{
    ActionView, ActionsRequest, PlanReply, PlanRequest, RunRequest, RunView,
};
use patchbay_workspace::operations::users::UserId;
use patchbay_workspace::operations::{ActionsList, ActionsPlan, ActionsRun, UsersFind};
use patchbay_workspace::{
    Action, Call, Code, Error, Fact, Handout, Order, Outcome, PlanView, StepView,
};
use serde::Serialize;
use serde_json::Value;

use crate::connectors::assumptions;
use crate::host::Host;
use crate::output::{Answer, Failure, word};
use crate::table::{indented, section, table};
use crate::{pairs, remedy};

/// What to do with actions.
#[derive(Subcommand)]
pub enum Command {
    /// The actions of every connector, or of one
    List {
        /// Only this connector's
        id: Option<String>,
    },
    /// Show the exact requests that an action would send, without changing anything
    ///
    /// Look-ups that only read are really made.
    Plan(Wanted),
    /// Plan an action and run that plan
    ///
    /// Without --yes it shows the plan and stops. Exit code 1 unless the outcome is succeeded.
    Run {
        #[command(flatten)]
        wanted: Wanted,
        /// In a production app: the app's name, typed out
        #[arg(long, value_name = "TEXT")]
        confirm: Option<String>,
        /// Really send it
        #[arg(long)]
        yes: bool,
    },
}

/// An action, a user and parameters.
#[derive(Args)]
pub struct Wanted {
    /// The connector
    id: String,
    /// The action
    action: String,
    /// A test user of the app, whose traits are taken; or any name, if the traits are given
    #[arg(long)]
    user: Option<String>,
    /// A trait of the user, in place of the one that is known
    #[arg(long = "trait", value_name = "KEY=VALUE")]
    traits: Vec<String>,
    /// A parameter of the action
    #[arg(long = "param", value_name = "KEY=VALUE")]
    params: Vec<String>,
}

/// A run, and what its plan warned of: with --yes nobody has seen the plan.
#[derive(Serialize)]
struct Ran<'a> {
    #[serde(flatten)]
    run: RunView,
    warnings: &'a [String],
}

impl Command {
    /// Performs it.
    pub async fn perform(self, host: &Host) -> Result<Answer, Failure> {
        match self {
            Self::List { id } => {
                let actions = host
                    .call()?
                    .perform::<ActionsList>(ActionsRequest { connector: id })
                    .await?;
                Answer::new(&actions, listed(&actions))
            }
            Self::Plan(wanted) => {
                let reply = wanted.plan(&host.call()?).await?;
                Answer::new(&reply, plan(&reply.plan, "will be sent"))
            }
            Self::Run {
                wanted,
                confirm,
                yes,
            } => {
                let call = host.call()?;
                let reply = wanted.plan(&call).await?;
                if !yes {
                    let missing = unconfirmed(&reply);
                    let shown = plan(&reply.plan, "will be sent");
                    return Ok(Answer::new(&reply, shown)?.wrongly_asked(missing));
                }
                let run = call
                    .perform::<ActionsRun>(RunRequest {
                        plan: reply.id,
                        confirm,
                    })
                    .await
                    .map_err(remedy::of_confirmation)?;
                let ran = ran(&run);
                let (outcome, error) = (run.outcome, run.error.clone());
                let warnings = reply.plan.warnings;
                let mut answer = Answer::new(
                    &Ran {
                        run,
                        warnings: &warnings,
                    },
                    ran,
                )?;
                for warning in &warnings {
                    answer = answer.note(format!("warning: {warning}"));
                }
                Ok(if outcome == Outcome::Succeeded {
                    answer
                } else {
                    answer.not_succeeded(error)
                })
            }
        }
    }
}

impl Wanted {
    async fn plan(self, call: &Call) -> Result<PlanReply, Failure> {
        let given = pairs::read("--trait", self.traits)?;
        let params = pairs::read("--param", self.params)?;
        let typed = given.keys().chain(params.keys()).cloned().collect();
        let remedied = |error: Error| remedy::of_order(error, &self.id, &self.action, &typed);
        let mut traits = match &self.user {
            None => BTreeMap::new(),
            Some(id) => match call.perform::<UsersFind>(UserId { id: id.clone() }).await {
                Ok(user) => user.traits,
                Err(error) if error.code == Code::NotFound && !given.is_empty() => BTreeMap::new(),
                Err(error) => return Err(remedied(error).into()),
            },
        };
        traits.extend(given);
        let order = Order {
            action: self.action.clone(),
            user: self.user,
            traits,
            params,
            ..Order::default()
        };
        let request = PlanRequest {
            connector: self.id.clone(),
            order,
        };
        Ok(call
            .perform::<ActionsPlan>(request)
            .await
            .map_err(remedied)?)
    }
}

fn unconfirmed(plan: &PlanReply) -> Error {
    let hint = match &plan.confirm {
        None => "To run it: the same command with --yes".into(),
        Some(text) => format!(
            "This app is in production. To run it: the same command with --confirm {text:?} --yes"
        ),
    };
    Error::new(
        Code::ConfirmationNeeded,
        "nothing was run, because --yes is missing",
    )
    .hint(hint)
}

fn listed(actions: &[ActionView]) -> String {
    let rows = actions.iter().map(|view| {
        let action = view.action;
        let needs: Vec<_> = action
            .requires
            .iter()
            .map(|group| group.join(" or "))
            .collect();
        let params: Vec<_> = action
            .params
            .iter()
            .map(|p| {
                if p.required {
                    p.key.to_owned()
                } else {
                    format!("[{}]", p.key)
                }
            })
            .collect();
        [
            view.connector.into(),
            action.id.into(),
            effects(action),
            needs.join(", "),
            params.join(" "),
        ]
    });
    table(
        ["CONNECTOR", "ACTION", "EFFECTS", "TRAITS", "PARAMETERS"],
        rows,
    )
}

/// What should be thought about before an action is run.
fn effects(action: &Action) -> String {
    let words = [
        (action.destructive, "destructive"),
        (action.moves_money, "moves money"),
        (action.reaches_person, "a person sees it"),
    ];
    let said: Vec<_> = words
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, w)| *w)
        .collect();
    said.join(", ")
}

/// A plan for people: what it comes to first, then request by request. `unsent` is said of what it did not send.
pub fn plan(plan: &PlanView, unsent: &str) -> String {
    let mut text = format!("{}\n", plan.summary);
    text += &section("Warnings", &plan.warnings.join("\n"));
    text += &section("Before", &facts(&plan.before));
    text += &section("Preview", &facts(&plan.preview));
    if let Some(handout) = &plan.handout {
        let (label, given) = match handout {
            Handout::Link { label, url } => (label, url.clone()),
            Handout::Descriptor { label, json } => (label, content(json)),
        };
        text += &section(label, &given);
    }
    for (number, step) in plan.steps.iter().enumerate() {
        let state = match (step.sent, step.status) {
            (true, Some(status)) => format!("was looked up ({status})"),
            (true, None) => "was looked up".into(),
            (false, _) => unsent.into(),
        };
        text += &section(
            &format!("{}. {}: {state}", number + 1, step.purpose),
            &request(step),
        );
    }
    let assumed = plan.assumed.iter().cloned();
    text + &section("Assumed, not seen on a live account", &assumptions(assumed))
}

fn request(step: &StepView) -> String {
    let mut text = format!("{} {}\n", step.method.as_str(), step.url);
    for (name, value) in &step.headers {
        text += &format!("{name}: {value}\n");
    }
    if let Some(body) = &step.body {
        text.push('\n');
        text += &content(body);
    }
    text
}

/// A body for people: JSON over several lines, anything else as it is.
pub fn content(body: &Value) -> String {
    match body {
        Value::String(text) => text.clone(),
        json => crate::output::pretty(json),
    }
}

fn facts(facts: &[Fact]) -> String {
    table(
        ["", ""],
        facts.iter().map(|f| [f.label.clone(), f.value.clone()]),
    )
}

/// A run for people: what came of it, before and after, and the requests.
pub fn ran(run: &RunView) -> String {
    let mut text = format!("{}: {}\n", word(&run.outcome), run.summary);
    let vendor = run
        .vendor
        .iter()
        .map(|(key, value)| [key.clone(), content(value)]);
    text += &indented(&table(
        ["", ""],
        std::iter::once(["run".to_owned(), run.run.clone()]).chain(vendor),
    ));
    text += &section("Before and after", &change(&run.before, &run.after));
    let steps = run.steps.iter().map(|step| {
        let status = step
            .status
            .map_or_else(|| "no answer".into(), |s| s.to_string());
        let state = if step.sent { status } else { "not sent".into() };
        [
            state,
            step.method.as_str().to_owned(),
            step.url.clone(),
            step.purpose.clone(),
        ]
    });
    text + &section(
        "Requests",
        &table(["STATUS", "METHOD", "URL", "PURPOSE"], steps),
    )
}

/// What was and what is, label by label.
pub fn change(before: &[Fact], after: &[Fact]) -> String {
    if after.is_empty() {
        return String::new();
    }
    let of = |facts: &[Fact], label: &str| {
        facts
            .iter()
            .find(|f| f.label == label)
            .map(|f| f.value.clone())
            .unwrap_or_default()
    };
    let new = after
        .iter()
        .filter(|a| !before.iter().any(|b| b.label == a.label));
    let rows = before
        .iter()
        .chain(new)
        .map(|f| [f.label.clone(), of(before, &f.label), of(after, &f.label)]);
    table(["", "BEFORE", "AFTER"], rows)
}
