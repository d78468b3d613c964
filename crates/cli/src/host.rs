//! The command line as a host: the workspace, opened when a command first asks for it, with progress and cancel.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use patchbay_workspace::{Call, Code, Error, HostKind, Options, Progress, Workspace};
use tokio_util::sync::CancellationToken;

use crate::arguments::Arguments;
use crate::output::{Answer, Failure};
use crate::signals::Signals;

/// What a command works with.
pub struct Host {
    data_dir: Option<PathBuf>,
    app: String,
    /// Whether JSON was asked for.
    pub json: bool,
    bar: ProgressBar,
}

impl Host {
    /// A host for the arguments. Nothing is opened yet.
    pub fn new(arguments: &Arguments) -> Self {
        Self {
            data_dir: arguments.data_dir.clone(),
            app: arguments.app.clone(),
            json: arguments.json,
            // Draws on standard error, and only if that is a terminal.
            bar: ProgressBar::no_length(),
        }
    }

    /// Opens the workspace. From here on, Ctrl-C cancels the call instead of ending the process.
    pub fn call(&self) -> Result<Call, Failure> {
        let workspace = Workspace::open(Options::system(self.data_dir.clone(), HostKind::Cli)?)?;
        let bar = self.bar.clone();
        Ok(Call {
            on_progress: Arc::new(move |progress| show(&bar, progress)),
            cancel: cancelled_by(Signals::listen()?, self.bar.clone()),
            ..workspace.call(&self.app)
        })
    }

    /// Takes the progress off the screen, before anything else is printed.
    pub fn quiet(&self) {
        self.bar.finish_and_clear();
    }
}

/// Runs a command on a runtime of its own.
pub fn run(
    command: impl Future<Output = Result<Option<Answer>, Failure>>,
) -> Result<Option<Answer>, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| {
            Error::new(
                Code::Internal,
                format!("this process could not start its threads: {e}"),
            )
            .hint("Check the limits of this user (ulimit -a)")
        })?;
    runtime.block_on(command)
}

/// Shows how far a call is. Nothing where nobody sees it, because a call may report a hundred times in a second.
fn show(bar: &ProgressBar, progress: Progress) {
    if bar.is_hidden() {
        return;
    }
    let is_first = bar.message().is_empty();
    if is_first || bar.length() != progress.total {
        // The templates are constants; should one be wrong, the bar keeps its default looks.
        let template = if let Some(total) = progress.total {
            bar.set_length(total);
            "{msg} {wide_bar} {percent:>3} %"
        } else {
            bar.unset_length();
            "{spinner} {msg} {pos}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
    }
    bar.set_position(progress.done);
    bar.set_message(progress.what);
    if is_first {
        bar.enable_steady_tick(Duration::from_millis(100)); // starts a thread
    }
}

/// The first signal cancels; a second one ends the process, for whoever does not want to wait.
fn cancelled_by(mut signals: Signals, bar: ProgressBar) -> CancellationToken {
    let cancel = CancellationToken::new();
    let token = cancel.clone();
    tokio::spawn(async move {
        signals.next().await;
        bar.suspend(|| eprintln!("cancelling, again to end at once"));
        token.cancel();
        signals.next().await;
        bar.finish_and_clear();
        std::process::exit(1);
    });
    cancel
}
