//! The arguments, as `clap` reads them, and which module each command belongs to.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use patchbay_workspace::{Code, DEFAULT_APP, Error};
use tracing_subscriber::EnvFilter;

use crate::host::Host;
use crate::output::{self, Answer, Failure};
use crate::{
    actions, apps, catalogue, connectors, exports, history, prompts, sandbox, schedule, specs,
    tour, users,
};

const GLOBAL: &str = "Everywhere";

/// Administration of subscription connectors: configure them, plan and run their actions, preview trait exports.
///
/// Data goes to standard output, everything else to standard error. Exit codes: 0 done; 1 the operation did not
/// succeed; 2 usage.
#[derive(Parser)]
#[command(
    name = "patchbay",
    version,
    propagate_version = false,
    max_term_width = 100
)]
pub struct Arguments {
    /// Where the database lives; the user's own data directory if absent
    #[arg(
        long,
        global = true,
        help_heading = GLOBAL,
        value_name = "DIR",
        env = "PATCHBAY_DATA_DIR",
        hide_env_values = true
    )]
    pub data_dir: Option<PathBuf>,
    /// The app to work on
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "APP", default_value = DEFAULT_APP)]
    pub app: String,
    /// One JSON document on standard output; a failure is one on standard error
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Apps: what connectors, exports and history belong to
    #[command(subcommand)]
    Apps(apps::Command),
    /// Connectors: their settings, secrets, activation and checks
    #[command(subcommand)]
    Connectors(connectors::Command),
    /// Catalogues: what is synced from the vendors to fill the choices
    #[command(subcommand)]
    Catalogue(catalogue::Command),
    /// Actions: plan what would be sent, and run it
    #[command(subcommand)]
    Actions(actions::Command),
    /// Exports: CSV files of user traits
    #[command(subcommand)]
    Exports(exports::Command),
    /// Trait specs: what an export must hold
    #[command(subcommand)]
    Specs(specs::Command),
    /// Prompts: what each interaction triggers, rehearsed before anyone sees it
    #[command(subcommand)]
    Prompts(prompts::Command),
    /// Schedule: what is due every day, and the look at it
    #[command(subcommand)]
    Schedule(schedule::Command),
    /// Test users of the app
    #[command(subcommand)]
    Users(users::Command),
    /// History: every run with what was sent and answered
    #[command(subcommand)]
    History(history::Command),
    /// Serve the simulator of the vendors on this machine until interrupted
    ///
    /// Prints one JSON line with its address, the settings and demo keys of every connector, and the users that it
    /// knows.
    Sandbox(sandbox::Arguments),
    /// Walk through the main job against the sandbox, and verify every step
    ///
    /// Needs no account. It works in a data directory of its own and removes what it put into the keychain; where there
    /// is no keychain, it makes a private one for the time it runs.
    Tour,
}

impl Command {
    /// Performs the command. `None`: it has said already all that there is to say.
    pub async fn perform(self, host: &Host) -> Result<Option<Answer>, Failure> {
        match self {
            Self::Apps(command) => command.perform(host).await.map(Some),
            Self::Connectors(command) => command.perform(host).await.map(Some),
            Self::Catalogue(command) => command.perform(host).await.map(Some),
            Self::Actions(command) => command.perform(host).await.map(Some),
            Self::Exports(command) => command.perform(host).await.map(Some),
            Self::Specs(command) => command.perform(host).await.map(Some),
            Self::Prompts(command) => command.perform(host).await.map(Some),
            Self::Schedule(command) => command.perform(host).await.map(Some),
            Self::Users(command) => command.perform(host).await.map(Some),
            Self::History(command) => command.perform(host).await.map(Some),
            Self::Sandbox(arguments) => sandbox::serve(&arguments).await.map(|()| None),
            Self::Tour => tour::perform(host.json).await,
        }
    }
}

/// Reads the arguments and turns logging on if it is asked for. What cannot be read, and help, is printed here.
pub fn read() -> Result<Arguments, ExitCode> {
    let json = std::env::args_os().any(|a| a == "--json");
    let arguments = Arguments::try_parse().map_err(|error| refuse(json, &error))?;
    if let Some(filter) = std::env::var_os("PATCHBAY_LOG").filter(|f| !f.is_empty()) {
        let filter = EnvFilter::try_new(filter.to_string_lossy()).map_err(|error| {
            let error = Error::new(
                Code::Invalid,
                format!("PATCHBAY_LOG cannot be read: {error}"),
            )
            .hint("For example: PATCHBAY_LOG=debug");
            output::finish(arguments.json, Err(Failure::Usage(error)))
        })?;
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .init();
    }
    Ok(arguments)
}

fn refuse(json: bool, error: &clap::Error) -> ExitCode {
    if !json || !error.use_stderr() {
        // A closed pipe is not worth a failure of its own.
        let _ = error.print();
        return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
    }
    let text = error.render().to_string();
    let mut paragraphs = text.trim().splitn(2, "\n\n");
    let message = paragraphs.next().unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let message: Vec<&str> = message.lines().map(str::trim).collect();
    let error = Error::new(Code::Invalid, message.join(" ")).hint("See: patchbay --help");
    output::finish(json, Err(Failure::Usage(error)))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_make_sense() {
        super::Arguments::command().debug_assert();
    }
}
