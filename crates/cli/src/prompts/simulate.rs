//! `patchbay prompts simulate`: one chain planned and run, or a table of them in the sandbox.

use std::path::PathBuf;

use clap::Args;
use patchbay_workspace::operations::apps::Environment;
use patchbay_workspace::operations::prompts::{
    ActionState, Batch, BatchRequest, Rehearsal, RehearsalRequest, ReportRequest, StepRequest,
};
use patchbay_workspace::operations::users::UserId;
use patchbay_workspace::operations::{
    PromptsBatch, PromptsPlan, PromptsReport, PromptsStep, UsersFind,
};
use patchbay_workspace::{Call, Code, Error};

use super::Chosen;
use crate::output::{Answer, Failure};
use crate::table::{indented, table};
use crate::{actions, pairs, remedy};

/// What to rehearse.
#[derive(Args)]
pub struct Wanted {
    /// The prompt
    id: String,
    #[command(flatten)]
    chosen: Chosen,
    /// A test user of the app, or one of an open export; several make a table
    #[arg(long = "user", value_name = "USER")]
    users: Vec<String>,
    /// A trait of the user, in place of the one that is known
    #[arg(long = "trait", value_name = "KEY=VALUE")]
    traits: Vec<String>,
    /// What the subscriber fills into a field of the form
    #[arg(long = "form", value_name = "KEY=VALUE")]
    form: Vec<String>,
    /// In a production app: the app's name, typed out
    #[arg(long, value_name = "TEXT")]
    confirm: Option<String>,
    /// Write a report there: JSON if the name ends in .json, else a page for people
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Really run it
    #[arg(long)]
    yes: bool,
}

impl Wanted {
    /// Rehearses one chain, or a table of them.
    pub async fn perform(self, call: &Call) -> Result<Answer, Failure> {
        if self.users.len() > 1 || self.chosen.interaction.is_none() {
            return self.table(call).await;
        }
        if self.report.is_some() && !self.yes {
            return Err(Failure::usage(
                "a report is of what was run, and --yes is missing",
                "Give both --yes and --report, or neither",
            ));
        }
        let (Some(interaction), user) = (self.chosen.interaction, self.users.first().cloned())
        else {
            return self.table(call).await;
        };
        let traits = pairs::read("--trait", self.traits.clone())?;
        let request = RehearsalRequest {
            prompt: self.id.clone(),
            interaction,
            user: known(call, user, !traits.is_empty()).await?,
            traits,
            form: pairs::read("--form", self.form.clone())?,
        };
        let planned = call
            .perform::<PromptsPlan>(request)
            .await
            .map_err(remedy::of_form)?;
        if !self.yes {
            let told = Answer::new(&planned, timeline(&planned))?;
            return Ok(told.note(unconfirmed(&planned)));
        }
        let (ended, stopped) = self.run(call, planned).await?;
        if let Some(path) = &self.report {
            report(call, path, vec![ended.id.clone()]).await?;
        }
        let told = Answer::new(&ended, timeline(&ended))?;
        Ok(if ended.succeeded() {
            told
        } else {
            told.not_succeeded(stopped)
        })
    }

    /// Runs action after action. Where accounts are real, a plan that an earlier action made another is not run unseen.
    async fn run(
        &self,
        call: &Call,
        mut rehearsal: Rehearsal,
    ) -> Result<(Rehearsal, Option<Error>), Failure> {
        while let Some(next) = rehearsal.next.clone() {
            let at = rehearsal.actions.iter().find(|a| a.action.id == next);
            let differs = at.filter(|a| a.plan.as_ref().is_some_and(|p| p.differs));
            if let Some(action) = differs.filter(|_| rehearsal.environment != Environment::Sandbox)
            {
                let error = Error::new(
                    Code::PlanGone,
                    format!(
                        "{} would send something else than was planned at first, so nothing more was sent",
                        action.title
                    ),
                )
                .hint("Look at its plan above; rehearse again, or run it by itself with: patchbay actions run");
                return Ok((rehearsal, Some(error)));
            }
            let request = StepRequest {
                rehearsal: rehearsal.id.clone(),
                action: next,
                confirm: self.confirm.clone(),
            };
            match call.perform::<PromptsStep>(request).await {
                Ok(gone_on) => rehearsal = gone_on,
                // What has run is told all the same.
                Err(error) if begun(&rehearsal) => return Ok((rehearsal, Some(error))),
                Err(error) => return Err(remedy::of_confirmation(error).into()),
            }
        }
        Ok((rehearsal, None))
    }

