//! A rehearsal: a whole chain planned for one user, then run action by action, the rest planned anew after each.
//!
//! What runs is what was shown: a plan is held by `actions` and taken once. When an action changed something at a
//! vendor, what was planned there is planned again; a plan that is another one now is marked, for the host to show it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use patchbay_connectors::{Fact, Handout, Order, Outcome, PlanView, Progress, StepView};

use super::judge::World;
use super::rehearsal_types::{
    ActionState, Rehearsal, RehearsalRequest, RehearsedAction, ShownPlan, StepRequest,
};
use super::types::{
    ChainAction, ConnectorAction, Does, Finding, Gravity, Interaction, OnError, Prompt,
};
use super::{form, kept, redirect, stored};
use crate::error::{Code, Error, Result};
use crate::operations::actions::{self, PlanRequest, RunRequest};
use crate::operations::{Call, users};

/// More than anybody has under way; the oldest go first.
const MOST: usize = 100;

/// The rehearsals of this process that have actions left.
#[derive(Default)]
pub(crate) struct Underway(Mutex<HashMap<String, Live>>);

/// A rehearsal with actions left.
struct Live {
    app: String,
    rehearsal: Rehearsal,
    /// The held plan of each action that is planned, by the action's id.
    plans: HashMap<String, String>,
    /// What keeps an action from working, by its id: it is never sent.
    broken: HashMap<String, Finding>,
}

impl Underway {
    fn put(&self, live: Live) {
        let mut underway = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while underway.len() >= MOST {
            let oldest = underway
                .iter()
                .min_by_key(|(_, l)| l.rehearsal.started_at.clone())
                .map(|(id, _)| id.clone());
            let Some(oldest) = oldest else { break };
            underway.remove(&oldest);
        }
        underway.insert(live.rehearsal.id.clone(), live);
    }

    /// Takes a rehearsal to go on with it: whoever comes second finds it gone until it is put back.
    fn take(&self, app: &str, id: &str) -> Result<Live> {
        let mut underway = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match underway.remove(id) {
            Some(live) if live.app == app => Ok(live),
            other => {
                if let Some(live) = other {
                    underway.insert(id.to_owned(), live);
                }
                Err(Error::new(
                    Code::PlanGone,
                    "this rehearsal is done, is going on right now, or was begun in another process",
                )
                .hint("Look at what came of it, then rehearse again"))
            }
        }
    }
}

/// Plans a whole chain for one user.
pub(in crate::operations) async fn plan(
    call: &Call,
    request: RehearsalRequest,
) -> Result<Rehearsal> {
    let prompt = kept::get(call, &request.prompt)?.prompt;
    let chain = chain(&prompt, request.interaction)?;
    let form = form::taken(&prompt, &request.form)?;
    let (user, traits) = person(call, request.user, request.traits).await?;
    let findings = World::of(call)?.judge(&prompt)?;
    let broken = findings
        .into_iter()
        .filter(|f| f.gravity != Gravity::Warning && f.interaction == Some(request.interaction))
        .filter_map(|f| Some((f.action.clone()?, f)))
        .collect();
    let mut live = Live {
        app: call.app.clone(),
        rehearsal: Rehearsal {
            id: (call.workspace.ambient.new_id)().to_string(),
            prompt: prompt.id.clone(),
            prompt_name: prompt.name.clone(),
            interaction: request.interaction,
            user,
            traits,
            form,
            environment: call.app()?.environment,
            operator: call.workspace.operator()?.name,
            actions: chain.iter().map(waiting).collect(),
            next: None,
            confirm: None,
            started_at: call.workspace.now().to_string(),
            ended_at: None,
        },
        plans: HashMap::new(),
        broken,
    };
    for at in 0..chain.len() {
        let title = live.rehearsal.actions[at].title.clone();
        (call.on_progress)(Progress {
            what: format!("Planning {}. {title}", at + 1),
            done: at as u64,
            total: Some(chain.len() as u64),
        });
        live.plan(call, at, None).await?;
    }
    live.settle(call)?;
    let rehearsal = live.rehearsal.clone();
    if rehearsal.next.is_some() {
        call.workspace.rehearsals.put(live);
    }
    Ok(rehearsal)
}

