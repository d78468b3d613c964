//! `patchbay history`.

use clap::{Args, Subcommand};
use patchbay_workspace::operations::history::{HistoryRequest, RunDetail, RunId, RunSummary};
use patchbay_workspace::operations::{
    HistoryClear, HistoryExport, HistoryList, HistoryShow, Nothing,
};
use patchbay_workspace::{Call, Code, Error, Exchange};

use crate::actions;
use crate::host::Host;
use crate::output::{Answer, Failure, pretty, word};
use crate::table::{section, table, time};

/// What to do with the history.
#[derive(Subcommand)]
pub enum Command {
    /// Runs, newest first
    List(List),
    /// One run with its plan and every exchange, secrets redacted
    Show {
        /// The run's id
        run: String,
    },
    /// The whole history of the app as one JSON document, secrets redacted
    Export,
    /// Remove all closed runs of the app from the history
    Clear {
        /// Really remove them
        #[arg(long)]
        yes: bool,
    },
}

/// Which runs to list.
#[derive(Args)]
pub struct List {
    /// Only runs whose user, action or summary has this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
}

/// Runs in one window of the operation.
const WINDOW: u32 = 1_000;

impl Command {
    /// Performs it.
    pub async fn perform(self, host: &Host) -> Result<Answer, Failure> {
        match self {
            Self::List(list) => list.perform(&host.call()?).await,
            Self::Show { run } => {
                let detail = host.call()?.perform::<HistoryShow>(RunId { run }).await?;
                Answer::new(&detail, shown(&detail))
            }
            Self::Export => {
                let document = host.call()?.perform::<HistoryExport>(Nothing {}).await?;
                let text = serde_json::to_value(&document)
                    .map(|d| pretty(&d))
                    .unwrap_or_default();
                Answer::new(&document, text)
            }
            Self::Clear { yes: false } => {
                let error = Error::new(
                    Code::ConfirmationNeeded,
                    "nothing was removed, because --yes is missing",
                )
                .hint("To remove all closed runs of the app: patchbay history clear --yes");
                Err(Failure::Usage(error))
            }
            Self::Clear { yes: true } => {
                let cleared = host.call()?.perform::<HistoryClear>(Nothing {}).await?;
                Answer::new(&cleared, format!("{} runs removed", cleared.runs))
            }
        }
    }
}

impl List {
    async fn perform(self, call: &Call) -> Result<Answer, Failure> {
        let mut runs: Vec<RunSummary> = Vec::new();
        loop {
            let request = HistoryRequest {
                search: self.search.clone(),
                start: u32::try_from(runs.len()).unwrap_or(u32::MAX),
                rows: Some(WINDOW),
                ..HistoryRequest::default()
            };
            let page = call.perform::<HistoryList>(request).await?;
            let last = page.runs.len() < WINDOW as usize;
            runs.extend(page.runs);
            if last {
                break;
            }
        }
        if runs.is_empty() {
            return Ok(Answer::new(&runs, "")?.note("no runs"));
        }
        let rows = runs.iter().map(|r| {
            [
                r.run.clone(),
                time(&r.started_at),
                r.connector.clone(),
                r.action.clone(),
                r.user.clone().unwrap_or_default(),
                outcome(r),
                r.summary.clone(),
            ]
        });
        Answer::new(
            &runs,
            table(
                [
                    "RUN",
                    "STARTED",
                    "CONNECTOR",
                    "ACTION",
                    "USER",
                    "OUTCOME",
                    "SUMMARY",
                ],
                rows,
            ),
        )
    }
}

fn outcome(run: &RunSummary) -> String {
    run.outcome
        .as_ref()
        .map_or_else(|| "under way".into(), word)
}

fn shown(detail: &RunDetail) -> String {
    let run = &detail.summary;
    let ended = run
        .ended_at
        .as_deref()
        .map(|at| format!(", ended {}", time(at)))
        .unwrap_or_default();
    let mut text = format!(
        "{}: {}\n  {} {}, run {}\n  started {}{ended}, by {}\n",
        outcome(run),
        run.summary,
        run.connector,
        run.action,
        run.run,
        time(&run.started_at),
        run.operator
    );
    if let Some(error) = &detail.error {
        text += &section(
            "Error",
            &format!(
                "{}\n{}",
                error.message,
                error.hint.as_deref().unwrap_or_default()
            ),
        );
    }
    text += &section(
        "Before and after",
        &actions::change(&detail.plan.before, &detail.after),
    );
    text += &section("Planned", &actions::plan(&detail.plan, "to be sent"));
    for exchange in &detail.exchanges {
        let state = match (exchange.status, &exchange.error) {
            (Some(status), _) => status.to_string(),
            (None, Some(error)) => error.clone(),
            (None, None) => "no answer".into(),
        };
        text += &section(
            &format!("Sent {}. {}: {state}", exchange.number, exchange.purpose),
            &sent(exchange),
        );
    }
    text
}

fn sent(exchange: &Exchange) -> String {
    let mut text = format!("{} {}\n", exchange.method.as_str(), exchange.url);
    if let Some(body) = &exchange.body {
        text += &format!("{}\n", actions::content(body));
    }
    let took = exchange
        .elapsed_ms
        .map(|ms| format!(" after {ms} ms"))
        .unwrap_or_default();
    if let Some(reply) = &exchange.reply {
        text += &format!("answered{took}\n{}\n", actions::content(reply));
    }
    text
}