    async fn table(self, call: &Call) -> Result<Answer, Failure> {
        if !self.yes {
            return Err(Failure::usage(
                "several users, or all interactions, are rehearsed as a table, and --yes is missing",
                "Give one --interaction and one --user to see a plan, or --yes to run the table in the sandbox",
            ));
        }
        if !self.traits.is_empty() {
            return Err(Failure::usage(
                "--trait cannot be given for a table: each user has traits of their own",
                "Save a test user with these traits, or rehearse on one --user",
            ));
        }
        let batch = call
            .perform::<PromptsBatch>(BatchRequest {
                prompts: vec![self.id],
                interactions: self.chosen.interaction.into_iter().collect(),
                users: self.users,
                form: pairs::read("--form", self.form)?,
            })
            .await?;
        if let Some(path) = &self.report
            && !batch.cells.is_empty()
        {
            let done = batch.cells.iter().map(|c| c.rehearsal.clone()).collect();
            report(call, path, done).await?;
        }
        let fine = batch.left == 0 && batch.cells.iter().all(|c| c.succeeded);
        let told = Answer::new(&batch, outcomes(&batch))?;
        let told = match batch.left {
            0 => told,
            left => told.note(format!("cancelled: {left} were not rehearsed")),
        };
        Ok(if fine { told } else { told.not_succeeded(None) })
    }
}

/// The user, unless nobody is called so and the traits are given: then those are all there is.
async fn known(
    call: &Call,
    user: Option<String>,
    has_traits: bool,
) -> Result<Option<String>, Failure> {
    let Some(id) = user else { return Ok(None) };
    match call.perform::<UsersFind>(UserId { id: id.clone() }).await {
        Ok(_) => Ok(Some(id)),
        Err(error) if error.code == Code::NotFound && has_traits => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn begun(rehearsal: &Rehearsal) -> bool {
    let gone = |state: &ActionState| {
        matches!(
            state,
            ActionState::Done { .. } | ActionState::Shown { .. } | ActionState::Failed { .. }
        )
    };
    rehearsal.actions.iter().any(|a| gone(&a.state))
}

fn unconfirmed(rehearsal: &Rehearsal) -> String {
    match &rehearsal.confirm {
        None => "nothing was run; to run it: the same command with --yes".into(),
        Some(text) => format!(
            "nothing was run; this app is in production, to run it: the same command with --confirm {text:?} --yes"
        ),
    }
}

fn outcomes(batch: &Batch) -> String {
    let rows = batch.cells.iter().map(|cell| {
        [
            cell.user.clone(),
            cell.interaction.name().to_owned(),
            if cell.succeeded {
                "succeeded"
            } else {
                "did not"
            }
            .to_owned(),
            cell.summary.clone(),
        ]
    });
    table(["USER", "INTERACTION", "OUTCOME", "SUMMARY"], rows)
}

/// Action by action: what it would send, or what came of it.
fn timeline(rehearsal: &Rehearsal) -> String {
    let mut text = format!(
        "{}, {}, {}: {}\n",
        rehearsal.prompt_name,
        rehearsal.interaction.name(),
        rehearsal.user,
        match (&rehearsal.ended_at, rehearsal.succeeded()) {
            (_, true) => rehearsal.summary(),
            (Some(_), _) => format!("did not succeed: {}", rehearsal.summary()),
            (None, _) => "not run to its end".into(),
        }
    );
    for (number, action) in rehearsal.actions.iter().enumerate() {
        let state = match &action.state {
            ActionState::Planned if action.plan.as_ref().is_some_and(|p| p.differs) => {
                "planned, and other than before"
            }
            ActionState::Planned => "planned",
            ActionState::WouldShow { .. } => "would be shown",
            state => state.label(),
        };
        let told = match &action.state {
            ActionState::Planned => action
                .plan
                .as_ref()
                .map(|p| actions::plan(&p.view, "will be sent"))
                .unwrap_or_default(),
            ActionState::Unplanned { error } | ActionState::Failed { error } => fault(error),
            ActionState::WouldShow { url } | ActionState::Shown { url } => url.clone(),
            ActionState::LeftOut { why } => why.clone(),
            ActionState::Skipped { after } => {
                format!("{after} did not succeed, and stops the chain")
            }
            ActionState::Done { run } => actions::ran(run),
        };
        text += &format!("\n{}. {}: {state}\n", number + 1, action.title);
        text += &indented(&told);
    }
    text
}

fn fault(error: &Error) -> String {
    match &error.hint {
        Some(hint) => format!("{}\nhint: {hint}", error.message),
        None => error.message.clone(),
    }
}

async fn report(call: &Call, path: &PathBuf, rehearsals: Vec<String>) -> Result<(), Failure> {
    let report = call
        .perform::<PromptsReport>(ReportRequest { rehearsals })
        .await?;
    let json = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let text = if json {
        let document = serde_json::to_string_pretty(&report).map_err(|e| {
            Error::new(
                Code::Internal,
                format!("the report cannot be written as JSON: {e}"),
            )
        })?;
        document + "\n"
    } else {
        report.html()
    };
    std::fs::write(path, text).map_err(|e| {
        let error = Error::new(
            Code::File,
            format!("the report {} cannot be written: {e}", path.display()),
        );
        Failure::Operation(
            error.hint("The rehearsals are kept: report them from the window, or rehearse again"),
        )
    })
}