/// Runs the next action, once, and plans the rest anew.
pub(in crate::operations) async fn step(call: &Call, request: StepRequest) -> Result<Rehearsal> {
    let underway = &call.workspace.rehearsals;
    let mut live = underway.take(&call.app, &request.rehearsal)?;
    let gone = live.go_on(call, &request).await;
    let rehearsal = live.rehearsal.clone();
    if rehearsal.next.is_some() {
        underway.put(live);
    }
    gone.map(|()| rehearsal)
}

impl Live {
    async fn go_on(&mut self, call: &Call, request: &StepRequest) -> Result<()> {
        let next = self
            .rehearsal
            .actions
            .iter()
            .position(|a| Some(&a.action.id) == self.rehearsal.next.as_ref());
        let Some(at) = next.filter(|at| self.rehearsal.actions[*at].action.id == request.action)
        else {
            let next = next.map_or("none", |at| self.rehearsal.actions[at].title.as_str());
            return Err(Error::new(
                Code::PlanGone,
                format!(
                    "the action {} is not the next of this rehearsal: {next} is",
                    request.action
                ),
            )
            .hint("Look at the rehearsal again: another window may have gone on with it"));
        };
        let state = match &self.rehearsal.actions[at].state {
            ActionState::WouldShow { url } => ActionState::Shown { url: url.clone() },
            ActionState::Unplanned { .. } => {
                // What kept it from being planned may have passed; what is planned only now was not seen yet.
                self.plan(call, at, Some(&NOTHING_SHOWN)).await?;
                match &self.rehearsal.actions[at].state {
                    ActionState::Unplanned { error } => ActionState::Failed {
                        error: error.clone(),
                    },
                    _ => return self.settle(call),
                }
            }
            _ => match self.run(call, at, request.confirm.clone()).await? {
                Some(state) => state,
                None => return Ok(()),
            },
        };
        let failed = match &state {
            ActionState::Done { run } => run.outcome != Outcome::Succeeded,
            ActionState::Failed { .. } => true,
            _ => false,
        };
        let sent = matches!(&state, ActionState::Done { run } if run.steps.iter().any(|s| s.changes && s.sent));
        let done = &mut self.rehearsal.actions[at];
        done.state = state;
        let (id, stops) = (
            done.action.id.clone(),
            done.action.on_error == OnError::Stop,
        );
        let of = connector(&done.action.does).map(str::to_owned);
        // What happened is on record before anything else can go wrong.
        let planned_anew = if failed && stops {
            for action in self.left() {
                action.state = ActionState::Skipped { after: id.clone() };
            }
            Ok(())
        } else {
            self.plan_anew(call, of.filter(|_| sent).as_deref()).await
        };
        self.settle(call)?;
        // An action has run; that the rest could not be planned is told with the rest.
        planned_anew
    }

    /// Runs what is planned. `None`: the plan was too old, and the new one is another: it must be seen first.
    async fn run(
        &mut self,
        call: &Call,
        at: usize,
        confirm: Option<String>,
    ) -> Result<Option<ActionState>> {
        let id = self.rehearsal.actions[at].action.id.clone();
        let mut confirmed = confirm;
        for second in [false, true] {
            let plan = self.plans.get(&id).cloned().unwrap_or_default();
            let asked = RunRequest {
                plan,
                confirm: confirmed.take(),
            };
            let again = asked.confirm.clone();
            match actions::run(call, asked).await {
                Ok(run) => return Ok(Some(ActionState::Done { run })),
                Err(error) if error.code == Code::PlanGone && !second => {
                    let shown = self.rehearsal.actions[at].plan.take();
                    self.plan(call, at, shown.as_ref()).await?;
                    let action = &self.rehearsal.actions[at];
                    if !matches!(action.state, ActionState::Planned)
                        || action.plan.as_ref().is_none_or(|p| p.differs)
                    {
                        self.settle(call)?;
                        return Ok(None);
                    }
                    confirmed = again;
                }
                // It was refused before anything was sent: the operator may type it again, or unlock the keychain.
                Err(error) if is_before(&error) => return Err(error),
                Err(error) => return Ok(Some(ActionState::Failed { error })),
            }
        }
        Ok(None)
    }

