//! `patchbay prompts`: listed, shown in words, rehearsed (`simulate`), and carried from app to app (`document`).

mod document;
mod simulate;

use clap::{Args, Subcommand};
use patchbay_workspace::operations::prompts::{
    Does, Finding, Interaction, Prompt, PromptDetail, PromptId, PromptSummary, Rehearsed,
};
use patchbay_workspace::operations::{Nothing, PromptsList, PromptsShow};

use crate::host::Host;
use crate::output::{Answer, Failure, word};
use crate::table::{section, table, time};

/// What to do with prompts.
#[derive(Subcommand)]
pub enum Command {
    /// The prompts of the app, with what is wrong with each
    List,
    /// A prompt in words: what each interaction triggers, and what is wrong with it
    Show {
        /// The prompt
        id: String,
    },
    /// Rehearse what an interaction triggers for a user
    ///
    /// Without --yes it shows the plan of the whole chain and stops. With --yes it runs action after action, as planned;
    /// outside of a sandbox app it stops when an action changed the plan of a later one. Several users or no
    /// interaction make a table, each cell from a fresh sandbox: for sandbox apps alone. Exit code 1 unless all succeeded.
    Simulate(simulate::Wanted),
    /// Compare a document of prompts and settings with this app, and apply it with --yes
    ///
    /// All of it is applied, or nothing. Secrets are not in a document: enter them with connectors set.
    Import(document::File),
    /// The app's prompts and connector settings as one JSON document, without secrets
    Export,
}

/// An interaction by its name.
#[derive(Args)]
pub struct Chosen {
    /// accept, secondary_accept, decline, dismiss or timeout
    #[arg(long, value_name = "INTERACTION", value_parser = interaction)]
    pub interaction: Option<Interaction>,
}

fn interaction(name: &str) -> Result<Interaction, String> {
    let known = Interaction::ALL.map(Interaction::name);
    Interaction::ALL
        .into_iter()
        .find(|i| i.name() == name)
        .ok_or_else(|| format!("the interactions are: {}", known.join(", ")))
}

impl Command {
    /// Performs it.
    pub async fn perform(self, host: &Host) -> Result<Answer, Failure> {
        match self {
            Self::List => {
                let prompts = host.call()?.perform::<PromptsList>(Nothing {}).await?;
                let answer = Answer::new(&prompts, listed(&prompts))?;
                Ok(if prompts.is_empty() {
                    answer.note("no prompts; to bring some in: patchbay prompts import FILE")
                } else {
                    answer
                })
            }
            Self::Show { id } => {
                let detail = host.call()?.perform::<PromptsShow>(PromptId { id }).await?;
                Answer::new(&detail, shown(&detail))
            }
            Self::Simulate(wanted) => wanted.perform(&host.call()?).await,
            Self::Import(file) => file.import(&host.call()?).await,
            Self::Export => document::export(&host.call()?).await,
        }
    }
}

fn listed(prompts: &[PromptSummary]) -> String {
    if prompts.is_empty() {
        return String::new();
    }
    let rows = prompts.iter().map(|prompt| {
        let actions: Vec<_> = prompt
            .actions
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(interaction, count)| format!("{} {count}", interaction.name()))
            .collect();
        let some = |count: u32| {
            if count == 0 {
                String::new()
            } else {
                count.to_string()
            }
        };
        [
            prompt.id.clone(),
            prompt.name.clone(),
            word(&prompt.kind),
            actions.join(", "),
            some(prompt.broken),
            some(prompt.warnings),
        ]
    });
    table(
        ["ID", "NAME", "KIND", "ACTIONS", "BROKEN", "WARNINGS"],
        rows,
    )
}

fn shown(detail: &PromptDetail) -> String {
    let prompt = &detail.prompt;
    let whom = prompt.segment.as_deref().map_or_else(
        || "everybody".to_owned(),
        |segment| format!("the segment {segment}"),
    );
    let mut text = format!(
        "{} ({}): {}, shown to {whom}\n",
        prompt.name,
        prompt.id,
        prompt.kind.label()
    );
    let form = prompt
        .form
        .iter()
        .map(|f| [format!("%form.{}%", f.key), f.sentence()]);
    let survey = prompt.survey.iter().map(|survey| {
        let asked = format!("{} ({})", survey.question, survey.answers.join(", "));
        ["%form.survey%".to_owned(), asked]
    });
    text += &section("Form", &table(["", ""], form.chain(survey)));
    for (interaction, chain) in &prompt.interactions {
        if chain.is_empty() {
            continue;
        }
        let said = detail
            .rehearsed
            .get(interaction)
            .map(rehearsed)
            .unwrap_or_default();
        text += &section(
            &format!("{}{said}", interaction.label()),
            &in_words(prompt, *interaction, &detail.findings),
        );
    }
    let whole: Vec<_> = detail
        .findings
        .iter()
        .filter(|f| f.interaction.is_none())
        .collect();
    text + &section(
        "The prompt itself",
        &whole.into_iter().map(finding).collect::<String>(),
    )
}

fn rehearsed(rehearsed: &Rehearsed) -> String {
    match rehearsed {
        Rehearsed::Never => ", never rehearsed".into(),
        Rehearsed::Before { at } => format!(", changed since it was rehearsed at {}", time(at)),
        Rehearsed::AsItIs {
            at,
            succeeded: true,
            ..
        } => format!(", rehearsed at {}", time(at)),
        Rehearsed::AsItIs { at, .. } => format!(", rehearsed at {}: it did not succeed", time(at)),
    }
}

fn in_words(prompt: &Prompt, interaction: Interaction, findings: &[Finding]) -> String {
    let mut text = String::new();
    let chain = prompt
        .interactions
        .get(&interaction)
        .map_or(&[][..], Vec::as_slice);
    for (number, action) in chain.iter().enumerate() {
        text += &format!("{}. {}\n", number + 1, action.title());
        if let Does::Action(does) = &action.does {
            for (key, value) in &does.params {
                text += &format!("   {}: {value}\n", does.param_label(key));
            }
        }
        if let Some(condition) = &action.only_if {
            text += &format!("   only if {}\n", condition.words());
        }
        text += &format!(
            "   if it does not succeed, the rest {}\n",
            action.on_error.label()
        );
        let here = findings.iter().filter(|f| {
            f.interaction == Some(interaction) && f.action.as_ref() == Some(&action.id)
        });
        for line in here.map(finding).collect::<String>().lines() {
            text += &format!("   {line}\n");
        }
    }
    text
}

fn finding(finding: &Finding) -> String {
    let mut text = format!("{}: {}\n", word(&finding.gravity), finding.message);
    if !finding.remedy.is_empty() {
        text += &format!("hint: {}\n", finding.remedy);
    }
    text
}