    /// Actions whose turn is still to come.
    fn left(&mut self) -> impl Iterator<Item = &mut RehearsedAction> {
        self.rehearsal
            .actions
            .iter_mut()
            .filter(|a| is_left(&a.state))
    }

    /// Plans again what was planned at a vendor where something changed, and what could not be planned before.
    async fn plan_anew(&mut self, call: &Call, changed: Option<&str>) -> Result<()> {
        for at in 0..self.rehearsal.actions.len() {
            let action = &self.rehearsal.actions[at];
            let again = match &action.state {
                ActionState::Planned => {
                    changed.is_some() && connector(&action.action.does) == changed
                }
                ActionState::Unplanned { .. } => true,
                _ => false,
            };
            if again {
                let shown = self.rehearsal.actions[at].plan.take();
                self.plan(call, at, shown.as_ref().or(Some(&NOTHING_SHOWN)))
                    .await?;
            }
        }
        Ok(())
    }

    /// Plans one action. `shown` is what was shown of it before an earlier action ran.
    async fn plan(&mut self, call: &Call, at: usize, shown: Option<&ShownPlan>) -> Result<()> {
        let action = self.rehearsal.actions[at].action.clone();
        let (state, plan) = match &action.does {
            _ if action
                .only_if
                .as_ref()
                .is_some_and(|c| !c.holds(&self.rehearsal.traits)) =>
            {
                let why = action
                    .only_if
                    .as_ref()
                    .map(super::TraitCondition::words)
                    .unwrap_or_default();
                let why = format!("only if {why}, which is not so for {}", self.rehearsal.user);
                (ActionState::LeftOut { why }, None)
            }
            Does::Redirect(to) => {
                match redirect::filled(&to.url, &self.rehearsal.traits, &self.rehearsal.form) {
                    Ok(url) => (ActionState::WouldShow { url }, None),
                    Err(error) => (ActionState::Unplanned { error }, None),
                }
            }
            Does::Action(of) => match self.plan_action(call, &action.id, of, shown).await {
                Ok(plan) => (ActionState::Planned, Some(plan)),
                Err(error) => (ActionState::Unplanned { error }, None),
            },
        };
        let cancelled = match &state {
            ActionState::Unplanned { error } if error.code == Code::Cancelled => Err(error.clone()),
            _ => Ok(()),
        };
        let rehearsed = &mut self.rehearsal.actions[at];
        rehearsed.state = state;
        rehearsed.plan = plan;
        cancelled
    }

    async fn plan_action(
        &mut self,
        call: &Call,
        id: &str,
        of: &ConnectorAction,
        shown: Option<&ShownPlan>,
    ) -> Result<ShownPlan> {
        self.plans.remove(id);
        if let Some(finding) = self.broken.get(id) {
            return Err(Error {
                code: Code::NotReady,
                ..kept::refused(finding)
            });
        }
        let order = Order {
            action: of.action.clone(),
            user: Some(self.rehearsal.user.clone()),
            traits: self.rehearsal.traits.clone(),
            params: of.params.clone(),
            form: self.rehearsal.form.clone(),
        };
        let connector = of.connector.clone();
        let planned = actions::plan(call, PlanRequest { connector, order }).await?;
        self.plans.insert(id.to_owned(), planned.id);
        if planned.confirm.is_some() {
            self.rehearsal.confirm = planned.confirm;
        }
        Ok(ShownPlan {
            differs: shown
                .is_some_and(|shown| Agreed::to(&shown.view) != Agreed::to(&planned.plan)),
            view: planned.plan,
            curl: planned.curl,
        })
    }

    /// Says what is next, or that it is done, and writes it down once anything has happened.
    fn settle(&mut self, call: &Call) -> Result<()> {
        let rehearsal = &mut self.rehearsal;
        rehearsal.next = rehearsal
            .actions
            .iter()
            .find(|a| is_left(&a.state))
            .map(|a| a.action.id.clone());
        let begun = rehearsal
            .actions
            .iter()
            .any(|a| !is_left(&a.state) && !matches!(a.state, ActionState::LeftOut { .. }));
        if rehearsal.next.is_none() {
            rehearsal.ended_at = Some(call.workspace.now().to_string());
        }
        if begun || rehearsal.next.is_none() {
            stored::keep(call, rehearsal)?;
        }
        Ok(())
    }
}

/// What stands for the plan of an action that could not be planned before: any plan is another one.
static NOTHING_SHOWN: ShownPlan = ShownPlan {
    view: PlanView {
        connector: String::new(),
        action: String::new(),
        user: None,
        summary: String::new(),
        steps: Vec::new(),
        warnings: Vec::new(),
        preview: Vec::new(),
        before: Vec::new(),
        handout: None,
        assumed: Vec::new(),
    },
    curl: Vec::new(),
    differs: false,
};

/// What an operator agrees to with a plan: its changing requests, what it hands out, what the vendor says would come of
/// it, and what to think about first.
#[derive(PartialEq)]
struct Agreed<'a> {
    requests: Vec<(&'a str, &'a str, Option<&'a serde_json::Value>)>,
    handout: Option<&'a Handout>,
    preview: &'a [Fact],
    warnings: &'a [String],
    connector: &'a str,
}

impl<'a> Agreed<'a> {
    fn to(view: &'a PlanView) -> Self {
        let changes = view.steps.iter().filter(|s: &&StepView| s.changes);
        Self {
            requests: changes
                .map(|s| (s.method.as_str(), s.url.as_str(), s.body.as_ref()))
                .collect(),
            handout: view.handout.as_ref(),
            preview: &view.preview,
            warnings: &view.warnings,
            connector: &view.connector,
        }
    }
}

/// Whether an error of a run was told before its first request, and the operator can do something about it.
fn is_before(error: &Error) -> bool {
    matches!(
        error.code,
        Code::ConfirmationNeeded
            | Code::Forbidden
            | Code::Keychain
            | Code::Storage
            | Code::Cancelled
    )
}

fn is_left(state: &ActionState) -> bool {
    matches!(
        state,
        ActionState::Planned | ActionState::Unplanned { .. } | ActionState::WouldShow { .. }
    )
}

fn connector(does: &Does) -> Option<&str> {
    match does {
        Does::Action(of) => Some(&of.connector),
        Does::Redirect(_) => None,
    }
}

fn waiting(action: &ChainAction) -> RehearsedAction {
    RehearsedAction {
        title: action.title(),
        action: action.clone(),
        state: ActionState::Planned,
        plan: None,
    }
}

fn chain(prompt: &Prompt, interaction: Interaction) -> Result<Vec<ChainAction>> {
    let chain = prompt
        .interactions
        .get(&interaction)
        .filter(|c| !c.is_empty());
    chain.cloned().ok_or_else(|| {
        let others: Vec<_> = prompt
            .interactions
            .iter()
            .filter(|(_, c)| !c.is_empty())
            .map(|(i, _)| i.name())
            .collect();
        let hint = if others.is_empty() {
            "Give one of its interactions an action first".to_owned()
        } else {
            format!("It triggers something on: {}", others.join(", "))
        };
        Error::new(
            Code::NotFound,
            format!(
                "the prompt {} triggers nothing on {}",
                prompt.id,
                interaction.name()
            ),
        )
        .field("interaction")
        .hint(hint)
    })
}

/// How the user is called, and their traits: typed ones before those of the user that is named.
async fn person(
    call: &Call,
    user: Option<String>,
    typed: BTreeMap<String, String>,
) -> Result<(String, BTreeMap<String, String>)> {
    let (name, mut traits) = match user {
        Some(id) => {
            let found = users::find(call, users::UserId { id }).await?;
            (found.id, found.traits)
        }
        None if typed.is_empty() => {
            return Err(Error::new(Code::Invalid, "nobody is named to rehearse on")
                .field("user")
                .hint("Choose a user, or give traits such as customer_id"));
        }
        None => ("typed traits".to_owned(), BTreeMap::new()),
    };
    traits.extend(typed);
    Ok((name, traits))
}
